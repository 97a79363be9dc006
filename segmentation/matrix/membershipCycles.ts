/** Groups that are contained in themselves, through others. */
import type { MatrixGroup } from "./model";
import type { Problem } from "./problem";
import { listed } from "./problem";

/** One problem per circle of `memberOf`. Iterative, because chains may be long. */
export function membershipCycles(groups: readonly MatrixGroup[]): Problem[] {
  const parents = new Map(groups.flatMap(({ name, memberOf = [] }) => [[name, memberOf] as const]));
  const indexes = new Map(groups.flatMap(({ name }, index) => [[name, index] as const]));
  const done = new Set<string>();
  return [...parents.keys()].flatMap((start) =>
    circlesFrom(start, parents, done).map((circle) => ({
      path: ["groups", indexes.get(circle[0]!)!, "memberOf"],
      message: `${listed([...circle, circle[0]!].map((name) => `"${name}"`))}: each is a member of the next, and so of itself. Remove one of these memberOf.`,
    })),
  );
}

/** Depth first, each group once. */
function circlesFrom(
  start: string,
  parents: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[][] {
  const circles: string[][] = [];
  const way: string[] = [];
  const placeOnWay = new Map<string, number>();
  const todo: { name: string; leave: boolean }[] = [{ name: start, leave: false }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { name, leave } = next;
    if (leave) {
      way.pop();
      placeOnWay.delete(name);
      done.add(name);
    } else if (placeOnWay.has(name)) {
      circles.push(way.slice(placeOnWay.get(name)));
    } else if (!done.has(name)) {
      placeOnWay.set(name, way.length);
      way.push(name);
      todo.push({ name, leave: true });
      for (const parent of parents.get(name) ?? []) todo.push({ name: parent, leave: false });
    }
  }
  return circles;
}
