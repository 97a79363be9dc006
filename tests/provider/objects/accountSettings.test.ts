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

type Settings = Record<string, unknown> & { extra: Record<string, unknown> };

const account = useTestAccount();
let group: string;
let before: Settings;
beforeEach(async () => {
  group = (await account.api("POST", "/groups", { name: "peer-a" })).id;
  before = await settings();
});

async function settings(): Promise<Settings> {
  const [only] = await account.api<(ApiJson & { settings: Settings })[]>("GET", "/accounts");
  return only!.settings;
}

function withoutEmptyLists(given: Settings): unknown {
  return JSON.parse(JSON.stringify(given).replace(/\[\]/g, "null"));
}

/** What somebody does in the dashboard, which sends everything that it read. */
async function somebodySets(change: object): Promise<void> {
  const [only] = await account.api<(ApiJson & { settings: Settings })[]>("GET", "/accounts");
  await account.api("PUT", `/accounts/${only!.id}`, { settings: { ...only!.settings, ...change } });
}

const groups = [{ name: "peer-a" }];

test.each<[string, Arguments, string]>([
  ["half an hour of login", { peerLoginExpiration: 1800 }, "peerLoginExpiration: must be 3600"],
  [
    "181 days of login",
    { peerLoginExpiration: 181 * 86_400 },
    "peerLoginExpiration: must be 15552000",
  ],
  ["parts of seconds", { peerLoginExpiration: 3600.5 }, "peerLoginExpiration: must be whole"],
  ["negative inactivity", { peerInactivityExpiration: -5 }, "peerInactivityExpiration: must be 0"],
  ["a domain that is none", { dnsDomain: "a..b" }, "dnsDomain: is not a domain"],
  [
    "an international domain",
    { dnsDomain: "bücher.internal" },
    "dnsDomain: the server takes international names only in their ASCII form here: write xn--bcher-kva.internal",
  ],
  ["a wildcard domain", { dnsDomain: "*.a.b" }, "dnsDomain: is not a domain"],
  ["a range that is too small", { networkRange: "100.64.0.0/29" }, "networkRange: must be an IPv4"],
  ["an IPv6 range for IPv4", { networkRange: "fd00::/64" }, "networkRange: must be an IPv4"],
  ["an address for a range", { networkRange: "100.64.0.1" }, "networkRange: must be an IPv4"],
  ["loopback", { networkRange: "127.0.0.0/16" }, "networkRange: must not be a loopback"],
  ["multicast", { networkRange: "224.0.0.0/16" }, "networkRange: must not be a loopback"],
  ["link-local", { networkRange: "169.254.0.0/16" }, "networkRange: must not be a loopback"],
  ["a large IPv6 range", { networkRangeV6: "fd00::/47" }, "networkRangeV6: must be an IPv6"],
  ["a small IPv6 range", { networkRangeV6: "fd00::/121" }, "networkRangeV6: must be an IPv6"],
  ["link-local IPv6", { networkRangeV6: "fe80::/64" }, "networkRangeV6: must not be a loopback"],
  ["multicast IPv6", { networkRangeV6: "ff02::/64" }, "networkRangeV6: must not be a loopback"],
  // The server answers this with 500.
  [
    "a version that is none",
    { autoUpdateVersion: "newest" },
    "autoUpdateVersion: must be disabled",
  ],
  [
    "a version with a part that is empty",
    { autoUpdateVersion: "1.2.3-..a" },
    "autoUpdateVersion: must be disabled",
  ],
  ["no setting", {}, ": give at least one setting"],
  ["no setting but how it ends", { onDelete: "leave" }, ": give at least one setting"],
  ["half a version", { autoUpdateVersion: "0.60" }, "autoUpdateVersion: must be disabled"],
  [
    "publishing by nobody",
    { peerExposeEnabled: true, peerExposeGroups: [] },
    "peerExposeGroups: name",
  ],
  ["an unknown group", { ipv6EnabledGroups: [{ name: "x" }] }, "ipv6EnabledGroups[0]: There is no"],
  [
    "a group id that is none",
    { peerExposeGroups: [{ id: "x" }] },
    "peerExposeGroups[0]: There is no",
  ],
  ["a name twice", { jwtAllowGroups: ["a", "a"] }, "jwtAllowGroups[1]: repeats jwtAllowGroups[0]"],
  ["text for a switch", { lazyConnectionEnabled: "yes" }, "lazyConnectionEnabled: "],
  ["an unknown setting", { lazyConnections: true }, ": unknown argument lazyConnections"],
])("check refuses %s", async (_what, args, expected) => {
  expect(await problems(account.provider().AccountSettings, args)).toEqual([
    expect.stringContaining(expected),
  ]);
});

test.each<[Arguments, object]>([
  [{ userApprovalRequired: false }, { extra: { user_approval_required: false } }],
  [{ peerLoginExpirationEnabled: false }, { peer_login_expiration_enabled: false }],
  [{ peerLoginExpiration: 7200 }, { peer_login_expiration: 7200 }],
  [{ peerInactivityExpirationEnabled: true }, { peer_inactivity_expiration_enabled: true }],
  [{ peerInactivityExpiration: 60 }, { peer_inactivity_expiration: 60 }],
  [{ localMfaEnabled: true }, { local_mfa_enabled: true }],
  [{ regularUsersViewBlocked: false }, { regular_users_view_blocked: false }],
  [{ groupsPropagationEnabled: false }, { groups_propagation_enabled: false }],
  [
    { jwtGroupsEnabled: true, jwtGroupsClaimName: "roles" },
    { jwt_groups_enabled: true, jwt_groups_claim_name: "roles" },
  ],
  [{ jwtAllowGroups: ["staff"] }, { jwt_allow_groups: ["staff"] }],
  [{ routingPeerDnsResolutionEnabled: false }, { routing_peer_dns_resolution_enabled: false }],
  [{ lazyConnectionEnabled: false }, { lazy_connection_enabled: false }],
  [{ dnsDomain: "Corp.internal" }, { dns_domain: "Corp.internal" }],
  [{ networkRange: "100.99.1.5/16" }, { network_range: "100.99.0.0/16" }],
  [{ networkRangeV6: "FD00:0:0::1/64" }, { network_range_v6: "fd00::/64" }],
  [{ ipv6EnabledGroups: [] }, { ipv6_enabled_groups: [] }],
  [{ autoUpdateVersion: "0.60.0" }, { auto_update_version: "0.60.0" }],
  [{ autoUpdateVersion: "v0.60.0" }, { auto_update_version: "v0.60.0" }],
  [{ autoUpdateAlways: true }, { auto_update_always: true }],
  [{ metricsPushEnabled: true }, { metrics_push_enabled: true }],
])(
  "%j is set, is no change afterwards, touches nothing else, and is given back",
  async (args, stored) => {
    const { AccountSettings } = account.provider();
    const made = await create(AccountSettings, args);
    const { extra, ...own } = stored as Settings;
    const wanted = { ...before, ...own, extra: { ...before.extra, ...extra } };
    expect(await settings()).toEqual(wanted);
    await expectNothingToDo(account.provider().AccountSettings, made, args);
    await account.provider().AccountSettings.delete(made.id, made.outs);
    // A list that was null is empty afterwards, which means the same.
    expect(withoutEmptyLists(await settings())).toEqual(withoutEmptyLists(before));
  },
);

test("a setting that is not known yet is one", async () => {
  const args = { dnsDomain: unknownValue };
  expect(await problems(account.provider().AccountSettings, args)).toEqual([]);
});

test("groups that may publish are set by name, and their order is no change", async () => {
  const args = { peerExposeEnabled: true, peerExposeGroups: [{ name: "All" }, ...groups] };
  const { AccountSettings } = account.provider();
  const made = await create(AccountSettings, args);
  expect((await settings()).peer_expose_groups).toContain(group);
  expect(
    await preview(account.provider().AccountSettings, made, {
      ...args,
      peerExposeGroups: [...groups, { name: "All" }],
    }),
  ).toEqual(unchanged);
});

test.each<[string, Arguments]>([
  ["peer approval", { networkTrafficLogsEnabled: true }],
  ["logging groups", { networkTrafficLogsGroups: groups }],
  ["counting packets", { networkTrafficPacketCounterEnabled: true }],
])("%s, which this edition does not store, is an error that says so", async (_what, args) => {
  expect(await failure(create(account.provider().AccountSettings, args))).toMatch(
    /did not store "networkTraffic.*NetBird Cloud. Leave the argument out here/,
  );
});

test("a write by somebody else in between is not lost", async () => {
  const next = account.provider().AccountSettings;
  const made = await create(account.provider().AccountSettings, { peerLoginExpiration: 7200 });
  // The run has looked long ago, and its second look of the update takes a while.
  await next.read(made.id, made.outs);
  await somebodySets({ metrics_push_enabled: true });
  const slow = { kind: "latency", method: "GET", path: "/accounts", times: 1 } as const;
  await account.fail({ ...slow, skip: 1, milliseconds: 300 });
  const ours = update(next, made, { peerLoginExpiration: 43_200 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const [{ id } = { id: "" }] = await account.api<ApiJson[]>("GET", "/accounts");
  const theirs = { ...(await settings()), auto_update_always: true };
  await account.api("PUT", `/accounts/${id}`, { settings: theirs });
  await ours;
  expect(await settings()).toMatchObject({
    ...{ peer_login_expiration: 43_200, metrics_push_enabled: true, auto_update_always: true },
  });
});

test("two resources write one after the other, and keep each other's settings", async () => {
  const { AccountSettings } = account.provider();
  await Promise.all([
    create(AccountSettings, { peerLoginExpiration: 7200 }),
    create(AccountSettings, { autoUpdateVersion: "latest" }),
    create(AccountSettings, { userApprovalRequired: false }),
  ]);
  expect(await settings()).toMatchObject({
    ...{ peer_login_expiration: 7200, auto_update_version: "latest" },
    extra: { user_approval_required: false },
  });
});

test("drift is shown and repaired; what somebody changed since is not given back", async () => {
  const { AccountSettings } = account.provider();
  const args = { peerLoginExpiration: 7200, lazyConnectionEnabled: false };
  const made = await create(AccountSettings, args);
  await somebodySets({ peer_login_expiration: 3600, metrics_push_enabled: true });
  const drifted = await refresh(account.provider().AccountSettings, made);
  expect(drifted.outs).toMatchObject({ peerLoginExpiration: 3600, lazyConnectionEnabled: false });
  expect(await preview(account.provider().AccountSettings, drifted, args)).toEqual({
    changes: true,
    replaces: [],
  });
  await account.provider().AccountSettings.delete(drifted.id, drifted.outs);
  expect(await settings()).toMatchObject({
    peer_login_expiration: 3600,
    lazy_connection_enabled: true,
    metrics_push_enabled: true,
  });
});

test("of a list of groups that somebody has changed, only our part is taken back", async () => {
  const [before, theirs] = await Promise.all(
    ["peer-before", "peer-theirs"].map(async (name) => {
      return (await account.api("POST", "/groups", { name })).id;
    }),
  );
  for (const [was, now, left] of [
    [[before], [before, group, theirs], [before, theirs]],
    [[before], [group], [before]],
    [null, [group, theirs], [theirs]],
  ]) {
    await somebodySets({ peer_expose_groups: was });
    const { AccountSettings } = account.provider();
    const exposed = [...(was ?? []), group].map((id) => ({ id }));
    const made = await create(AccountSettings, { peerExposeGroups: exposed });
    await somebodySets({ peer_expose_groups: now });
    await account.provider().AccountSettings.delete(made.id, made.outs);
    expect(await settings()).toMatchObject({ peer_expose_groups: left });
  }
});

test("who may log in is left alone once somebody has changed it: nobody on the list means everybody", async () => {
  await somebodySets({ jwt_allow_groups: ["staff"] });
  const { AccountSettings } = account.provider();
  const made = await create(AccountSettings, { jwtAllowGroups: ["staff", "ours"] });
  await somebodySets({ jwt_allow_groups: ["ours"] });
  await account.provider().AccountSettings.delete(made.id, made.outs);
  expect(await settings()).toMatchObject({ jwt_allow_groups: ["ours"] });
});

test("nothing is asked between the last look at the settings and the write", async () => {
  const { AccountSettings } = account.provider();
  await somebodySets({ ipv6_enabled_groups: [group] });
  await account.requests();
  await create(AccountSettings, { peerLoginExpiration: 7200 });
  const asked = await account.requests();
  const write = asked.findIndex((request) => request.startsWith("PUT"));
  expect(asked.slice(0, write)).toContain("GET /api/groups");
  expect(asked[write - 1]).toBe("GET /api/accounts");
});

test("a group of ipv6EnabledGroups that is gone is in nobody's way", async () => {
  const { AccountSettings } = account.provider();
  const kept = (await account.api("POST", "/groups", { name: "peer-kept" })).id;
  await somebodySets({ ipv6_enabled_groups: [group, kept] });
  await account.api("DELETE", `/groups/${group}`);
  const made = await create(AccountSettings, { peerLoginExpiration: 7200 });
  expect(await settings()).toMatchObject({
    peer_login_expiration: 7200,
    ipv6_enabled_groups: [kept],
  });
  await account.provider().AccountSettings.delete(made.id, made.outs);
  expect(await settings()).toMatchObject({ peer_login_expiration: 86_400 });
});

test("a range that has become too small for the peers is in nobody's way", async () => {
  const { AccountSettings } = account.provider();
  const args = { networkRange: "100.68.0.0/28" };
  const made = await create(AccountSettings, args);
  for (let peer = 1; peer <= 10; peer++) await account.enroll(`web-${peer}`);
  await update(account.provider().AccountSettings, made, { ...args, peerLoginExpiration: 7200 });
  expect(await settings()).toMatchObject({
    network_range: "100.68.0.0/28",
    peer_login_expiration: 7200,
  });
});

test("a new range has room for half as many peers again as there are", async () => {
  const { AccountSettings } = account.provider();
  const args = { networkRange: "100.68.0.0/28" };
  for (let peer = 1; peer <= 9; peer++) await account.enroll(`web-${peer}`);
  expect(await problems(AccountSettings, args)).toEqual([]);
  await account.enroll("web-10");
  expect(await problems(account.provider().AccountSettings, args)).toEqual([
    "networkRange: 100.68.0.0/28 has 14 addresses, and the server asks for 15: there are 10 peers, and half as many may come. Choose a larger range.",
  ]);
  // What the account has already is not judged again.
  const same = { networkRange: String(before.network_range) };
  expect(await problems(account.provider().AccountSettings, same)).toEqual([]);
});

test("so has a new IPv6 range", async () => {
  const { key } = await account.api<{ key: string }>("POST", "/setup-keys", {
    ...{ name: "rack", type: "reusable", auto_groups: [] },
  });
  for (let peer = 1; peer <= 171; peer++) await account.enrollWith(key, `rack-${peer}`);
  const args = { networkRangeV6: "fd00:1::/120" };
  expect(await problems(account.provider().AccountSettings, args)).toEqual([]);
  await account.enrollWith(key, "rack-172");
  expect(await problems(account.provider().AccountSettings, args)).toEqual([
    "networkRangeV6: fd00:1::/120 has 256 addresses, and the server asks for 258: there are 172 peers, and half as many may come. Choose a larger range.",
  ]);
  // As it is refused by the server.
  expect(await failure(account.provider().AccountSettings.create(args))).toMatch(
    /need at least 258 addresses for 172 peers \+ buffer, but range provides 256/,
  );
  expect(await settings()).toMatchObject({ network_range_v6: before.network_range_v6 });
});

test("an argument that is given up stays as it is, and is not given back", async () => {
  const { AccountSettings } = account.provider();
  const made = await create(AccountSettings, { peerLoginExpiration: 7200, autoUpdateAlways: true });
  const left = await update(account.provider().AccountSettings, made, { autoUpdateAlways: true });
  await account.provider().AccountSettings.delete(left.id, left.outs);
  expect(await settings()).toMatchObject({
    peer_login_expiration: 7200,
    auto_update_always: false,
  });
});

describe("a zone's domain as the peers' own", () => {
  const zone = { name: "corp", domain: "corp.internal", distributionGroups: groups };

  test("is refused at preview, either way", async () => {
    await create(account.provider().DnsZone, zone);
    expect(await problems(account.provider().AccountSettings, { dnsDomain: zone.domain })).toEqual([
      expect.stringMatching(/^dnsDomain: corp\.internal is the domain of the DNS zone "corp"/),
    ]);
    await somebodySets({ dns_domain: "peers.internal" });
    expect(
      await problems(account.provider().DnsZone, { ...zone, domain: "peers.internal" }),
    ).toEqual([
      expect.stringMatching(/^domain: peers\.internal is the domain of the peers' own names/),
    ]);
  });

  test("is refused in another case, too, which the server takes", async () => {
    await create(account.provider().DnsZone, zone);
    const settings = { dnsDomain: "Corp.internal" };
    expect(await problems(account.provider().AccountSettings, settings)).toEqual([
      expect.stringMatching(/^dnsDomain: Corp\.internal is the domain of the DNS zone "corp"/),
    ]);
    await somebodySets({ dns_domain: "Peers.internal" });
    const { DnsZone } = account.provider();
    expect(await problems(DnsZone, { ...zone, domain: "peers.internal" })).toEqual([
      expect.stringMatching(/^domain: peers\.internal is the domain of the peers' own names/),
    ]);
  });

  test("passes for what is there already", async () => {
    await create(account.provider().DnsZone, zone);
    const { AccountSettings, DnsZone } = account.provider();
    const before = { dnsDomain: zone.domain };
    expect((await AccountSettings.check(before, before)).failures).toEqual([]);
    const recased = { dnsDomain: "Corp.internal" };
    expect((await account.provider().AccountSettings.check(before, recased)).failures).toEqual([]);
    expect((await DnsZone.check(zone, zone)).failures).toEqual([]);
  });

  test("is judged by what the program makes of the other before", async () => {
    await create(account.provider().DnsZone, zone);
    const swapped = account.provider();
    await swapped.DnsZone.check(zone, { ...zone, domain: "other.internal" });
    expect(await problems(swapped.AccountSettings, { dnsDomain: zone.domain })).toEqual([]);
    await somebodySets({ dns_domain: "peers.internal" });
    const { AccountSettings, DnsZone } = account.provider();
    const wanted = { ...zone, domain: "peers.internal" };
    await AccountSettings.check({ dnsDomain: "peers.internal" }, { dnsDomain: "new.internal" });
    expect(await problems(DnsZone, wanted)).toEqual([]);
    expect(await problems(DnsZone, { ...zone, domain: "new.internal" })).toHaveLength(1);
  });
});

describe("publishing services without a group", () => {
  const on = { peerExposeEnabled: true, peerExposeGroups: groups };

  test("is refused at preview where the account has it on, as the server would", async () => {
    const none = { peerExposeGroups: [] };
    expect(await problems(account.provider().AccountSettings, none)).toEqual([]);
    await somebodySets({ peer_expose_enabled: true, peer_expose_groups: [group] });
    const { AccountSettings } = account.provider();
    expect(await problems(AccountSettings, none)).toEqual([
      expect.stringMatching(
        /^peerExposeGroups: name at least one group .*peerExposeEnabled: false/,
      ),
    ]);
    expect(await failure(AccountSettings.create(none))).toMatch(/requires at least one group/);
    expect(
      await problems(account.provider().AccountSettings, { ...none, peerExposeEnabled: false }),
    ).toEqual([]);
  });

  test("passes where the account has groups, and where the program names them before", async () => {
    await somebodySets({ peer_expose_groups: [group] });
    await create(account.provider().AccountSettings, { peerExposeEnabled: true });
    expect(await settings()).toMatchObject({
      ...{ peer_expose_enabled: true, peer_expose_groups: [group] },
    });
    await somebodySets({ peer_expose_enabled: false, peer_expose_groups: [] });
    const { AccountSettings } = account.provider();
    await create(AccountSettings, { peerExposeGroups: groups });
    await create(AccountSettings, { peerExposeEnabled: true });
    expect(await settings()).toMatchObject({
      ...{ peer_expose_enabled: true, peer_expose_groups: [group] },
    });
  });

  test("is nothing to say of what stays, whatever somebody did meanwhile", async () => {
    const { peerExposeEnabled } = on;
    const made = await create(account.provider().AccountSettings, on);
    await somebodySets({ peer_expose_enabled: false, peer_expose_groups: [] });
    const args = { peerExposeEnabled };
    const { AccountSettings } = account.provider();
    expect((await AccountSettings.check(args, args)).failures).toEqual([]);
    const drifted = await refresh(account.provider().AccountSettings, made);
    await update(account.provider().AccountSettings, drifted, on);
    expect(await settings()).toMatchObject({
      ...{ peer_expose_enabled: true, peer_expose_groups: [group] },
    });
  });
});

test("the case of the peers' domain is no change", async () => {
  const made = await create(account.provider().AccountSettings, { dnsDomain: "Corp.internal" });
  const { AccountSettings } = account.provider();
  await expectNothingToDo(AccountSettings, made, { dnsDomain: "corp.internal" });
});

test.each([
  ["disabled", ""],
  ["", "disabled"],
  ["0.60.0", "v0.60.0"],
  ["v0.60.0-rc.1", "0.60.0-rc.1"],
])(
  "the version %p means what the server has as %p: nothing to do, and both keep their spelling",
  async (autoUpdateVersion, stored) => {
    await somebodySets({ auto_update_version: stored });
    const wanted = { peerLoginExpiration: 7200, autoUpdateVersion };
    const made = await create(account.provider().AccountSettings, wanted);
    expect(await settings()).toMatchObject({ auto_update_version: stored });
    await expectNothingToDo(account.provider().AccountSettings, made, wanted);
    const more = { ...wanted, peerLoginExpiration: 3600 };
    const changed = await update(account.provider().AccountSettings, made, more);
    expect(changed.outs).toMatchObject({ autoUpdateVersion });
    expect(await settings()).toMatchObject({ auto_update_version: stored });
    const reworded = { ...more, autoUpdateVersion: stored };
    await expectNothingToDo(account.provider().AccountSettings, changed, reworded);
    await account.provider().AccountSettings.delete(changed.id, changed.outs);
    expect(await settings()).toMatchObject({ auto_update_version: stored });
  },
);

describe("peers that wait for approval, as on NetBird Cloud", () => {
  const approvalOf = async (id: string) =>
    (await account.api("GET", `/peers/${id}`)).approval_required;
  let waiting: string;
  let said: jest.SpyInstance;
  beforeEach(async () => {
    waiting = await account.enroll("waiting");
    await account.setApproval(waiting, { required: true });
    await account.enroll("approved");
    said = jest.spyOn(console, "error").mockReturnValue();
  });
  afterEach(() => said.mockRestore());

  test("are named by a preview that lets them in, and by no other", async () => {
    const { AccountSettings } = account.provider();
    const made = await create(AccountSettings, { peerApprovalEnabled: true });
    const off = { peerApprovalEnabled: false };
    await account.provider().AccountSettings.check(made.outs, { peerApprovalEnabled: true });
    expect(said).not.toHaveBeenCalled();
    await update(account.provider().AccountSettings, made, off);
    expect(said.mock.calls).toEqual([
      [expect.stringContaining(`Not approved: "waiting" (${waiting}). Delete those`)],
    ]);
    expect(await approvalOf(waiting)).toBe(false);
    await account.setApproval(waiting, { required: true });
    await account.provider().AccountSettings.check(off, off);
    expect(said).toHaveBeenCalledTimes(1);
  });

  test("are let in by a deletion that gives it back, unless it leaves the settings", async () => {
    for (const onDelete of ["leave", "restore"]) {
      const made = await create(account.provider().AccountSettings, {
        ...{ peerApprovalEnabled: true, onDelete },
      });
      await account.provider().AccountSettings.delete(made.id, made.outs);
      expect(await approvalOf(waiting)).toBe(onDelete === "leave");
      await somebodySets({ extra: { ...before.extra, peer_approval_enabled: false } });
      await account.setApproval(waiting, { required: true });
    }
  });
});
