import * as pulumi from "@pulumi/pulumi";
import { compile, ExitNode, verify } from "../../index";
import type { ExitNodeArgs } from "../../index";
import { record, refusals, value } from "./recording";

const name = "exit-euc1-prod";

const args: ExitNodeArgs = {
  for: [{ existing: "peer-devops-prod", id: "devops-id" }, "peer-support"],
  routingPeers: [{ name: "a" }, { name: "b" }],
  allow: "tcp/80,443",
  dns: "through-exit",
  because: "Partners let our fixed addresses in",
  owner: "Network Team",
};

const make = (change: Partial<ExitNodeArgs> = {}) => new ExitNode(name, { ...args, ...change });

const names = (references: unknown) => (references as { name: string }[]).map(({ name }) => name);

test("each failure domain has a default route, by metric, for the groups, under access control", async () => {
  const { all } = await record(() => make());
  const routes = all("Route");
  expect(Object.keys(routes).sort()).toEqual([`${name}-a`, `${name}-b`]);
  expect([routes[`${name}-a`]!.metric, routes[`${name}-b`]!.metric]).toEqual([100, 200]);
  for (const route of Object.values(routes)) {
    expect(route).toMatchObject({
      ...{ networkId: name, network: "0.0.0.0/0", masquerade: true, skipAutoApply: false },
      description: "Partners let our fixed addresses in (owner: Network Team)",
    });
    expect(names(route.groups)).toEqual(["peer-devops-prod", "peer-support-prod"]);
    expect(names(route.accessControlGroups)).toEqual(["net-exit-euc1-internet-prod"]);
  }
  expect(names(routes[`${name}-b`]!.peerGroups)).toEqual(["svc-exit-euc1-router-b-prod"]);
});

test("policies say what goes out, and let peers have the tunnel, and nothing else", async () => {
  const { all } = await record(() => make());
  const users = "peer-devops-prod, peer-support-prod";
  expect(
    Object.values(all("Policy"))
      .map((policy) => policy.name as string)
      .sort(),
  ).toEqual([
    `${users} → net-exit-euc1-internet-prod [TCP/53]`,
    `${users} → net-exit-euc1-internet-prod [TCP/80,443]`,
    `${users} → net-exit-euc1-internet-prod [UDP/53]`,
    `${users} → svc-exit-euc1-router-a-prod, svc-exit-euc1-router-b-prod [ICMP]`,
  ]);
});

test("names resolved elsewhere open no port 53", async () => {
  const { all } = await record(() => make({ dns: "elsewhere" }));
  expect(Object.keys(all("Policy")).sort()).toEqual([`${name}-internet`, `${name}-routing-peers`]);
});

test("IPv6 has routes of its own only where they are asked for", async () => {
  const { all } = await record(() => make({ ipv6Routes: true }));
  const routes = all("Route");
  expect(Object.keys(routes)).toHaveLength(4);
  expect(routes[`${name}-b-ipv6`]).toMatchObject({ network: "::/0", metric: 200, networkId: name });
  expect(names(routes[`${name}-b-ipv6`]!.accessControlGroups)).toEqual([
    "net-exit-euc1-internet-prod",
  ]);
});

test("peers and groups that are there already route as well, and get no key", async () => {
  const routingPeers = [
    { name: "vm" },
    { name: "rack", peer: { id: "peer-id" }, metric: 50 },
    { name: "k8s", group: { existing: "svc-routers-prod", id: "routers-id" } },
  ];
  const { all, result } = await record(() => make({ routingPeers }), {
    outputs: (kind) => (kind === "SetupKey" ? { key: "KEY" } : {}),
  });
  const routes = all("Route");
  const metrics = ["vm", "rack", "k8s"].map(
    (domain) => routes[`${name}-${domain}`]!.metric as number,
  );
  expect(metrics).toEqual([100, 50, 201]);
  expect(routes[`${name}-k8s`]!.peerGroups).toEqual([
    { name: "svc-routers-prod", id: "routers-id" },
  ]);
  expect(all("Group")[`${name}-router-rack`]).toMatchObject({ peers: [{ id: "peer-id" }] });
  expect(await pulumi.isSecret(result.setupKeys)).toBe(true);
  expect(await value(result.setupKeys)).toEqual({ vm: "KEY" });
  expect(Object.keys(all("SetupKey"))).toEqual([`${name}-vm`]);
});

test("the matrix says the same as the policies, and verification finds nothing", async () => {
  const { all, result, warnings } = await record(() => make());
  const plan = compile(await value(result.matrix), "prod");
  expect(plan.policies.map((policy) => policy.name).sort()).toEqual(
    Object.values(all("Policy"))
      .map((policy) => policy.name as string)
      .sort(),
  );
  expect(verify(plan, { now: new Date() })).toEqual([]);
  expect(warnings).toEqual([]);
});

test("every port needs a reason, which lands in the policy", async () => {
  const broadAccessReason = "Full tunnel on hotel networks";
  const { all } = await record(() => make({ allow: "all", broadAccessReason }));
  expect(all("Policy")[`${name}-internet`]).toMatchObject({ protocol: "all", broadAccessReason });
});

test.each<[string, Partial<ExitNodeArgs>, RegExp]>([
  [
    "one failure domain",
    { routingPeers: [{ name: "a" }] },
    /^There is one failure domain only.*singlePointOfFailure/,
  ],
  ["no failure domain", { routingPeers: [] }, /^routingPeers is empty/],
  ["equal names", { routingPeers: [{ name: "a" }, { name: "a" }] }, /are called "a"/],
  ["a metric of 0", { routingPeers: [{ name: "a", metric: 0 }, { name: "b" }] }, /from 1 to 9999/],
  ["nobody who gets the routes", { for: [] }, /^for is empty/],
  ["no reason", { because: " " }, /^because is empty/],
  ["no owner", { owner: "" }, /^owner is empty/],
  ["a service that is none", { allow: "https" }, /^allow: /],
  ["every port without a reason", { allow: "all" }, /broadAccessReason/],
  ["an unknown environment", { environment: "test" as "dev" }, /^environment must be/],
])("%s is refused", async (_what, change, expected) => {
  expect(await refusals(() => make(change))).toEqual([expect.stringMatching(expected)]);
});

test("one failure domain with a reason is not", async () => {
  const alone = { routingPeers: [{ name: "a" }], singlePointOfFailure: "A trial" };
  expect(Object.keys((await record(() => make(alone))).all("Route"))).toEqual([`${name}-a`]);
});

test.each([
  ["exit", /does not end with an environment/],
  ["Exit-prod", /cannot identify routes/],
  [`${"x".repeat(36)}-prod`, /at most 40/],
])("the name %s is refused", async (wrong, expected) => {
  expect(await refusals(() => new ExitNode(wrong, args))).toEqual([
    expect.stringMatching(expected),
  ]);
});
