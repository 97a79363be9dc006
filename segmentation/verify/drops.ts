/** Policies that drop against policies that accept. */
import { overlaps } from "../ports";
import type { PlannedPolicy } from "../segmentation";
import { serviceOf } from "./context";
import type { Context } from "./context";
import { policyFault } from "./finding";
import type { Rule } from "./finding";

export const dropRules: readonly Rule[] = [
  {
    id: "policy-shadowed",
    severity: "warning",
    title: "No policy is without effect because another drops all of it",
    source: "API: PolicyRule.action; the guide's section 7.3: redundant policies",
    why: "The policy reads as access that nobody has.",
    remedy: "Remove one of the two.",
    judge: (context) =>
      conflicts(context)
        .filter(({ isGone }) => isGone)
        .map(({ policy, drop }) =>
          policyFault(policy, `${policy.name} has no effect: ${drop.name} drops all of it.`),
        ),
  },
  {
    id: "policies-conflict",
    severity: "warning",
    title: "No policy allows part of what another drops",
    source: "API: PolicyRule.action; the guide's section 7.3",
    why: "Which part is open depends on group membership and the order of evaluation, which nobody reads off the list of policies.",
    remedy: "Narrow the policy to what is meant to be open, and remove the one that drops.",
    judge: (context) =>
      conflicts(context)
        .filter(({ isGone }) => !isGone)
        .map(({ policy, drop }) =>
          policyFault(policy, `${policy.name} allows what ${drop.name} drops in part.`),
        ),
  },
];

/** A policy and one that drops some or all of it. */
interface Conflict {
  policy: PlannedPolicy;
  drop: PlannedPolicy;
  /** Whether nothing of the policy is left. */
  isGone: boolean;
}

const known = new WeakMap<Context, Conflict[]>();

function conflicts(context: Context): Conflict[] {
  let found = known.get(context);
  if (found === undefined) known.set(context, (found = findConflicts(context)));
  return found;
}

function findConflicts(context: Context): Conflict[] {
  const drops = context.segmentation.policies.filter(
    ({ enabled, action }) => enabled && action === "drop",
  );
  if (drops.length === 0) return [];
  const bySource = new Map<string, PlannedPolicy[]>();
  for (const drop of drops) {
    const ends = drop.bidirectional ? [...drop.sources, ...drop.destinations] : drop.sources;
    for (const end of ends) bySource.set(end, [...(bySource.get(end) ?? []), drop]);
  }
  const alive = new Set(context.access.grants.map(({ policy }) => policy));
  return context.inForce.flatMap((policy): Conflict[] => {
    const drop = dropOn(context, policy, bySource);
    return drop === undefined ? [] : [{ policy, drop, isGone: !alive.has(policy) }];
  });
}

/** The first policy that drops something of a policy. */
function dropOn(
  context: Context,
  policy: PlannedPolicy,
  bySource: ReadonlyMap<string, PlannedPolicy[]>,
): PlannedPolicy | undefined {
  const kinOf = (groups: readonly string[]) =>
    new Set(groups.flatMap((group) => context.access.overlap.of(group).map((kin) => kin.group)));
  const [from, to] = [kinOf(policy.sources), kinOf(policy.destinations)];
  const meets = (groups: readonly string[], kin: ReadonlySet<string>) =>
    groups.some((group) => kin.has(group));
  const candidates = [...from, ...(policy.bidirectional ? to : [])].flatMap(
    (group) => bySource.get(group) ?? [],
  );
  return candidates.find((drop) => {
    const along = meets(drop.sources, from) && meets(drop.destinations, to);
    const against = meets(drop.sources, to) && meets(drop.destinations, from);
    const isMet = along || (against && (drop.bidirectional || policy.bidirectional));
    return isMet && overlaps(serviceOf(policy), serviceOf(drop));
  });
}
