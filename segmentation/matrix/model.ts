/** The segmentation matrix (the guide's section 2): who may talk to whom, as a person writes it. */
import type { Environment } from "../names";
import type { PostureChecks } from "../postureChecks";

/**
 * Who may talk to whom for one application, in every environment. Names carry no environment
 * suffix: it is added when the matrix is compiled for one.
 */
export interface Matrix {
  /** Name of the application, as in `svc-<application>-web`. */
  application: string;
  /** Who can confirm that a change broke something. Inherited by scopes, flows and rules. */
  owner: string;
  /** What is protected, and who needs it (phase 1). Default: none. */
  scopes?: Scope[];
  /** Every group that flows may name. */
  groups: MatrixGroup[];
  /** What devices must be like; flows name these. Default: none. */
  postureChecks?: MatrixPostureCheck[];
  /** What is allowed (phases 2 and 3). Everything else is not. */
  flows: Flow[];
  /** What must stay blocked, whoever adds a flow. Default: nothing. */
  never?: NeverRule[];
  /** What has to work: the tests of the matrix. Default: nothing. */
  must?: MustRule[];
  /** Services that everything depends on and that must stay reachable. Default: none. */
  supporting?: SupportingService[];
  /** Why no group needs name resolution through NetBird. Default: every initiating group needs it. */
  noDnsBecause?: string;
  /** Where an environment differs from the rest. Default: nowhere. */
  environments?: Partial<Record<Environment, EnvironmentDifference>>;
}

/** What is protected together: the guide's phase 1. */
export interface Scope {
  /** Name of the scope: `orders-database`. */
  name: string;
  /** The person or team that can confirm a breakage. Default: the matrix's owner. */
  owner?: string;
  /** Groups of the resources in it. A group is a resource of one scope at most. */
  resources: string[];
  /** Groups of the users that need it. Default: none. */
  users?: string[];
  /** Groups of the service accounts that need it: CI runners, batch jobs. Default: none. */
  serviceAccounts?: string[];
  /** Which devices these use, in words: `managed laptops`. Default: not said. */
  devices?: string[];
  /** Whether flows of users to its resources need posture checks. Default: `false`. */
  sensitive?: boolean;
}

/** A group of the matrix. */
export interface MatrixGroup {
  /** Name without environment suffix: `svc-orders-web`. */
  name: string;
  /** Whether one object serves all environments, without suffix. Default: `false`. */
  shared?: boolean;
  /**
   * Who makes the group: `program`, somebody else (`elsewhere`), or the identity provider, from
   * which it is synced. Only what the program makes must follow Appendix A. Default: `program`.
   */
  madeBy?: "program" | "elsewhere" | "identity-provider";
  /**
   * Name that the identity provider gives the group, for one that it makes: `DevOps`. NetBird keeps
   * that name, the matrix uses its own, and the two are one group in every environment. Default: the
   * provider uses the matrix's name, with suffix unless the group is shared.
   */
  identityGroup?: string;
  /**
   * Addresses that the group stands for: addresses, ranges, domains, wildcard domains. They are
   * routed: reached through a routing peer, and unable to initiate. Default: none; its members are peers.
   */
  addresses?: string[];
  /** Groups that all its members are in as well, such as `peer-staff`. Default: none but All. */
  memberOf?: string[];
}

/** A posture check of the matrix (the guide's section 4.2). */
export interface MatrixPostureCheck {
  /** Name without environment suffix: `admin-laptops`. */
  name: string;
  /** Whether one object serves all environments, without suffix. Default: `false`. */
  shared?: boolean;
  /** What it is for. Default: nothing. */
  description?: string;
  /** What a device must satisfy. Default: the check is made elsewhere, and looked up by name. */
  checks?: PostureChecks;
}

/** Why a flow exists: for good, narrowed on purpose, until a day, or for an incident. */
export const needs = ["required", "restricted", "temporary", "emergency"] as const;

export type Need = (typeof needs)[number];

/** Something that is allowed. */
export interface Flow {
  /** Stable name of the flow within the matrix: `web-to-app`. Default: made from its groups. */
  name?: string;
  /** Groups that may initiate. At least one. */
  from: string[];
  /** Groups that may be reached. At least one. */
  to: string[];
  /** Protocol and ports: `tcp/443`, `tcp/9100,9200`, `udp+tcp/53`, `icmp`. */
  allow: string;
  /** Business justification (the guide's section 8.3). */
  because: string;
  /**
   * `required`; `restricted`: narrower than was asked for; `temporary`: until a time (the guide's
   * section 7.2); `emergency`: the known-good broad policy of section 8.2, kept disabled. Default:
   * `required`.
   */
  need?: Need;
  /**
   * Start of a temporary flow: ISO 8601. With it, the flow's length is judged: the guide's section
   * 7.2 takes 48 to 72 hours. Default: not said.
   */
  since?: string;
  /**
   * End of a temporary flow, or of an emergency flow that is enabled: ISO 8601,
   * `2026-12-01T18:00:00Z`. Default: none.
   */
  until?: string;
  /**
   * When an emergency flow was last enabled on purpose and seen to work (the guide's section 8.2):
   * ISO 8601. Default: never.
   */
  rehearsed?: string;
  /** Scope that the flow belongs to. Default: the scope that has all its destinations. */
  scope?: string;
  /** Who can confirm a breakage. Default: the scope's owner, else the matrix's. */
  owner?: string;
  /** Posture checks that the initiating device must pass, all of them. Default: none. */
  postureChecks?: string[];
  /** Whether the destinations may initiate as well; needs a broadAccessReason. Default: `false`. */
  twoWay?: boolean;
  /** Why the flow is wider than exact ports in one direction. Default: it is not. */
  broadAccessReason?: string;
  /** Whether the flow's policies are in force. Default: `true`, for emergency flows `false`. */
  enabled?: boolean;
  /**
   * Why the flow may run here although the environment before does not run it (the guide's section
   * 8.1). Default: it may not, where promotion is asked for.
   */
  notPromotedBecause?: string;
}

/** Something that must stay blocked. */
export interface NeverRule {
  /** Pattern of the sources: `peer-*`. */
  from: string;
  /** Pattern of the destinations: `svc-*-db`. */
  to: string;
  /** Protocol and ports that must stay blocked. Default: anything. */
  ports?: string;
  /** Why. */
  because: string;
  /** Who may change the rule. Default: the matrix's owner. */
  owner?: string;
  /** Names of emergency flows that may break it while they are enabled. Default: none. */
  exceptEmergency?: string[];
}

/** Something that has to work. */
export interface MustRule {
  /** Pattern of the sources: `peer-support`. It must match a group. */
  from: string;
  /** Pattern of the destinations: `svc-*-web`. It must match a group. */
  to: string;
  /** Protocol and ports, all of which must be open. */
  allow: string;
  /** Why. Default: nothing. */
  because?: string;
  /** Who to tell when it does not. Default: the matrix's owner. */
  owner?: string;
}

/** A service that others depend on. */
export interface SupportingService {
  /** What it is: `dns`, `identity-provider`, `logging`, `monitoring`, or another word. */
  service: string;
  /** Groups that provide it; one of them is enough. */
  at: string[];
  /** Protocol and ports of the service: `udp+tcp/53`. */
  allow: string;
  /** Patterns of the groups that need it. Default: every group that initiates something. */
  for?: string[];
}

/**
 * Where an environment differs. `dev` and `stage` may have more; `prod` may only have less, unless
 * `because` says why.
 */
export interface EnvironmentDifference {
  /** Flows that only this environment has. Default: none. */
  add?: Flow[];
  /** Names of flows that it does not have. Default: none. */
  remove?: string[];
  /** Flows, by name, of which it has a part: fewer groups or ports, or more posture checks. Default: none. */
  narrow?: Record<string, Partial<Pick<Flow, "from" | "to" | "allow" | "postureChecks">>>;
  /** Why it differs. Required when `prod` adds flows. Default: not said. */
  because?: string;
}

/** A path in a matrix: `["flows", 3, "allow"]`. */
export type MatrixPath = readonly (string | number)[];
