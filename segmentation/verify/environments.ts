/** Differences between environments. */
import { environments } from "../names";
import type { Context } from "./context";
import { listed, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

export const environmentRules: readonly Rule[] = [
  {
    id: "difference-undeclared",
    severity: "error",
    title: "Production has more than other environments only for a written reason",
    source: "the guide's section 8.1: environments differ in the suffix only",
    why: "What only production has was tried nowhere else. Development and staging may have more, and every environment may have less.",
    remedy: "Say why in `environments.prod.because`, or make the flow common to all environments.",
    judge: ({ segmentation }) =>
      segmentation.environment !== "prod"
        ? []
        : segmentation.differences
            .filter(({ change, because }) => {
              const isMore = change === "added" || change === "widened";
              return isMore && (because ?? "").trim() === "";
            })
            .map(({ change, flow, path }): Fault => ({
              place: flow,
              ...(path && { path }),
              message: `The flow "${flow}" is ${change} in prod, and nothing says why.`,
              owner: ownerOf(segmentation.policies, flow),
            })),
  },
  {
    id: "cross-environment",
    severity: "warning",
    title: "Policies stay within one environment",
    source: "the guide's section 8.1: names are aligned across environments",
    why: "A way from dev to prod makes prod as weak as dev. Seen by the suffixes of the groups; groups without one serve all environments.",
    remedy: "Use the group of the same environment.",
    judge: crossFaults,
  },
];

function ownerOf(policies: readonly { flow?: string; owner: string }[], flow: string): string {
  return policies.find((policy) => policy.flow === flow)?.owner ?? "";
}

function crossFaults({ inForce }: Context): Fault[] {
  return inForce.flatMap((policy) => {
    const named = [...policy.sources, ...policy.destinations];
    const found = environments.filter((one) => named.some((group) => group.endsWith(`-${one}`)));
    if (found.length < 2) return [];
    return [policyFault(policy, `${policy.name} connects environments: ${listed(found)}.`)];
  });
}
