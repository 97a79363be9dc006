import * as pulumi from "@pulumi/pulumi";
import { Group } from "../provider/objects/group";
import type { GroupReference } from "../provider/objects/group";
import { Policy } from "../provider/objects/policy";
import { PostureCheck } from "../provider/objects/postureCheck";
import type { PostureCheckReference } from "../provider/objects/postureCheck";
import { broadAccessReasonOf } from "../segmentation/broadAccess";
import type {
  PlannedGroup,
  PlannedPolicy,
  PlannedPostureCheck,
  Segmentation,
} from "../segmentation/segmentation";
import type { ExistingGroup } from "./groupArg";

/** The NetBird objects of a segmentation, by the names that the plan gives them. */
interface SegmentationResources {
  /** Groups that were created here, by full name. */
  groups: Record<string, Group>;
  /** Policies by their key in the plan. */
  policies: Record<string, Policy>;
  /** Posture checks that were created here, by full name. */
  postureChecks: Record<string, PostureCheck>;
}

/** What policies refer to, by full name; what is missing is made elsewhere, and looked up. */
interface References {
  groups: Record<string, GroupReference>;
  postureChecks: Record<string, PostureCheckReference>;
}

/**
 * Creates the groups, posture checks and policies of a compiled segmentation as children of a component. Every
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
  const elsewhere = referTo({}, existing);
  const known: Record<string, GroupReference> = Object.fromEntries(
    existing.map((group) => [group.existing, elsewhere(group.existing)]),
  );
  const groups: Record<string, Group> = {};
  for (const planned of segmentation.groups) {
    if (planned.name in known) continue;
    const child = childName(name, segmentation.application ?? name, planned);
    const group = new Group(child, { name: planned.name }, { parent });
    groups[planned.name] = group;
    // The name is plain here, so a preview shows it although the group has no id yet.
    known[planned.name] = { name: planned.name, id: group.id };
  }
  const postureChecks = createPostureChecks(name, segmentation.postureChecks, parent);
  const references = {
    groups: known,
    postureChecks: { ...checks, ...referencesTo(postureChecks) },
  };
  const policies = segmentation.policies.map((planned): [string, Policy] => [
    planned.key,
    new Policy(`${name}-${planned.key}`, policyArgs(planned, references), { parent }),
  ]);
  return { groups, policies: Object.fromEntries(policies), postureChecks };
}

/**
 * How resources refer to a group by its full name: by its id where the program knows it.
 * @param created groups that were created here, by full name
 * @param existing groups that are made elsewhere
 */
export function referTo(
  created: Readonly<Record<string, Group>>,
  existing: readonly ExistingGroup[],
): (name: string) => GroupReference {
  // An id that is given once counts wherever the group is named.
  const identified = existing.filter(({ id }) => id !== undefined);
  const ids = new Map(identified.map((group) => [group.existing, group.id]));
  return (name) => created[name] ?? { name, id: ids.get(name) };
}

/** Creates the posture checks that say what they check; the others are made elsewhere. */
export function createPostureChecks(
  name: string,
  planned: readonly PlannedPostureCheck[],
  parent: pulumi.ComponentResource,
): Record<string, PostureCheck> {
  const created = planned.flatMap((check): [string, PostureCheck][] => {
    const { name: full, baseName, description, checks } = check;
    if (checks === undefined) return [];
    const args = { name: full, description, checks };
    return [[full, new PostureCheck(`${name}-${baseName}`, args, { parent })]];
  });
  return Object.fromEntries(created);
}

/** Names are plain here, so a preview shows them although there are no ids yet. */
function referencesTo(
  created: Record<string, PostureCheck>,
): Record<string, PostureCheckReference> {
  const references = Object.entries(created).map(([name, { id }]) => [name, { name, id }]);
  return Object.fromEntries(references) as Record<string, PostureCheckReference>;
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

function policyArgs(planned: PlannedPolicy, { groups, postureChecks }: References) {
  const ends = (names: string[]) => names.map((group) => groups[group] ?? group);
  const checks = planned.postureChecks.map((check) => postureChecks[check] ?? check);
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
    sources: ends(planned.sources),
    destinations: ends(planned.destinations),
    ...(checks.length > 0 && { sourcePostureChecks: checks }),
    broadAccessReason: broadAccessReasonOf(planned),
  };
}
