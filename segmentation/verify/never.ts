/** What must stay blocked. */
import { formatAccess } from "../access";
import type { Grant } from "../effective";
import type { Context } from "./context";
import { flowName, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { reasonsOf } from "./kinship";
import { describeNever } from "./neverReport";
import type { Violation } from "./violations";

export const neverRules: readonly Rule[] = [
  {
    id: "never-violated",
    severity: "error",
    title: "What must be blocked is blocked",
    source: "the guide's section 2, phase 3: flows that must be blocked",
    why: "Access counts whatever gives it: a policy on the groups themselves, on a group that holds or shares their members, on group All, on a network resource whose range contains the address, or the way back of a two-way policy. Nothing is exempt, except an emergency flow that the rule itself names in `exceptEmergency`.",
    remedy: "Remove the flow, or have the owner of the rule change it.",
    judge: (context) => context.violations.map((violation) => violationFault(context, violation)),
  },
  {
    id: "never-idle",
    severity: "info",
    title: "A `never` rule guards something",
    source: "the guide's section 2, phase 3: flows that must be blocked",
    why: "A pattern that means no group forbids nothing: a misspelt name looks like protection. It may also be there for groups that are still to come, so it is only listed.",
    remedy: "Check the spelling of the pattern; leave it if it is meant for later.",
    judge: idleFaults,
  },
];

function violationFault(context: Context, { rule, grant, ...concerned }: Violation): Fault {
  const { policy, reverse } = grant;
  const way = reverse ? " (the way back of a two-way flow)" : "";
  const reasons = reasonsOf(context, grant, concerned);
  return {
    ...policyFault(
      policy,
      `The flow ${formatGrant(grant)}${way} is forbidden by "${describeNever(rule)}"${reasons}: ${rule.because} (owner of the rule: ${rule.owner}).`,
      `Remove the flow "${flowName(policy)}", or have ${rule.owner} change the rule.`,
    ),
    owner: rule.owner,
  };
}

function idleFaults({ segmentation, patterns }: Context): Fault[] {
  return segmentation.never.flatMap((rule) =>
    [rule.from, rule.to]
      .filter((pattern) => patterns.matching(pattern).size === 0)
      .map((pattern) => ({
        place: describeNever(rule),
        ...(rule.path && { path: rule.path }),
        message: `"${describeNever(rule)}" forbids nothing here: no group is named like "${pattern}".`,
        owner: rule.owner,
      })),
  );
}

/** `peer-support → svc-orders-db-prod [TCP/5432]`, by the names in the policy. */
export function formatGrant({ source, destination, services }: Grant): string {
  return formatAccess({ source, destination, services });
}
