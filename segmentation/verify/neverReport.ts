/** Must-be-blocked rules one by one, held or not: for tables and reports. */
import type { Access } from "../access";
import type { EffectiveAccess, Grant } from "../effective";
import { mergeServices } from "../ports";
import type { PlannedNever } from "../segmentation";
import { patternsOf } from "./patterns";
import { violationsOf } from "./violations";

/** Whether one must-be-blocked rule holds. */
export interface NeverResult {
  rule: PlannedNever;
  /** Whether everything that the rule forbids is blocked. */
  blocked: boolean;
  /** Access that the rule forbids and that exists, between the groups that policies name. */
  violations: Access[];
}

/** Checks the rules of a segmentation against who really reaches whom in it. */
export function neverReport(access: EffectiveAccess): NeverResult[] {
  const { segmentation } = access;
  const grants = new Map<PlannedNever, Grant[]>(segmentation.never.map((rule) => [rule, []]));
  for (const { rule, grant } of violationsOf(access, patternsOf(segmentation))) {
    grants.get(rule)!.push(grant);
  }
  return segmentation.never.map((rule) => {
    const violations = cellsOf(grants.get(rule)!);
    return { rule, blocked: violations.length === 0, violations };
  });
}

/** `peer-* → svc-orders-db must be blocked` */
export function describeNever({ from, to, ports }: PlannedNever): string {
  return `${from} → ${to}${ports === undefined ? "" : ` [${ports}]`} must be blocked`;
}

/** Grants between the same two groups as one. */
function cellsOf(grants: readonly Grant[]): Access[] {
  const cells = new Map<string, Access>();
  for (const { source, destination, services, policy } of grants) {
    const key = JSON.stringify([source, destination]);
    const known = cells.get(key);
    cells.set(key, {
      source,
      destination,
      services: mergeServices([...(known?.services ?? []), ...services]),
      policies: [...new Set([...(known?.policies ?? []), policy.name])].sort(),
    });
  }
  return [...cells.values()];
}
