/** Policies that say again what others say. Only policies between the same groups are compared. */
import { isAllToAll } from "../allToAll";
import { formatService, mergeRanges } from "../ports";
import type { PortRange } from "../ports";
import type { PlannedPolicy } from "../segmentation";
import { serviceOf } from "./context";
import type { Context } from "./context";
import { policyFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { covering, overlapping } from "./twins";

export const redundancyRules: readonly Rule[] = [
  {
    id: "policy-redundant",
    severity: "warning",
    title: "No policy gives only what another gives already",
    source: "the guide's section 8.3: periodically review redundant policies",
    why: "When it is removed nothing closes, and whoever narrows one of them is misled. The other policy must last at least as long and ask for the same posture checks; groups that hold the sources and destinations count.",
    remedy: "Remove one of them.",
    judge: (context) =>
      covering(context)
        .filter(({ fewerChecks }) => !fewerChecks)
        .map(({ policy, by }) =>
          policyFault(
            policy,
            `${policy.name} gives nothing that ${by.name} does not give already.`,
            isAllToAll(by)
              ? `Keep it, and remove ${by.name} once everything that is needed has a policy of its own.`
              : undefined,
          ),
        ),
  },
  {
    id: "policies-overlap",
    severity: "warning",
    title: "No two policies open the same port between the same groups",
    source: "the guide's section 8.3: periodically review redundant policies",
    why: "Closing a port in one of them closes nothing. Temporary and emergency flows may lie over others, which is how the guide's section 7.2 uses them.",
    remedy: "Let one of them open the port.",
    judge: overlapFaults,
  },
  {
    id: "ports-overlap",
    severity: "warning",
    title: "Port ranges of a policy do not overlap",
    source: "the guide's section 4.3: exact ports",
    why: "A port that is listed in two ranges stays open when it is taken out of one.",
    remedy: "Merge the ranges.",
    judge: ({ segmentation }) =>
      segmentation.policies
        .filter(({ portRanges }) => hasOverlap(portRanges))
        .map((policy) => {
          const merged = mergeRanges(policy.portRanges).map(({ start, end }) => `${start}-${end}`);
          return policyFault(
            policy,
            `Port ranges of ${policy.name} overlap.`,
            `Merge them into ${merged.join(", ")}.`,
          );
        }),
  },
  {
    id: "posture-bypassed",
    severity: "warning",
    title: "What one policy gives under posture checks, no other gives without",
    source: "the guide's section 4.2: posture checks per policy",
    why: "Policies add up: a device that fails the checks of one uses the other. Temporary and emergency flows are left out.",
    remedy: "Give both the same posture checks, or remove the one without.",
    judge: (context) => [...coveredFaults(context), ...overlappingFaults(context)],
  },
];

function coveredFaults(context: Context): Fault[] {
  return covering(context)
    .filter(({ fewerChecks }) => fewerChecks)
    .map(({ policy, by }) => bypassed(policy, by));
}

function overlappingFaults(context: Context): Fault[] {
  return overlapping(context)
    .filter(({ checks }) => checks !== "same")
    .map(({ one, other, checks }) =>
      checks === "fewer" ? bypassed(other, one) : bypassed(one, other),
    );
}

function bypassed(policy: PlannedPolicy, by: PlannedPolicy): Fault {
  const missing = policy.postureChecks.filter((check) => !by.postureChecks.includes(check));
  return policyFault(
    policy,
    `${policy.name} asks for ${missing.join(", ")}, but ${by.name} gives the same access without.`,
  );
}

function overlapFaults(context: Context): Fault[] {
  return overlapping(context)
    .filter(({ checks }) => checks === "same")
    .map(({ one, other, source, destination }) => {
      const ports = [one, other].map((policy) => formatService(serviceOf(policy)));
      const message = `${one.name} and ${other.name} overlap: from ${source} to ${destination} they open ${ports.join(" and ")}.`;
      return policyFault(one, message);
    });
}

function hasOverlap(ranges: readonly PortRange[]): boolean {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  return sorted.some((range, index) => index > 0 && range.start <= sorted[index - 1]!.end);
}
