import { randomBytes } from "node:crypto";
import { domainToASCII } from "node:url";
import { allGroup, groupsOfPeer } from "./account";
import type { Account, Peer } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { ConnectionLost, Refusal, refusal } from "./errors";
import { newId, timestamp } from "./ids";
import { stateOf } from "./setupKeys";

const dnsDomain = "netbird.selfhosted";

const shape: Shape = {
  fields: {
    name: "string",
    ssh_enabled: "boolean",
    login_expiration_enabled: "boolean",
    inactivity_expiration_enabled: "boolean",
    approval_required: "boolean",
  },
};

interface PeerRequest {
  name?: string;
  ssh_enabled?: boolean;
  login_expiration_enabled?: boolean;
  inactivity_expiration_enabled?: boolean;
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
    if (!request.name) throw new Refusal(500, "internal server error");
    refuseExpiration(request);
    if (request.name !== peer.name) {
      peer.dns_label = uniqueLabel(account, request.name, peer.ip, peer.ephemeral);
    }
    Object.assign(peer, { name: request.name, ssh_enabled: request.ssh_enabled ?? false });
    return show(account, peer);
  });

  // Takes its memberships along, and every policy that names the peer directly.
  api.delete("/peers/:id", ({ account, param }) => {
    const id = param("id");
    if (!account.peers.delete(id)) throw refusal(404, `peer ${id} account not found`);
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
  const ip = `100.64.${account.peers.size >> 8}.${(account.peers.size & 255) + 1}`;
  const peer: Peer = {
    id: newId(),
    name: hostname,
    hostname,
    dns_label: uniqueLabel(account, hostname, ip, key.ephemeral),
    extra_dns_labels: labels,
    ip,
    ipv6: `fd00::${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}`,
    ephemeral: key.ephemeral,
    ssh_enabled: false,
    joined_at: timestamp(),
  };
  account.peers.set(peer.id, peer);
  for (const group of [allGroup(account).id, ...key.auto_groups]) {
    account.groups.get(group)?.peers.push(peer.id);
  }
  Object.assign(key, { used_times: key.used_times + 1, last_used: timestamp() });
  return { ok: true, peer: show(account, peer) };
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
  return {
    id: peer.id,
    name: peer.name,
    hostname: peer.hostname,
    dns_label: `${peer.dns_label}.${dnsDomain}`,
    extra_dns_labels: peer.extra_dns_labels.map((label) => `${label}.${dnsDomain}`),
    ip: peer.ip,
    ipv6: peer.ipv6,
    groups: groupsOfPeer(account, peer.id),
    ephemeral: peer.ephemeral,
    ssh_enabled: peer.ssh_enabled,
    approval_required: false,
    connected: false,
    connection_ip: "127.0.0.1",
    city_name: "",
    country_code: "",
    geoname_id: 0,
    created_at: peer.joined_at,
    last_login: peer.joined_at,
    last_seen: peer.joined_at,
    inactivity_expiration_enabled: false,
    login_expiration_enabled: false,
    login_expired: false,
    kernel_version: "6.1.0",
    os: "Debian GNU/Linux 12",
    serial_number: "",
    ui_version: "",
    user_id: "",
    version: "0.60.0",
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
