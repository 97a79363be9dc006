/** Policies that are meant to end. */
import type { Need } from "./matrix/model";

/** Whether a policy is meant to end: temporary with an end, or an emergency flow. */
export function isMeantToEnd({ need, until }: { need: Need; until?: string }): boolean {
  return need === "emergency" || (need === "temporary" && until !== undefined);
}
