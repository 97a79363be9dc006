/** What discovery finds. */
import type { Flow } from "../matrix/model";
import type { Environment } from "../names";
import type { Finding } from "../verify";
import type { TrafficFormat } from "./event";

/** How often something was seen, and when. */
export interface Seen {
  /** Connections; for what was blocked, attempts. */
  count: number;
  /** ISO 8601. */
  first: string;
  /** ISO 8601. */
  last: string;
}

/** A service that was seen in use. */
export interface SeenService extends Seen {
  /** As a matrix writes it: `tcp/443`, `icmp`; of other protocols, `protocol 47`. */
  service: string;
  /**
   * Whether only the side that connects reported it. It does not know what was stopped on the way,
   * and agents in kernel mode, Linux's default, do not report what they block.
   */
  unconfirmed: boolean;
}

/** Traffic of one service between groups, or between whom the matrix does not have. */
export interface SeenTraffic extends SeenService {
  /** The source's group in the matrix, else what it is called in the account. */
  from: string;
  /** The destination's. */
  to: string;
}

/** An exact flow that was in use and that the matrix does not have. */
export interface ProposedFlow extends Seen {
  flow: Flow;
  /** What was seen of each port. */
  services: SeenService[];
  /** Other groups that the same peers and addresses are in, instead of which these were chosen. */
  alternatives: { from: string[]; to: string[] };
  /** Names of temporary and emergency flows that allow it today. */
  allowedBy: string[];
}

/** Traffic that a `never` rule forbids. */
export interface NeverTraffic extends SeenTraffic {
  /** `peer-* → svc-orders-db must be blocked` */
  rule: string;
  because: string;
  /** Who may change the rule. */
  owner: string;
}

/** Traffic that was blocked, and what the matrix says of it. */
export interface BlockedTraffic extends SeenTraffic {
  /**
   * `allowed`: the matrix allows it, so that a posture check failed or the matrix is not applied;
   * `forbidden`: a `never` rule forbids it, and held; `unknown`: the matrix does not have it.
   */
  matrix: "allowed" | "forbidden" | "unknown";
  /** The flow that allows it, or the rule that forbids it. */
  by?: string;
}

/** Traffic that went through and is not proposed, and why. */
export interface UnproposedTraffic extends SeenTraffic {
  reason: string;
}

/** A flow of the matrix, and how much it is used. */
export interface UsedFlow extends Seen {
  flow: string;
}

/** What was read, in records and events. */
export interface ReadSummary {
  /** Traffic events by the form that they came in. */
  formats: Partial<Record<TrafficFormat, number>>;
  traffic: number;
  /** Events of other kinds: audit events, tests of an integration. */
  others: number;
  /** Records that could not be read. */
  bad: number;
  /** The first of them, each with its place. */
  problems: string[];
}

/** How many connections went through, and what explains them. */
export interface Connections {
  /** Those with an end in the matrix: all that the following add up to. */
  total: number;
  /** Explained by flows that the matrix has for good. */
  existing: number;
  /** Explained by proposed flows. */
  proposed: number;
  /** Against a `never` rule. */
  forbidden: number;
  /** Between groups of the matrix, without a proposal. */
  unproposed: number;
  /** With one end that is in no group of the matrix. */
  strangers: number;
  /** Beyond the number of things that are kept apart. */
  overflow: number;
  /** Not in the total: with neither end in the matrix, in this environment. */
  outside: number;
}

/** Everything that discovery found; lists begin with what was seen most. */
export interface DiscoveryReport {
  application: string;
  environment: Environment;
  read: ReadSummary;
  /** The time between the first and the last event that concerns the matrix. */
  period?: { first: string; last: string };
  connections: Connections;
  proposals: ProposedFlow[];
  /** Went through against a `never` rule. */
  violations: NeverTraffic[];
  blocked: BlockedTraffic[];
  unproposed: UnproposedTraffic[];
  /** With one end that is in no group of the matrix. */
  strangers: SeenTraffic[];
  existing: UsedFlow[];
  /** Names of flows that the matrix has for good and of which nothing was seen. */
  unused: string[];
  /** What verification finds in the matrix with the proposals, and not in the matrix as it was. */
  findings: Finding[];
}
