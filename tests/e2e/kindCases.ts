/** One object of each kind for the end-to-end tests, and what somebody does to it behind our back. */

/** An object as the API answers it. */
export type ApiJson = Record<string, unknown> & { id: string };

/** What paths inside other objects need: their ids, by kind. */
export type Ids = Record<string, string>;

export interface KindCase {
  kind: string;
  /** Path of the collection, by the ids of the objects around it. */
  collection: (ids: Ids) => string;
  /** Whether an object of the collection is ours. */
  isOurs: (object: ApiJson) => boolean;
  /** The program's resource. `ADOPT` is where a second program adopts. */
  program: string;
  /** The body that somebody PUTs in the object's place; none where the API changes nothing. */
  drift?: (object: ApiJson) => object;
  /** What the API must hold before the drift and after the repair. */
  wanted: object;
  /** For settings, which exist before and after: what they hold without us. */
  settings?: { path: string; read: (answer: unknown) => ApiJson };
}

const named = (name: string) => (object: ApiJson) => object.name === name;
const text = expect.any(String) as string;

/** A device that has joined. */
export interface Device {
  id: string;
  name: string;
}

/** The cases, whose identity provider is at `issuer`; without a device there is none of its settings. */
export function kindCases(issuer: string, device: Device | undefined): KindCase[] {
  return [...objectCases(issuer), ...(device === undefined ? [] : [peerCase(device)])];
}

/** The settings of a device, of which much changes by itself. */
function peerCase({ id, name }: Device): KindCase {
  const settingsOf = (peer: ApiJson): ApiJson => ({
    id: peer.id,
    name: peer.name,
    ssh_enabled: peer.ssh_enabled,
    login_expiration_enabled: peer.login_expiration_enabled,
    inactivity_expiration_enabled: peer.inactivity_expiration_enabled,
  });
  return {
    kind: "Peer",
    collection: () => "peers",
    isOurs: (peer) => peer.id === id,
    program: `new netbird.Peer("peer", { peer: { id: "${id}" }, name: "kinds-peer", sshEnabled: true });`,
    drift: (peer) => ({ ...peer, name, ssh_enabled: false }),
    wanted: { id, name: "kinds-peer", ssh_enabled: true },
    settings: { path: `peers/${id}`, read: (answer) => settingsOf(answer as ApiJson) },
  };
}

function objectCases(issuer: string): KindCase[] {
  return [
    {
      kind: "Group",
      collection: () => "groups",
      isOurs: named("svc-kinds"),
      program: `const group = new netbird.Group("group", { name: "svc-kinds", ADOPT });`,
      drift: () => ({ name: "svc-kinds-renamed" }),
      wanted: { name: "svc-kinds", issued: "api" },
    },
    {
      kind: "PostureCheck",
      collection: () => "posture-checks",
      isOurs: named("kinds-laptops"),
      program: `const laptops = new netbird.PostureCheck("laptops", {
        name: "kinds-laptops", ADOPT,
        checks: {
          nbVersionCheck: { minVersion: "0.45.0" },
          osVersionCheck: { darwin: { minVersion: "13.0" }, linux: { minKernelVersion: "5.15" } },
          peerNetworkRangeCheck: { action: "allow", ranges: ["10.0.0.0/8", "192.168.1.1"] },
          processCheck: { processes: [{ linuxPath: "/usr/bin/agent" }] },
        },
      });`,
      drift: ({ name }) => ({ name, checks: { nb_version_check: { min_version: "0.1.0" } } }),
      wanted: {
        checks: {
          nb_version_check: { min_version: "0.45.0" },
          peer_network_range_check: { ranges: ["10.0.0.0/8", "192.168.1.1/32"] },
        },
      },
    },
    {
      kind: "Policy",
      collection: () => "policies",
      isOurs: named("svc-kinds → svc-kinds [TCP/443]"),
      program: `new netbird.Policy("policy", {
        name: "svc-kinds → svc-kinds [TCP/443]", protocol: "tcp", ports: [443], ADOPT,
        sources: [group], destinations: [group], sourcePostureChecks: [laptops],
      });`,
      drift: ({ name, rules }) => ({
        name,
        enabled: false,
        rules: (rules as object[]).map((rule) => ({
          ...rule,
          protocol: "all",
          ports: undefined,
          sources: [],
          destinations: [],
        })),
      }),
      wanted: {
        enabled: true,
        source_posture_checks: [text],
        rules: [{ protocol: "tcp", ports: ["443"], sources: [{ name: "svc-kinds" }] }],
      },
    },
    {
      kind: "SetupKey",
      collection: () => "setup-keys",
      isOurs: named("setup-dev-kinds"),
      program: `new netbird.SetupKey("key", {
        name: "setup-dev-kinds", type: "reusable", expiresIn: 86400, autoGroups: [group], ADOPT,
      });`,
      drift: () => ({ auto_groups: [], revoked: false }),
      wanted: { type: "reusable", auto_groups: [text], valid: true },
    },
    {
      kind: "NameserverGroup",
      collection: () => "dns/nameservers",
      isOurs: named("kinds-corp"),
      program: `new netbird.NameserverGroup("corp", {
        name: "kinds-corp", ADOPT,
        nameservers: [{ ip: "10.10.0.10" }, { ip: "2001:DB8::1", port: 5353 }],
        domains: ["corp.internal"],
        groups: [group],
      });`,
      drift: ({ groups }) => ({
        name: "kinds-corp",
        nameservers: [{ ip: "6.6.6.6", ns_type: "udp", port: 53 }],
        groups,
        primary: true,
        enabled: true,
      }),
      wanted: {
        nameservers: [
          { ip: "10.10.0.10", ns_type: "udp", port: 53 },
          { ip: "2001:db8::1", ns_type: "udp", port: 5353 },
        ],
        domains: ["corp.internal"],
        primary: false,
        enabled: true,
      },
    },
    {
      kind: "Network",
      collection: () => "networks",
      isOurs: named("kinds-vpc"),
      program: `const vpc = new netbird.Network("vpc", {
        name: "kinds-vpc", description: "Production VPC", ADOPT,
      });`,
      drift: ({ name }) => ({ name, description: "" }),
      wanted: { description: "Production VPC" },
    },
    {
      kind: "NetworkResource",
      collection: ({ Network }) => `networks/${Network}/resources`,
      isOurs: named("kinds-db"),
      program: `new netbird.NetworkResource("db", {
        network: vpc, name: "kinds-db", address: "10.10.0.7", groups: [group], ADOPT,
      });`,
      drift: ({ name }) => ({ name, address: "*.example.com", enabled: false, groups: [] }),
      wanted: {
        address: "10.10.0.7/32",
        type: "host",
        enabled: true,
        groups: [{ name: "svc-kinds" }],
      },
    },
    {
      kind: "NetworkRouter",
      collection: ({ Network }) => `networks/${Network}/routers`,
      isOurs: () => true,
      program: `new netbird.NetworkRouter("primary", {
        network: vpc, peerGroups: [group], metric: 100, enabled: false, ADOPT,
      });`,
      drift: ({ peer_groups }) => ({ peer_groups, metric: 7, masquerade: false, enabled: true }),
      wanted: { peer_groups: [text], metric: 100, masquerade: true, enabled: false },
    },
    {
      kind: "Route",
      collection: () => "routes",
      isOurs: ({ network_id }) => network_id === "kinds-exit",
      program: `new netbird.Route("exit", {
        networkId: "kinds-exit", network: "10.99.1.5/16", peerGroups: [group], groups: [group],
        accessControlGroups: [group], metric: 100, ADOPT,
      });`,
      drift: ({ network_id, network, peer_groups, groups }) => ({
        ...{ network_id, network, peer_groups, groups },
        metric: 5000,
        enabled: false,
      }),
      wanted: {
        network: "10.99.0.0/16",
        metric: 100,
        masquerade: true,
        enabled: true,
        access_control_groups: [text],
      },
    },
    {
      kind: "DnsZone",
      collection: () => "dns/zones",
      isOurs: named("kinds-zone"),
      program: `const zone = new netbird.DnsZone("zone", {
        name: "kinds-zone", domain: "kinds.internal", distributionGroups: [group], ADOPT,
      });`,
      drift: ({ name, domain, distribution_groups }) => ({
        ...{ name, domain, distribution_groups },
        enabled: false,
        enable_search_domain: true,
      }),
      wanted: { domain: "kinds.internal", enabled: true, enable_search_domain: false },
    },
    {
      kind: "DnsRecord",
      collection: ({ DnsZone }) => `dns/zones/${DnsZone}/records`,
      isOurs: named("db.kinds.internal"),
      program: `new netbird.DnsRecord("record", {
        zone, name: "db.kinds.internal", type: "A", content: "10.10.0.20", ADOPT,
      });`,
      drift: ({ name }) => ({ name, type: "A", content: "6.6.6.6", ttl: 5 }),
      wanted: { type: "A", content: "10.10.0.20", ttl: 300 },
    },
    {
      kind: "User",
      collection: () => "users",
      isOurs: named("kinds-ci"),
      program: `const ci = new netbird.User("ci", {
        name: "kinds-ci", role: "auditor", autoGroups: [group], isBlocked: false, ADOPT,
      });`,
      drift: () => ({ role: "admin", auto_groups: [], is_blocked: true }),
      wanted: { role: "auditor", is_service_user: true, is_blocked: false, auto_groups: [text] },
    },
    {
      kind: "PersonalAccessToken",
      collection: ({ User }) => `users/${User}/tokens`,
      isOurs: named("kinds-token"),
      program: `new netbird.PersonalAccessToken("token", {
        user: ci, name: "kinds-token", expiresIn: 30, ADOPT,
      });`,
      wanted: { name: "kinds-token" },
    },
    {
      kind: "IdentityProvider",
      collection: () => "identity-providers",
      isOurs: named("kinds-sso"),
      program: `new netbird.IdentityProvider("sso", {
        type: "oidc", name: "kinds-sso", issuer: "${issuer}", clientId: "netbird", ADOPT,
        clientSecret: pulumi.secret("kinds-client-secret"),
      });`,
      drift: ({ type, name, issuer: same }) => ({ type, name, issuer: same, client_id: "other" }),
      wanted: { type: "oidc", issuer, client_id: "netbird" },
    },
    {
      kind: "DnsSettings",
      collection: () => "dns/settings",
      isOurs: () => true,
      program: `new netbird.DnsSettings("dns", { disabledManagementGroups: [group] });`,
      drift: () => ({ disabled_management_groups: [] }),
      wanted: { disabled_management_groups: [text] },
      settings: { path: "dns/settings", read: (answer) => answer as ApiJson },
    },
    {
      kind: "AccountSettings",
      collection: () => "accounts",
      isOurs: () => true,
      program: `new netbird.AccountSettings("account", {
        peerLoginExpirationEnabled: true, peerLoginExpiration: 43200, lazyConnectionEnabled: false,
        jwtAllowGroups: ["staff"], autoUpdateVersion: "latest",
      });`,
      drift: ({ settings }) => ({
        settings: { ...(settings as object), peer_login_expiration: 7200, jwt_allow_groups: null },
      }),
      wanted: {
        settings: {
          peer_login_expiration: 43200,
          lazy_connection_enabled: false,
          jwt_allow_groups: ["staff"],
        },
      },
      settings: { path: "accounts", read: (answer) => (answer as ApiJson[])[0]! },
    },
  ];
}
