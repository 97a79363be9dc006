import * as pulumi from "@pulumi/pulumi";
import { Group } from "../provider/group";
import type { GroupReference } from "../provider/group";
import { Policy } from "../provider/policy";
import type { PostureCheckReference } from "../provider/postureCheck";
import { broadAccessReasonOf } from "../segmentation/broadAccess";
import type { PlannedGroup, PlannedPolicy, Segmentation } from "../segmentation/segmentation";
import type { ExistingGroup } from "./appGroup";

/** The NetBird objects of a segmentation, by the names that the plan gives them. */
export interface SegmentationResources {
  /** Groups that were created here, by full name. */
  groups: Record<string, Group>;
  /** Policies by their key in the plan. */
  policies: Record<string, Policy>;
}

/**
 * Creates the groups and policies of a compiled segmentation as children of a component. Every
 * component goes through here, so that whatever reads a matrix knows what a component builds.
 * @param name the component's name, with which the children's names start
 * @param existing groups that are made elsewhere
 * @param checks posture checks that this program makes, by full name; others are looked up
 */
export function createSegmentation(
  name: string,
  segmentation: Segmentation,
  existing: readonly ExistingGroup[],
  parent: pulumi.ComponentResource,
  checks: Readonly<Record<string, PostureCheckReference>> = {},
): SegmentationResources {
  const references: Record<string, GroupReference> = Object.fromEntries(
    existing.map((group) => [group.existing, { name: group.existing, id: group.id }]),
  );
  const groups: Record<string, Group> = {};
  for (const planned of segmentation.groups) {
    if (planned.name in references) continue;
    const child = childName(name, segmentation.application ?? name, planned);
    const group = new Group(child, { name: planned.name }, { parent });
    groups[planned.name] = group;
    // The name is plain here, so a preview shows it although the group has no id yet.
    references[planned.name] = { name: planned.name, id: group.id };
  }
  const policies = segmentation.policies.map((planned): [string, Policy] => [
    planned.key,
    new Policy(`${name}-${planned.key}`, policyArgs(planned, references, checks), { parent }),
  ]);
  return { groups, policies: Object.fromEntries(policies) };
}

/** `orders-web` for svc-orders-web, `orders-peer-devops` for peer-devops. */
function childName(name: string, application: string, group: PlannedGroup): string {
  return `${name}-${group.baseName.replace(`svc-${application}-`, "")}`;
}

/** Ids of resources by the same keys. */
export function idsOf(
  resources: Record<string, pulumi.CustomResource>,
): pulumi.Output<Record<string, string>> {
  const ids = Object.entries(resources).map(([key, { id }]): [string, pulumi.Output<string>] => [
    key,
    id,
  ]);
  return pulumi.output(Object.fromEntries(ids));
}

function policyArgs(
  planned: PlannedPolicy,
  references: Readonly<Record<string, GroupReference>>,
  checks: Readonly<Record<string, PostureCheckReference>>,
) {
  const referTo = (names: string[]) => names.map((group) => references[group] ?? group);
  return {
    name: planned.name,
    description: planned.description,
    enabled: planned.enabled,
    action: planned.action,
    bidirectional: planned.bidirectional,
    protocol: planned.protocol,
    ...(planned.portRanges.length > 0
      ? { portRanges: planned.portRanges }
      : { ports: planned.ports }),
    sources: referTo(planned.sources),
    destinations: referTo(planned.destinations),
    ...(planned.postureChecks.length > 0 && {
      sourcePostureChecks: planned.postureChecks.map((check) => checks[check] ?? check),
    }),
    broadAccessReason: broadAccessReasonOf(planned),
  };
}
