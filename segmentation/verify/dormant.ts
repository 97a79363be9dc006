/** Policies that are disabled: no access, but one click away from it. */
import { EffectiveAccess } from "../effective";
import type { PlannedPolicy } from "../segmentation";
import type { Context } from "./context";
import { flowName, onePerFlow, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { describeNever } from "./neverReport";
import { violationsOf } from "./violations";

export const dormantRules: readonly Rule[] = [
  {
    id: "dormant",
    severity: "info",
    title: "Disabled policies are listed",
    source: "the guide's section 8.2: the emergency policy is kept disabled",
    why: "They give no access, so no rule about access judges them; the list says which of them would break a `never` if somebody enabled them.",
    remedy: "Keep it if it is for emergencies, else remove it.",
    judge: dormantFaults,
  },
];

function dormantFaults(context: Context): Fault[] {
  const disabled = context.segmentation.policies.filter(({ enabled }) => !enabled);
  if (disabled.length === 0) return [];
  const breaks = new Map<string, string>();
  const woken = disabled.map((policy): PlannedPolicy => ({ ...policy, enabled: true }));
  const access = new EffectiveAccess({ ...context.segmentation, policies: woken });
  for (const { rule, grant } of violationsOf(access, context.patterns)) {
    breaks.set(flowName(grant.policy), describeNever(rule));
  }
  return onePerFlow(disabled).map((policy) => {
    const name = flowName(policy);
    const rule = breaks.get(name);
    const warning = rule === undefined ? "" : `; enabled, it would break "${rule}"`;
    return policyFault(policy, `"${name}" is disabled and gives no access${warning}.`);
  });
}
