import * as netbird from "pulumi-netbird";

/** Groups that exist once for all environments. */
export interface SharedGroups {
  /** Laptops of the support team. */
  support: netbird.ExistingGroup;
  /** The monitoring servers. */
  monitoring: netbird.ExistingGroup;
}

/**
 * The shared groups: created by the one stack that owns them, referred to by name in the others,
 * because dev, stage and prod share a NetBird account.
 */
export function sharedGroups(create: boolean): SharedGroups {
  return { support: shared("peer-support"), monitoring: shared("svc-monitoring") };

  function shared(name: string): netbird.ExistingGroup {
    return create
      ? { existing: name, id: new netbird.Group(name, { name }).id }
      : { existing: name };
  }
}
