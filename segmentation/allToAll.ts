/** Policies between group All and itself, such as the Default policy of every new account. */
import { allGroup } from "./overlap";
import { isMeantToEnd } from "./meantToEnd";
import type { PlannedPolicy } from "./segmentation";

/**
 * Whether a policy lets every peer reach every other, and is meant to stay (the guide's section
 * 4.1). It counts whether or not it is enabled, and whatever its ports are.
 */
export function isAllToAll(policy: PlannedPolicy): boolean {
  const { action, sources, destinations } = policy;
  const hasAll = sources.includes(allGroup) && destinations.includes(allGroup);
  return action === "accept" && hasAll && !isMeantToEnd(policy);
}
