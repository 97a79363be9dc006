/** An account as people click it together: every kind of object, good names and bad ones. */
import { api, enroll } from "./world";
import type { TestServer } from "./world";

interface Made {
  id: string;
}

/** Collections of everything that a program could own. Those inside others are found by them. */
const collections = [
  ...["/groups", "/policies", "/posture-checks", "/networks", "/networks/resources", "/routes"],
  ...["/networks/routers", "/dns/nameservers", "/dns/zones", "/setup-keys", "/users", "/peers"],
  ...["/dns/settings", "/accounts"],
];

/** All that the API tells of an account, as text, to compare byte for byte. */
export async function wholeAccount(server: TestServer): Promise<string> {
  const lists = await Promise.all(collections.map((path) => api<unknown>(server, "GET", path)));
  const zones = lists[collections.indexOf("/dns/zones")] as Made[];
  const records = zones.map(({ id }) => api<unknown>(server, "GET", `/dns/zones/${id}/records`));
  return JSON.stringify([...lists, await Promise.all(records)], withoutClocks, 1);
}

/** Reading changes when a token was last used, and nothing else. */
function withoutClocks(key: string, value: unknown): unknown {
  return key === "last_used" || key === "last_login" || key === "last_seen" ? undefined : value;
}

/** Fills an account through the API, past any program. */
export async function buildByHand(server: TestServer): Promise<void> {
  const make = async (path: string, body: object): Promise<string> => {
    const { id } = await api<Partial<Made>>(server, "POST", path, body);
    if (id === undefined) throw new Error(`POST ${path} made nothing of ${JSON.stringify(body)}`);
    return id;
  };
  const group = (name: string) => make("/groups", { name });
  const devops = await group("peer-devops-prod");
  const web = await group("svc-orders-web-prod");
  const webDev = await group("svc-orders-web-dev");
  const database = await group("svc-orders-db-prod");
  const oldServers = await group("Old Servers");
  const routers = await group("class");
  const laptops = await make("/posture-checks", {
    name: "Managed laptops",
    description: "What IT hands out",
    checks: {
      nb_version_check: { min_version: "0.45.0" },
      os_version_check: { darwin: { min_version: "13.0" }, linux: { min_kernel_version: "5.15" } },
      peer_network_range_check: { action: "allow", ranges: ["10.0.0.0/8", "192.168.1.0/24"] },
      process_check: {
        processes: [{ linux_path: "/opt/a" }, { linux_path: "/opt/b", mac_path: "/b" }],
      },
    },
  });

  const vpc = await make("/networks", { name: "AWS Frankfurt", description: "the old VPC" });
  const db = { name: "orders-db", address: "10.10.0.7", groups: [database], enabled: true };
  const resource = await make(`/networks/${vpc}/resources`, { ...db, description: "" });
  await make(`/networks/${vpc}/resources`, {
    ...{
      name: "wiki",
      address: "*.wiki.internal",
      groups: [],
      enabled: false,
      description: "wiki",
    },
  });
  await make(`/networks/${vpc}/routers`, {
    ...{ peer_groups: [routers], metric: 100, masquerade: false, enabled: true },
  });

  const rule = (fields: object) => ({
    ...{ name: "rule", enabled: true, action: "accept", bidirectional: false, protocol: "tcp" },
    ...fields,
  });
  const policy = (name: string, fields: object, others: object = {}) =>
    make("/policies", { name, description: "", enabled: true, ...others, rules: [rule(fields)] });
  await policy(
    "peer-devops-prod → svc-orders-web-prod [TCP/443]",
    { sources: [devops], destinations: [web], ports: ["443", "8443"] },
    {
      description: "Staff use the shop (owner: App Team Orders)",
      source_posture_checks: [laptops],
    },
  );
  await policy("web to db", { sources: [web], destinations: [database], ports: ["5432"] });
  await policy("Devs", { sources: [devops], destinations: [webDev], ports: ["22"] });
  await policy("everything old", {
    ...{ sources: [oldServers], destinations: [oldServers, web] },
    ...{ protocol: "all", bidirectional: true },
  });
  await policy("ping", { sources: [oldServers], destinations: [web], protocol: "icmp" });
  await policy("high ports", {
    ...{ sources: [oldServers], destinations: [database], protocol: "udp" },
    port_ranges: [
      { start: 5000, end: 5100 },
      { start: 6000, end: 6001 },
    ],
  });
  await policy("only the database", {
    ...{ sources: [devops], destinationResource: { id: resource, type: "host" } },
    ports: ["5432"],
  });
  await policy("no ssh", {
    ...{ sources: [oldServers], destinations: [web], ports: ["22"], action: "drop" },
  });
  await policy(
    "switched off",
    { sources: [web], destinations: [oldServers], ports: ["80"] },
    { enabled: false },
  );

  await make("/dns/nameservers", {
    ...{ name: "corp", description: "", groups: [devops, oldServers], enabled: true },
    nameservers: [
      { ip: "10.10.0.10", ns_type: "udp", port: 53 },
      { ip: "10.10.0.11", ns_type: "udp", port: 5353 },
    ],
    ...{ domains: ["corp.internal"], search_domains_enabled: true, primary: false },
  });
  const zone = await make("/dns/zones", {
    ...{ name: "shop", domain: "shop.internal", distribution_groups: [devops] },
    ...{ enabled: true, enable_search_domain: false },
  });
  await make(`/dns/zones/${zone}/records`, {
    ...{ name: "db.shop.internal", type: "A", content: "10.10.0.7", ttl: 60 },
  });
  const office = await joined(server, "office router");
  await make(`/networks/${vpc}/routers`, {
    ...{ peer: office, metric: 200, masquerade: true, enabled: true },
  });
  await make("/routes", {
    ...{ network_id: "office", network: "10.20.0.0/16", peer_groups: [routers], groups: [devops] },
    ...{ description: "", metric: 9999, masquerade: true, enabled: true, keep_route: false },
  });
  const key = { type: "reusable", expires_in: 86_400, usage_limit: 5, auto_groups: [web] };
  await make("/setup-keys", { ...key, name: "web servers", ephemeral: true });
  await make("/policies", {
    ...{ name: "the office's router", description: "", enabled: true },
    rules: [rule({ sourceResource: { id: office, type: "peer" }, destinations: [web] })],
  });
  // The server lets a zone keep a group that is gone.
  const gone = await group("gone");
  await make("/dns/zones", {
    ...{ name: "stale", domain: "stale.internal", distribution_groups: [gone] },
    ...{ enabled: true, enable_search_domain: false },
  });
  await api(server, "DELETE", `/groups/${gone}`);
  const revoked = await make("/setup-keys", { ...key, name: "lost", auto_groups: [] });
  await api(server, "PUT", `/setup-keys/${revoked}`, { revoked: true, auto_groups: [] });
}

/** A device that joined. */
async function joined(server: TestServer, hostname: string): Promise<string> {
  const once = {
    name: "once",
    type: "one-off",
    expires_in: 86_400,
    usage_limit: 1,
    auto_groups: [],
  };
  const { key } = await api<{ key: string }>(server, "POST", "/setup-keys", once);
  return (await enroll(server, key, hostname)).peer!.id;
}

/** A group as the identity provider brings it; only the sandbox can be told to. */
export async function bringByIdentityProvider(server: TestServer, name: string): Promise<Made> {
  const response = await fetch(`${server.managementUrl}/sandbox/groups`, {
    method: "POST",
    body: JSON.stringify({ name, issued: "jwt" }),
  });
  return (await response.json()) as Made;
}
