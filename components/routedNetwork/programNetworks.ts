/** The routed networks of this run of the program, to tell when two of them overlap. */
import { perRun } from "../../provider/lifecycle/run";
import type { RoutedAddresses } from "./arguments";

interface ProgramNetwork extends RoutedAddresses {
  /** Whether it overlaps on purpose. */
  mayOverlap: boolean;
  /** Which NetBird account it is in; undefined for the stack's. */
  account: unknown;
}

/** The networks that this run has made before, by name. */
const networksOfRun = perRun(() => new Map<string, ProgramNetwork>());

/** Records a network, and answers with the others of its account that it must not overlap. */
export function joinProgram(network: ProgramNetwork): RoutedAddresses[] {
  const networks = networksOfRun();
  const others = [...networks.values()].filter(
    (other) =>
      other.network !== network.network &&
      other.account === network.account &&
      !other.mayOverlap &&
      !network.mayOverlap,
  );
  networks.set(network.network, network);
  return others;
}

/** Names of all networks of this run so far. */
export function programNames(): Set<string> {
  return new Set(networksOfRun().keys());
}
