/** A segmentation: what NetBird should hold, or holds, in one environment. */
import type {
  MatrixPath,
  MustRule,
  Need,
  NeverRule,
  Scope,
  SupportingService,
} from "./matrix/model";
import type { Environment } from "./names";
import type { PortRange, Protocol } from "./ports";
import type { PostureChecks } from "./postureChecks";

/**
 * Groups and policies, planned from a matrix or read from an account. Everything that judges,
 * compares or draws access works on this, so that it is the same for both.
 */
export interface Segmentation {
  /** Name of the application; an account's has none. */
  application?: string;
  /** The environment; an account's has none, unless only one was read. */
  environment?: Environment;
  groups: PlannedGroup[];
  policies: PlannedPolicy[];
  postureChecks: PlannedPostureCheck[];
  scopes: PlannedScope[];
  never: PlannedNever[];
  must: PlannedMust[];
  supporting: PlannedSupport[];
  /** Why no group needs name resolution. */
  noDnsBecause?: string;
  /** What this environment has beyond the others, and why: key of the policy, reason. */
  differences: PlannedDifference[];
  /** Keys with which devices join. Default: not looked at. */
  setupKeys?: PlannedSetupKey[];
  /** Routes of the older kind, among them exit nodes. Default: not looked at. */
  routes?: PlannedRoute[];
}

/** A setup key, planned or read from an account. */
export interface PlannedSetupKey {
  name: string;
  type: "reusable" | "one-off";
  /** Full names of the groups that devices join. */
  groups: string[];
  /** What it is good for, as the API tells. */
  state: "valid" | "expired" | "revoked" | "overused";
  /** When it ends: ISO 8601. Default: never. */
  expires?: string;
  /** Seconds from its creation to its end, where that is known. */
  lifetimeSeconds?: number;
  /** Empty when nobody is named. */
  owner: string;
}

/** A route of the older kind, planned or read from an account. */
export interface PlannedRoute {
  /** Identifier, which routes that stand in for each other share. */
  networkId: string;
  /** The range, or the domains. */
  target: string;
  enabled: boolean;
  /** Full names of the groups that stand for what is routed as destinations of policies. */
  accessControlGroups: string[];
  /** Empty when nobody is named. */
  owner: string;
}

/** A segmentation in which nothing is, to be filled in part. */
export function emptySegmentation(): Segmentation {
  return {
    groups: [],
    policies: [],
    postureChecks: [],
    scopes: [],
    never: [],
    must: [],
    supporting: [],
    differences: [],
  };
}

/** A group as it is named in the environment. */
export interface PlannedGroup {
  /** Full name, as NetBird has it: `svc-orders-web-prod`; of the identity provider: `DevOps`. */
  name: string;
  /** Name in the matrix: `svc-orders-web`. */
  baseName: string;
  /** Whether the group serves all environments. */
  shared: boolean;
  /** Who makes the group. */
  madeBy: "program" | "elsewhere" | "identity-provider";
  /** Addresses that the group stands for, sorted. Not empty: it is routed, and cannot initiate. */
  addresses: string[];
  /** Full names of the groups that all its members are in as well, sorted. */
  memberOf: string[];
  /** Ids of the peers in it, for a group that was read from an account. */
  members?: string[];
  /** Where the matrix declares it. */
  path?: MatrixPath;
}

/** A policy with its single rule. */
export interface PlannedPolicy {
  /** Stable key: `users-to-web`, `dns-udp`; the policy's id for one that was read. */
  key: string;
  /** Name of the flow that it comes from, if the flow has one. */
  flow?: string;
  /** Name by Appendix A. */
  name: string;
  /** Justification and owner (the guide's section 8.3). */
  description: string;
  enabled: boolean;
  action: "accept" | "drop";
  bidirectional: boolean;
  protocol: Protocol;
  ports: string[];
  portRanges: PortRange[];
  /** Full names, sorted. */
  sources: string[];
  /** Full names, sorted. */
  destinations: string[];
  /** Full names of the posture checks that the initiating device must pass, sorted. */
  postureChecks: string[];
  because: string;
  /** Empty when nobody is named. */
  owner: string;
  need: Need;
  /** Start of a temporary flow: ISO 8601. */
  since?: string;
  /** ISO 8601. */
  until?: string;
  /** When an emergency flow was last rehearsed: ISO 8601. */
  rehearsed?: string;
  /** Name of the scope. */
  scope?: string;
  broadAccessReason?: string;
  /** Why it may run although the environment before does not run it. */
  notPromotedBecause?: string;
  /** Where the matrix has it. */
  path?: MatrixPath;
}

/** A posture check as it is named in the environment. */
export interface PlannedPostureCheck {
  /** Full name. */
  name: string;
  baseName: string;
  shared: boolean;
  description: string;
  /** Undefined when it is made elsewhere. */
  checks?: PostureChecks;
  path?: MatrixPath;
}

/** A scope with full names and its owner filled in. */
export type PlannedScope = Required<Omit<Scope, "devices">> & {
  devices: string[];
  path?: MatrixPath;
};

/** A rule with its owner filled in. Patterns stay as they are written. */
export type PlannedNever = NeverRule & { owner: string; path?: MatrixPath };

/** A rule with its owner filled in. Patterns stay as they are written. */
export type PlannedMust = MustRule & { owner: string; path?: MatrixPath };

/** A supporting service with full names. Patterns stay as they are written. */
export type PlannedSupport = SupportingService & { path?: MatrixPath };

/** One way in which an environment differs from the others. */
export interface PlannedDifference {
  change: "added" | "removed" | "narrowed" | "widened";
  /** Name of the flow. */
  flow: string;
  because?: string;
  path?: MatrixPath;
}
