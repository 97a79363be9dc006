/** Which groups are of users, that is of people's devices. */
import type { Segmentation } from "./segmentation";

/** Says of a group whether it is of users: by name, from the identity provider, or by a scope. */
export function userGroupsOf({
  groups,
  scopes,
}: Pick<Segmentation, "groups" | "scopes">): (group: string) => boolean {
  const told = new Set([
    ...scopes.flatMap(({ users }) => users),
    ...groups.filter(({ madeBy }) => madeBy === "identity-provider").map(({ name }) => name),
  ]);
  return (group) => group.startsWith("peer-") || told.has(group);
}
