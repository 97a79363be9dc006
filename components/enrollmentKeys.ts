import * as pulumi from "@pulumi/pulumi";
import { Group } from "../provider/objects/group";
import type { GroupReference } from "../provider/objects/group";
import { JoinedPeers } from "../provider/steps/joinedPeers";
import { SetupKey } from "../provider/objects/setupKey";
import { setupKeyName, withEnvironment } from "../segmentation/names";
import type { EnrollmentKeysArgs } from "./enrollmentKeys/arguments";
import { generationsToProve, judgedKey, plannedKeys } from "./enrollmentKeys/plan";
import type { PlannedKey } from "./enrollmentKeys/plan";
import { judgeEnrollmentKeys, settle } from "./enrollmentKeys/problems";
import { isOpen, rotationOf, setupKeysKey } from "./enrollmentKeys/rotation";
import type { KeyRotation } from "./enrollmentKeys/rotation";
import type { PlannedSetupKey } from "../segmentation/segmentation";
import { fullNameOf, withoutResource } from "./groupArg";
import { idsOf } from "./segmentationResources";
import { configObjectOf } from "./stackSettings";
import { judgeParts, mention, refuse } from "./validation";

/** The API cannot change these, and a key that is in use is not replaced for them. */
const fixedByGeneration = ["type", "expiresIn", "usageLimit", "ephemeral", "allowExtraDnsLabels"];

/**
 * How machines without a person join: setup keys per purpose, scoped to one environment, each with the
 * groups that its machines get. Keys that are used up or expired are removed. A rotation is driven by
 * the stack's configuration `setupKeys:<component name>`: a new generation with the same groups, both
 * valid, peers seen to join with the new one, the old one revoked. Machines that have joined stay as
 * they are, and no change of the arguments replaces a key that is in use.
 *
 * At preview it is told when a reusable key is about to expire, and when a rotation is not finished.
 *
 * @throws pulumi.RunError that lists every problem: no keys; no groups; groups of another
 * environment; invalid names, or names taken twice; devices beside a usage limit; a configuration that
 * cannot be read, or rotates what is not there
 *
 * @example
 * ```ts
 * const joining = new netbird.EnrollmentKeys("joining", {
 *   environment: "prod",
 *   owner: "Platform Team",
 *   keys: {
 *     servers: { groups: [web] },
 *     "ci-runners": { groups: ["svc-ci"], ephemeral: true },
 *     racks: { groups: ["svc-storage"], devices: ["rack-1", "rack-2"] },
 *   },
 * });
 * export const serverKey = joining.keys.apply((keys) => keys.servers); // secret
 * ```
 */
export class EnrollmentKeys extends pulumi.ComponentResource {
  /**
   * The keys with which machines join now, a secret: by purpose, `servers`, and for one-off keys by
   * purpose and device, `racks/rack-1`.
   */
  readonly keys: pulumi.Output<Record<string, string | undefined>>;
  /** Names of these keys in NetBird: `setup-prod-servers-g2`. */
  readonly keyNames: pulumi.Output<Record<string, string>>;
  /** Ids of all keys by name, those that are being rotated out included. */
  readonly keyIds: pulumi.Output<Record<string, string>>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Rotations that are not finished, by purpose: two generations of these keys are valid. */
  readonly openRotations: pulumi.Output<Record<string, KeyRotation>>;

  constructor(name: string, args: EnrollmentKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:EnrollmentKeys", name, {}, opts);
    const settled = settle(name, args, configObjectOf(setupKeysKey(name)));
    const { configuration } = settled;
    const { problems, notices } = judgeEnrollmentKeys(args, settled);
    refuse(`EnrollmentKeys "${name}"`, problems);
    mention(this, notices);

    const planned = plannedKeys(args, configuration);
    const groups = createGroups(name, args, this);
    const made = createKeys({ name, args, parent: this, groups }, planned, configuration);
    for (const [key, resource] of made) mentionEnd(key, resource, args, this);

    const current = [...made].filter(([{ isCurrent }]) => isCurrent);
    this.keys = pulumi.secret(
      pulumi.output(Object.fromEntries(current.map(([{ label }, { key }]) => [label, key]))),
    );
    this.keyNames = pulumi.output(
      Object.fromEntries(current.map(([{ label, name: called }]) => [label, called])),
    );
    this.keyIds = idsOf(Object.fromEntries([...made].map(([key, one]) => [key.name, one])));
    this.groupIds = idsOf(groups);
    this.openRotations = pulumi.output(openRotations(planned, configuration));
    this.registerOutputs({
      keys: this.keys,
      keyNames: this.keyNames,
      keyIds: this.keyIds,
      groupIds: this.groupIds,
      openRotations: this.openRotations,
    });
  }
}

/** What all parts share. */
interface Building {
  name: string;
  args: EnrollmentKeysArgs;
  parent: pulumi.ComponentResource;
  /** The groups that are made here, by full name. */
  groups: Record<string, Group>;
}

function createGroups(
  name: string,
  { environment, keys }: EnrollmentKeysArgs,
  parent: pulumi.ComponentResource,
): Record<string, Group> {
  const named = Object.values(keys).flatMap(({ groups }) => groups);
  const own = [...new Set(named)].filter((group) => typeof group === "string");
  return Object.fromEntries(
    own.map((group) => {
      const full = withEnvironment(group, environment);
      return [full, new Group(`${name}-${group}`, { name: full }, { parent })];
    }),
  );
}

/** Current generations first: an old key is revoked only after peers were seen to join with the new one. */
function createKeys(
  building: Building,
  planned: readonly PlannedKey[],
  configuration: Parameters<typeof generationsToProve>[1],
): Map<PlannedKey, SetupKey> {
  const toProve = generationsToProve(planned, configuration);
  const made = new Map<PlannedKey, SetupKey>();
  const proofs = new Map<string, JoinedPeers>();
  for (const key of planned) {
    const proof = key.isRevoked ? proofs.get(key.purpose) : undefined;
    const resource = createKey(building, key, proof);
    made.set(key, resource);
    if (toProve.includes(key)) proofs.set(key.purpose, createProof(building, key, resource));
  }
  return made;
}

function createKey(
  building: Building,
  { role, name, type, expiresIn, isRevoked, given }: PlannedKey,
  proof: JoinedPeers | undefined,
): SetupKey {
  const { usageLimit, ephemeral, allowExtraDnsLabels } = given;
  return new SetupKey(
    `${building.name}-${role}`,
    {
      ...{ name, type, expiresIn, usageLimit, ephemeral, allowExtraDnsLabels },
      autoGroups: referencesTo(building, given.groups),
      ...(isRevoked && { revoked: true }),
      removeWhenSpent: true,
    },
    {
      parent: building.parent,
      ignoreChanges: fixedByGeneration,
      ...(proof && { dependsOn: [proof] }),
    },
  );
}

/** Once peers were seen, they were: what changes later is not looked at again. */
function createProof(building: Building, key: PlannedKey, setupKey: SetupKey): JoinedPeers {
  return new JoinedPeers(
    `${building.name}-${key.role}-joined`,
    {
      setupKey: { name: key.name, id: setupKey.id },
      groups: referencesTo(building, key.given.groups),
      before: setupKeyName(building.args.environment, key.purpose, key.generation - 1),
      timeoutSeconds: building.args.joinTimeoutSeconds,
    },
    { parent: building.parent, ignoreChanges: ["setupKey", "groups"] },
  );
}

function referencesTo(
  { args, groups }: Building,
  named: PlannedKey["given"]["groups"],
): GroupReference[] {
  return named.map((group) => {
    const app = withoutResource(group);
    if (typeof app !== "string") return { name: app.existing, id: app.id };
    const name = fullNameOf(app, args.environment);
    return { name, id: groups[name]?.id };
  });
}

/** When a key ends, or that it is used up, is known once it is there. */
function mentionEnd(
  key: PlannedKey,
  { expires, spent }: SetupKey,
  args: EnrollmentKeysArgs,
  parent: pulumi.ComponentResource,
): void {
  if (key.type !== "reusable" || !key.isCurrent) return;
  const told = (about: Partial<PlannedSetupKey>) => {
    mention(parent, judgeParts({ setupKeys: [{ ...judgedKey(key, args), ...about }] }).notices);
  };
  expires.apply((end) => {
    const isOver = Date.parse(end) < Date.now();
    if (key.expiresIn > 0) told({ expires: end, state: isOver ? "expired" : "valid" });
  });
  // Apart: at preview the SDK takes an output that is not there for one that is not known.
  spent.apply((why) => {
    if (why === "used up") told({ state: "overused" });
  });
}

function openRotations(
  planned: readonly PlannedKey[],
  configuration: Parameters<typeof rotationOf>[0],
): Record<string, KeyRotation> {
  const reusable = planned.filter(({ type, isCurrent }) => type === "reusable" && isCurrent);
  const rotations = reusable.map(({ purpose }) => {
    return [purpose, rotationOf(configuration, purpose)] as const;
  });
  return Object.fromEntries(rotations.filter(([, rotation]) => isOpen(rotation)));
}
