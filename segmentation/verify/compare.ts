/** Two environments side by side: flows that one has and the other lacks. */
import { formatAccess } from "../access";
import { aligned } from "../aligned";
import { diff } from "../diff";
import type { AccessChange } from "../diff";
import { overlaps } from "../ports";
import type { PlannedDifference, PlannedPolicy, Segmentation } from "../segmentation";
import { serviceOf } from "./context";
import { findings, policyFault } from "./finding";
import type { Finding, RuleInfo } from "./finding";

/** The rule that {@link compareEnvironments} judges by. It takes two segmentations. */
export const environmentsDiffer: RuleInfo = {
  id: "environments-differ",
  severity: "warning",
  title: "Environments differ only where the matrix says so",
  source: "the guide's section 8.1: keep groups and policies aligned across environments",
  why: "A difference that nobody declared is either drift, or a surprise at the next rollout.",
  remedy: "Declare the difference in the matrix's `environments`, or align the two.",
};

/**
 * Access that one environment has and the other lacks, planned or live, and that no declared
 * difference of either explains. Groups are the same when their names are, without the suffix.
 */
export function compareEnvironments(a: Segmentation, b: Segmentation): Finding[] {
  const changes = diff(aligned(a), aligned(b));
  const only = (change: AccessChange["change"]) => changes.filter((each) => each.change === change);
  return [...onlyIn(a, b, only("lost")), ...onlyIn(b, a, only("gained"))];
}

function onlyIn(
  has: Segmentation,
  lacks: Segmentation,
  access: readonly AccessChange[],
): Finding[] {
  const byKey = new Map(has.policies.map((policy) => [policy.key, policy]));
  const explained = explainedBy(has.differences, lacks.differences);
  return access.flatMap((cell) => {
    const giving = cell.through
      .flatMap((key) => byKey.get(key) ?? [])
      .filter((policy) => cell.services.some((open) => overlaps(open, serviceOf(policy))));
    const policy = giving.find((one) => !explained(one));
    if (policy === undefined) return [];
    const message = `${formatAccess(cell)} exists in ${nameOf(has)} and not in ${nameOf(lacks)}, and no declared difference says so.`;
    return findings(environmentsDiffer, [policyFault(policy, message)]);
  });
}

/** Whether a policy is more in one environment, or less in the other, by declaration. */
function explainedBy(
  more: readonly PlannedDifference[],
  less: readonly PlannedDifference[],
): (policy: PlannedPolicy) => boolean {
  const gives = more.filter(({ change }) => change === "added" || change === "widened");
  const takes = less.filter(({ change }) => change === "removed" || change === "narrowed");
  const flows = new Set([...gives, ...takes].map(({ flow }) => flow));
  // A flow that was added without a name is known by its place.
  const places = new Set(gives.map(({ path }) => JSON.stringify(path)));
  return ({ flow, path }) =>
    (flow !== undefined && flows.has(flow)) ||
    (path !== undefined && places.has(JSON.stringify(path)));
}

function nameOf({ environment }: Segmentation): string {
  return environment ?? "the account";
}
