import { awsRoutingPeers } from "../../../index";
import type { HARoutedNetworkArgs, RoutedAccess } from "../../../index";
import { args, closeAccount, openAccount, refusals } from "./recorded";

beforeAll(openAccount);
afterAll(closeAccount);

const [entry] = args.access as [RoutedAccess];
const aws = awsRoutingPeers({ subnets: ["subnet-a", "subnet-b"] });
const check = { from: "10.10.4.0/24", to: "svc-orders-web", allow: "tcp/8080" };
const masquerade = { sourceAddresses: "masquerade" } as const;

const cases: [string, Partial<HARoutedNetworkArgs>, RegExp][] = [
  [
    "no resource",
    { resources: [], access: [], owner: "Platform Team", dns: "none" },
    /^resources is empty/,
  ],
  [
    "an invalid address",
    { resources: [...args.resources, { name: "x", address: "10.1.0.256" }] },
    /^resources\[4\]\.address: "10\.1\.0\.256" is neither an IP address, nor a range/,
  ],
  [
    "equal names of resources",
    { resources: [...args.resources, { name: "db", address: "10.11.0.1" }] },
    /^Two resources are called "db"/,
  ],
  [
    "a resource with the resolvers' name",
    { resources: [...args.resources, { name: "dns", address: "10.11.0.1" }] },
    /^The resource "dns" would share a group/,
  ],
  [
    "a resource with an invalid name",
    { resources: [...args.resources, { name: "My DB", address: "10.11.0.1" }] },
    /^resources\[4\]\.name: "My DB" cannot name a resource/,
  ],
  [
    "one failure domain",
    { routingPeers: { name: "a" } },
    /^There is one failure domain only.*singlePointOfFailure/,
  ],
  [
    "one failure domain with an empty reason",
    { routingPeers: { name: "a" }, singlePointOfFailure: " " },
    /^There is one failure domain only/,
  ],
  ["no failure domain", { routingPeers: [] }, /^routingPeers is empty/],
  [
    "equal names of failure domains",
    { routingPeers: [{ name: "a" }, { name: "a" }] },
    /^Two failure domains are called "a"/,
  ],
  [
    "equal names on AWS and off it",
    { routingPeers: [aws, { name: "b" }] },
    /^Two failure domains are called "b"/,
  ],
  [
    "one group for two failure domains",
    {
      routingPeers: [
        { name: "a", group: { existing: "svc-routers-prod" } },
        { name: "b", group: { existing: "svc-routers-prod" } },
      ],
    },
    /^Two failure domains have the group "svc-routers-prod"/,
  ],
  [
    "a peer and a group at once",
    {
      routingPeers: [
        { name: "a", peer: "router", group: { existing: "svc-routers-prod" } },
        { name: "b" },
      ],
    },
    /^The failure domain "a" has both peer and group/,
  ],
  ...[0, 10_000, 1.5].map((metric): [string, Partial<HARoutedNetworkArgs>, RegExp] => [
    `the metric ${metric}`,
    { routingPeers: [{ name: "a", metric }, { name: "b" }] },
    /^The metric of "a" must be a whole number from 1 to 9999/,
  ]),
  [
    "equal metrics with preserved source addresses",
    {
      routingPeers: [
        { name: "a", metric: 7 },
        { name: "b", metric: 7 },
      ],
      sourceAddresses: { preserve: {} },
    },
    /^Two failure domains have the metric 7/,
  ],
  [
    "equal metrics with health checks, which need a return route",
    {
      routingPeers: [
        { name: "a", metric: 7 },
        { name: "b", metric: 7 },
      ],
      healthChecks: [check],
    },
    /^Two failure domains have the metric 7/,
  ],
  [
    "equal metrics of subnets with a return route",
    {
      routingPeers: awsRoutingPeers({
        subnets: ["a", "b"].map((name) => ({ name, subnet: name, metric: 7 })),
      }),
      healthChecks: [{ ...check, routeTables: ["rtb-1"] }],
    },
    /^Two failure domains have the metric 7/,
  ],
  [
    "the metric 0 of a subnet",
    { routingPeers: awsRoutingPeers({ subnets: [{ name: "a", subnet: "a", metric: 0 }, "b"] }) },
    /^The metric of "a" must be a whole number from 1 to 9999/,
  ],
  ...["tcp/*", "all", "udp+tcp/*"].map((allow): [string, Partial<HARoutedNetworkArgs>, RegExp] => [
    `access on ${allow}`,
    { access: [{ ...entry, allow }] },
    /^access\[0\]\.allow: .* opens every port/,
  ]),
  [
    "access without a port",
    { access: [{ ...entry, allow: "tcp" }] },
    /^access\[0\]\.allow: "tcp" names no ports/,
  ],
  [
    "two-way access",
    { access: [{ ...entry, twoWay: true } as RoutedAccess] },
    /^access\[0\] is two-way, which cannot work.*section 5\.2/,
  ],
  [
    "access to what the network has not",
    { access: [{ ...entry, to: "bd" }] },
    /^access\[0\]\.to: the network has no resource "bd"\. Did you mean "db"\?/,
  ],
  ["access without a reason", { access: [{ ...entry, because: "" }] }, /^access\[0\]\.because/],
  [
    "entries with equal names",
    { access: [entry, { ...entry, allow: "udp/5432" }] },
    /^Two entries of access are called "peer-devops-to-db"/,
  ],
  ["no owner", { access: [{ ...entry, owner: undefined }] }, /^owner is missing/],
  [
    "several owners",
    { access: [entry, { ...entry, name: "second", owner: "Somebody else" }] },
    /^owner is missing/,
  ],
  [
    "an invalid environment",
    { environment: "test" as "dev" },
    /^environment must be dev, stage, prod, got "test"/,
  ],
  [
    "temporary access without an end",
    { access: [{ ...entry, need: "temporary" }] },
    /^access\[0\]\.until is missing: temporary access ends/,
  ],
  [
    "an end of access that is not temporary",
    { access: [{ ...entry, until: "2099-01-01T00:00:00Z" }] },
    /^access\[0\]\.until: only temporary access ends/,
  ],
  [
    "access after its end",
    { access: [{ ...entry, need: "temporary", until: "2025-01-01T00:00:00Z" }] },
    /"peer-devops-to-db" ended at 2025-01-01T00:00:00Z and is still in force/,
  ],
  [
    "an emergency flow",
    { access: [{ ...entry, need: "emergency" } as unknown as RoutedAccess] },
    /^access\[0\]\.need: an emergency flow does not belong to the access list/,
  ],
  [
    "a posture check without a name",
    { access: [{ ...entry, postureChecks: [""] }] },
    /^access\[0\]\.postureChecks\[0\]: the name of a posture check is known only later, or empty/,
  ],
  ...["100.64.0.0", "fd00::/64", "NetBird"].map(
    (overlayRange): [string, Partial<HARoutedNetworkArgs>, RegExp] => [
      `${overlayRange} as NetBird's range`,
      { overlayRange },
      /^overlayRange: ".*" is not an IPv4 range/,
    ],
  ),
  [
    "health checks without masquerade",
    { healthChecks: [check], sourceAddresses: { preserve: {} } },
    /^Health checks need masquerade/,
  ],
  [
    "health checks on every port",
    { healthChecks: [{ ...check, allow: "tcp/*" }] },
    /^healthChecks\[0\]\.allow: "tcp\/\*" opens every port/,
  ],
  [
    "health checks from no address",
    { healthChecks: [{ ...check, from: "web" }] },
    /^healthChecks\[0\]\.from: "web" is neither an address nor a range/,
  ],
  [
    "health checks on AWS without route tables",
    { routingPeers: aws, healthChecks: [check], ...masquerade },
    /^Health checks need the route tables/,
  ],
  [
    "preserved source addresses on AWS without route tables",
    { routingPeers: aws, sourceAddresses: { preserve: {} } },
    /^Preserved source addresses need the route tables/,
  ],
  [
    "a domain on AWS without ranges",
    { routingPeers: aws, resources: [{ name: "db", address: "db.internal" }] },
    /^The resource "db" is the domain db\.internal, and AWS's security groups know no names/,
  ],
  [
    "a resolver that is not an address",
    { dns: { resolvers: ["ns.corp"], matchDomains: ["corp.internal"] } },
    /^dns\.resolvers: "ns\.corp" is not an IP address/,
  ],
  [
    "a match domain with a wildcard",
    { dns: { resolvers: ["10.10.0.10"], matchDomains: ["*.corp.internal"] } },
    /^dns\.matchDomains: "\*\.corp\.internal" is not a domain/,
  ],
  [
    "no match domain",
    { dns: { resolvers: ["10.10.0.10"], matchDomains: [] } },
    /^dns\.matchDomains is empty/,
  ],
  [
    "four resolvers",
    { dns: { resolvers: [1, 2, 3, 4].map((n) => `10.10.0.${n}`), matchDomains: ["corp"] } },
    /^dns\.resolvers has 4 addresses/,
  ],
  ["nobody who asks", { dns: { ...dnsOf(), for: [] } }, /^dns\.for is empty/],
];

function dnsOf() {
  return args.dns as Exclude<HARoutedNetworkArgs["dns"], "none">;
}

test.each(cases)("%s is refused, and nothing else said", async (_what, change, problem) => {
  const found = await refusals(change);
  expect(found).toEqual([expect.stringMatching(problem)]);
});

test.each([
  ["dmz", /follow the naming convention/],
  ["net-dc-lan", /does not end with an environment/],
])("the name %s is refused", async (name, problem) => {
  expect(await refusals({}, name)).toContainEqual(expect.stringMatching(problem));
});

test("everything is said at once", async () => {
  const found = await refusals({
    resources: [{ name: "db", address: "10.1.0.256" }],
    routingPeers: [{ name: "a", metric: 0 }],
    access: [{ from: "peer-x", to: "bd", allow: "tcp/*", because: "x" }],
    healthChecks: [check],
    sourceAddresses: { preserve: {} },
  });
  expect(found).toHaveLength(7);
});

test("what is unusual on purpose is not refused", async () => {
  const unusual = {
    routingPeers: [{ name: "a" }],
    singlePointOfFailure: "The branch office has one host",
    environment: "prod" as const,
    dns: "none" as const,
  };
  expect(await refusals(unusual, "net-dc-dc1-lan")).toEqual([]);
});
