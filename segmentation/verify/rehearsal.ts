/** Emergency flows that nobody has seen to work. */
import type { PlannedPolicy } from "../segmentation";
import type { Context } from "./context";
import { flowName, onePerFlow, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

/** Days after which a rehearsal says nothing any more: peers, groups and routes have changed since. */
const lifetimeDays = 180;

const millisecondsPerDay = 86_400_000;

export const rehearsalRules: readonly Rule[] = [
  {
    id: "emergency-unrehearsed",
    severity: "warning",
    title: `Emergency flows were seen to work in the last ${lifetimeDays} days`,
    source: "the guide's section 8.2: test the rollback once before you go live",
    why: "An emergency flow that does not work is found out in the emergency. What an account holds says nothing about rehearsals, so only planned flows are judged.",
    remedy:
      "Rehearse it: enable it for minutes, see that it opens what is blocked otherwise, disable it, and record the date in `rehearsed`. The component EmergencyAccess does all of this.",
    judge: unrehearsed,
  },
];

function unrehearsed({ segmentation, now }: Context): Fault[] {
  if (segmentation.application === undefined) return [];
  const emergency = segmentation.policies.filter(({ need }) => need === "emergency");
  return onePerFlow(emergency).flatMap((policy) => {
    const message = unrehearsedMessage(policy, now);
    return message === undefined ? [] : [policyFault(policy, message)];
  });
}

function unrehearsedMessage(policy: PlannedPolicy, now: Date): string | undefined {
  const name = flowName(policy);
  const { rehearsed } = policy;
  if (rehearsed === undefined) return `The emergency flow "${name}" was never rehearsed.`;
  const days = Math.floor((now.getTime() - Date.parse(rehearsed)) / millisecondsPerDay);
  if (days < lifetimeDays) return undefined;
  return `The emergency flow "${name}" was last rehearsed on ${rehearsed}, ${days} days ago.`;
}
