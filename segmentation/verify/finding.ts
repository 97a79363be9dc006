/** What a verification finds, and the shape of the rules that find it. */
import type { MatrixPath } from "../matrix/model";
import type { PlannedGroup, PlannedPolicy } from "../segmentation";
import type { Context } from "./context";

/**
 * How much a finding weighs, heaviest first. `error` stops an `up`; `alarm` is an emergency flow
 * that is in force: shown loudly, stops nothing; `warning` is to be looked into; `info` is listed.
 */
export const severities = ["error", "alarm", "warning", "info"] as const;

export type Severity = (typeof severities)[number];

/** Something that is wrong with a segmentation. */
export interface Finding {
  /** Id of the rule that is broken. */
  rule: string;
  severity: Severity;
  /** What it is about: the name of the policy, the group, the scope. */
  place: string;
  /** Where the matrix has it, if it was compiled from one. */
  path?: MatrixPath;
  /** What is wrong. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** Who can decide about it; empty when nobody is named. */
  owner: string;
}

/** What a rule finds; the table adds the rule's id and severity, and its remedy when none is given. */
export type Fault = Omit<Finding, "rule" | "severity" | "remedy"> & { remedy?: string };

/** A rule that a segmentation must keep. */
export interface RuleInfo {
  id: string;
  severity: Severity;
  /** What the rule asks for, in one line. */
  title: string;
  /** Where it comes from: a section of the guide, or of the API. */
  source: string;
  /** Why it is asked for, and what is exempt. */
  why: string;
  /** What to do, when a finding does not say it more exactly. */
  remedy: string;
}

/** A rule about one kind of thing: a segmentation, an account's settings, groups of a provider. */
export interface RuleAbout<Subject> extends RuleInfo {
  judge: (subject: Subject) => Fault[];
}

/** A rule of the table about segmentations. */
export type Rule = RuleAbout<Context>;

/** Everything that some rules find, heaviest first, then in the order of the rules. */
export function findingsOf<Subject>(
  rules: readonly RuleAbout<Subject>[],
  subject: Subject,
): Finding[] {
  const found = rules.flatMap((rule) => findings(rule, rule.judge(subject)));
  return severities.flatMap((severity) => found.filter((one) => one.severity === severity));
}

/** Findings of a rule. */
export function findings(rule: RuleInfo, faults: readonly Fault[]): Finding[] {
  return faults.map((fault) => ({
    rule: rule.id,
    severity: rule.severity,
    remedy: rule.remedy,
    ...fault,
  }));
}

/** A fault of a policy. */
export function policyFault(policy: PlannedPolicy, message: string, remedy?: string): Fault {
  return {
    place: policy.name,
    ...(policy.path && { path: policy.path }),
    message,
    ...(remedy !== undefined && { remedy }),
    owner: policy.owner,
  };
}

/** A fault of a group. */
export function groupFault(
  group: PlannedGroup | undefined,
  name: string,
  owner: string,
  message: string,
  remedy?: string,
): Fault {
  return {
    place: name,
    ...(group?.path && { path: group.path }),
    message,
    ...(remedy !== undefined && { remedy }),
    owner,
  };
}

/** The flow's name in the matrix, or the policy's key there; of what was found in an account, the policy's name. */
export function flowName({ flow, key, name, path }: PlannedPolicy): string {
  return flow ?? (path === undefined ? name : key);
}

/** One policy per flow: a flow with TCP and UDP has two, with the same owner, end and checks. */
export function onePerFlow(policies: readonly PlannedPolicy[]): PlannedPolicy[] {
  const seen = new Set<string>();
  return policies.filter(({ path }) => {
    if (path === undefined) return true;
    const place = path.join("/");
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

/** `a, b, c and 4 more` */
export function listed(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  const shown = names.slice(0, most).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
