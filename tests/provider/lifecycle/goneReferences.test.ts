/** What an object refers to by name may be renamed or deleted by hand: a refresh has to live with it. */
import type { Arguments } from "../../../provider/lifecycle/kind";
import { create, failure, preview, refresh, unchanged, update, useTestAccount } from "../account";
import type { KindName } from "../account";

const account = useTestAccount();
let support: string;
let laptop: string;
beforeEach(async () => {
  support = (await account.api("POST", "/groups", { name: "peer-support" })).id;
  await account.api("POST", "/groups", { name: "svc-web" });
  laptop = await account.enroll("laptop");
});

const group = (name: string): Arguments => ({ name: "peer-team", peers: [{ name }] });
const policy = (name: string): Arguments => ({
  name: "access",
  protocol: "tcp",
  ports: [443],
  sources: [{ name }],
  destinations: [{ name: "svc-web" }],
});
const ssh = (name: string): Arguments => ({
  ...policy(name),
  protocol: "netbird-ssh",
  ports: [22],
  authorizedGroups: [{ group: { name }, users: ["root"] }],
});
const route = (name: string): Arguments => ({
  networkId: "site",
  network: "10.1.0.0/16",
  peer: { name },
  groups: [{ name: "svc-web" }],
});

const rename = {
  peer: () => account.api("PUT", `/peers/${laptop}`, { name: "renamed" }),
  group: () => account.api("PUT", `/groups/${support}`, { name: "renamed" }),
};

/** Compares as a refresh does: the recorded arguments with what is there now. */
async function refreshed(kind: KindName, args: Arguments) {
  const { inputs } = await account.provider()[kind].check({}, args);
  const made = await create(account.provider()[kind], args);
  return {
    async after(change: () => Promise<unknown>) {
      await change();
      const handler = account.provider()[kind];
      const found = await refresh(handler, made);
      const { changes, replaces } = await handler.diff(found.id, found.outs, inputs);
      return { found, difference: { changes, replaces } };
    },
  };
}

test.each<[KindName, string, "peer" | "group", (name: string) => Arguments, string]>([
  ["Group", "a peer", "peer", group, "laptop"],
  ["Route", "a peer", "peer", route, "laptop"],
  ["Policy", "a group", "group", policy, "peer-support"],
  ["Policy", "an authorized group", "group", ssh, "peer-support"],
])(
  "a %s whose name for %s is outdated is refreshed, and the new name is no change",
  async (kind, _what, renamed, args, name) => {
    const run = await refreshed(kind, args(name));
    const { found, difference } = await run.after(rename[renamed]);
    expect(difference).toEqual(unchanged);
    expect(await preview(account.provider()[kind], found, args("renamed"))).toEqual(unchanged);
    const { failures } = await account.provider()[kind].check(found.outs, args(name));
    expect(failures?.[0]?.reason).toContain(`There is no ${renamed} named "${name}"`);
  },
);

test("a member that was deleted is shown as a change by the refresh, and its successor joins", async () => {
  const run = await refreshed("Group", group("laptop"));
  const { found, difference } = await run.after(() => account.api("DELETE", `/peers/${laptop}`));
  expect(difference).toEqual({ changes: true, replaces: [] });
  const next = await account.enroll("laptop-2");
  await update(account.provider().Group, found, group("laptop-2"));
  expect(await account.named("groups", "peer-team")).toMatchObject([{ peers: [{ id: next }] }]);
});

test("a name that another object has taken over is a change", async () => {
  const run = await refreshed("Policy", policy("peer-support"));
  const { found, difference } = await run.after(async () => {
    await rename.group();
    await account.api("POST", "/groups", { name: "peer-support" });
  });
  expect(difference).toEqual({ changes: true, replaces: [] });
  const [other] = await account.named("groups", "peer-support");
  await update(account.provider().Policy, found, policy("peer-support"));
  expect(await account.named("policies", "access")).toMatchObject([
    { rules: [{ sources: [{ id: other!.id }] }] },
  ]);
});

test("a name that two objects have by now stands for the recorded one in a refresh", async () => {
  const run = await refreshed("Group", group("laptop"));
  const { difference } = await run.after(async () => {
    const other = await account.enroll("laptop-2");
    await account.api("PUT", `/peers/${other}`, { name: "laptop" });
  });
  expect(difference).toEqual(unchanged);
});

test("a server that does not answer fails the comparison: nothing is said of what it has", async () => {
  const { id, outs } = await create(account.provider().Group, group("laptop"));
  const refused = account.provider({ "netbird:token": "nbp_wrong" }).Group;
  expect(await failure(refused.diff(id, outs, group("laptop")))).toContain("list peers");
});
