/** Answers that are JSON, and not what was asked for, as from something in front of the server. */
import type { Arguments } from "../../../provider/lifecycle/kind";
import { create, expectNothingToDo, failure, problems, update, useTestAccount } from "../account";
import type { KindName } from "../account";

const account = useTestAccount();

const hasty = { firstPause: 1 };
const befalls = (method: string, path: string, rest: object = {}) =>
  account.fail({ kind: "other-json", method, path, ...rest });

test("a list that is none is an error that says so, and the next reader asks again", async () => {
  const { Network } = account.provider();
  await befalls("GET", "/groups$");
  expect(await problems(Network, { name: "a" })).toEqual([
    expect.stringMatching(
      /^: Cannot list groups: the answer is not a list of objects that have ids\. .*netbird:managementUrl/,
    ),
  ]);
  expect(await problems(Network, { name: "a" })).toEqual([]);
});

test("DNS settings that are none are not taken for empty ones", async () => {
  const { id } = await account.api("POST", "/groups", { name: "peer-a" });
  await account.api("PUT", "/dns/settings", { disabled_management_groups: [id] });
  await befalls("GET", "/dns/settings$");
  const setting = create(account.provider().DnsSettings, { disabledManagementGroups: [] });
  expect(await failure(setting)).toMatch(/^Cannot list DNS settings: the answer is not a list/);
  expect(await account.api("GET", "/dns/settings")).toEqual({ disabled_management_groups: [id] });
});

const made: [KindName, Arguments, string][] = [
  ["Group", { name: "peer-a" }, "groups"],
  ["Network", { name: "a" }, "networks"],
  ["SetupKey", { name: "setup-dev-a", type: "reusable" }, "setup-keys"],
];

test.each(made)("a %s whose creation is answered with something else is found", async (...each) => {
  const [kind, args, collection] = each;
  await befalls("POST", `/${collection}$`);
  const object = await create(account.provider({}, hasty)[kind], args);
  expect(await account.named(collection, args.name as string)).toEqual([
    expect.objectContaining({ id: object.id }),
  ]);
  if (kind === "SetupKey") expect(object.outs.key).toMatch(/^[0-9A-F-]{36}$/);
  await expectNothingToDo(account.provider()[kind], object, args);
});

test("a token whose creation is answered with something else is made again, and told", async () => {
  const { id } = await create(account.provider().User, { name: "ci", role: "auditor" });
  await befalls("POST", "/tokens$");
  const args = { user: { id }, name: "github", expiresIn: 30 };
  const token = await create(account.provider({}, hasty).PersonalAccessToken, args);
  expect(token.outs.token).toMatch(/^nbp_/);
  expect(await account.api<unknown[]>("GET", `/users/${id}/tokens`)).toEqual([
    expect.objectContaining({ id: token.id }),
  ]);
});

test("what is read before a change, or answered to it, is an error when it is no object", async () => {
  const network = await create(account.provider().Network, { name: "a" });
  const change = () => update(account.provider().Network, network, { name: "b" });
  for (const method of ["GET", "PUT"]) {
    await befalls(method, `/networks/${network.id}$`);
    expect(await failure(change())).toMatch(
      /^Cannot (read|update) network "b": the answer is not an object that has an id/,
    );
  }
  await change();
  expect(await account.named("networks", "b")).toHaveLength(1);
});
