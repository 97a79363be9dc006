/** Groups that arguments name, whatever way they are written. */
import type * as pulumi from "@pulumi/pulumi";
import { Group, plainNameOf } from "../provider/objects/group";
import type { MatrixGroup } from "../segmentation/matrix/model";
import { withEnvironment, withoutEnvironment } from "../segmentation/names";
import type { Environment } from "../segmentation/names";

/**
 * A group that someone else creates: another stack, the identity provider, or this program outside
 * the component. It is referred to and never created, renamed or deleted by the component.
 */
export interface ExistingGroup {
  /** Full name, with its environment suffix if it has one: `peer-support`, `svc-dns-prod`. */
  existing: string;
  /**
   * Id of the group. Give it when this program creates the group (`support.id`), so that the
   * engine knows the order. Default: the group with that name is looked up.
   */
  id?: pulumi.Input<string>;
  /**
   * What the program calls a group that the identity provider makes, by the naming convention:
   * `peer-devops`. `IdentityGroups` sets it. Default: the group is not the identity provider's, or it
   * is called the same.
   */
  as?: string;
}

/**
 * How a program names a group: by a name without environment suffix (`peer-devops`), and the component
 * creates it for its environment (`peer-devops-prod`); as one that is made elsewhere; or as a
 * {@link Group} of this program whose name is plain text.
 */
export type GroupArg = string | ExistingGroup | Group;

export function asList<Item>(value: Item | Item[]): Item[] {
  return Array.isArray(value) ? value : [value];
}

/** A resource is a group that exists, with a known id. */
export function withoutResource(group: GroupArg): string | ExistingGroup {
  if (!(group instanceof Group)) return group;
  return { existing: plainNameOf(group) ?? "", id: group.id };
}

/** The group's name in the matrix, where names carry no environment suffix. */
export function matrixName(group: GroupArg, environment: Environment): string {
  const named = withoutResource(group);
  return typeof named === "string"
    ? named
    : withoutEnvironment(named.as ?? named.existing, environment);
}

export function namesOf(groups: GroupArg | GroupArg[], environment: Environment): string[] {
  return asList(groups).map((group) => matrixName(group, environment));
}

/** The group as the matrix declares it: an existing one without suffix is shared. */
export function matrixGroup(group: GroupArg, environment: Environment): MatrixGroup {
  const named = withoutResource(group);
  const name = matrixName(named, environment);
  if (typeof named === "string") return { name };
  if (named.as !== undefined) {
    return { name, madeBy: "identity-provider", identityGroup: named.existing };
  }
  return { name, ...(named.existing === name && { shared: true }), madeBy: "elsewhere" };
}

/** The name that a group has in NetBird. */
export function fullNameOf(group: GroupArg, environment: Environment): string {
  const named = withoutResource(group);
  return typeof named === "string" ? withEnvironment(named, environment) : named.existing;
}

/** The groups that the component does not create. */
export function existingGroups(groups: readonly GroupArg[]): ExistingGroup[] {
  return groups
    .map(withoutResource)
    .filter((group): group is ExistingGroup => typeof group !== "string");
}

/** Groups whose names are outputs: nobody could read the preview of a policy on them. */
export function groupProblems(groups: readonly GroupArg[]): string[] {
  const isUnnamed = groups.some(
    (group) => group instanceof Group && plainNameOf(group) === undefined,
  );
  if (!isUnnamed) return [];
  return [
    'The name of a group is known only later. Give the group as { existing: "<its name>", id: group.id }.',
  ];
}
