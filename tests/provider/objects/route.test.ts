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
let group: string;
let peer: string;
beforeEach(async () => {
  group = (await account.api("POST", "/groups", { name: "net-euc1-routers" })).id;
  peer = await account.enroll("router-1");
});

const groups = [{ name: "net-euc1-routers" }];
const args = { networkId: "vpc", network: "10.9.0.0/16", peerGroups: groups, groups };
const { network: _range, ...untargeted } = args;

const onServer = () => account.api<ApiJson[]>("GET", "/routes");

test.each<[string, object, string]>([
  ["no identifier", { networkId: "" }, "networkId: a route needs an identifier"],
  ["an identifier of 41 characters", { networkId: "x".repeat(41) }, "networkId: may have 40"],
  ["neither range nor domains", { network: undefined }, ": say what is routed"],
  ["no domain", { network: undefined, domains: [] }, ": say what is routed"],
  ["both range and domains", { domains: ["a.b"] }, "domains: give either network or domains"],
  ["a range that is none", { network: "10.0.0.0/33" }, "network: is not a range"],
  ["an address with a zone", { network: "fe80::1%eth0" }, "network: is not a range"],
  [
    "a domain that is none",
    { network: undefined, domains: ["a..b"] },
    "domains[0]: is not a domain",
  ],
  ["a trailing dot", { network: undefined, domains: ["a.b."] }, "domains[0]: is not a domain"],
  [
    "33 domains",
    { network: undefined, domains: Array.from({ length: 33 }, (_, n) => `d${n}.com`) },
    "domains: a route takes 32 domains at most",
  ],
  ["a domain twice", { network: undefined, domains: ["a.b", "a.b"] }, "domains[1]: repeats"],
  ["no router", { peerGroups: undefined }, ": say who routes"],
  ["two kinds of routers", { peer: { name: "router-1" } }, "peerGroups: give either peer"],
  ["no routing group", { peerGroups: [] }, "peerGroups: name at least one group"],
  ["nobody who gets it", { groups: [] }, "groups: name at least one group"],
  ["a metric of 0", { metric: 0 }, "metric: must be 1 to 9999"],
  ["a metric of 10000", { metric: 10_000 }, "metric: must be 1 to 9999"],
  ["an unknown group", { groups: [{ name: "x" }] }, 'groups[0]: There is no group named "x"'],
  [
    "an unknown access group",
    { accessControlGroups: [{ id: "x" }] },
    "accessControlGroups[0]: There",
  ],
  ["an unknown peer", { peerGroups: undefined, peer: { id: "x" } }, "peer: There is no peer with"],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().Route, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test("an identifier of 40 characters counts characters, not code units", async () => {
  const networkId = "🌍".repeat(40);
  await create(account.provider().Route, { ...args, networkId });
  expect(await onServer()).toMatchObject([{ network_id: networkId }]);
});

test.each<[string, Arguments, object]>([
  ["host bits", { network: "10.9.1.5/16" }, { network: "10.9.0.0/16", network_type: "IPv4" }],
  ["a single address", { network: "1.1.1.1" }, { network: "1.1.1.1/32" }],
  ["an exit node", { network: "0.0.0.0/0" }, { network: "0.0.0.0/0" }],
  [
    "IPv6 spelling",
    { network: "2001:DB8:0:0::1/32" },
    { network: "2001:db8::/32", network_type: "IPv6" },
  ],
  ["an address in brackets", { network: "[2001:DB8::1]" }, { network: "2001:db8::1/128" }],
  ["IPv4 as IPv6", { network: "::ffff:10.9.1.5/112" }, { network: "::ffff:10.9.0.0/112" }],
  ["an IPv6 exit node", { network: "::/0" }, { network: "::/0" }],
  [
    "domains, their case and script",
    { domains: ["Example.COM", "*.München.DE", "xn--bcher-kva.example"] },
    { domains: ["example.com", "*.münchen.de", "bücher.example"], network_type: "Domain" },
  ],
  [
    "letters of several signs, and those that stand for others",
    { domains: ["İstanbul.com", "हिन्दी.example", "ｆｕｌｌ.example"] },
    { domains: ["i̇stanbul.com", "हिन्दी.example", "full.example"] },
  ],
])("%s settle as the server has them, and are no change", async (_what, target, stored) => {
  const { Route } = account.provider();
  const wanted = { ...untargeted, ...target };
  const made = await create(Route, wanted);
  expect(await onServer()).toMatchObject([stored]);
  await expectNothingToDo(account.provider().Route, made, wanted);
  const { network_type: _type, ...spelled } = stored as Arguments;
  expect(await preview(Route, made, { ...untargeted, ...spelled })).toEqual(unchanged);
});

test.each<[string, Arguments]>([
  ["another identifier", { networkId: "other" }],
  ["another range", { network: "10.10.0.0/16" }],
  ["another metric", { metric: 1 }],
  ["no masquerading", { masquerade: false }],
  ["keeping routes", { keepRoute: true }],
  ["choosing the exit node", { skipAutoApply: true }],
  ["disabling", { enabled: false }],
  ["access control", { accessControlGroups: groups }],
  ["other groups", { groups: [{ name: "All" }] }],
  ["other routers", { peerGroups: [{ name: "All" }] }],
  ["a description", { description: "x" }],
])("%s is changed in place", async (_what, change) => {
  const { Route } = account.provider();
  const made = await create(Route, args);
  expect(await preview(Route, made, { ...args, ...change })).toEqual({
    changes: true,
    replaces: [],
  });
  const changed = await update(Route, made, { ...args, ...change });
  await expectNothingToDo(account.provider().Route, changed, { ...args, ...change });
});

test("goes from a range to domains and from groups to a peer in place", async () => {
  const { Route } = account.provider();
  const made = await create(Route, args);
  const other = { networkId: "vpc", groups, domains: ["db.internal"], peer: { name: "router-1" } };
  const changed = await update(Route, made, other);
  expect(await onServer()).toMatchObject([
    { id: made.id, network: "192.0.2.0/32", domains: ["db.internal"], peer },
  ]);
  await expectNothingToDo(account.provider().Route, changed, other);
  await update(Route, changed, args);
  expect(await onServer()).toMatchObject([{ network: "10.9.0.0/16", domains: null, peer: "" }]);
});

test("what is left out stays: access control and description", async () => {
  const { Route } = account.provider();
  const made = await create(Route, args);
  const [current] = await onServer();
  const theirs = { description: "theirs", access_control_groups: [group] };
  const body = { ...current, ...theirs, domains: undefined, peer: undefined };
  await account.api("PUT", `/routes/${made.id}`, body);
  await expectNothingToDo(account.provider().Route, made, args);
  await update(Route, made, { ...args, metric: 7 });
  expect(await onServer()).toMatchObject([{ ...theirs, metric: 7 }]);
});

test("drift is shown and repaired with the same id", async () => {
  const { Route } = account.provider();
  const made = await create(Route, { ...args, accessControlGroups: groups });
  const body = { network_id: "vpc", network: "10.0.0.0/8", peer, groups: [group], metric: 3 };
  await account.api("PUT", `/routes/${made.id}`, body);
  const drifted = await refresh(account.provider().Route, made);
  expect(drifted.outs).toMatchObject({
    ...{ network: "10.0.0.0/8", metric: 3, masquerade: false, enabled: false },
    ...{ accessControlGroups: [], peerGroups: [] },
  });
  await update(Route, drifted, { ...args, accessControlGroups: groups });
  expect(await onServer()).toMatchObject([
    { id: made.id, network: "10.9.0.0/16", peer: "", peer_groups: [group], metric: 9999 },
  ]);
});

test("routes that could be meant are listed with what tells them apart", async () => {
  const { Route } = account.provider();
  const range = await create(Route, args);
  const getting = (lookup: Arguments) => failure(account.provider().Route.read("x", { lookup }));
  expect(await getting({ networkId: "vpn" })).toBe(
    'There is no route with the networkId "vpn". There is one with networkId "vpc" and ' +
      `network "10.9.0.0/16" and peerGroups "net-euc1-routers" (${range.id}).`,
  );
  const byPeer = { ...untargeted, peerGroups: undefined, peer: { id: peer } };
  const names = await create(Route, { ...byPeer, domains: ["a.example", "b.example"] });
  const found = [
    `network "10.9.0.0/16" and peerGroups "net-euc1-routers" (${range.id})`,
    `domains ["a.example", "b.example"] and peer "router-1" (${names.id})`,
  ];
  const told = await getting({ networkId: "vpc" });
  expect(told).toMatch(/^There are 2 objects of kind route with the networkId "vpc": /);
  for (const one of found) expect(told).toContain(one);
});

describe("the same target through the same router", () => {
  const rival = { ...args, networkId: "b" };
  const refused = [
    expect.stringMatching(
      /^peerGroups: "net-euc1-routers" routes 10\.9\.0\.0\/16 already, in the route "vpc"/,
    ),
  ];

  test.each<[string, Arguments]>([
    ["by name", {}],
    ["with host bits", { network: "10.9.1.1/16" }],
    ["beside another router", { peerGroups: [{ name: "All" }, ...groups] }],
  ])("is refused at preview %s", async (_what, change) => {
    await create(account.provider().Route, args);
    expect(await problems(account.provider().Route, { ...rival, ...change })).toEqual(refused);
  });

  test("is refused for domains in any order, and for a peer", async () => {
    const byPeer = { ...untargeted, peerGroups: undefined, peer: { id: peer } };
    await create(account.provider().Route, { ...byPeer, domains: ["a.example", "b.example"] });
    const same = { ...byPeer, peer: { name: "router-1" }, networkId: "b" };
    const { Route } = account.provider();
    expect(await problems(Route, { ...same, domains: ["B.example", "a.example"] })).toEqual([
      expect.stringMatching(/^peer: "router-1" routes a\.example, b\.example already/),
    ]);
    expect(await problems(Route, { ...same, domains: ["a.example"] })).toEqual([]);
  });

  test("passes for other routers, what is not known yet, and what is adopted", async () => {
    const { id } = await create(account.provider().Route, args);
    for (const change of [
      { peerGroups: [{ name: "All" }] },
      { peerGroups: [{ name: "net-new", id: unknownValue }] },
      { network: unknownValue },
      { network: "10.10.0.0/16" },
      { adopt: id },
      { networkId: args.networkId, adopt: true },
    ]) {
      expect(await problems(account.provider().Route, { ...rival, ...change })).toEqual([]);
    }
  });

  test("is refused at preview where both routes are new", async () => {
    const { Route } = account.provider();
    expect(await problems(Route, args)).toEqual([]);
    expect(await problems(Route, { ...rival, network: "10.10.0.0/16" })).toEqual([]);
    expect(await problems(Route, { ...rival, peerGroups: [{ name: "All" }] })).toEqual([]);
    expect(await problems(Route, { ...rival, network: "10.9.1.1/16" })).toEqual([
      'peerGroups: this program has it route 10.9.0.0/16 in the route "vpc" as well. Choose another router, or keep one of the two.',
    ]);
  });

  test("passes for its own, and for one that goes elsewhere before", async () => {
    const { outs } = await create(account.provider().Route, args);
    expect((await account.provider().Route.check(outs, rival)).failures).toEqual([]);
    const { Route } = account.provider();
    await Route.check(outs, { ...args, network: "10.10.0.0/16" });
    expect(await problems(Route, rival)).toEqual([]);
    const kept = account.provider().Route;
    await kept.check(outs, { ...args, metric: 1 });
    expect(await problems(kept, rival)).toEqual(refused);
  });

  test("passes for its own that somebody gave another router by hand, and that is repaired", async () => {
    const made = await create(account.provider().Route, args);
    const other = (await account.api("POST", "/groups", { name: "net-euc1-hand" })).id;
    const { domains: _none, peer: _nobody, ...stored } = (await onServer())[0]!;
    await account.api("PUT", `/routes/${made.id}`, { ...stored, peer_groups: [group, other] });
    expect(await preview(account.provider().Route, made, args)).toEqual(unchanged);
    const drifted = await refresh(account.provider().Route, made);
    await update(account.provider().Route, drifted, args);
    expect(await onServer()).toEqual([expect.objectContaining({ peer_groups: [group] })]);
  });

  test("through other groups of the same peers is refused with the server's reason", async () => {
    await account.api("PUT", `/groups/${group}`, { name: "net-euc1-routers", peers: [peer] });
    await create(account.provider().Route, args);
    const byAll = { ...rival, peerGroups: [{ name: "All" }] };
    expect(await failure(create(account.provider().Route, byAll))).toMatch(
      /^Cannot create route "b": HTTP 409: .*already has this route/,
    );
  });
});
