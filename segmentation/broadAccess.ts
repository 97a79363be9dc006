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

/** Why a policy that was found in an account may be broad: nobody knows. */
export const foundReason = "found at adoption, nobody has said why yet";

/**
 * Whether a reason says no more than that the policy was there already. Such a reason stays in the
 * program: it would tell nobody anything in the account, and adoption must change nothing there.
 */
export function isFoundReason(reason: string): boolean {
  return reason.startsWith("found at adoption");
}

const marker = "Broad access: ";

/** How a description tells the reason, at its end. */
export function broadAccessText(reason: string): string {
  return `${marker}${reason}`;
}

/** The reason that a description tells; undefined when it tells none. */
export function broadReasonIn(description: string): string | undefined {
  const at = description.indexOf(marker);
  const reason = at < 0 ? "" : description.slice(at + marker.length);
  return reason === "" ? undefined : reason;
}

/** What a policy says that is broad for nothing else than being temporary. */
export function temporaryReason(until: string): string {
  return `temporary, until ${until}`;
}

function isBroad({ bidirectional, protocol, ports, portRanges }: PlannedPolicy): boolean {
  return bidirectional || isAnyPort(service(protocol, ports, portRanges));
}
