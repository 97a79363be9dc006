import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import {
  create,
  expectNothingToDo,
  failure,
  preview,
  problems,
  refresh,
  unchanged,
  update,
  useTestAccount,
} from "../account";
import type { ApiJson } from "../account";

const account = useTestAccount();
let network: string;
let group: string;
beforeEach(async () => {
  network = (await account.api("POST", "/networks", { name: "vpc" })).id;
  group = (await account.api("POST", "/groups", { name: "svc-db" })).id;
});

const args = {
  network: { name: "vpc" },
  name: "db",
  address: "10.1.0.1",
  groups: [{ name: "svc-db" }],
};

const onServer = async () =>
  (await account.api<ApiJson[] | null>("GET", `/networks/${network}/resources`)) ?? [];

test.each<[string, object, string]>([
  ["an empty name", { name: "" }, "name: a network resource needs a name"],
  ["an unknown network", { network: { name: "vpn" } }, 'network: There is no network named "vpn"'],
  [
    "an unknown network's id",
    { network: { id: "x" } },
    'network: There is no network with the id "x"',
  ],
  [
    "an unknown group",
    { groups: [{ name: "svc-bd" }] },
    'groups[0]: There is no group named "svc-bd". Did you mean "svc-db"',
  ],
  [
    "a group twice",
    { groups: [{ name: "svc-db" }, { name: "svc-db" }] },
    "groups[1]: repeats groups[0]",
  ],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().NetworkResource, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

// The server answers these with 500, and takes the last for a domain.
test.each([
  ...["", "x.com.", "*", "*.*.x", "foo.*.x", "a..b", "https://x.com", "10.0.0.1:80", "a b"],
  ...["10.0.0.0/33", "10.0.0.0/", "2001:db8::/129", "fe80::1%eth0", `${"x".repeat(64)}.com`],
  ...["-a.com", "a-.com", "a_.com", "10.1.0.256"],
])("check refuses the address %p", async (address) => {
  expect(await problems(account.provider().NetworkResource, { ...args, address })).toEqual([
    expect.stringContaining("address: is neither an IP address, nor a range"),
  ]);
});

test.each([
  ["10.1.0.1", "10.1.0.1/32", "host"],
  ["10.1.0.1/32", "10.1.0.1/32", "host"],
  ["2001:DB8:0::1", "2001:db8::1/128", "host"],
  ["2001:DB8::/32", "2001:db8::/32", "subnet"],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.1/128", "host"],
  ["10.1.2.3/16", "10.1.2.3/16", "subnet"],
  ["0.0.0.0/0", "0.0.0.0/0", "subnet"],
  ["Example.COM", "Example.COM", "domain"],
  ["*.example.com", "*.example.com", "domain"],
  ["_srv.sub_x.example.com", "_srv.sub_x.example.com", "domain"],
  ["münchen.de", "münchen.de", "domain"],
  ["host", "host", "domain"],
])("the address %s is stored as %s, and is no change", async (address, stored, type) => {
  const { NetworkResource } = account.provider();
  const made = await create(NetworkResource, { ...args, address });
  expect(await onServer()).toMatchObject([{ address: stored, type }]);
  expect(made.outs).toMatchObject({ type });
  await expectNothingToDo(account.provider().NetworkResource, made, { ...args, address });
  expect(await preview(NetworkResource, made, { ...args, address: stored })).toEqual(unchanged);
});

test.each([
  ["münchen.de", "xn--mnchen-3ya.de"],
  ["XN--MNCHEN-3YA.de", "München.de"],
  ["*.münchen.de", "*.xn--mnchen-3ya.de"],
])("%s is one name with %s: no change, and the server's spelling stays", async (address, other) => {
  const { NetworkResource } = account.provider();
  const made = await create(NetworkResource, { ...args, address });
  const reworded = { ...args, address: other };
  await expectNothingToDo(account.provider().NetworkResource, made, reworded);
  const changed = await update(NetworkResource, made, { ...reworded, description: "x" });
  expect(await onServer()).toMatchObject([{ address, description: "x" }]);
  await expectNothingToDo(NetworkResource, changed, { ...reworded, description: "x" });
});

test.each<[string, Arguments, string[]]>([
  ["another network", { network: { name: "other" } }, ["network"]],
  ["another name", { name: "db-2" }, []],
  ["another address", { address: "db.internal" }, []],
  ["no groups", { groups: [] }, []],
  ["a description", { description: "x" }, []],
  ["disabling", { enabled: false }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  await account.api("POST", "/networks", { name: "other" });
  const { NetworkResource } = account.provider();
  const made = await create(NetworkResource, args);
  expect(await preview(account.provider().NetworkResource, made, { ...args, ...change })).toEqual({
    changes: true,
    replaces,
  });
});

test("what is left out stays as it is: groups that list it, its description", async () => {
  const { NetworkResource } = account.provider();
  const { groups: _left, ...plain } = args;
  const made = await create(NetworkResource, plain);
  await account.api("PUT", `/networks/${network}/resources/${made.id}`, {
    ...{ name: "db", address: "10.1.0.1", enabled: true },
    ...{ description: "theirs", groups: [group] },
  });
  await expectNothingToDo(account.provider().NetworkResource, made, plain);
  await update(NetworkResource, made, { ...plain, address: "10.1.0.2" });
  expect(await onServer()).toMatchObject([
    { address: "10.1.0.2/32", description: "theirs", groups: [{ id: group }] },
  ]);
});

test("drift in every field is shown and repaired with the same id", async () => {
  const { NetworkResource } = account.provider();
  const made = await create(NetworkResource, { ...args, description: "ours" });
  await account.api("PUT", `/networks/${network}/resources/${made.id}`, {
    name: "hacked",
    address: "0.0.0.0/0",
  });
  const next = account.provider().NetworkResource;
  const drifted = await refresh(next, made);
  expect(drifted.outs).toMatchObject({
    ...{ name: "hacked", address: "0.0.0.0/0", description: "", groups: [], enabled: false },
  });
  await update(next, drifted, { ...args, description: "ours" });
  expect(await onServer()).toMatchObject([
    { id: made.id, name: "db", address: "10.1.0.1/32", description: "ours", enabled: true },
  ]);
});

describe("a name of another network's resource", () => {
  const elsewhere = { ...args, network: { name: "other" } };
  let other: string;
  beforeEach(async () => {
    other = (await account.api("POST", "/networks", { name: "other" })).id;
    await account.api("POST", `/networks/${other}/resources`, { name: "db", address: "a.b" });
  });

  test("is refused at preview, also for a network that is new", async () => {
    const refused = [
      expect.stringMatching(/^name: the network "other" has a resource "db".*Choose another name/),
    ];
    expect(await problems(account.provider().NetworkResource, args)).toEqual(refused);
    const isNew = { ...args, network: { name: "new", id: unknownValue } };
    expect(await problems(account.provider().NetworkResource, isNew)).toEqual(refused);
    const { NetworkResource } = account.provider();
    const { failures } = await NetworkResource.check({ ...args, name: "db-1" }, args);
    expect(failures).toHaveLength(1);
  });

  test("is its own in its own network, which may still be without an id", async () => {
    for (const network of [
      { name: "other" },
      { id: other },
      { name: "other", id: unknownValue },
      unknownValue,
      { name: "adopted-under-another-name", id: unknownValue },
    ]) {
      const { NetworkResource } = account.provider();
      expect(await problems(NetworkResource, { ...args, network, adopt: true })).toEqual([]);
    }
  });

  test("passes for one that moves, and for one whose name the program gave up before", async () => {
    const { NetworkResource } = account.provider();
    // The engine checks a replacement as a new object, after it has checked it as the old one.
    expect((await NetworkResource.check(elsewhere, args)).failures).toEqual([]);
    expect(await problems(NetworkResource, args)).toEqual([]);
    const again = account.provider().NetworkResource;
    await again.check(elsewhere, { ...elsewhere, name: "db-old" });
    expect(await problems(again, args)).toEqual([]);
    const kept = account.provider().NetworkResource;
    await kept.check(elsewhere, elsewhere);
    expect(await problems(kept, args)).toHaveLength(1);
  });
});

test("a name that another network of the program gets as well is refused at preview", async () => {
  const { NetworkResource } = account.provider();
  const one = { ...args, network: { name: "one", id: unknownValue } };
  const two = { ...args, network: { name: "two", id: unknownValue } };
  expect(await problems(NetworkResource, one)).toEqual([]);
  expect(await problems(NetworkResource, { ...two, name: "db-2" })).toEqual([]);
  expect(await problems(NetworkResource, { ...two, network: unknownValue })).toEqual([]);
  expect(await problems(NetworkResource, two)).toEqual([
    'name: this program gives the network "one" a resource "db" as well, and the server wants names unique in the whole account. Choose another name.',
  ]);
});

test("goes with its network, which is no error", async () => {
  const { NetworkResource } = account.provider();
  const { id, outs } = await create(NetworkResource, args);
  await account.api("DELETE", `/networks/${network}`);
  expect(await account.provider().NetworkResource.read(id, outs)).toEqual({ id: "" });
  await account.provider().NetworkResource.delete(id, outs);
});

test("is looked up inside its network, by name, address or id", async () => {
  const { NetworkResource } = account.provider();
  const { id } = await create(NetworkResource, args);
  for (const selector of [{ id }, { name: "db" }, { address: "10.1.0.1/32" }, {}]) {
    const lookup = { network: { name: "vpc" }, ...selector };
    expect(await NetworkResource.read("x", { lookup })).toMatchObject({ id });
  }
  expect(await failure(NetworkResource.read("x", { lookup: { id } }))).toBe(
    "To find a network resource, NetBird has to know its network: give that, too.",
  );
});

test("once looked up, it is refreshed by its id, though its network is renamed or gone", async () => {
  const { id: network } = await account.api("POST", "/networks", { name: "office" });
  const { id } = await account.api("POST", `/networks/${network}/resources`, {
    ...{ name: "printer", address: "10.9.0.1", enabled: true, groups: [] },
  });
  const lookup = { network: { name: "office" }, address: "10.9.0.1" };
  const found = await account.provider().NetworkResource.read("x", { lookup });
  await account.api("PUT", `/networks/${network}`, { name: "headquarters" });
  const again = await account.provider().NetworkResource.read(id, found.props!);
  expect(again).toEqual(found);
  await account.api("DELETE", `/networks/${network}`);
  expect(await account.provider().NetworkResource.read(id, again.props!)).toEqual({ id: "" });
});

test("the case of a domain is no difference, whoever wrote it", async () => {
  const byHand = { name: "db", address: "DB.internal", enabled: true, groups: [group] };
  const { id } = await account.api("POST", `/networks/${network}/resources`, byHand);
  const wanted = { ...args, address: "db.Internal" };
  await account.requests();
  const made = await create(account.provider().NetworkResource, { ...wanted, adopt: true });
  expect(await account.requests()).not.toContainEqual(expect.stringMatching(/^P(OS|U)T/));
  await expectNothingToDo(account.provider().NetworkResource, made, wanted);
  const lookup = { network: { name: "vpc" }, address: "db.internal" };
  const { NetworkResource } = account.provider();
  expect(await NetworkResource.read("x", { lookup })).toMatchObject({ id });
  await update(NetworkResource, made, { ...wanted, address: "other.internal" });
  expect(await onServer()).toMatchObject([{ id, address: "other.internal" }]);
});
