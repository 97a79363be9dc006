/** Routed resources answer, and cannot initiate. */
import type { PlannedPolicy } from "../segmentation";
import type { Context } from "./context";
import { flowName, listed, onePerFlow, policyFault } from "./finding";
import type { Rule } from "./finding";

const source = "the guide's section 5.2: direction of traffic with routing peers";

export const routedRules: readonly Rule[] = [
  {
    id: "routed-two-way",
    severity: "error",
    title: "Flows to routed resources are one-way",
    source,
    why: "No connection can originate from a private network towards a peer through a routing peer: the way back would be allowed and never work.",
    remedy:
      "Make the flow one-way; for both directions, run NetBird on both machines instead of routing.",
    judge: (context) =>
      onePerFlow(context.inForce.filter(({ bidirectional }) => bidirectional)).flatMap((policy) => {
        const ends = routedOf(context, [...policy.sources, ...policy.destinations]);
        if (ends.length === 0) return [];
        const message = `The flow "${flowName(policy)}" is two-way, but ${listed(ends)} is reached through a routing peer and cannot initiate.`;
        return [policyFault(policy, message)];
      }),
  },
  {
    id: "routed-source",
    severity: "error",
    title: "Routed resources are not sources",
    source,
    why: "Addresses behind a routing peer have no agent that could open a connection into the overlay.",
    remedy: "Run NetBird on the machine and put its peer into a group, or remove the source.",
    judge: (context) =>
      onePerFlow(context.inForce.filter((policy) => startsRouted(context, policy))).map(
        (policy) => {
          const ends = routedOf(context, policy.sources);
          const message = `The flow "${flowName(policy)}" starts at ${listed(ends)}, which is reached through a routing peer and cannot initiate.`;
          return policyFault(policy, message);
        },
      ),
  },
];

function startsRouted(context: Context, { bidirectional, sources }: PlannedPolicy): boolean {
  return !bidirectional && sources.some((group) => context.access.overlap.isRouted(group));
}

function routedOf({ access }: Context, groups: readonly string[]): string[] {
  return groups.filter((group) => access.overlap.isRouted(group));
}
