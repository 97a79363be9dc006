/** What the resources of this program route, before the account knows of it. */
import type { Routed } from "./routedAddresses";
import { perRun } from "./run";

/** Addresses that a resource of this program routes. */
export interface PlannedRouted extends Routed {
  /** Which NetBird account it is in; undefined for the stack's. */
  account: unknown;
}

const planned = perRun((): PlannedRouted[] => []);

/** Everything that resources of this run route so far, where the program wrote it as plain text. */
export const plannedAddresses: () => readonly PlannedRouted[] = planned;

/** Tells what a resource of this program is about to route. */
export function planAddresses(routed: PlannedRouted): void {
  planned().push(routed);
}
