import { compile, InternalDns, threeTierMatrix, verify } from "../../index";
import type { InternalDnsArgs, Matrix } from "../../index";
import { missingDns } from "../../components/internalDns/coverage";
import { unknownValue } from "../../provider/lifecycle/unknown";
import { problems, useTestAccount } from "../provider/account";
import { record, refusals, value } from "./recording";

const account = useTestAccount();

const args: InternalDnsArgs = {
  environment: "prod",
  resolvers: { addresses: ["10.10.0.10", "10.10.0.11"], network: { id: "net-id" } },
  matchDomains: ["corp.internal"],
  for: [{ existing: "peer-devops-prod", id: "devops-id" }, "svc-ci"],
  owner: "Platform Team",
};

const make = (change: Partial<InternalDnsArgs> = {}) =>
  new InternalDns("corp-dns", { ...args, ...change });

const names = (references: unknown) => (references as { name: string }[]).map(({ name }) => name);

test("name servers behind a network are resources of it, in a group that policies name", async () => {
  const { all } = await record(() => make());
  const resources = all("NetworkResource");
  expect(resources["corp-dns-dns-10-10-0-10"]).toMatchObject({
    ...{ name: "svc-corp-dns-dns-10-10-0-10-prod", address: "10.10.0.10" },
    network: { id: "net-id" },
  });
  expect(Object.keys(resources)).toHaveLength(2);
  for (const { groups } of Object.values(resources)) {
    expect(names(groups)).toEqual(["svc-corp-dns-prod"]);
  }
});

test("both protocols are allowed, from everyone who asks", async () => {
  const { all } = await record(() => make());
  expect(Object.values(all("Policy")).map((policy) => policy.name as string)).toEqual([
    "peer-devops-prod, svc-ci-prod → svc-corp-dns-prod [TCP/53]",
    "peer-devops-prod, svc-ci-prod → svc-corp-dns-prod [UDP/53]",
  ]);
});

test("the servers are asked for the match domains, by the same groups", async () => {
  const { all } = await record(() => make({ searchDomainsEnabled: true }));
  expect(all("NameserverGroup")["corp-dns"]).toMatchObject({
    ...{ name: "corp-dns-prod", domains: ["corp.internal"], searchDomainsEnabled: true },
    nameservers: [{ ip: "10.10.0.10" }, { ip: "10.10.0.11" }],
    groups: [{ name: "peer-devops-prod", id: "devops-id" }, { name: "svc-ci-prod" }],
  });
});

test("name servers that run NetBird are their own group", async () => {
  const resolvers = { addresses: ["100.90.0.7"], peers: { existing: "svc-dns-prod", id: "dns" } };
  const { all, result } = await record(() => make({ resolvers }));
  expect(all("NetworkResource")).toEqual({});
  expect(all("Policy")["corp-dns-dns-udp"]!.destinations).toEqual([
    { name: "svc-dns-prod", id: "dns" },
  ]);
  const { groups } = await value(result.matrix);
  expect(groups.find(({ name }) => name === "svc-dns")).not.toHaveProperty("addresses");
});

test("zones have a record per content, with the type that it is of", async () => {
  const zones = {
    "prod.internal": {
      orders: "10.10.0.20",
      "*.apps": ["10.10.0.21", "10.10.0.22"],
      v6: "2001:db8::1",
      shop: "orders.prod.internal",
      "@": { type: "A" as const, content: "10.10.0.1" },
    },
  };
  const { all } = await record(() => make({ zones, ttl: 60 }));
  const zone = all("DnsZone")["corp-dns-prod.internal"]!;
  expect(zone).toMatchObject({ name: "prod.internal", domain: "prod.internal" });
  expect(names(zone.distributionGroups)).toEqual(["peer-devops-prod", "svc-ci-prod"]);
  const records = Object.entries(all("DnsRecord")).map(([child, { name, type, content, ttl }]) =>
    [child, name, type, content, ttl].join(" "),
  );
  expect(records.sort()).toEqual([
    "corp-dns-*.apps.prod.internal-10.10.0.21 *.apps.prod.internal A 10.10.0.21 60",
    "corp-dns-*.apps.prod.internal-10.10.0.22 *.apps.prod.internal A 10.10.0.22 60",
    "corp-dns-orders.prod.internal orders.prod.internal A 10.10.0.20 60",
    "corp-dns-prod.internal prod.internal A 10.10.0.1 60",
    "corp-dns-shop.prod.internal shop.prod.internal CNAME orders.prod.internal 60",
    "corp-dns-v6.prod.internal v6.prod.internal AAAA 2001:db8::1 60",
  ]);
});

test("a zone that is neither internal nor corp is shown", async () => {
  const { warnings } = await record(() => make({ zones: { "example.com": { a: "10.0.0.1" } } }));
  expect(warnings).toEqual([expect.stringMatching(/^The zone example\.com does not follow/)]);
  const internal = await record(() => make({ zones: { "prod.internal": {}, corp: {} } }));
  expect(internal.warnings).toEqual([]);
});

test("the matrix says the same as the policies, and verification finds nothing", async () => {
  const { all, result } = await record(() => make());
  const plan = compile(await value(result.matrix), "prod");
  expect(plan.policies.map(({ name }) => name)).toEqual(
    Object.values(all("Policy")).map(({ name }) => name as string),
  );
  expect(verify(plan, { now: new Date() })).toEqual([]);
});

describe("what it covers", () => {
  const app = threeTierMatrix("orders", {
    environment: "prod",
    users: ["peer-devops"],
    tiers: { web: [443], app: [8443], db: [5432] },
    dns: "none",
    owner: "App Team Orders",
    because: "Order processing",
  });
  const own = async (change: Partial<InternalDnsArgs> = {}): Promise<Matrix> =>
    value((await record(() => make(change))).result.matrix);
  const now = new Date();

  test("a group that initiates and cannot ask is the callout's finding", async () => {
    expect(missingDns(await own(), [app], "prod", now)).toEqual([
      "svc-orders-app-prod initiates, but no policy lets it ask a name server. Add it to `for`.",
      "svc-orders-web-prod initiates, but no policy lets it ask a name server. Add it to `for`.",
    ]);
  });

  test("nothing is found when all of them can", async () => {
    const tiers = ["web", "app"].map((tier) => ({ existing: `svc-orders-${tier}-prod` }));
    const everyone = [...args.for, ...tiers];
    expect(missingDns(await own({ for: everyone }), [app], "prod", now)).toEqual([]);
    const covered = await record(() => make({ for: everyone, covers: [app] }));
    expect(Object.keys(covered.all("Policy"))).toHaveLength(2);
  });

  test("a group that asks name servers of its own is covered by these", async () => {
    const other = { ...app, ...(await own({ for: ["svc-orders-web", "svc-orders-app"] })) };
    const both = { ...other, flows: [...app.flows, ...other.flows] };
    const groups = [...app.groups, ...other.groups];
    const unique = [...new Map(groups.map((group) => [group.name, group])).values()];
    const { noDnsBecause: _none, ...served } = { ...both, groups: unique };
    expect(missingDns(await own(), [served], "prod", now)).toEqual([]);
  });
});

const both = { ...args.resolvers, peers: "svc-dns" };

test.each<[string, Partial<InternalDnsArgs>, RegExp]>([
  ["nobody who asks", { for: [] }, /^for is empty: nobody can ask, and broken DNS/],
  ["no owner", { owner: " " }, /^owner is empty/],
  ["no match domain", { matchDomains: [] }, /^matchDomains is empty/],
  ["a wildcard", { matchDomains: ["*.corp"] }, /"\*\.corp" is not a domain; subdomains match/],
  ["both places", { resolvers: both }, /^resolvers: give either peers/],
  ["no place", { resolvers: { addresses: ["10.0.0.1"] } }, /^resolvers: give either peers/],
  [
    "no address",
    { resolvers: { ...args.resolvers, addresses: [] } },
    /^resolvers\.addresses has 0 addresses/,
  ],
  [
    "a name for an address",
    { resolvers: { ...args.resolvers, addresses: ["dns.corp"] } },
    /"dns\.corp" is not an IP address/,
  ],
  ["a zone that is none", { zones: { "*.internal": {} } }, /is not a domain such as prod/],
  [
    "a content that is none",
    { zones: { internal: { a: "10.0.0.256" } } },
    /^zones\["internal"\]\.a: "10\.0\.0\.256" is neither an address nor a name/,
  ],
  [
    "a name beside an address",
    { zones: { internal: { a: ["10.0.0.1", "b.internal"] } } },
    /stands for nothing else/,
  ],
  [
    "an international zone",
    { zones: { "bücher.internal": { a: "10.0.0.1" } } },
    /^zones\["bücher\.internal"\]: .*international names only in their ASCII form here: write xn--bcher-kva\.internal$/,
  ],
  [
    "an international name",
    { zones: { internal: { "*.bücher": "10.0.0.1" } } },
    /^zones\["internal"\]\.\*\.bücher: .*: write \*\.xn--bcher-kva$/,
  ],
  [
    "an international name for another one",
    { zones: { internal: { a: "bücher.corp" } } },
    /^zones\["internal"\]\.a: .*: write xn--bcher-kva\.corp$/,
  ],
  [
    "a content that is not of its type",
    { zones: { internal: { a: { type: "A", content: "2001:db8::1" } } } },
    /^zones\["internal"\]\.a: "2001:db8::1" is not an IPv4 address, which a record of type A needs/,
  ],
  [
    "a content that is not of its type, a name",
    { zones: { internal: { a: { type: "CNAME", content: "10.0.0.1" } } } },
    /^zones\["internal"\]\.a: "10\.0\.0\.1" is not a name such as/,
  ],
  [
    "an IPv4 address in the spelling of IPv6",
    { zones: { internal: { a: "::ffff:10.0.0.1" } } },
    /^zones\["internal"\]\.a: "::ffff:10\.0\.0\.1" is not an IPv6 address of its own/,
  ],
  ["an empty list", { zones: { internal: { a: [] } } }, /the list is empty/],
  ["an address twice", { zones: { internal: { a: ["10.0.0.1", "10.0.0.1"] } } }, /twice/],
  [
    "a domain in two spellings",
    { matchDomains: ["corp.internal", "Corp.internal"] },
    /^matchDomains names Corp\.internal twice/,
  ],
  [
    "a zone in two spellings",
    { zones: { internal: { a: "10.0.0.1" }, Internal: { b: "10.0.0.2" } } },
    /^zones\["Internal"\]: it is there before in another spelling/,
  ],
  [
    "a name in two spellings",
    { zones: { internal: { a: "10.0.0.1", A: "b.internal" } } },
    /^zones\["internal"\]\.A: it is there before in another spelling/,
  ],
  [
    "a name that stands for itself",
    { zones: { Internal: { a: "a.internal" } } },
    /^zones\["Internal"\]\.a: "a\.internal" is the record's own name/,
  ],
  ["an unknown environment", { environment: "test" as "dev" }, /^environment must be/],
])("%s is refused", async (_what, change, expected) => {
  expect(await refusals(() => make(change))).toEqual([expect.stringMatching(expected)]);
});

test("what the component lets through, its children take: ASCII forms, and international match domains", async () => {
  const zones = { "xn--bcher-kva.internal": { "*.xn--bcher-kva": "10.0.0.1", a: "xn--b.corp" } };
  const { all } = await record(() => make({ zones, matchDomains: ["bücher.corp"] }));
  const { DnsZone, DnsRecord, NameserverGroup } = account.provider();
  const [zone] = Object.values(all("DnsZone"));
  const group = [{ name: "All" }];
  expect(await problems(DnsZone, { ...zone, distributionGroups: group })).toEqual([]);
  for (const args of Object.values(all("DnsRecord"))) {
    expect(await problems(DnsRecord, { ...args, zone: { name: "new", id: unknownValue } })).toEqual(
      [],
    );
  }
  const [servers] = Object.values(all("NameserverGroup"));
  expect(await problems(NameserverGroup, { ...servers, groups: group })).toEqual([]);
});
