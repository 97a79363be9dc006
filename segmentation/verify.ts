import { accessOf, formatAccess } from "./access";
import type { Access } from "./access";
import type { PlannedNever, PlannedPolicy, Segmentation } from "./segmentation";
import { matchesPattern } from "./names";
import type { Environment } from "./names";
import { overlaps, parseServices } from "./ports";
import { judgePolicy } from "./rules";

/** Something that is wrong with a segmentation. */
export interface Finding {
  /** Id of the rule that is broken. */
  rule: string;
  severity: "error" | "warning";
  /** What it is about: the policy's name. */
  place: string;
  /** What is wrong. */
  message: string;
  /** What to do about it. */
  remedy: string;
  /** Who can decide about it. */
  owner: string;
}

/** NetBird's group of every peer. */
export const allGroup = "All";

/** Everything that is wrong with a segmentation, before anything is written. */
export function verify(segmentation: Segmentation): Finding[] {
  return segmentation.policies.flatMap((policy) => [
    ...ruleFindings(policy),
    ...neverFindings(policy, segmentation),
  ]);
}

function ruleFindings(policy: PlannedPolicy): Finding[] {
  return judgePolicy(policy).map(({ rule, property, message, remedy }) => ({
    rule,
    severity: "error",
    place: policy.name,
    message: `${policy.name}, ${property}: ${message}`,
    remedy,
    owner: policy.owner,
  }));
}

function neverFindings(policy: PlannedPolicy, { never, environment }: Segmentation): Finding[] {
  return neverReport(accessOf([policy]), never, environment).flatMap(({ rule, violations }) =>
    violations.map((access) => ({
      rule: "never-violated",
      severity: "error",
      place: policy.name,
      message: `The flow ${formatAccess(access)} is forbidden by "${describeNever(rule)}": ${rule.because} (owner of the rule: ${rule.owner}).`,
      remedy: `Remove the flow "${policy.key}", or have ${rule.owner} change the rule.`,
      owner: rule.owner,
    })),
  );
}

/** Whether one must-be-blocked rule holds. */
export interface NeverResult {
  rule: PlannedNever;
  /** Whether everything that the rule forbids is blocked. */
  blocked: boolean;
  /** Access that the rule forbids and that exists. */
  violations: Access[];
}

/**
 * Checks must-be-blocked rules against access, planned or live. Access from or to the group All
 * is access of every group, so it breaks each rule whose ports it touches.
 */
export function neverReport(
  access: readonly Access[],
  never: readonly PlannedNever[],
  environment?: Environment,
): NeverResult[] {
  return never.map((rule) => {
    const violations = access.filter((cell) => isForbidden(cell, rule, environment));
    return { rule, blocked: violations.length === 0, violations };
  });
}

/** Whether a rule forbids some of the access between two groups. */
function isForbidden(access: Access, rule: PlannedNever, environment?: Environment): boolean {
  return (
    matchesEnd(rule.from, access.source, environment) &&
    matchesEnd(rule.to, access.destination, environment) &&
    (rule.ports === undefined ||
      parseServices(rule.ports).some((blocked) =>
        access.services.some((open) => overlaps(open, blocked)),
      ))
  );
}

function matchesEnd(pattern: string, group: string, environment?: Environment): boolean {
  return group === allGroup || matchesPattern(pattern, group, environment);
}

/** `peer-* → svc-orders-db` */
export function describeNever({ from, to, ports }: PlannedNever): string {
  return `${from} → ${to}${ports === undefined ? "" : ` [${ports}]`} must be blocked`;
}
