/** Transitive exposure: what an intruder on one group's members could get to, hop by hop. */
import type { EffectiveAccess } from "./effective";
import type { Reach } from "./effective";
import { allGroup } from "./overlap";

/** A group that can be reached, directly or through others. */
export interface Exposure {
  group: string;
  /** Connections in a row that it takes; 1 is direct access. */
  hops: number;
  /** One of the shortest ways there. */
  path: Reach[];
}

/**
 * Everything that members of a group can get to when every member on the way is taken over too,
 * nearest first. An upper bound: that a port is open does not mean that what listens can be taken.
 * Routed addresses are reached, and lead nowhere: they cannot initiate.
 * @param maxHops how far to follow; default: to the end
 */
export function exposureOf(access: EffectiveAccess, group: string, maxHops = Infinity): Exposure[] {
  const found = new Map<string, Exposure>();
  let edge: Exposure[] = [{ group, hops: 0, path: [] }];
  while (edge.length > 0 && edge[0]!.hops < maxHops) {
    edge = edge.flatMap((from) =>
      access.reachableFrom(from.group).flatMap((reach) =>
        membersOf(access, reach.destination).flatMap((destination) => {
          if (destination === group || found.has(destination)) return [];
          const path = [...from.path, { ...reach, destination }];
          const exposure = { group: destination, hops: from.hops + 1, path };
          found.set(destination, exposure);
          return access.overlap.isRouted(destination) ? [] : [exposure];
        }),
      ),
    );
  }
  return [...found.values()];
}

/** Whoever reaches All reaches every group of peers. */
function membersOf(access: EffectiveAccess, group: string): string[] {
  return group === allGroup ? access.overlap.of(group).map((kin) => kin.group) : [group];
}
