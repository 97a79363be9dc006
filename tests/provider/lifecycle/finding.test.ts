/** Look-ups from the program itself: `getGroup` and its like. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { Account } from "../../../provider/api/account";
import { readConfiguration } from "../../../provider/api/configuration";
import type { Arguments, Kind } from "../../../provider/lifecycle/kind";
import { describe as describeFound, lookUp } from "../../../provider/lifecycle/lookup";
import { create, failure, problems, useTestAccount } from "../account";
import type { Made } from "../account";
import { startIssuer } from "../objects/issuer";

const account = useTestAccount();
let issuer: { issuer: string; stop: () => void };
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

/** Look-ups share lists for a while; another configuration has lists of its own. */
let visit = 10;
const options = () => {
  const { managementUrl, token } = account.sandbox;
  return { account: { managementUrl, token, requestTimeout: visit++ } };
};

/** What an output turns out to be, or how it fails. */
function known<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

/** How a look-up fails; an output that fails would fail the test from its unheard parts as well. */
function asked(kind: object, selector: object, token = account.sandbox.token): Promise<string> {
  return failure(lookUp(kind as Kind, accountWith(token), selector as Arguments));
}

function accountWith(token = account.sandbox.token): Account {
  const settings: Record<string, string> = {
    "netbird:managementUrl": account.sandbox.managementUrl,
    "netbird:token": token,
  };
  return new Account(readConfiguration((key) => settings[key], {}));
}

const group = (name: string) => account.api("POST", "/groups", { name });

test("an account that is given by its token alone is on the stack's server", async () => {
  const { managementUrl, token } = account.sandbox;
  pulumi.runtime.setAllConfig({ "netbird:managementUrl": managementUrl });
  try {
    const found = await known(netbird.getGroup({ name: "All" }, { account: { token } }));
    expect(found.name).toBe("All");
  } finally {
    pulumi.runtime.setAllConfig({});
  }
});

test("a group is found by name, by id, and by both, wherever it comes from", async () => {
  const { id } = await group("peer-x");
  for (const selector of [{ name: "peer-x" }, { id }, { name: "peer-x", id }]) {
    expect(await known(netbird.getGroup(selector, options()))).toEqual({
      ...{ id, name: "peer-x", issued: "api", peers: [], resources: [] },
    });
  }
  const jwt = await account.bringGroup("staff", "jwt");
  expect(await known(netbird.getGroup({ name: "staff" }, options()))).toMatchObject({
    id: jwt,
    issued: "jwt",
  });
});

test("no match, several, disagreeing selectors and none at all are errors with candidates", async () => {
  const first = await group("peer-x");
  const other = await group("peer-y");
  const getting = (selector: object) => asked(netbird.groupKind, selector);
  expect(await getting({ name: "peer-z" })).toMatch(/no group named "peer-z".*Did you mean "peer-/);
  expect(await getting({ id: "nope" })).toMatch(/no group with the id "nope".*"peer-x" \(/);
  expect(await getting({ id: first.id, name: "peer-y" })).toMatch(
    /No group has the .* at once; each fits something: "peer-x" \(.*"peer-y" \(/,
  );
  await account.api("PUT", `/groups/${other.id}`, { name: "peer-x" });
  expect(await getting({ name: "peer-x" })).toContain(`${first.id}, ${other.id}`);
  expect(await getting({})).toMatch(/getGroup needs to know which one/);
});

test("null, which types would refuse, is nothing that is asked for", async () => {
  const { id } = await group("peer-x");
  expect(await asked(netbird.groupKind, { name: null })).toMatch(/^getGroup needs to know which/);
  expect(await asked(netbird.networkResourceKind, { network: null, name: "db" })).toMatch(
    /^To find a network resource, NetBird has to know its network/,
  );
  const selector = { name: null, id } as unknown as { id: string };
  expect(await known(netbird.getGroup(selector, options()))).toMatchObject({ name: "peer-x" });
  const filter = { namePrefix: null, issued: null } as unknown as netbird.GroupFilter;
  expect(await known(netbird.getGroups(filter, options()))).toHaveLength(2);
  const { Group } = account.provider();
  expect(await Group.read("x", { lookup: { id: null, name: "peer-x" } })).toMatchObject({ id });
});

test("what is inside another object is missed there, not in the account", async () => {
  const { id } = await account.api("POST", "/networks", { name: "n1" });
  await account.api("POST", "/networks", { name: "n2" });
  const body = { name: "db", address: "10.0.0.1", enabled: true, groups: [] };
  await account.api("POST", `/networks/${id}/resources`, body);
  const getting = (network: string, selector: object) =>
    asked(netbird.networkResourceKind, { network: { name: network }, ...selector });
  expect(await getting("n2", { name: "r" })).toMatch(
    /^There is no network resource named "r"\. The network "n2" has none\. If this program/,
  );
  expect(await getting("n1", { name: "x" })).toMatch(/ The network "n1" has db\. /);
  expect(await getting("n2", { address: "10.0.0.1" })).toBe(
    'There is no network resource with the address "10.0.0.1". The network "n2" has none.',
  );
  expect(await asked(netbird.networkRouterKind, { network: { name: "n2" } })).toBe(
    'There is no network router with this network. The network "n2" has none.',
  );
  expect(await asked(netbird.groupKind, { name: "y" })).toMatch(/ This account has All\. /);
});

test("groups are filtered by prefix and origin; nothing that fits is an empty list", async () => {
  await group("peer-x");
  await account.bringGroup("staff", "jwt");
  await account.bringGroup("synced", "integration");
  const names = async (filter?: netbird.GroupFilter) =>
    (await known(netbird.getGroups(filter, options()))).map(({ name }) => name);
  expect(await names()).toEqual(["All", "peer-x", "staff", "synced"]);
  expect(await names({ namePrefix: "peer-" })).toEqual(["peer-x"]);
  expect(await names({ issued: "jwt" })).toEqual(["staff"]);
  expect(await names({ issued: "integration", namePrefix: "x" })).toEqual([]);
});

test("peers are found and filtered", async () => {
  const web = await account.enroll("web-1");
  const db = await account.enroll("db-1");
  const { id: team } = await account.api("POST", "/groups", { name: "svc-web", peers: [web] });
  const found = await known(netbird.getPeer({ hostname: "web-1" }, options()));
  expect(found).toMatchObject({ id: web, name: "web-1", sshEnabled: false, hostname: "web-1" });
  expect(Date.parse(found.lastSeen)).toBeLessThanOrEqual(Date.now());
  expect(found.groups.map(({ name }) => name).sort()).toEqual(["All", "svc-web"]);
  const ids = async (filter?: netbird.PeerFilter) =>
    (await known(netbird.getPeers(filter, options()))).map(({ id }) => id).sort();
  expect(await ids()).toEqual([web, db].sort());
  expect(await ids({ name: "web" })).toEqual([web]);
  expect(await ids({ hostname: "db" })).toEqual([db]);
  expect(await ids({ group: "svc-web" })).toEqual([web]);
  expect(await ids({ group: team })).toEqual([web]);
  expect(await ids({ ip: found.ip })).toEqual([web]);
  expect(await ids({ userId: "nobody" })).toEqual([]);
  expect(await ids({ os: "plan9" })).toEqual([]);
  expect(await asked(netbird.peerKind, { hostname: "x" })).toMatch(
    /There is no peer with the hostname "x"\. There is "web-1" \(/,
  );
});

test("setup keys are found with what was done with them, and without the key", async () => {
  const group = await account.api("POST", "/groups", { name: "svc-web" });
  const key = (name: string, type: string, rest: object = {}) =>
    account.api("POST", "/setup-keys", {
      ...{ name, type, expires_in: 0, usage_limit: 0, auto_groups: [group.id] },
      ...rest,
    });
  const { id, key: secret } = await key("setup-prod-web", "reusable");
  await key("setup-prod-rack", "one-off", { auto_groups: [] });
  await key("setup-dev-web", "reusable");
  const never = "0001-01-01T00:00:00Z";
  const get = () => known(netbird.getSetupKey({ name: "setup-prod-web" }, options()));
  expect(await get()).toMatchObject({ id, state: "valid", usedTimes: 0, lastUsed: never });

  const before = Date.now();
  for (const name of ["web-1", "web-2"]) await account.enrollWith(secret as string, name);
  const used = await get();
  expect(used).toMatchObject({ usedTimes: 2, expires: never, autoGroups: [{ id: group.id }] });
  expect(Date.parse(used.lastUsed)).toBeGreaterThanOrEqual(before - 1000);
  expect(JSON.stringify(used)).not.toContain(secret);

  const names = async (filter?: netbird.SetupKeyFilter) =>
    (await known(netbird.getSetupKeys(filter, options()))).map(({ name }) => name).sort();
  expect(await names()).toEqual(["setup-dev-web", "setup-prod-rack", "setup-prod-web"]);
  expect(await names({ namePrefix: "setup-prod-" })).toEqual(["setup-prod-rack", "setup-prod-web"]);
  for (const named of [group.id, "svc-web", pulumi.output("svc-web")]) {
    expect(await names({ group: named })).toEqual(["setup-dev-web", "setup-prod-web"]);
  }
  expect(await names({ group: "svc-web", namePrefix: "setup-dev" })).toEqual(["setup-dev-web"]);
  expect(await names({ group: "svc" })).toEqual([]);
  await account.requests();
  await names({ state: "valid" });
  expect(await account.requests()).not.toContain("GET /api/groups");
  await account.api("PUT", `/setup-keys/${id}`, { revoked: true, auto_groups: [] });
  expect(await names({ state: "revoked" })).toEqual(["setup-prod-web"]);
  expect(await names({ state: "expired" })).toEqual([]);
});

test("users are found and filtered", async () => {
  const { User } = account.provider();
  await create(User, { name: "ci", role: "auditor" });
  const ada = await create(User, {
    name: "Ada",
    email: "ada@example.com",
    role: "user",
    isBlocked: true,
  });
  expect(await known(netbird.getUser({ email: "Ada@Example.com" }, options()))).toMatchObject({
    ...{ id: ada.id, status: "blocked", issued: "api", pendingApproval: false },
  });
  // A person's name, which the program gives at the creation only, has to agree as well.
  const email = "ada@example.com";
  expect(await known(netbird.getUser({ name: "Ada", email }, options()))).toMatchObject({
    id: ada.id,
  });
  expect(await asked(netbird.userKind, { name: "nope", email })).toMatch(
    /^No user has the name "nope" and the email "ada@example.com" at once; each fits/,
  );
  const names = async (filter?: netbird.UserFilter) =>
    (await known(netbird.getUsers(filter, options()))).map(({ name }) => name).sort();
  expect(await names()).toEqual(["Ada", "Admin", "ci"]);
  expect(await names({ isServiceUser: true })).toEqual(["ci"]);
  expect(await names({ role: "user", isBlocked: true })).toEqual(["Ada"]);
  expect(await names({ pendingApproval: true })).toEqual([]);
});

test("of users whom another identity provider does not know, nothing is made up", async () => {
  const { id } = await create(account.provider().User, { name: "ci", role: "auditor" });
  const eve = await account.loginUnapproved("Eve", "eve@example.com");
  await account.setIdentities([{ id: eve, name: "Eve", email: "eve@example.com" }]);
  const ci = await known(netbird.getUser({ name: "ci" }, options()));
  expect(ci).toMatchObject({ id, role: "auditor", isServiceUser: true });
  const untold = ["isBlocked", "status", "issued", "pendingApproval"] as const;
  expect(untold.map((name) => ci[name])).toEqual([undefined, undefined, undefined, undefined]);
  const ids = async (filter: netbird.UserFilter) =>
    (await known(netbird.getUsers(filter, options()))).map((user) => user.id);
  expect(await ids({ pendingApproval: true })).toEqual([eve]);
  expect(await ids({ isBlocked: true })).toEqual([eve]);
  expect(await ids({ isBlocked: false })).toEqual([]);
  for (const isBlocked of [true, false]) {
    expect(await asked(netbird.userKind, { name: "ci", isBlocked })).toMatch(/at once/);
  }
});

test("settings are found without a selector", async () => {
  const { id } = await group("peer-x");
  await account.api("PUT", "/dns/settings", { disabled_management_groups: [id] });
  expect(await known(netbird.getAccountSettings(options()))).toMatchObject({
    ...{
      peerLoginExpiration: 86_400,
      userApprovalRequired: true,
      id: expect.any(String) as string,
    },
  });
  expect(await known(netbird.getDnsSettings(options()))).toMatchObject({
    disabledManagementGroups: [{ id }],
  });
});

test("every other kind is found by what tells it apart", async () => {
  await group("peer-x");
  const handlers = account.provider();
  const groups = [{ name: "peer-x" }];
  const made: Record<string, Made> = {};
  const make = async (kind: keyof typeof handlers, args: Record<string, unknown>) => {
    made[kind] = await create(handlers[kind], args);
  };
  await make("Policy", {
    ...{ name: "p", protocol: "tcp", ports: [443], sources: groups, destinations: groups },
  });
  await make("PostureCheck", { name: "c", checks: { nbVersionCheck: { minVersion: "0.45.0" } } });
  await make("SetupKey", { name: "setup-dev-x", type: "reusable" });
  await make("NameserverGroup", { name: "n", nameservers: [{ ip: "1.1.1.1" }], groups });
  await make("Network", { name: "vpc" });
  const network = { name: "vpc" };
  await make("NetworkResource", { network, name: "db", address: "10.0.0.1" });
  await make("NetworkRouter", { network, peerGroups: groups, metric: 7 });
  await make("Route", { networkId: "r", network: "10.0.0.0/8", peerGroups: groups, groups });
  await make("DnsZone", { name: "z", domain: "z.internal", distributionGroups: groups });
  const zone = { name: "z" };
  await make("DnsRecord", { zone, name: "a.z.internal", type: "A", content: "10.0.0.1" });
  await make("User", { name: "u", role: "auditor" });
  await make("PersonalAccessToken", { user: { name: "u" }, name: "t", expiresIn: 30 });
  await make("IdentityProvider", { type: "oidc", name: "i", issuer: issuer.issuer, clientId: "x" });

  const finds: [string, pulumi.Output<{ id: string }>][] = [
    ["Policy", netbird.getPolicy({ name: "p" }, options())],
    ["PostureCheck", netbird.getPostureCheck({ name: "c" }, options())],
    ["SetupKey", netbird.getSetupKey({ name: "setup-dev-x", type: "reusable" }, options())],
    ["NameserverGroup", netbird.getNameserverGroup({ name: "n" }, options())],
    ["Network", netbird.getNetwork({ name: "vpc" }, options())],
    ["NetworkResource", netbird.getNetworkResource({ network: "vpc", name: "db" }, options())],
    ["NetworkRouter", netbird.getNetworkRouter({ network: "vpc", metric: 7 }, options())],
    ["Route", netbird.getRoute({ networkId: "r" }, options())],
    ["DnsZone", netbird.getDnsZone({ domain: "z.internal" }, options())],
    ["DnsRecord", netbird.getDnsRecord({ zone: "z", name: "a.z.internal" }, options())],
    ["IdentityProvider", netbird.getIdentityProvider({ type: "oidc" }, options())],
    ["PersonalAccessToken", netbird.getPersonalAccessToken({ user: "u", name: "t" }, options())],
  ];
  for (const [kind, found] of finds) {
    expect([kind, (await known(found)).id]).toEqual([kind, made[kind]!.id]);
  }
  expect(await asked(netbird.setupKeyKind, { type: "one-off" })).toMatch(
    /There is no setup key with the type "one-off"\. There is "setup-dev-x" \(/,
  );
  const unknown = { network: { name: "vpn" }, name: "db" };
  expect(await asked(netbird.networkResourceKind, unknown)).toMatch(
    /There is no network named "vpn"\. Did you mean "vpc"/,
  );
});

test("what an object need not have is undefined, and its type says so", async () => {
  const { id } = await group("peer-x");
  const groups = [{ id }];
  const { Route, Network, NetworkRouter, Policy } = account.provider();
  const range = { networkId: "range", network: "10.0.0.0/8" };
  await create(Route, { ...range, peerGroups: groups, groups });
  await create(Route, { networkId: "names", domains: ["db.test"], peerGroups: groups, groups });
  await create(Network, { name: "vpc" });
  await create(NetworkRouter, { network: { name: "vpc" }, peerGroups: groups });
  const ends = { sources: groups, destinations: groups };
  await create(Policy, { name: "p", protocol: "tcp", ports: [443], ...ends });

  expect((await known(netbird.getRoute(range, options()))).network).toBe(range.network);
  const route = await known(netbird.getRoute({ networkId: "names" }, options()));
  const router = await known(netbird.getNetworkRouter({ network: "vpc" }, options()));
  const policy = await known(netbird.getPolicy({ name: "p" }, options()));
  // `npm run check` refuses a directive that suppresses nothing, and so a type that promises them.
  const careless = [
    // @ts-expect-error -- a route of domains has no range
    () => route.network.length,
    // @ts-expect-error -- a route through groups has no peer
    () => route.peer.id,
    // @ts-expect-error -- a router of groups has no peer
    () => router.peer.id,
    // @ts-expect-error -- a policy between groups has no resource as its source
    () => policy.sourceResource.id,
    // @ts-expect-error -- nor as its destination
    () => policy.destinationResource.id,
  ];
  for (const access of careless) expect(access).toThrow(TypeError);
});

test("a setting that the server does not know is undefined, and its type says so", async () => {
  const [answer] = await account.api<{ settings: Record<string, unknown> }[]>("GET", "/accounts");
  expect(answer!.settings).toHaveProperty("network_range");
  // Servers before there was the setting do not tell it.
  delete answer!.settings.network_range;
  const kind = netbird.accountSettingsKind as unknown as Kind;
  const settings = describeFound(kind, { id: "a", ...answer }) as netbird.FoundAccountSettings;
  expect(settings.peerLoginExpiration).toBe(86_400);
  // @ts-expect-error -- the same as above
  expect(() => settings.networkRange.length).toThrow(TypeError);
});

test("a setup key is found without the key", async () => {
  const { outs } = await create(account.provider().SetupKey, {
    name: "setup-dev-x",
    type: "reusable",
  });
  const found = await known(netbird.getSetupKey({ name: "setup-dev-x" }, options()));
  expect(JSON.stringify(found)).not.toContain(outs.key);
});

test("a wrong token is told, and not repeated", async () => {
  const message = await asked(netbird.groupKind, { name: "x" }, "nbp_wrongwrongwrong");
  expect(message).toMatch(/token invalid.*netbird:token/);
  expect(message).not.toContain("wrongwrong");
});

describe.each(["jwt", "integration"] as const)(
  "a group of the identity provider (%s)",
  (issued) => {
    test("is used by policies and looked up by name", async () => {
      const id = await account.bringGroup("staff", issued);
      const { Policy, Group } = account.provider();
      const staff = [{ name: "staff" }];
      await create(Policy, {
        name: "p",
        protocol: "tcp",
        ports: [443],
        sources: staff,
        destinations: staff,
      });
      expect(await account.named("policies", "p")).toMatchObject([
        { rules: [{ sources: [{ id }] }] },
      ]);
      expect(await Group.read("x", { lookup: { name: "staff" } })).toMatchObject({
        props: { id, issued },
      });
    });

    test("is never made, taken over, renamed or deleted by us", async () => {
      const id = await account.bringGroup("staff", issued);
      const { Group } = account.provider({ "netbird:namingConvention": "off" });
      const reason = new RegExp(`"staff" comes from the identity provider \\(issued: ${issued}\\)`);
      for (const adopt of [false, true, id]) {
        expect(await failure(Group.create({ name: "staff", adopt }))).toMatch(reason);
        if (adopt === id)
          expect(await failure(Group.create({ name: "peer-staff", adopt }))).toMatch(reason);
      }
      expect(await failure(Group.update(id, { name: "staff" }, { name: "other" }))).toMatch(reason);
      expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ name: "staff", issued });
      expect(await problems(Group, { name: "staff" })).toEqual([expect.stringMatching(reason)]);
    });
  },
);

test("who joins while the program runs is seen, and look-ups of one moment share their lists", async () => {
  const again = options();
  expect(await known(netbird.getPeers({}, again))).toEqual([]);
  await account.enroll("web-1");
  const now = Date.now();
  const clock = jest.spyOn(Date, "now").mockImplementation(() => now + 3_000);
  await account.requests();
  const many = Array.from({ length: 100 }, () => [
    known(netbird.getPeers({}, again)),
    known(netbird.getPeer({ hostname: "web-1" }, again)),
    known(netbird.getGroup({ name: "All" }, again)),
  ]).flat();
  const found = await Promise.all<unknown>(many);
  clock.mockRestore();
  expect(found[0]).toMatchObject([{ hostname: "web-1" }]);
  expect((await account.requests()).sort()).toEqual(["GET /api/groups", "GET /api/peers"]);
});

test("who has joined since the last list is found by a look-up of one", async () => {
  const server = accountWith();
  expect(await server.list({ path: "/peers", title: "peer" })).toEqual([]);
  const id = await account.enroll("web-1");
  for (const selector of [{ hostname: "web-1" }, { name: "web-1" }]) {
    expect(await lookUp(netbird.peerKind as unknown as Kind, server, selector)).toMatchObject({
      id,
    });
  }
});

test("values are looked up in any spelling that means what the server keeps", async () => {
  const team = await group("svc-g");
  const network = await account.api("POST", "/networks", { name: "vpc" });
  const made = (path: string, body: object) => account.api("POST", path, body);
  const resource = await made(`/networks/${network.id}/resources`, {
    ...{ name: "db", address: "10.10.0.7", enabled: false, groups: [] },
  });
  const six = await made(`/networks/${network.id}/resources`, {
    ...{ name: "six", address: "2001:db8::7", enabled: true, groups: [] },
  });
  const route = (network_id: string, target: object) =>
    made("/routes", {
      ...{ network_id, ...target, peer_groups: [team.id], groups: [team.id], metric: 9 },
      ...{ enabled: false, masquerade: true, keep_route: false, description: "" },
    });
  const range = await route("range", { network: "10.9.1.5/16" });
  const domains = await route("domains", { domains: ["München.de"] });
  const zone = await made("/dns/zones", {
    ...{ name: "corp", domain: "corp.test", distribution_groups: [team.id] },
  });
  const record = await made(`/dns/zones/${zone.id}/records`, {
    ...{ name: "a.corp.test", type: "AAAA", content: "2001:DB8::1", ttl: 60 },
  });
  const servers = await made("/dns/nameservers", {
    ...{ name: "corp", nameservers: [{ ip: "2001:db8::2", ns_type: "udp", port: 53 }] },
    ...{ groups: [team.id], primary: true, enabled: true, domains: [] },
  });
  const vpc = { network: { name: "vpc" } };
  const found = async (kind: object, selector: Arguments) =>
    (await lookUp(kind as Kind, accountWith(), selector)).id;
  const inVpc = (address: string) => found(netbird.networkResourceKind, { ...vpc, address });
  expect([await inVpc("10.10.0.7"), await inVpc("2001:0DB8::7")]).toEqual([resource.id, six.id]);
  expect(await found(netbird.routeKind, { network: "10.9.1.5/16" })).toBe(range.id);
  expect(await found(netbird.routeKind, { domains: ["XN--MNCHEN-3YA.de"] })).toBe(domains.id);
  const inZone = { zone: { name: "corp" }, content: "2001:db8:0::1" };
  expect(await found(netbird.dnsRecordKind, inZone)).toBe(record.id);
  const nameservers = [{ ip: "[2001:DB8::2]" }];
  expect(await found(netbird.nameserverGroupKind, { nameservers })).toBe(servers.id);
  expect(await asked(netbird.networkResourceKind, { ...vpc, address: "10.10.0.8" })).toMatch(
    /There is no network resource with the address "10\.10\.0\.8"/,
  );
});

test.each<[string, (filter: object) => unknown, string]>([
  ["getGroups", netbird.getGroups, 'groups have no filter "nmae". There are namePrefix, issued.'],
  ["getPeers", netbird.getPeers, 'peers have no filter "nmae". There are name, hostname, '],
  ["getUsers", netbird.getUsers, 'users have no filter "nmae". There are role, '],
  [
    "getSetupKeys",
    netbird.getSetupKeys,
    'setup keys have no filter "nmae". There are namePrefix, ',
  ],
])(
  "a filter of %s that there is not is refused, instead of letting everything through",
  (...each) => {
    const [, get, message] = each;
    expect(() => get({ nmae: "x" })).toThrow(message);
  },
);
