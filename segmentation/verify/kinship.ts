/** Why access of one group is access of another, in words. */
import { allGroup } from "../overlap";
import { Prefixes } from "../prefixes";
import type { Context } from "./context";

/**
 * Why a grant on one group concerns another; undefined when they are the same.
 * @param group the group that a policy names
 * @param other the group that is concerned
 */
function kinshipOf(context: Context, group: string, other: string): string | undefined {
  if (group === other) return undefined;
  if (group === allGroup) return `through group All, which holds ${other} as well`;
  const nested = nestedAddresses(context, group, other);
  if (nested !== undefined) return nested;
  if (context.supersets(other).has(group)) return `because ${other} is within ${group}`;
  if (context.supersets(group).has(other)) return `because ${group} is within ${other}`;
  return `because ${group} and ${other} have members in common`;
}

/** `because 10.10.0.0/16 contains 10.10.1.5` */
function nestedAddresses(context: Context, group: string, other: string): string | undefined {
  const [a = [], b = []] = [group, other].map((name) => context.groups.get(name)?.addresses);
  const [wide, narrow] = containedIn(a, b) ?? containedIn(b, a) ?? [];
  if (wide === undefined) return undefined;
  if (wide === narrow) return `because ${wide} is in both ${group} and ${other}`;
  return `because ${wide} contains ${narrow}`;
}

function containedIn(
  outer: readonly string[],
  inner: readonly string[],
): [wide: string, narrow: string] | undefined {
  const prefixes = new Prefixes<string>();
  for (const address of inner) prefixes.add(address, address);
  for (const wide of outer) {
    const narrow = prefixes.inside(wide)[0];
    if (narrow !== undefined) return [wide, narrow];
  }
  return undefined;
}

/** The reasons at both ends of a grant, to follow a statement: `, through group All`; or nothing. */
export function reasonsOf(
  context: Context,
  named: { source: string; destination: string },
  concerned: { source: string; destination: string },
): string {
  const reasons = [
    kinshipOf(context, named.source, concerned.source),
    kinshipOf(context, named.destination, concerned.destination),
  ].filter((reason) => reason !== undefined);
  return reasons.length === 0 ? "" : `, ${reasons.join(" and ")}`;
}
