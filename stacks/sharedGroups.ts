import * as netbird from "pulumi-netbird";
import type { ExistingGroup } from "pulumi-netbird";

/** Groups that exist once for all environments, so that their names have no suffix. */
export interface SharedGroups {
  /** Laptops of the support team. */
  support: ExistingGroup;
  /** The monitoring servers. */
  monitoring: ExistingGroup;
  /** The data centre's two routing peers, one in each rack. */
  routers: { rack1: ExistingGroup; rack2: ExistingGroup };
}

/**
 * The shared groups, which the account stack owns.
 * @param provided the group of that name, where the identity provider has it
 */
export function sharedGroups(provided: (name: string) => ExistingGroup | undefined): SharedGroups {
  return {
    support: provided("peer-support") ?? made("peer-support"),
    monitoring: made("svc-monitoring"),
    routers: { rack1: made("svc-dc1-router-rack1"), rack2: made("svc-dc1-router-rack2") },
  };
}

function made(name: string): ExistingGroup {
  return { existing: name, id: new netbird.Group(name, { name }).id };
}
