/** Flows that are meant to end. */
import type { PlannedPolicy } from "../segmentation";
import type { Context } from "./context";
import { flowName, onePerFlow, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

const emergencySource = "the guide's section 8.2: the emergency policy is kept disabled";
const temporarySource = "the guide's section 7.2: temporary broad policies";

export const timeRules: readonly Rule[] = [
  {
    id: "temporary-without-end",
    severity: "error",
    title: "A temporary flow has an end",
    source: temporarySource,
    why: "Broad access that was meant for three days and has no date stays for years.",
    remedy: "Give it an end in `until`; the guide takes 48 to 72 hours.",
    judge: faultsOf(
      ({ need, until }) => need === "temporary" && until === undefined,
      (name) => `The temporary flow "${name}" has no end.`,
    ),
  },
  {
    id: "flow-expired",
    severity: "error",
    title: "No flow is in force after its end",
    source: temporarySource,
    why: "Its reason is over. NetBird does not end policies by itself.",
    remedy: "Replace it with a flow on the ports that were seen in use, or remove it.",
    judge: faultsOf(
      ({ need, until }, now) => need !== "emergency" && isOver(until, now),
      (name, until) => `The flow "${name}" ended at ${until} and is still in force.`,
    ),
  },
  {
    id: "end-unreadable",
    severity: "error",
    title: "Ends of flows are dates",
    source: temporarySource,
    why: "An end that cannot be read never comes.",
    remedy: "Write it as ISO 8601: 2026-12-01T18:00:00Z.",
    judge: faultsOf(
      ({ until }) => until !== undefined && Number.isNaN(Date.parse(until)),
      (name, until) => `The end of the flow "${name}", ${JSON.stringify(until)}, is not a date.`,
    ),
  },
  {
    id: "emergency-enabled",
    severity: "alarm",
    title: "No emergency flow is in force",
    source: emergencySource,
    why: "It is broad access for as long as an incident lasts: everybody must see it, and nobody must be kept from using it. After its end it is an error.",
    remedy: "Replace it with a precise fix, and disable it again.",
    judge: faultsOf(
      ({ need, until }, now) => need === "emergency" && until !== undefined && !isOver(until, now),
      (name, until) => `The emergency flow "${name}" is in force until ${until}.`,
    ),
  },
  {
    id: "emergency-without-end",
    severity: "error",
    title: "An emergency flow in force has an end",
    source: emergencySource,
    why: "An incident ends; access that has no end is not for an incident.",
    remedy: "Give it an end in `until`, or disable it.",
    judge: faultsOf(
      ({ need, until }) => need === "emergency" && until === undefined,
      (name) => `The emergency flow "${name}" is in force and has no end.`,
    ),
  },
  {
    id: "emergency-expired",
    severity: "error",
    title: "No emergency flow is in force after its end",
    source: emergencySource,
    why: "The incident is over, or its end must be moved on purpose.",
    remedy: "Disable it; if the incident goes on, move its end in `until`.",
    judge: faultsOf(
      ({ need, until }, now) => need === "emergency" && isOver(until, now),
      (name, until) => `The emergency flow "${name}" ended at ${until} and is still in force.`,
    ),
  },
];

function faultsOf(
  isFaulty: (policy: PlannedPolicy, now: Date) => boolean,
  message: (name: string, until: string) => string,
): (context: Context) => Fault[] {
  return ({ inForce, now }) =>
    onePerFlow(inForce.filter((policy) => isFaulty(policy, now))).map((policy) =>
      policyFault(policy, message(flowName(policy), policy.until ?? "")),
    );
}

function isOver(until: string | undefined, now: Date): boolean {
  return until !== undefined && now.getTime() > Date.parse(until);
}
