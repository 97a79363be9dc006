import { newRanges } from "./addresses";
import type { DnsZone } from "./dnsZones";
import { logSetup } from "./events";
import type { AuditEvent } from "./events";
import type { TrafficEvent } from "./trafficEvents";
import type { Identity } from "./identities";
import type { IdentityProvider } from "./identityProviders";
import { newId, timestamp } from "./ids";
import type { Invite } from "./invites";
import type { NetworkResource } from "./networkResources";
import type { NetworkRouter } from "./networkRouters";
import type { Network } from "./networks";
import type { Route } from "./routes";
import { newSettings } from "./settings";
import type { Settings } from "./settings";
import { makeToken } from "./tokens";
import { newOwner } from "./users";
import type { User } from "./users";

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

/** Whether a peer is let in. */
export interface Approval {
  /** Whether it waits for an administrator. */
  required: boolean;
  /** Why it is kept out otherwise, as by a device management that does not know it. */
  reason?: string;
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
  /** Whether an agent is connected; who plays the agent says so. */
  connected: boolean;
  /** Approval as NetBird Cloud has it; undefined: a self-hosted server keeps nothing of it. */
  approval?: Approval;
  /** Who made it, for peers that nobody enrolled: temporary access from a browser. */
  user_id: string;
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

export interface Onboarding {
  onboarding_flow_pending: boolean;
  signup_form_pending: boolean;
}

/** Everything the sandbox's one account holds. */
export interface Account {
  id: string;
  created_at: string;
  created_by: string;
  onboarding: Onboarding;
  settings: Settings;
  groups: Map<string, Group>;
  policies: Map<string, Policy>;
  postureChecks: Map<string, PostureCheck>;
  setupKeys: Map<string, SetupKey>;
  nameserverGroups: Map<string, NameserverGroup>;
  peers: Map<string, Peer>;
  networks: Map<string, Network>;
  networkResources: Map<string, NetworkResource>;
  networkRouters: Map<string, NetworkRouter>;
  routes: Map<string, Route>;
  dnsZones: Map<string, DnsZone>;
  disabledManagementGroups: string[];
  users: Map<string, User>;
  invites: Map<string, Invite>;
  identityProviders: Map<string, IdentityProvider>;
  events: AuditEvent[];
  /** What another identity provider tells, by the users' ids. Undefined: the server has its own one. */
  identities?: Map<string, Identity>;
  /** Whether the server's own identity provider has logins of its own. */
  localLogins: boolean;
  /** Whether the server knows where addresses are. */
  geolocation: boolean;
  /** Undefined: the server has none, as a self-hosted one. */
  trafficEvents?: TrafficEvent[];
}

/**
 * The account as a real server has it after its first set-up: its owner, whose token is given,
 * the group All, the policy Default.
 */
export function newAccount(token: string): Account {
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
  const owner = newOwner();
  owner.tokens.push(makeToken(token, "setup-token", owner.id, 365));
  const account: Account = {
    id: newId(),
    created_at: timestamp(),
    created_by: owner.id,
    onboarding: { onboarding_flow_pending: true, signup_form_pending: true },
    settings: newSettings(all.id, newRanges()),
    groups: new Map([[all.id, all]]),
    policies: new Map([[starter.id, starter]]),
    postureChecks: new Map(),
    setupKeys: new Map(),
    nameserverGroups: new Map(),
    peers: new Map(),
    networks: new Map(),
    networkResources: new Map(),
    networkRouters: new Map(),
    routes: new Map(),
    dnsZones: new Map(),
    disabledManagementGroups: [],
    users: new Map([[owner.id, owner]]),
    invites: new Map(),
    identityProviders: new Map(),
    events: [],
    localLogins: true,
    geolocation: true,
  };
  logSetup(account, owner);
  return account;
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
