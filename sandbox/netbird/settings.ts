/** The account's settings: what they are, and what the server takes. */
import type { Account } from "./account";
import { masked, parseRange } from "./addresses";
import type { Range } from "./addresses";
import type { Shape } from "./decode";
import { isAsciiDomain } from "./domains";
import { Refusal, refusal } from "./errors";
import { isVersion } from "./versions";

/** The account's settings, as the API shows them. */
export interface Settings {
  peer_login_expiration_enabled: boolean;
  peer_login_expiration: number;
  peer_inactivity_expiration_enabled: boolean;
  peer_inactivity_expiration: number;
  regular_users_view_blocked: boolean;
  peer_expose_enabled: boolean;
  peer_expose_groups: string[] | null;
  groups_propagation_enabled: boolean;
  jwt_groups_enabled: boolean;
  jwt_groups_claim_name: string;
  jwt_allow_groups: string[];
  routing_peer_dns_resolution_enabled: boolean;
  dns_domain: string;
  network_range: string;
  network_range_v6: string;
  lazy_connection_enabled: boolean;
  auto_update_version: string;
  auto_update_always: boolean;
  local_mfa_enabled: boolean;
  ipv6_enabled_groups: string[] | null;
  metrics_push_enabled: boolean;
  agent_network_only: boolean;
  dashboard_features?: { agent_network?: boolean };
  extra: Extra;
}

export interface Extra {
  peer_approval_enabled: boolean;
  user_approval_required: boolean;
}

/** Settings of a fresh account. */
export function newSettings(allGroupId: string, ranges: { v4: string; v6: string }): Settings {
  return {
    ...cleared,
    peer_login_expiration_enabled: true,
    peer_login_expiration: 86_400,
    peer_inactivity_expiration: 600,
    regular_users_view_blocked: true,
    peer_expose_groups: null,
    groups_propagation_enabled: true,
    routing_peer_dns_resolution_enabled: true,
    lazy_connection_enabled: true,
    auto_update_version: "disabled",
    ipv6_enabled_groups: [allGroupId],
    network_range: ranges.v4,
    network_range_v6: ranges.v6,
    extra: { peer_approval_enabled: false, user_approval_required: true },
  };
}

/** What a PUT makes of everything that it leaves out. */
export const cleared: Omit<Settings, "network_range" | "network_range_v6" | "extra"> = {
  peer_login_expiration_enabled: false,
  peer_login_expiration: 0,
  peer_inactivity_expiration_enabled: false,
  peer_inactivity_expiration: 0,
  regular_users_view_blocked: false,
  peer_expose_enabled: false,
  peer_expose_groups: null,
  groups_propagation_enabled: false,
  jwt_groups_enabled: false,
  jwt_groups_claim_name: "",
  jwt_allow_groups: [],
  routing_peer_dns_resolution_enabled: false,
  dns_domain: "",
  lazy_connection_enabled: false,
  auto_update_version: "",
  auto_update_always: false,
  local_mfa_enabled: false,
  ipv6_enabled_groups: null,
  metrics_push_enabled: false,
  agent_network_only: false,
};

const list: Shape = { list: "string" };

export const settingsShape: Shape = {
  fields: {
    peer_login_expiration_enabled: "boolean",
    peer_login_expiration: "integer",
    peer_inactivity_expiration_enabled: "boolean",
    peer_inactivity_expiration: "integer",
    regular_users_view_blocked: "boolean",
    peer_expose_enabled: "boolean",
    peer_expose_groups: list,
    groups_propagation_enabled: "boolean",
    jwt_groups_enabled: "boolean",
    jwt_groups_claim_name: "string",
    jwt_allow_groups: list,
    routing_peer_dns_resolution_enabled: "boolean",
    dns_domain: "string",
    network_range: "string",
    network_range_v6: "string",
    lazy_connection_enabled: "boolean",
    auto_update_version: "string",
    auto_update_always: "boolean",
    local_mfa_enabled: "boolean",
    ipv6_enabled_groups: list,
    metrics_push_enabled: "boolean",
    agent_network_only: "boolean",
    dashboard_features: { fields: { agent_network: "boolean" } },
    extra: {
      fields: {
        peer_approval_enabled: "boolean",
        user_approval_required: "boolean",
        network_traffic_logs_enabled: "boolean",
        network_traffic_logs_groups: list,
        network_traffic_packet_counter_enabled: "boolean",
      },
    },
  },
};

/** Refuses what the server looks at before anything else of the request. */
export function refuseFeatures(given: Partial<Omit<Settings, "extra">>): void {
  if (given.peer_expose_enabled === true && (given.peer_expose_groups ?? []).length === 0) {
    throw refusal(422, "peer expose requires at least one group");
  }
  const version = given.auto_update_version ?? "";
  if (!["", "latest", "disabled"].includes(version) && !isVersion(version)) {
    throw new Refusal(500, "internal server error");
  }
  if (given.agent_network_only === true && given.dashboard_features?.agent_network !== true) {
    throw refusal(
      422,
      "agent network only mode requires dashboard_features.agent_network to be enabled",
    );
  }
}

/** The networks that peers get their addresses from: which are given, and what is stored then. */
export function rangesOf(given: Partial<Omit<Settings, "extra">>, { settings, peers }: Account) {
  const v4 = rangeOf(given.network_range, 4);
  const v6 = rangeOf(given.network_range_v6, 6);
  for (const range of [v4, v6]) if (range !== undefined) requireRoom(range, peers.size);
  return {
    given: { v4: v4 !== undefined, v6: v6 !== undefined },
    stored: {
      network_range: v4 === undefined ? settings.network_range : masked(v4),
      network_range_v6: v6 === undefined ? settings.network_range_v6 : masked(v6),
    },
  };
}

function rangeOf(text: string | undefined, family: 4 | 6): Range | undefined {
  if (text === undefined || text === "") return undefined;
  const range = parseRange(text);
  if (range === undefined) {
    throw refusal(422, `invalid CIDR format: netip.ParsePrefix("${text}"): no '/'`);
  }
  const address = text.split("/")[0]!.toLowerCase();
  if (/^127\.|^::1$/.test(address)) throw refusal(422, "loopback address range not allowed");
  if (/^(22[4-9]|23\d)\.|^ff/.test(address)) {
    throw refusal(422, "multicast address range not allowed");
  }
  if (/^169\.254\.|^fe[89ab]/.test(address)) {
    throw refusal(422, "link-local address range not allowed");
  }
  if (range.family !== family) {
    throw refusal(422, `network range must be an IPv${family} address`);
  }
  const [shortestLength, longest] = family === 4 ? [0, 28] : [48, 120];
  const bound = (what: string, limit: string, length: number) =>
    refusal(422, `network range too ${what}: ${limit} size is /${length} for IPv${family}`);
  if (range.length > longest) throw bound("small", "minimum", longest);
  if (range.length < shortestLength) throw bound("large", "maximum", shortestLength);
  return range;
}

/** Room for half as many peers again as there are; whatever is sent is judged, be it new or not. */
function requireRoom({ family, length }: Range, peers: number): void {
  const room = family === 4 ? 2 ** (32 - length) - 2 : 2 ** (128 - length);
  const needed = Math.max(10, peers + Math.floor(peers * 0.5));
  if (room >= needed) return;
  throw refusal(
    422,
    `network range too small: need at least ${needed} addresses for ${peers} peers + buffer, but range provides ${room}`,
  );
}

/** Refuses what the settings would come to. */
export function refuseSettings(account: Account, settings: Settings): void {
  const { peer_login_expiration: seconds, dns_domain: domain } = settings;
  if (seconds > 180 * 86_400) {
    throw refusal(422, "peer login expiration can't be larger than 180 days");
  }
  if (seconds < 3600) {
    throw refusal(422, "peer login expiration can't be smaller than one hour");
  }
  if (domain !== "" && !isAsciiDomain(domain)) {
    throw refusal(422, `invalid domain "${domain}" provided for DNS domain`);
  }
  const zones = [...account.dnsZones.values()];
  if (domain !== account.settings.dns_domain && zones.some((zone) => zone.domain === domain)) {
    throw refusal(422, `peer DNS domain ${domain} conflicts with existing custom DNS zone`);
  }
  const unknown = settings.ipv6_enabled_groups?.find((id) => !account.groups.has(id));
  if (unknown !== undefined) throw refusal(422, `IPv6 enabled group ${unknown} does not exist`);
}

/** The domain of the peers' names. */
export function peerDomain({ settings }: Account): string {
  return settings.dns_domain === "" ? "netbird.selfhosted" : settings.dns_domain;
}
