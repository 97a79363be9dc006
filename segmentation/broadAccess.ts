/** Why a policy may be broad. */
import { isAnyPort, service } from "./ports";
import type { PlannedPolicy } from "./segmentation";

/**
 * The reason for being broader than exact ports in one direction: what somebody wrote, or that the
 * flow is meant to end (the guide's sections 7.2 and 8.2). Undefined when there is none, or when
 * the policy is not broad and nothing was written.
 */
export function broadAccessReasonOf(policy: PlannedPolicy): string | undefined {
  const { broadAccessReason, need, until } = policy;
  if (broadAccessReason !== undefined || !isBroad(policy)) return broadAccessReason;
  if (need === "emergency") return "emergency flow, kept disabled";
  return need === "temporary" && until !== undefined ? temporaryReason(until) : undefined;
}

/** What a policy says that is broad for nothing else than being temporary. */
export function temporaryReason(until: string): string {
  return `temporary, until ${until}`;
}

function isBroad({ bidirectional, protocol, ports, portRanges }: PlannedPolicy): boolean {
  return bidirectional || isAnyPort(service(protocol, ports, portRanges));
}
