import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { allGroup, groupsOfPeer } from "./account";
import type { Account, Peer } from "./account";
import { contains, freeAddress, parseRange, shortest } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { logJoin } from "./events";
import { ConnectionLost, Refusal, refusal } from "./errors";
import { newId, timestamp } from "./ids";
import { peerDomain } from "./settings";
import { stateOf } from "./setupKeys";

const shape: Shape = {
  fields: {
    name: "string",
    ssh_enabled: "boolean",
    login_expiration_enabled: "boolean",
    inactivity_expiration_enabled: "boolean",
    approval_required: "boolean",
    ip: "string",
    ipv6: "string",
  },
};

interface PeerRequest {
  name?: string;
  ssh_enabled?: boolean;
  login_expiration_enabled?: boolean;
  inactivity_expiration_enabled?: boolean;
  approval_required?: boolean;
  ip?: string;
  ipv6?: string;
}

export function registerPeers(api: Api): void {
  api.get("/peers", ({ account, query }) =>
    [...account.peers.values()]
      .filter(
        ({ name, ip }) => name.includes(query("name") ?? "") && ip.includes(query("ip") ?? ""),
      )
      .map((peer) => ({ accessible_peers_count: 0, ...show(account, peer) })),
  );
  api.get("/peers/:id", ({ account, param }) => show(account, find(account, param("id"))));
  api.get("/peers/:id/accessible-peers", () => []);

  api.put("/peers/:id", ({ account, param, nullableBody }) => {
    const request = nullableBody<PeerRequest>(shape);
    if (request === undefined) throw new ConnectionLost();
    const peer = find(account, param("id"));
    // Addresses change first, and stay changed when the rest is refused.
    if (request.ip !== undefined) moveTo(account, peer, request.ip);
    if (request.ipv6 !== undefined) moveToIPv6(account, peer, request.ipv6);
    if (!request.name) throw new Refusal(500, "internal server error");
    refuseExpiration(request);
    if (request.name !== peer.name) {
      peer.dns_label = uniqueLabel(account, request.name, peer.ip, peer.ephemeral);
    }
    Object.assign(peer, { name: request.name, ssh_enabled: request.ssh_enabled ?? false });
    if (peer.approval !== undefined && request.approval_required !== undefined) {
      peer.approval.required = request.approval_required;
    }
    return show(account, peer);
  });

  // Takes its memberships along, and every policy that names the peer directly.
  api.delete("/peers/:id", ({ account, param }) => {
    const id = param("id");
    if (!account.peers.has(id)) throw refusal(404, `peer ${id} account not found`);
    const router = [...account.networkRouters.values()].find(({ peer }) => peer === id);
    if (router !== undefined)
      throw refusal(412, `peer is linked to a network router: ${router.id}`);
    account.peers.delete(id);
    for (const group of account.groups.values()) {
      group.peers = group.peers.filter((member) => member !== id);
    }
    for (const { id: policyId, rule } of account.policies.values()) {
      const named = [rule.sourceResource?.id, rule.destinationResource?.id];
      if (named.includes(id)) account.policies.delete(policyId);
    }
    return {};
  });
}

function moveTo(account: Account, peer: Peer, ip: string): void {
  if (isIP(ip) === 0) {
    throw refusal(422, `invalid IP address ${ip}: ParseAddr("${ip}"): unable to parse IP`);
  }
  if (ip === peer.ip) return;
  const failed = (why: string) => refusal(422, `update peer IP transaction: IP ${ip} ${why}`);
  const { network_range: range } = account.settings;
  if (!contains(parseRange(range)!, ip)) {
    throw failed(`is not within the account network range ${range}`);
  }
  const owner = [...account.peers.values()].find((other) => other.ip === ip);
  if (owner !== undefined) throw failed(`is already assigned to peer ${owner.id}`);
  peer.ip = ip;
}

function moveToIPv6(account: Account, peer: Peer, text: string): void {
  const ip = shortest(text);
  if (isIP(ip) !== 6) throw refusal(422, `address ${ip} is not IPv6`);
  const { network_range_v6: range } = account.settings;
  if (!contains(parseRange(range)!, ip)) {
    throw refusal(422, `IP ${ip} is not within the account IPv6 range ${range}`);
  }
  if (peer.ipv6 === "") throw refusal(412, "peer is not in any IPv6-enabled group");
  const others = [...account.peers.values()].filter((other) => other !== peer);
  const owner = others.find((other) => other.ipv6 === ip);
  if (owner !== undefined) {
    throw refusal(422, `IPv6 ${ip} is already assigned to peer ${owner.name}`);
  }
  peer.ipv6 = ip;
}

/** Sandbox peers join with setup keys, so sessions of users do not apply to them. */
function refuseExpiration(request: PeerRequest): void {
  for (const what of ["login", "inactivity"] as const) {
    if (request[`${what}_expiration_enabled`] !== true) continue;
    throw refusal(
      412,
      `this peer hasn't been added with the SSO login, therefore the ${what} expiration can't be updated`,
    );
  }
}

/** A device that wants to join. */
export interface Enrollment {
  setup_key?: string;
  hostname?: string;
  extra_dns_labels?: string[];
}

/** Lets a device join with a setup key, as an agent would over the management protocol. */
export function enroll(
  account: Account,
  request: Enrollment,
): { ok: boolean; error?: string; peer?: object } {
  const { setup_key: plain, hostname = "device", extra_dns_labels: labels = [] } = request;
  const key = [...account.setupKeys.values()].find((candidate) => candidate.key === plain);
  if (key === undefined || stateOf(key) !== "valid")
    return denied("NotFound", "setup key is invalid");
  if (labels.length > 0 && !key.allow_extra_dns_labels) {
    return denied("InvalidArgument", "setup key doesn't allow extra DNS labels");
  }
  const peer = join(account, hostname, key.ephemeral, key.auto_groups);
  peer.extra_dns_labels = labels;
  Object.assign(key, { used_times: key.used_times + 1, last_used: timestamp() });
  logJoin(account, key, { ...peer, dns_label: `${peer.dns_label}.${peerDomain(account)}` });
  return { ok: true, peer: show(account, peer) };
}

/** Adds a peer, with free addresses, to All and to other groups. */
export function join(
  account: Account,
  hostname: string,
  ephemeral: boolean,
  groups: readonly string[],
): Peer {
  const { network_range, network_range_v6, ipv6_enabled_groups } = account.settings;
  const others = [...account.peers.values()];
  const taken = others.map((other) => other.ip);
  const ip = freeAddress(parseRange(network_range)!, taken);
  const memberships = [allGroup(account).id, ...groups];
  const hasIPv6 = memberships.some((id) => ipv6_enabled_groups?.includes(id));
  const peer: Peer = {
    id: newId(),
    name: hostname,
    hostname,
    dns_label: uniqueLabel(account, hostname, ip, ephemeral),
    extra_dns_labels: [],
    ip,
    ipv6: hasIPv6 ? freeAddress(parseRange(network_range_v6)!, []) : "",
    ephemeral,
    ssh_enabled: false,
    joined_at: timestamp(),
    connected: false,
    user_id: "",
  };
  account.peers.set(peer.id, peer);
  for (const id of memberships) account.groups.get(id)?.peers.push(peer.id);
  return peer;
}

function denied(code: string, reason: string): { ok: false; error: string } {
  return { ok: false, error: `rpc error: code = ${code} desc = couldn't add peer: ${reason}` };
}

function find(account: Account, id: string): Peer {
  const peer = account.peers.get(id);
  if (peer === undefined) throw refusal(404, `peer not found: ${id}`);
  return peer;
}

/** The name as a DNS label; one that is taken, or an ephemeral peer's, ends in its address. */
function uniqueLabel(account: Account, name: string, ip: string, ephemeral: boolean): string {
  const words = name.toLowerCase().trim().replace(/\s+/g, "-");
  const label = domainToASCII(words) || words.replace(/[^a-z0-9-]/g, "");
  const taken = [...account.peers.values()].some((peer) => peer.dns_label === label);
  return taken || ephemeral ? `${label}-${ip.split(".").slice(2).join("-")}` : label;
}

function show(account: Account, peer: Peer): object {
  const domain = peerDomain(account);
  const inBrowser = peer.user_id !== "";
  const reason = peer.approval?.reason;
  return {
    id: peer.id,
    name: peer.name,
    hostname: peer.hostname,
    dns_label: `${peer.dns_label}.${domain}`,
    extra_dns_labels: peer.extra_dns_labels.map((label) => `${label}.${domain}`),
    ip: peer.ip,
    ...(peer.ipv6 === "" ? {} : { ipv6: peer.ipv6 }),
    groups: groupsOfPeer(account, peer.id),
    ephemeral: peer.ephemeral,
    ssh_enabled: peer.ssh_enabled,
    approval_required: peer.approval?.required === true || reason !== undefined,
    ...(reason === undefined ? {} : { disapproval_reason: reason }),
    connected: peer.connected,
    connection_ip: inBrowser ? "<nil>" : "127.0.0.1",
    city_name: "",
    country_code: "",
    geoname_id: 0,
    created_at: peer.joined_at,
    last_login: peer.joined_at,
    last_seen: peer.joined_at,
    inactivity_expiration_enabled: false,
    login_expiration_enabled: false,
    login_expired: false,
    kernel_version: inBrowser ? "wasm" : "6.1.0",
    os: inBrowser ? "js " : "Debian GNU/Linux 12",
    serial_number: "",
    ui_version: "",
    user_id: peer.user_id,
    version: inBrowser ? "" : "0.60.0",
    local_flags: {
      block_inbound: false,
      block_lan_access: false,
      disable_client_routes: false,
      disable_dns: false,
      disable_firewall: false,
      disable_server_routes: false,
      lazy_connection_enabled: false,
      rosenpass_enabled: false,
      rosenpass_permissive: false,
      server_ssh_allowed: false,
    },
  };
}
