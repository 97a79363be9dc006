/** Groups that arguments name, whatever way they are written. */
import { Group, plainNameOf } from "../provider/objects/group";
import { matrixName } from "./appGroup";
import type { AppGroup, ExistingGroup } from "./appGroup";
import { withEnvironment } from "../segmentation/names";
import type { Environment } from "../segmentation/names";
import type { RoutedGroup } from "./routedNetwork/arguments";

export function asList<Item>(value: Item | Item[]): Item[] {
  return Array.isArray(value) ? value : [value];
}

/** The group as all components know it: a resource is one that exists, with a known id. */
export function asAppGroup(group: RoutedGroup): AppGroup {
  if (!(group instanceof Group)) return group;
  return { existing: plainNameOf(group) ?? "", id: group.id };
}

export function namesOf(groups: RoutedGroup | RoutedGroup[], environment: Environment): string[] {
  return asList(groups).map((group) => matrixName(asAppGroup(group), environment));
}

/** The name that a group has in NetBird. */
export function fullNameOf(group: RoutedGroup, environment: Environment): string {
  const named = asAppGroup(group);
  return typeof named === "string" ? withEnvironment(named, environment) : named.existing;
}

export function existingGroups(groups: readonly RoutedGroup[]): ExistingGroup[] {
  return groups
    .map(asAppGroup)
    .filter((group): group is ExistingGroup => typeof group !== "string");
}

/** Groups whose names are outputs: nobody could read the preview of a policy on them. */
export function groupProblems(groups: readonly RoutedGroup[]): string[] {
  return groups
    .filter((group) => group instanceof Group && plainNameOf(group) === undefined)
    .map(
      () =>
        'The name of a group is known only later. Give the group as { existing: "<its name>", id: group.id }.',
    );
}
