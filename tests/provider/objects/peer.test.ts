import { setTimeout as pause } from "node:timers/promises";
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
let id: string;
beforeEach(async () => {
  id = await account.enroll("web-1");
});

const onServer = () => account.api<Record<string, unknown> & { ip: string }>("GET", `/peers/${id}`);

test.each<[string, Arguments, string | RegExp]>([
  ["no peer", { peer: "" }, "peer: "],
  ["no choice of a peer", { peer: undefined }, "peer: is required: give a text or an object."],
  ["a selector of nothing", { peer: {} }, "peer: "],
  ["an empty name", { name: "" }, "name: a peer needs a name"],
  [
    "an unknown peer",
    { peer: "web-2" },
    /^: No peer has the name "web-2". There is "web-1" \(hostname web-1/,
  ],
  [
    "an unknown peer, though one has the name that it is to get",
    { peer: "web-2", name: "web-1" },
    /A device appears once it has joined\. One that this resource renames is found by its hostname or id\.$/,
  ],
  [
    "an unknown peer that keeps its name",
    { peer: "web-2", name: "web-2" },
    /A device appears once it has joined\.$/,
  ],
  ["an unknown hostname", { peer: { hostname: "x" } }, ': No peer has the hostname "x"'],
  [
    "parts that disagree",
    { peer: { name: "web-1", hostname: "x" } },
    ': No peer has the name "web-1" and',
  ],
  ["IPv6 for an address", { ip: "fd00::1" }, "ip: is not an IPv4 address"],
  ["IPv4 for the other", { ipv6: "100.64.0.1" }, "ipv6: is not an IPv6 address"],
  ["a range for an address", { ip: "100.64.0.0/16" }, "ip: is not an IPv4 address"],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().Peer, { peer: "web-1", ...change });
  const match: unknown =
    typeof expected === "string"
      ? expect.stringContaining(expected)
      : expect.stringMatching(expected);
  expect(found).toEqual([match]);
});

test("several of one name are told apart by their ids, and the message lists them", async () => {
  const other = await account.enroll("web-2");
  await account.api("PUT", `/peers/${other}`, { name: "web-1" });
  expect(await problems(account.provider().Peer, { peer: "web-1" })).toEqual([
    expect.stringMatching(new RegExp(`There are 2 peers with the name "web-1": .*${id}.*${other}`)),
  ]);
  const made = await create(account.provider().Peer, { peer: { id: other }, sshEnabled: true });
  expect(made.id).toBe(other);
});

test("is known by its id once it is found, whatever it is called", async () => {
  const args = { peer: "web-1", name: "frontend" };
  const made = await create(account.provider().Peer, args);
  expect(await onServer()).toMatchObject({ name: "frontend" });
  await expectNothingToDo(account.provider().Peer, made, args);
  expect(
    await preview(account.provider().Peer, made, { ...args, peer: { name: "web-1" } }),
  ).toEqual(unchanged);
  await update(account.provider().Peer, made, { ...args, sshEnabled: true });
  expect(await onServer()).toMatchObject({ name: "frontend", ssh_enabled: true });
});

test.each<[string, Arguments, string[]]>([
  ["another peer", { peer: "web-2" }, ["peer"]],
  ["a name", { name: "other" }, []],
  ["ssh", { sshEnabled: true }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  await account.enroll("web-2");
  const { Peer } = account.provider();
  const made = await create(Peer, { peer: "web-1" });
  expect(await preview(Peer, made, { peer: "web-1", ...change })).toEqual({
    changes: true,
    replaces,
  });
});

test.each<[string, () => unknown]>([
  ["its id", () => ({ id })],
  ["its hostname", () => ({ hostname: "web-1" })],
  ["its id and its name", () => ({ id, name: "web-1" })],
])("the same peer by %s is not replaced", async (_by, peer) => {
  const { Peer } = account.provider();
  const made = await create(Peer, { peer: "web-1", sshEnabled: true });
  const args = { peer: peer(), sshEnabled: true };
  const next = account.provider().Peer;
  expect(await preview(next, made, args)).toEqual({ changes: true, replaces: [] });
  const updated = await update(account.provider().Peer, made, args);
  await expectNothingToDo(account.provider().Peer, updated, args);
  await account.provider().Peer.delete(updated.id, updated.outs);
  expect(await onServer()).toMatchObject({ name: "web-1", ssh_enabled: false });
});

test("what is left out is untouched, and an address changes in place", async () => {
  const { Peer } = account.provider();
  const { ip } = await onServer();
  const next = ip.replace(/\d+\.\d+$/, "7.7");
  const made = await create(Peer, { peer: "web-1", ip: next });
  await account.api("PUT", `/peers/${id}`, { name: "web-1", ssh_enabled: true });
  await expectNothingToDo(account.provider().Peer, made, { peer: "web-1", ip: next });
  const changed = await update(account.provider().Peer, made, { peer: "web-1", ip });
  expect(await onServer()).toMatchObject({ ip, name: "web-1", ssh_enabled: true });
  await account.provider().Peer.delete(changed.id, changed.outs);
});

test("drift is shown and repaired in place", async () => {
  const args = { peer: { hostname: "web-1" }, name: "frontend", sshEnabled: true };
  const { Peer } = account.provider();
  const made = await create(Peer, args);
  await account.api("PUT", `/peers/${id}`, { name: "theirs", ssh_enabled: true });
  const drifted = await refresh(account.provider().Peer, made);
  expect(drifted.outs).toMatchObject({ name: "theirs", sshEnabled: true });
  expect(await preview(account.provider().Peer, drifted, args)).toMatchObject({
    changes: true,
    replaces: [],
  });
  const repaired = await update(account.provider().Peer, drifted, args);
  expect(repaired.id).toBe(id);
  expect(await onServer()).toMatchObject({ id, name: "frontend", ssh_enabled: true });
});

test("deletion gives back what it changed, not what others did", async () => {
  const { Peer } = account.provider();
  const args = { peer: { hostname: "web-1" }, name: "frontend", sshEnabled: true };
  const made = await create(Peer, args);
  await account.api("PUT", `/peers/${id}`, { name: "theirs", ssh_enabled: true });
  await account.provider().Peer.delete(made.id, made.outs);
  expect(await onServer()).toMatchObject({ name: "theirs", ssh_enabled: false });
});

test("deletion leaves everything when the argument says so", async () => {
  const { Peer } = account.provider();
  const made = await create(Peer, { peer: "web-1", name: "frontend", onDelete: "leave" });
  await Peer.delete(made.id, made.outs);
  expect(await onServer()).toMatchObject({ name: "frontend" });
});

test("a device that is gone leaves the state, and its deletion is no error", async () => {
  const { Peer } = account.provider();
  const made = await create(Peer, { peer: "web-1", sshEnabled: true });
  await account.api("DELETE", `/peers/${id}`);
  expect(await account.provider().Peer.read(made.id, made.outs)).toEqual({ id: "" });
  await account.provider().Peer.delete(made.id, made.outs);
});

test("an approval that the server does not store is refused", async () => {
  const { Peer } = account.provider();
  expect(await failure(create(Peer, { peer: "web-1", approvalRequired: true }))).toMatch(
    /part of NetBird Cloud/,
  );
});

describe("at preview", () => {
  let other: string;
  let taken: string;
  let takenV6: string;
  beforeEach(async () => {
    other = await account.enroll("web-2");
    type Addressed = { ip: string; ipv6: string } & ApiJson;
    ({ ip: taken, ipv6: takenV6 } = await account.api<Addressed>("GET", `/peers/${other}`));
  });

  test.each<[Arguments, RegExp]>([
    [{ loginExpirationEnabled: true }, /^loginExpirationEnabled: "web-1" joined with a setup key/],
    [{ inactivityExpirationEnabled: true }, /^inactivityExpirationEnabled: "web-1" joined with/],
    [{ ip: "10.0.0.1" }, /^ip: 10\.0\.0\.1 is not inside the account's range 100\./],
    [{ ipv6: "2001:db8::1" }, /^ipv6: 2001:db8::1 is not inside the account's range f/],
  ])("%j is refused", async (change, reason) => {
    const args = { peer: "web-1", ...change };
    expect(await problems(account.provider().Peer, args)).toEqual([expect.stringMatching(reason)]);
    const byId = { ...args, peer: { id } };
    expect(await problems(account.provider().Peer, byId)).toHaveLength(1);
  });

  test.each(["ip", "ipv6"])("an %s that another peer has is refused", async (property) => {
    const address = property === "ip" ? taken : takenV6.toUpperCase();
    const { Peer } = account.provider();
    for (const peer of ["web-1", { id }]) {
      expect(await problems(Peer, { peer, [property]: address })).toEqual([
        expect.stringMatching(`^${property}: ${address} is the address of the peer "web-2"`),
      ]);
    }
    // Where the other one leaves it in the same run, the server decides.
    const free = property === "ip" ? taken.replace(/\d+$/, "251") : takenV6.replace(/\w+$/, "251");
    await Peer.check({ peer: { name: "web-2" } }, { peer: { name: "web-2" }, [property]: free });
    expect(await problems(Peer, { peer: "web-1", [property]: address })).toEqual([]);
  });

  test.each(["ip", "ipv6"])("an %s that another resource asks for is refused", async (property) => {
    const free = property === "ip" ? taken.replace(/\d+$/, "251") : takenV6.replace(/\w+$/, "251");
    const { Peer } = account.provider();
    expect(await problems(Peer, { peer: "web-1", [property]: free })).toEqual([]);
    expect(await problems(Peer, { peer: { id: other }, [property]: free })).toEqual([
      expect.stringMatching(
        `^${property}: another Peer of this program asks for ${free} as well, for "web-1"`,
      ),
    ]);
  });

  test("an IPv6 address is refused where the account gives the peer none", async () => {
    const { AccountSettings } = account.provider();
    const { id: settings, outs } = await create(AccountSettings, { ipv6EnabledGroups: [] });
    const args = { peer: "web-1", ipv6: takenV6.replace(/\w+$/, "251") };
    expect(await problems(account.provider().Peer, args)).toEqual([
      expect.stringMatching(/^ipv6: "web-1" has no IPv6 address, because none of its groups is/),
    ]);
    expect(await failure(account.provider().Peer.create(args))).toMatch(
      /peer is not in any ipv6-enabled group/,
    );
    // Where this run gives it one, it passes.
    const enabling = account.provider();
    await enabling.AccountSettings.check(outs, { ipv6EnabledGroups: [{ name: "All" }] });
    expect(await problems(enabling.Peer, args)).toEqual([]);
    await account.provider().AccountSettings.delete(settings, outs);
    await create(account.provider().Peer, args);
    expect(await onServer()).toMatchObject({ ipv6: args.ipv6 });
  });

  test("what it has already, and what is not known yet, passes", async () => {
    const { ip } = await onServer();
    const { Peer } = account.provider();
    for (const change of [
      { ip },
      { ip: unknownValue },
      { loginExpirationEnabled: false, inactivityExpirationEnabled: false },
      { loginExpirationEnabled: unknownValue },
    ]) {
      expect(await problems(Peer, { peer: "web-1", ...change })).toEqual([]);
    }
    expect(await problems(Peer, { peer: unknownValue, ip: "10.0.0.1" })).toEqual([]);
    const before = { peer: { name: "web-1" }, ip: "10.0.0.1" };
    expect((await Peer.check(before, before)).failures).toEqual([]);
  });

  test("a peer that this program renamed is still the one that is judged", async () => {
    const before = { peer: { name: "web-1" }, name: "web-2" };
    await account.api("PUT", `/peers/${other}`, { name: "web-1" });
    await account.api("PUT", `/peers/${id}`, { name: "web-2" });
    const { ip } = await onServer();
    const check = (change: Arguments) =>
      account.provider().Peer.check(before, { ...before, ...change });
    expect((await check({ ip })).failures).toEqual([]);
    expect((await check({ ip: taken })).failures).toEqual([
      expect.objectContaining({ property: "ip" }),
    ]);
  });

  test("an address that another peer of the program leaves before passes", async () => {
    const theirs = { peer: { name: "web-2" }, ip: taken };
    const mine = { peer: "web-1", ip: taken };
    const { Peer } = account.provider();
    await Peer.check({ peer: { name: "web-2" } }, { ...theirs, ip: taken.replace(/\d+$/, "251") });
    expect(await problems(Peer, mine)).toEqual([]);
    // Another peer gets what this one had, which is given back first.
    const moving = account.provider().Peer;
    expect((await moving.check(theirs, mine)).failures).toEqual([]);
    expect(await problems(moving, mine)).toEqual([]);
    const kept = account.provider().Peer;
    await kept.check(theirs, theirs);
    expect(await problems(kept, mine)).toHaveLength(1);
  });

  test("the range is the one that the program gives the account before", async () => {
    const { Peer, AccountSettings } = account.provider();
    // Each account has another range.
    const planned = taken.startsWith("100.99.") ? "100.98" : "100.99";
    await AccountSettings.check({}, { networkRange: `${planned}.1.1/16` });
    expect(await problems(Peer, { peer: "web-1", ip: `${planned}.7.7` })).toEqual([]);
    expect(await problems(Peer, { peer: "web-1", ip: taken })).toEqual([
      expect.stringMatching(`^ip: .* is not inside the account's range ${planned}.0.0/16`),
    ]);
  });

  test("an update that gives no address survives a change of the account's range meanwhile", async () => {
    const { Peer } = account.provider();
    const made = await create(Peer, { peer: "web-1", name: "web-1" });
    const path = `/peers/${id}`;
    await account.fail({ kind: "latency", method: "PUT", path, milliseconds: 300, times: 1 });
    const ours = update(account.provider().Peer, made, { peer: "web-1", name: "renamed" });
    while ((await account.faults()).length > 0) await pause(10);
    const [{ id: own, settings }] = await account.api<[{ id: string; settings: object }]>(
      "GET",
      "/accounts",
    );
    const planned = taken.startsWith("100.99.") ? "100.98.0.0/16" : "100.99.0.0/16";
    await account.api("PUT", `/accounts/${own}`, {
      settings: { ...settings, network_range: planned },
    });
    await ours;
    const { name, ip } = await onServer();
    expect([name, ip.split(".", 2).join(".")]).toEqual(["renamed", planned.slice(0, 6)]);
  });
});

describe("approval, as on NetBird Cloud", () => {
  test("is not taken back by an update that says nothing of it", async () => {
    await account.setApproval(id, { reason: "not enrolled in the device management" });
    const made = await create(account.provider().Peer, { peer: "web-1", sshEnabled: false });
    await update(account.provider().Peer, made, { peer: "web-1", sshEnabled: true });
    expect(await onServer()).toMatchObject({ ssh_enabled: true, approval_required: true });
    // The reason goes, and the administrator's approval is still there.
    await account.setApproval(id, {});
    expect(await onServer()).toMatchObject({ approval_required: false });
  });

  test("is given and taken by the program that says so", async () => {
    await account.setApproval(id, { required: true });
    const args = { peer: "web-1", approvalRequired: false };
    const made = await create(account.provider().Peer, args);
    expect(await onServer()).toMatchObject({ approval_required: false });
    await update(account.provider().Peer, made, { ...args, approvalRequired: true });
    expect(await onServer()).toMatchObject({ approval_required: true });
  });
});
