import type * as pulumi from "@pulumi/pulumi";
import { withoutEnvironment } from "../segmentation/names";
import type { Environment } from "../segmentation/names";
import type { MatrixGroup } from "../segmentation/matrix/model";

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
 * A group of an application: a name without environment suffix (`peer-devops`), which the
 * component creates for its environment (`peer-devops-prod`), or one that exists already.
 */
export type AppGroup = string | ExistingGroup;

/** Whether somebody else creates the group. */
export function isExisting(group: AppGroup): group is ExistingGroup {
  return typeof group !== "string";
}

/** The group's name in the matrix, where names carry no environment suffix. */
export function matrixName(group: AppGroup, environment: Environment): string {
  return typeof group === "string"
    ? group
    : withoutEnvironment(group.as ?? group.existing, environment);
}

/** The group as the matrix declares it: an existing one without suffix is shared. */
export function matrixGroup(group: AppGroup, environment: Environment): MatrixGroup {
  const name = matrixName(group, environment);
  if (typeof group === "string") return { name };
  if (group.as !== undefined) {
    return { name, madeBy: "identity-provider", identityGroup: group.existing };
  }
  return { name, ...(group.existing === name && { shared: true }), madeBy: "elsewhere" };
}
