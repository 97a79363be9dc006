/** How long temporary broad access may last. */
import { temporaryReason } from "../broadAccess";
import { isAnyPort } from "../ports";
import type { PlannedPolicy } from "../segmentation";
import { serviceOf } from "./context";
import type { Context } from "./context";
import { flowName, onePerFlow, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

const hour = 3_600_000;

/** What the guide takes, in hours: normal use on more than one day, and no longer. */
const [shortest, longest] = [48, 72];

export const windowRules: readonly Rule[] = [
  {
    id: "window-length",
    severity: "error",
    title: "A temporary broad flow lasts 48 to 72 hours",
    source: "the guide's section 7.2: temporary broad policies",
    why: "A shorter window misses what happens once a day, a longer one is broad access by another name. Judged where the flow has a start (`since`) and is open on every port; a `broadAccessReason` is enough to be longer or shorter.",
    remedy: "Move `until` to 48 to 72 hours after `since`, or say why not in `broadAccessReason`.",
    judge: lengthFaults,
  },
];

function lengthFaults({ inForce }: Context): Fault[] {
  return onePerFlow(inForce.filter(isBroadWindow)).flatMap((policy) => {
    const hours = hoursOf(policy);
    if (hours === undefined || (hours >= shortest && hours <= longest)) return [];
    const { since, until } = policy;
    const message = `The temporary flow "${flowName(policy)}" is open for ${hours} hours, from ${since} until ${until}, not for ${shortest} to ${longest}.`;
    return [policyFault(policy, message)];
  });
}

function isBroadWindow(policy: PlannedPolicy): boolean {
  return policy.need === "temporary" && isAnyPort(serviceOf(policy)) && !hasReason(policy);
}

/** A reason that somebody wrote: that a flow is temporary is what a policy says without one. */
function hasReason({ broadAccessReason, until }: PlannedPolicy): boolean {
  return broadAccessReason !== undefined && broadAccessReason !== temporaryReason(until ?? "");
}

/** Whole hours, rounded; undefined where the start is not said, or a time is unreadable. */
function hoursOf({ since, until }: PlannedPolicy): number | undefined {
  const hours = (Date.parse(until ?? "") - Date.parse(since ?? "")) / hour;
  return Number.isNaN(hours) ? undefined : Math.round(hours * 10) / 10;
}
