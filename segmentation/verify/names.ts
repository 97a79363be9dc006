/** Names by Appendix A. */
import { groupNameProblem, policyName } from "../names";
import { allGroup } from "../overlap";
import type { PlannedPolicy } from "../segmentation";
import { serviceOf } from "./context";
import { groupFault, policyFault } from "./finding";
import type { Rule } from "./finding";

export const nameRules: readonly Rule[] = [
  {
    id: "group-name",
    severity: "warning",
    title: "Groups are named by the convention",
    source: "the guide's section 3.2 and Appendix A",
    why: "Rules and people tell users, services and networks apart by name. Groups that the identity provider makes keep their names, and All is NetBird's.",
    remedy:
      "Rename the group: peer-<team>-<env>, svc-<app>-<tier>-<env> or net-<location>-<purpose>.",
    judge: ({ segmentation }) =>
      segmentation.groups.flatMap((group) => {
        const isOthers = group.madeBy === "identity-provider" || group.name === allGroup;
        const problem =
          isOthers || group.name.includes(":") ? undefined : groupNameProblem(group.name);
        return problem === undefined ? [] : [groupFault(group, group.name, "", problem)];
      }),
  },
  {
    id: "policy-name",
    severity: "warning",
    title: "Policies are named for what they do",
    source: "the guide's section 8.3 and Appendix A",
    why: "`<source> → <destination> [<protocol>/<ports>]` lets a list of policies be read as the matrix that it is. Policies that name a single peer or resource are left out.",
    remedy: "Rename the policy.",
    judge: ({ segmentation }) =>
      segmentation.policies
        .filter((policy) => !namesResource(policy))
        .flatMap((policy) => {
          const name = policyName(policy.sources, policy.destinations, serviceOf(policy));
          if (name === policy.name) return [];
          const message = `"${policy.name}" does not say what it allows.`;
          return [policyFault(policy, message, `Rename it to "${name}".`)];
        }),
  },
];

function namesResource({ sources, destinations }: PlannedPolicy): boolean {
  return [...sources, ...destinations].some((name) => name.includes(":"));
}
