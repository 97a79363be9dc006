/** What the resources of this program route, before the account knows of it. */
import { perRun } from "../lifecycle/run";

/** Addresses that are routed together. */
export interface Routed {
  /** Name of the network, or identifier of the route. */
  network: string;
  /** Whether it is a {@link Route}, the older kind. */
  isRoute: boolean;
  /** What is routed; the name of a route's is its identifier. */
  addresses: { name: string; address: string }[];
}

/** Addresses that a resource of this program routes. */
interface PlannedRouted extends Routed {
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
