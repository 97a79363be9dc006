/** What look-ups of many objects mean by a group. */

/** A group of what is looked up. */
interface NamedGroup {
  id: string;
  name?: string;
}

/**
 * Whether one of some groups is the one that a filter asks for.
 * @param group name or id; undefined asks for none in particular
 */
export function isInGroup(groups: readonly NamedGroup[], group: string | undefined): boolean {
  return group === undefined || groups.some(({ id, name }) => id === group || name === group);
}
