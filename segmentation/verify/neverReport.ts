/** Must-be-blocked rules one by one, held or not: for tables and reports. */
import type { Access } from "../access";
import { EffectiveAccess } from "../effective";
import type { Grant } from "../effective";
import type { Environment } from "../names";
import { mergeServices, toApiPorts } from "../ports";
import type { PlannedNever, PlannedPolicy, Segmentation } from "../segmentation";
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
export function neverReport(access: EffectiveAccess): NeverResult[];
/**
 * Checks rules against access that is known by names only. Access from or to the group All is
 * access of every group, so it breaks each rule whose ports it touches.
 */
export function neverReport(
  access: readonly Access[],
  never: readonly PlannedNever[],
  environment?: Environment,
): NeverResult[];
export function neverReport(
  given: EffectiveAccess | readonly Access[],
  never: readonly PlannedNever[] = [],
  environment?: Environment,
): NeverResult[] {
  if (given instanceof EffectiveAccess) return report(given, cellsOf);
  const access = new EffectiveAccess(asSegmentation(given, never, environment));
  return report(access, (grants) => [
    ...new Set(grants.map(({ policy }) => given[Number(policy.key)]!)),
  ]);
}

/** `peer-* → svc-orders-db must be blocked` */
export function describeNever({ from, to, ports }: PlannedNever): string {
  return `${from} → ${to}${ports === undefined ? "" : ` [${ports}]`} must be blocked`;
}

function report(access: EffectiveAccess, asAccess: (grants: Grant[]) => Access[]): NeverResult[] {
  const { segmentation } = access;
  const grants = new Map<PlannedNever, Grant[]>(segmentation.never.map((rule) => [rule, []]));
  for (const { rule, grant } of violationsOf(access, patternsOf(segmentation))) {
    grants.get(rule)!.push(grant);
  }
  return segmentation.never.map((rule) => {
    const violations = asAccess(grants.get(rule)!);
    return { rule, blocked: violations.length === 0, violations };
  });
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

/** Access as one policy per service; its key is the index of the access. */
function asSegmentation(
  access: readonly Access[],
  never: readonly PlannedNever[],
  environment: Environment | undefined,
): Segmentation {
  const names = new Set(access.flatMap(({ source, destination }) => [source, destination]));
  const policies = access.flatMap(({ source, destination, services }, index) =>
    services.map((service): PlannedPolicy => ({
      key: String(index),
      name: String(index),
      description: "",
      enabled: true,
      action: "accept",
      bidirectional: false,
      protocol: service.protocol,
      ...toApiPorts(service),
      sources: [source],
      destinations: [destination],
      postureChecks: [],
      because: "",
      owner: "",
      need: "required",
    })),
  );
  return {
    ...(environment && { environment }),
    groups: [...names].map((name) => ({
      name,
      baseName: name,
      shared: true,
      madeBy: "elsewhere",
      addresses: [],
      memberOf: [],
    })),
    policies,
    postureChecks: [],
    scopes: [],
    never: [...never],
    must: [],
    supporting: [],
    differences: [],
  };
}
