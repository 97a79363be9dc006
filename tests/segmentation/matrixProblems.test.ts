import { parseMatrix } from "../../segmentation";
import type { Flow, Matrix } from "../../segmentation";
import { problemsOf } from "./problemsOf";

const flow: Flow = {
  name: "users-to-web",
  from: ["peer-devops"],
  to: ["svc-orders-web"],
  allow: "tcp/443",
  because: "work",
};

const emergency: Flow = { ...flow, name: "break-glass", allow: "all", need: "emergency" };

const base: Matrix = {
  application: "orders",
  owner: "Team",
  groups: [{ name: "peer-devops" }, { name: "svc-orders-web" }, { name: "svc-orders-db" }],
  postureChecks: [{ name: "admin-laptops", checks: { nbVersionCheck: { minVersion: "0.45" } } }],
  scopes: [{ name: "orders", resources: ["svc-orders-web"] }],
  flows: [flow, emergency],
};

const withFlow = (changes: object) => ({ ...base, flows: [{ ...flow, ...changes }, emergency] });
const withGroups = (...groups: object[]) => ({ ...base, groups: [...base.groups, ...groups] });
const prod = (difference: object) => ({ ...base, environments: { prod: difference } });

test("a group that is made elsewhere keeps its name, but for a second suffix", () => {
  const elsewhere = (name: string, more = {}) =>
    problemsOf(() => parseMatrix(withGroups({ name, madeBy: "elsewhere", ...more })));
  expect(elsewhere("Old Servers", { shared: true })).toEqual([]);
  expect(elsewhere("Old Servers-prod", { shared: true })).toEqual([]);
  expect(elsewhere("Old Servers-prod")).toEqual([
    expect.stringContaining("would get its environment's suffix a second time"),
  ]);
  expect(problemsOf(() => parseMatrix(withGroups({ name: "Old Servers", shared: true })))).toEqual([
    expect.stringContaining("does not follow the naming convention"),
  ]);
});

test("the base has no problem", () => {
  expect(problemsOf(() => parseMatrix(base))).toEqual([]);
});

test.each<[string, object, string | RegExp]>([
  [
    "an undeclared source",
    withFlow({ from: ["peer-devop"] }),
    'flows[0].from[0]: group "peer-devop" is not declared. Did you mean "peer-devops"?',
  ],
  [
    "an undeclared destination like none",
    withFlow({ to: ["svc-mail"] }),
    'flows[0].to[0]: group "svc-mail" is not declared. Declared are peer-devops, svc-orders-web, svc-orders-db.',
  ],
  ["an undeclared scope", withFlow({ scope: "order" }), /scope "order" is not.* "orders"\?$/],
  [
    "an undeclared posture check",
    withFlow({ postureChecks: ["admin-laptop"] }),
    /^flows\[0\]\.postureChecks\[0\]: posture check "admin-laptop" is not.* "admin-laptops"\?$/,
  ],
  [
    "an undeclared user",
    { ...base, scopes: [{ name: "a", resources: [], users: ["x"] }] },
    /users/,
  ],
  [
    "an undeclared resource",
    { ...base, scopes: [{ name: "a", resources: "x" }] },
    /resources\[0\]/,
  ],
  [
    "an undeclared service account",
    { ...base, scopes: [{ name: "a", resources: [], serviceAccounts: "x" }] },
    /^scopes\[0\]\.serviceAccounts\[0\]: group "x" is not declared/,
  ],
  [
    "an undeclared provider of a service",
    { ...base, supporting: [{ service: "dns", at: "svc-dns", allow: "udp/53" }] },
    /^supporting\[0\]\.at\[0\]: group "svc-dns" is not declared/,
  ],
  [
    "a member of a group that is not declared",
    withGroups({ name: "peer-x", memberOf: ["peer-staff"] }),
    /^groups\[3\]\.memberOf\[0\]: group "peer-staff" is not declared/,
  ],
  [
    "groups within each other",
    withGroups(
      { name: "peer-a", memberOf: "peer-b" },
      { name: "peer-b", memberOf: "peer-c" },
      { name: "peer-c", memberOf: "peer-a" },
    ),
    'groups[3].memberOf: "peer-a", "peer-b", "peer-c", "peer-a": each is a member of the next, and so of itself. Remove one of these memberOf.',
  ],
  ["a group within itself", withGroups({ name: "peer-a", memberOf: "peer-a" }), /of itself/],
  ["two groups of a name", withGroups({ name: "peer-devops" }), /^groups\[3\]\.name: .*twice/],
  [
    "two scopes of a name",
    { ...base, scopes: [...base.scopes!, { name: "orders", resources: [] }] },
    /^scopes\[1\]\.name: scope "orders" is declared twice/,
  ],
  [
    "two posture checks of a name",
    { ...base, postureChecks: [...base.postureChecks!, { name: "admin-laptops" }] },
    /^postureChecks\[1\]\.name: .*twice/,
  ],
  [
    "two flows of a name",
    { ...base, flows: [flow, flow, emergency] },
    /^flows\[1\]\.name: .*twice/,
  ],
  [
    "a group in two scopes",
    { ...base, scopes: [...base.scopes!, { name: "b", resources: "svc-orders-web" }] },
    'scopes[1].resources[0]: group "svc-orders-web" is a resource of scope "orders" already; it can be one of one scope only.',
  ],
  ["a group's name", withGroups({ name: "Web" }), /^groups\[3\]\.name: "Web" does not follow/],
  [
    "a suffix that would be there twice",
    withGroups({ name: "svc-mail-prod" }),
    /Write "svc-mail", or shared: true/,
  ],
  [
    "an application's name",
    { ...base, application: "My App" },
    /^application: "My App" is no name/,
  ],
  ["a flow's name", withFlow({ name: "Users to Web" }), /^flows\[0\]\.name: "Users to Web" is no/],
  ["services that do not parse", withFlow({ allow: "tcp" }), /^flows\[0\]\.allow: "tcp" names no/],
  [
    "ports of a never rule",
    { ...base, never: [{ from: "*", to: "*", ports: "tcp/x", because: "b" }] },
    /^never\[0\]\.ports: "x" in "tcp\/x" is not a port/,
  ],
  [
    "services of a must rule",
    { ...base, must: [{ from: "peer-*", to: "svc-*", allow: "ftp/1" }] },
    /^must\[0\]\.allow: unknown protocol "ftp"/,
  ],
  [
    "a temporary flow without end",
    withFlow({ need: "temporary" }),
    /^flows\[0\]\.need: .*needs its/,
  ],
  [
    "a day as an end",
    withFlow({ need: "temporary", until: "2026-12-01" }),
    'flows[0].until: "2026-12-01" is not a date, time and time zone: write 2026-12-01T23:59:59Z for the end of that day.',
  ],
  [
    "an end without time zone",
    withFlow({ need: "temporary", until: "2026-12-01T18:00:00" }),
    /write 2026-12-01T18:00:00Z\.$/,
  ],
  [
    "an end that is no day",
    withFlow({ need: "temporary", until: "2026-02-30T18:00:00Z" }),
    /is not a date/,
  ],
  [
    "the end of a flow that does not end",
    withFlow({ until: "2026-12-01T18:00:00+02:00" }),
    /^flows\[0\]\.until: only temporary and emergency flows end, this one is required/,
  ],
  [
    "a start of a flow that is not temporary",
    withFlow({ since: "2026-12-01T18:00:00Z" }),
    /^flows\[0\]\.since: only temporary flows have a start, this one is required/,
  ],
  [
    "an end before the start",
    withFlow({
      ...{ need: "temporary", since: "2026-12-03T18:00:00Z", until: "2026-12-01T18:00:00Z" },
    }),
    /^flows\[0\]\.since: the flow ends at 2026-12-01T18:00:00Z, before it starts/,
  ],
  [
    "a rehearsal of a flow that is not for emergencies",
    withFlow({ rehearsed: "2026-12-01T18:00:00Z" }),
    /^flows\[0\]\.rehearsed: only emergency flows are rehearsed, this one is required/,
  ],
  [
    "a must rule for nobody",
    { ...base, must: [{ from: "peer-x*", to: "svc-*", allow: "tcp/1" }] },
    /^must\[0\]\.from: "peer-x\*" matches no group/,
  ],
  [
    "a service needed by nobody",
    {
      ...base,
      supporting: [{ service: "dns", at: "svc-orders-db", allow: "udp/53", for: "net-*" }],
    },
    /^supporting\[0\]\.for\[0\]: "net-\*" matches no group/,
  ],
  [
    "removal of a flow that is not there",
    prod({ remove: "users-to-wep" }),
    'environments.prod.remove[0]: flow "users-to-wep" is not declared. Did you mean "users-to-web"?',
  ],
  [
    "narrowing of a flow that is not there",
    prod({ narrow: { constructor: { allow: "tcp/1" } } }),
    /^environments\.prod\.narrow\.constructor: flow "constructor" is not declared/,
  ],
  [
    "narrowing to a group that is not there",
    prod({ narrow: { "users-to-web": { from: "peer-x", allow: "tcp", postureChecks: "y" } } }),
    /^environments\.prod\.narrow\.users-to-web\.from\[0\]: group "peer-x" is not declared/,
  ],
  [
    "removal and narrowing of one flow",
    prod({ remove: "users-to-web", narrow: { "users-to-web": { allow: "tcp/443" } } }),
    /is removed and narrowed/,
  ],
  [
    "an added flow",
    prod({ add: [{ ...flow, name: "x", to: "svc-x" }] }),
    /prod\.add\[0\]\.to\[0\]/,
  ],
  ["a flow that is there already", prod({ add: [flow] }), /is in the matrix's flows already/],
  [
    "an exception for a flow that is not there",
    { ...base, never: [{ from: "*", to: "*", because: "b", exceptEmergency: "break-glas" }] },
    /^never\[0\]\.exceptEmergency\[0\]: flow "break-glas" is not declared.*"break-glass"\?$/,
  ],
  [
    "an exception for an ordinary flow",
    { ...base, never: [{ from: "*", to: "*", because: "b", exceptEmergency: "users-to-web" }] },
    /is not an emergency flow/,
  ],
  [
    "two flows that make one policy",
    {
      ...base,
      flows: [
        { ...flow, name: undefined },
        { ...flow, name: undefined },
      ],
    },
    /^flows\[1\]: in dev, another flow has the key "peer-devops-to-svc-orders-web-tcp-443" already/,
  ],
  [
    "a posture check of nothing",
    { ...base, postureChecks: [{ name: "admin-laptops", checks: {} }] },
    /^postureChecks\[0\]\.checks: give at least one check/,
  ],
  [
    "a version that is none",
    {
      ...base,
      postureChecks: [{ name: "admin-laptops", checks: { nbVersionCheck: { minVersion: "new" } } }],
    },
    'postureChecks[0].checks.nbVersionCheck.minVersion: "new" is not a version such as 13.0 or 0.45.0.',
  ],
])("%s is refused", (_what, matrix, message) => {
  const problems = problemsOf(() => parseMatrix(matrix));
  expect(problems[0]).toEqual(
    typeof message === "string" ? message : expect.stringMatching(message),
  );
});

test.each([
  "10.0.0.256",
  "10.0.0.0/33",
  "1.2.3",
  "https://db.internal/",
  "db internal",
  "*",
  "*.*.internal",
  "a*.internal",
  "::1%eth0",
  "fd00::/129",
  "-a.internal",
  // The server, and so the provider, refuses these.
  "_a",
  "a_",
  "a_.internal",
  "",
])("%p is no address", (address) => {
  const problems = problemsOf(() =>
    parseMatrix(withGroups({ name: "svc-x", addresses: [address] })),
  );
  expect(problems.join()).toMatch(
    /^groups\[3\]\.addresses\[0\]: (.* is no address|must not be empty)/,
  );
});

test.each([
  "10.10.0.10",
  "10.0.0.0/8",
  "fd00::1",
  "fd00::/8",
  "db.corp.internal",
  "*.corp.internal",
  "_ldap.sub_x.corp.internal",
  "localhost",
  "bücher.example",
  "हिन्दी.example",
])("%p is an address", (address) => {
  const matrix = withGroups({ name: "svc-x", addresses: address });
  expect(problemsOf(() => parseMatrix(matrix))).toEqual([]);
});

test("what is allowed: names of the identity provider, replacing a flow, emergencies of one environment", () => {
  expect(
    problemsOf(() =>
      parseMatrix({
        ...withGroups(
          { name: "DevOps Team", madeBy: "identity-provider", shared: true },
          { name: "svc-shared-prod", shared: true },
        ),
        postureChecks: [{ name: "Made by hand" }],
        never: [{ from: "*", to: "*", because: "b", exceptEmergency: "dev-glass" }],
        environments: {
          dev: { add: [{ ...emergency, name: "dev-glass" }] },
          prod: { remove: "users-to-web", add: [flow], because: "other" },
        },
      }).flows.map(({ postureChecks }) => postureChecks),
    ),
  ).toEqual([]);
});

test("a broken item hides nothing of the others, and its name stays declared", () => {
  const matrix = {
    ...base,
    groups: [{ name: "peer-devops", shared: "yes" }, ...base.groups.slice(1), { nam: "svc-x" }],
    flows: [{ ...flow, from: "peer-devops", to: "svc-orders-wep", twoWay: 1 }, emergency],
    never: [{ from: "*", to: "*", because: "", exceptEmergency: "users-to-web" }],
  };
  const places = problemsOf(() => parseMatrix(matrix)).map((problem) => problem.split(": ")[0]);
  expect(places.sort()).toEqual([
    "flows[0].to[0]",
    "flows[0].twoWay",
    "groups[0].shared",
    "groups[3].nam",
    "groups[3].name",
    "never[0].because",
    "never[0].exceptEmergency[0]",
  ]);
});
