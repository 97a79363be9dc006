import { newId } from "./ids";

/** A group as it is stored. */
export interface Group {
  id: string;
  name: string;
  issued: "api" | "jwt" | "integration";
  /** Ids, also of peers that do not exist: they are stored and not shown. */
  peers: string[];
  resources: { id?: string; type?: string }[];
}

export interface PolicyRule {
  name: string;
  description: string;
  enabled: boolean;
  action: string;
  bidirectional: boolean;
  protocol: string;
  ports?: string[];
  port_ranges?: { start: number; end: number }[];
  sources?: string[];
  destinations?: string[];
  sourceResource?: { id?: string; type?: string };
  destinationResource?: { id?: string; type?: string };
  authorized_groups?: Record<string, string[]>;
}

export interface Policy {
  id: string;
  name: string;
  description: string;
  enabled: boolean;
  source_posture_checks: string[] | null;
  rule: PolicyRule;
}

export interface SetupKey {
  id: string;
  key: string;
  name: string;
  type: "reusable" | "one-off";
  /** Milliseconds since 1970; undefined: never. */
  expires?: number;
  revoked: boolean;
  used_times: number;
  last_used?: string;
  auto_groups: string[];
  updated_at: string;
  usage_limit: number;
  ephemeral: boolean;
  allow_extra_dns_labels: boolean;
}

export interface Peer {
  id: string;
  name: string;
  hostname: string;
  dns_label: string;
  extra_dns_labels: string[];
  ip: string;
  ipv6: string;
  ephemeral: boolean;
  ssh_enabled: boolean;
  joined_at: string;
}

export interface PostureCheck {
  id: string;
  name: string;
  description: string;
  checks: object;
}

export interface NameserverGroup {
  id: string;
  name: string;
  description: string;
  nameservers: { ip: string; ns_type: string; port: number }[];
  groups: string[];
  domains: string[] | null;
  search_domains_enabled: boolean;
  primary: boolean;
  enabled: boolean;
}

/** Everything the sandbox's one account holds. */
export interface Account {
  groups: Map<string, Group>;
  policies: Map<string, Policy>;
  postureChecks: Map<string, PostureCheck>;
  setupKeys: Map<string, SetupKey>;
  nameserverGroups: Map<string, NameserverGroup>;
  peers: Map<string, Peer>;
}

/** The account as a real server has it after its first set-up: group All, policy Default. */
export function newAccount(): Account {
  const all: Group = { id: newId(), name: "All", issued: "api", peers: [], resources: [] };
  const description = "This is a default rule that allows connections between all the resources";
  const starter: Policy = {
    id: newId(),
    name: "Default",
    description,
    enabled: true,
    source_posture_checks: null,
    rule: {
      name: "Default",
      description,
      enabled: true,
      action: "accept",
      bidirectional: true,
      protocol: "all",
      sources: [all.id],
      destinations: [all.id],
    },
  };
  return {
    groups: new Map([[all.id, all]]),
    policies: new Map([[starter.id, starter]]),
    postureChecks: new Map(),
    setupKeys: new Map(),
    nameserverGroups: new Map(),
    peers: new Map(),
  };
}

/** The group that every peer belongs to. */
export function allGroup(account: Account): Group {
  return [...account.groups.values()].find((group) => group.name === "All")!;
}

/** A group as other objects refer to it. */
export function groupReference(group: Group) {
  return {
    id: group.id,
    name: group.name,
    peers_count: group.peers.length,
    resources_count: group.resources.length,
  };
}

/** References to the groups that a peer is a member of. */
export function groupsOfPeer(account: Account, peerId: string) {
  return [...account.groups.values()]
    .filter((group) => group.peers.includes(peerId))
    .map(groupReference);
}
