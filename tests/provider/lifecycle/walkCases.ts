/** For the walk through all faults: of each kind an object to make, change and remove. */
import type { Arguments } from "../../../provider/lifecycle/kind";
import type { ApiJson, KindName, TestAccount } from "../account";

export interface WalkCase<Server = TestAccount> {
  kind: KindName;
  /** Makes what the object refers to. */
  prepare: (server: Server) => Promise<unknown>;
  args: Arguments;
  /** Arguments that are changed later. */
  change: Arguments;
  /** Our objects, as the API has them. */
  find: (server: Server) => Promise<object[]>;
  /** What the API holds afterwards, with the first arguments and with the changed ones. */
  wanted: object;
  wantedChanged: object;
  /** What others add to the object before it is changed, and what the API must hold of that afterwards. */
  theirs?: { add: (server: Server) => Promise<unknown>; holds: object };
  /** For settings, which are never gone: what they are without us. */
  without?: object;
}

const nothing = () => Promise.resolve();

const group = (account: TestAccount) => account.api("POST", "/groups", { name: "peer-walk" });

/** A group, and a network to put things in. */
async function network(account: TestAccount): Promise<void> {
  await group(account);
  await account.api("POST", "/networks", { name: "walk-net" });
}

/** Objects of a collection inside another object, which has a name. */
const inside = (outer: string, name: string, inner: string) => async (account: TestAccount) => {
  const [parent] = await account.named(outer, name);
  return (await account.api<ApiJson[] | null>("GET", `/${outer}/${parent!.id}/${inner}`)) ?? [];
};

const named = (collection: string, name: string) => (account: TestAccount) =>
  account.named(collection, name);

/** Somebody changes an object past the provider. */
async function edited(
  account: TestAccount,
  collection: string,
  name: string,
  change: object,
): Promise<void> {
  const [object] = await account.named(collection, name);
  await account.api("PUT", `/${collection}/${object!.id}`, { ...object, ...change });
}

export function walkCases(issuer: string): WalkCase[] {
  return [
    {
      kind: "Group",
      prepare: nothing,
      args: { name: "peer-walked" },
      change: { name: "peer-walked-on" },
      find: async (account) =>
        (await account.api<ApiJson[]>("GET", "/groups")).filter(({ name }) => name !== "All"),
      wanted: { name: "peer-walked" },
      wantedChanged: { name: "peer-walked-on" },
      theirs: {
        add: async (account) => {
          const peers = [await account.enroll("laptop")];
          await edited(account, "groups", "peer-walked", { peers });
        },
        holds: { peers: [{ name: "laptop" }] },
      },
    },
    {
      kind: "Policy",
      prepare: group,
      args: {
        name: "walked",
        protocol: "tcp",
        ports: [443],
        sources: [{ name: "peer-walk" }],
        destinations: [{ name: "peer-walk" }],
      },
      change: { ports: [8443] },
      find: named("policies", "walked"),
      wanted: { rules: [{ ports: ["443"] }] },
      wantedChanged: { rules: [{ ports: ["8443"] }] },
      theirs: {
        add: async (account) => {
          const [policy] = await account.named("policies", "walked");
          const ids = (list: unknown) => (list as ApiJson[]).map(({ id }) => id);
          const rules = (policy!.rules as Arguments[]).map((rule) => ({
            ...rule,
            sources: ids(rule.sources),
            destinations: ids(rule.destinations),
          }));
          await edited(account, "policies", "walked", { description: "Reviewed in May", rules });
        },
        holds: { description: "Reviewed in May" },
      },
    },
    {
      kind: "PostureCheck",
      prepare: nothing,
      args: { name: "walked", checks: { nbVersionCheck: { minVersion: "0.45.0" } } },
      change: { checks: { nbVersionCheck: { minVersion: "0.60.0" } } },
      find: named("posture-checks", "walked"),
      wanted: { checks: { nb_version_check: { min_version: "0.45.0" } } },
      wantedChanged: { checks: { nb_version_check: { min_version: "0.60.0" } } },
    },
    {
      kind: "SetupKey",
      prepare: group,
      args: { name: "setup-dev-walk", type: "reusable" },
      change: { autoGroups: [{ name: "peer-walk" }] },
      find: named("setup-keys", "setup-dev-walk"),
      wanted: { auto_groups: [], revoked: false },
      wantedChanged: { auto_groups: [expect.any(String)] },
    },
    {
      kind: "NameserverGroup",
      prepare: group,
      args: { name: "walked", nameservers: [{ ip: "1.1.1.1" }], groups: [{ name: "peer-walk" }] },
      change: { nameservers: [{ ip: "9.9.9.9" }] },
      find: named("dns/nameservers", "walked"),
      wanted: { nameservers: [{ ip: "1.1.1.1" }] },
      wantedChanged: { nameservers: [{ ip: "9.9.9.9" }] },
    },
    {
      kind: "Network",
      prepare: nothing,
      args: { name: "walked" },
      change: { description: "changed" },
      find: named("networks", "walked"),
      wanted: { description: "" },
      wantedChanged: { description: "changed" },
    },
    {
      kind: "NetworkResource",
      prepare: network,
      args: {
        network: { name: "walk-net" },
        name: "walked",
        address: "10.1.0.1",
        groups: [{ name: "peer-walk" }],
      },
      change: { address: "10.1.0.0/24" },
      find: inside("networks", "walk-net", "resources"),
      wanted: { address: "10.1.0.1/32", groups: [{ name: "peer-walk" }], enabled: true },
      wantedChanged: { address: "10.1.0.0/24", groups: [{ name: "peer-walk" }] },
    },
    {
      kind: "NetworkRouter",
      prepare: network,
      args: { network: { name: "walk-net" }, peerGroups: [{ name: "peer-walk" }], enabled: false },
      change: { metric: 100 },
      find: inside("networks", "walk-net", "routers"),
      wanted: { metric: 9999, enabled: false },
      wantedChanged: { metric: 100, enabled: false },
    },
    {
      kind: "Route",
      prepare: group,
      args: {
        networkId: "walked",
        network: "10.9.0.0/16",
        peerGroups: [{ name: "peer-walk" }],
        groups: [{ name: "peer-walk" }],
      },
      change: { metric: 100 },
      find: (account) => account.api<ApiJson[]>("GET", "/routes"),
      wanted: { network: "10.9.0.0/16", metric: 9999 },
      wantedChanged: { network: "10.9.0.0/16", metric: 100 },
    },
    {
      kind: "DnsZone",
      prepare: group,
      args: {
        name: "walked",
        domain: "walk.internal",
        distributionGroups: [{ name: "peer-walk" }],
      },
      change: { enabled: false },
      find: named("dns/zones", "walked"),
      wanted: { domain: "walk.internal", enabled: true },
      wantedChanged: { enabled: false },
    },
    {
      kind: "DnsRecord",
      prepare: async (account) => {
        const { id } = await group(account);
        const zone = { name: "walk-zone", domain: "walk.internal", distribution_groups: [id] };
        await account.api("POST", "/dns/zones", zone);
      },
      args: {
        zone: { name: "walk-zone" },
        name: "a.walk.internal",
        type: "A",
        content: "10.0.0.1",
      },
      change: { content: "10.0.0.2" },
      find: inside("dns/zones", "walk-zone", "records"),
      wanted: { content: "10.0.0.1", ttl: 300 },
      wantedChanged: { content: "10.0.0.2" },
    },
    {
      kind: "User",
      prepare: group,
      args: { name: "walked", role: "auditor", isBlocked: true },
      change: { role: "admin" },
      find: named("users", "walked"),
      wanted: { role: "auditor", is_blocked: true },
      wantedChanged: { role: "admin" },
    },
    {
      kind: "PersonalAccessToken",
      prepare: (account) =>
        account.api("POST", "/users", {
          ...{ name: "walk-user", role: "auditor", is_service_user: true, auto_groups: [] },
        }),
      args: { user: { name: "walk-user" }, name: "walked", expiresIn: 30 },
      change: { name: "walked-on" },
      find: inside("users", "walk-user", "tokens"),
      wanted: { name: "walked" },
      wantedChanged: { name: "walked-on" },
    },
    {
      kind: "IdentityProvider",
      prepare: nothing,
      args: { type: "oidc", name: "walked", issuer, clientId: "a", clientSecret: "walk-secret" },
      change: { clientId: "b" },
      find: named("identity-providers", "walked"),
      wanted: { client_id: "a" },
      wantedChanged: { client_id: "b" },
    },
    {
      kind: "DnsSettings",
      prepare: group,
      args: { disabledManagementGroups: [{ name: "peer-walk" }] },
      change: { disabledManagementGroups: [{ name: "All" }] },
      find: async (account) => [await account.api("GET", "/dns/settings")],
      wanted: { disabled_management_groups: [expect.any(String)] },
      wantedChanged: { disabled_management_groups: [expect.any(String)] },
      without: { disabled_management_groups: [] },
    },
    {
      kind: "AccountSettings",
      prepare: nothing,
      args: { peerLoginExpiration: 7200, lazyConnectionEnabled: false },
      change: { peerLoginExpiration: 43_200 },
      find: (account) => account.api<ApiJson[]>("GET", "/accounts"),
      wanted: { settings: { peer_login_expiration: 7200, lazy_connection_enabled: false } },
      wantedChanged: { settings: { peer_login_expiration: 43_200 } },
      without: { settings: { peer_login_expiration: 86_400, lazy_connection_enabled: true } },
    },
    {
      kind: "Peer",
      prepare: (account) => account.enroll("walk-host"),
      args: { peer: { hostname: "walk-host" }, name: "walked" },
      change: { sshEnabled: true },
      find: (account) => account.api<ApiJson[]>("GET", "/peers"),
      wanted: { name: "walked", ssh_enabled: false },
      wantedChanged: { name: "walked", ssh_enabled: true },
      without: { name: "walk-host", ssh_enabled: false },
    },
  ];
}
