import fc from "fast-check";
import { among, compile, environments, fromNetBird, inEnvironment } from "../../segmentation";
import type { Matrix } from "../../segmentation";
import { diff } from "../../segmentation/diff";
import { sentenceOf } from "../../segmentation/diffText";
import { EffectiveAccess } from "../../segmentation/effective";
import { validMatrix } from "./arbitraryMatrix";
import { defaultPolicy, liveAccount } from "./liveAccount";
import { workedExample } from "./workedExample";

/** The worked example with everything that a policy can carry. */
const matrix: Matrix = {
  ...workedExample,
  postureChecks: [
    { name: "laptops", shared: true, checks: { nbVersionCheck: { minVersion: "0.45.0" } } },
  ],
  flows: [
    ...workedExample.flows,
    {
      ...{ name: "breakglass", from: ["peer-devops"], to: ["svc-orders-app"], allow: "all" },
      ...{ because: "Known good", need: "emergency", broadAccessReason: "Incidents only" },
    },
    {
      ...{ name: "discovery", from: ["peer-devops"], to: ["svc-orders-web"], allow: "tcp/1-1024" },
      ...{ because: "Which ports", need: "temporary", until: "2026-12-01T18:00:00Z" },
      since: "2026-11-29T18:00:00Z",
      ...{ postureChecks: ["laptops"], owner: "Platform" },
    },
  ],
};

test.each(environments)("what was applied in %s is read back equal", (environment) => {
  const plan = compile(matrix, environment);
  const live = inEnvironment(fromNetBird(liveAccount(plan)), environment);
  expect(diff(plan, live)).toEqual([]);
  const facts = ({ policies }: typeof plan) =>
    policies
      .map(
        ({
          name,
          because,
          owner,
          need,
          since,
          until,
          enabled,
          broadAccessReason,
          postureChecks,
        }) => ({
          ...{
            name,
            because,
            owner,
            need,
            since,
            until,
            enabled,
            broadAccessReason,
            postureChecks,
          },
        }),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(facts(live)).toEqual(facts(plan));
  expect(live.postureChecks).toEqual(plan.postureChecks.map(({ path: _, ...check }) => check));
  const declared = (groups: typeof plan.groups) =>
    groups.map(({ name, baseName, shared, addresses }) => ({ name, baseName, shared, addresses }));
  expect(declared(live.groups.filter(({ name }) => name !== "All"))).toEqual(declared(plan.groups));
});

test("whatever a matrix means in an environment, its account is read back as", () => {
  fc.assert(
    fc.property(validMatrix, fc.constantFrom(...environments), (any, environment) => {
      const plan = compile(any, environment);
      const live = inEnvironment(fromNetBird(liveAccount(plan)), environment);
      expect(diff(plan, live)).toEqual([]);
    }),
  );
});

test("an account that nobody planned: Default lets everybody reach everything", () => {
  const account = liveAccount(compile(workedExample, "prod"));
  const open = fromNetBird({ ...account, policies: [...account.policies, defaultPolicy] });
  const access = new EffectiveAccess(open);
  expect(access.reaching("svc-orders-db-prod").map(({ source }) => source)).toContain("All");
  expect(diff(open, fromNetBird(account)).map(sentenceOf)).toEqual([
    'All loses ALL to All through "Default"',
  ]);
});

test("a peer or a resource that a rule names directly is a group of its own", () => {
  const live = fromNetBird({
    groups: [{ id: "g", name: "peer-a", peers: [{ id: "p1" }] }],
    resources: [{ id: "r1", name: "db", address: "10.1.2.3/32", enabled: true, groups: null }],
    policies: [
      {
        ...{ id: "1", name: "direct", enabled: true },
        rules: [
          {
            ...{ enabled: true, action: "accept", bidirectional: false, protocol: "tcp" },
            ports: ["22"],
            sourceResource: { id: "p1", type: "peer" },
            destinationResource: { id: "r1", type: "host" },
          },
        ],
      },
    ],
  });
  const access = new EffectiveAccess(live);
  // p1 is in peer-a, so that some of peer-a reaches it.
  expect(access.reachableFrom("peer-a").map(({ destination }) => destination)).toEqual(["host:r1"]);
  expect(live.groups.find(({ name }) => name === "host:r1")!.addresses).toEqual(["10.1.2.3/32"]);
});

test("what somebody wrote freely is a reason without an owner", () => {
  const [policy] = fromNetBird({ policies: [defaultPolicy] }).policies;
  expect(policy).toMatchObject({ because: defaultPolicy.description, owner: "", need: "required" });
});

test("what is between some groups leaves everything else out, the starter policy too", () => {
  const plan = compile(workedExample, "prod");
  const account = liveAccount(plan);
  const live = fromNetBird({ ...account, policies: [...account.policies, defaultPolicy] });
  const names = plan.groups.map(({ name }) => name);
  expect(diff(plan, among(live, names))).toEqual([]);
  const two = among(live, ["svc-orders-web-prod", "svc-orders-app-prod"]);
  expect(two.policies.map(({ name }) => name)).toEqual([
    "svc-orders-web-prod → svc-orders-app-prod [TCP/8443]",
  ]);
});

test("one environment is what is its own or shared", () => {
  const dev = compile(workedExample, "dev");
  const prod = compile(workedExample, "prod");
  const [a, b] = [liveAccount(dev), liveAccount(prod)];
  const both = fromNetBird({
    ...a,
    groups: [...a.groups!, ...b.groups!.filter(({ id }) => !a.groups!.some((g) => g.id === id))],
    policies: [...a.policies, ...b.policies],
  });
  expect(diff(prod, inEnvironment(both, "prod"))).toEqual([]);
});

test("setup keys and routes are read where they are given, with the names of their groups", () => {
  const groups = [
    { id: "g1", name: "svc-web-prod" },
    { id: "g2", name: "net-exit-internet-prod", peers: [] },
  ];
  const key = { name: "setup-prod-servers", type: "reusable", state: "valid" };
  const live = fromNetBird({
    groups,
    policies: [],
    setupKeys: [
      { ...key, expires: "2026-09-01T00:00:00Z", auto_groups: ["g1"] },
      { ...key, name: "setup-prod-never", expires: "0001-01-01T00:00:00Z", auto_groups: ["gone"] },
    ],
    routes: [
      {
        ...{
          network_id: "exit",
          network: "0.0.0.0/0",
          enabled: true,
          access_control_groups: ["g2"],
        },
        description: "Way out (owner: Network Team)",
      },
      { network_id: "lan", domains: ["a.lan", "b.lan"], enabled: false },
    ],
  });
  expect(live.setupKeys).toEqual([
    { ...key, name: "setup-prod-never", groups: ["gone"], owner: "" },
    { ...key, expires: "2026-09-01T00:00:00Z", groups: ["svc-web-prod"], owner: "" },
  ]);
  expect(live.routes).toEqual([
    {
      ...{ networkId: "exit", target: "0.0.0.0/0", enabled: true, owner: "Network Team" },
      accessControlGroups: ["net-exit-internet-prod"],
    },
    {
      ...{ networkId: "lan", target: "a.lan, b.lan", enabled: false, owner: "" },
      accessControlGroups: [],
    },
  ]);
  // The group stands for what the route leads to, and cannot initiate.
  expect(live.groups.find(({ name }) => name === "net-exit-internet-prod")!.addresses).toEqual([
    "0.0.0.0/0",
  ]);
  expect(fromNetBird({ policies: [] })).not.toHaveProperty("setupKeys");
});
