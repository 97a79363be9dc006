/**
 * Rotation of setup keys (the guide's section 3.3), as the stack's configuration drives it. Pure, so
 * that a command writes what a component reads.
 *
 * A rotation has four steps, and so has the configuration: `{ generation: 2 }` makes a new key beside
 * the old one (step 1), whatever enrols machines gets the new one (2), `previous: "revoked"` sees
 * peers join with it and revokes the old one (3 and 4), and `previous: "removed"` clears up.
 */
import * as z from "zod";
import { NetBirdError } from "../../provider/api/errors";
import { problemsAt } from "../configObjects";

/** What becomes of the generation before the current one. */
const previousStates = ["valid", "revoked", "removed"] as const;

const longestText = 200;

const text = z.string().trim().min(1).max(longestText).optional();

const rotationShape = {
  generation: z.int().min(1).max(9999),
  previous: z.enum(previousStates).default("valid"),
  because: text,
  by: text,
  since: z.iso.datetime({ offset: true }).optional(),
};

/** Schema of where the rotation of a purpose is. */
export const keyRotationSchema = z.strictObject(rotationShape);

/** Schema of the stack's configuration `setupKeys:<component name>`. */
export const setupKeysConfigurationSchema = z.strictObject({
  ...rotationShape,
  generation: rotationShape.generation.default(1),
  purposes: z.record(z.string(), keyRotationSchema).default({}),
});

/** How far a rotation is, who started it, and why. */
export interface RotationProgress {
  /**
   * What becomes of the generation before the current one: still `valid`; `revoked`, once peers were
   * seen to join with the current one; or `removed`. Default: `valid`.
   */
  previous?: "valid" | "revoked" | "removed";
  /** Why the key was rotated: `Ana has left`. Default: not said. */
  because?: string;
  /** Who started the rotation. Default: not said. */
  by?: string;
  /** When it was started: ISO 8601. Default: not said. */
  since?: string;
}

/** Where the rotation of a purpose's key is. */
export interface KeyRotation extends RotationProgress {
  /** Which generation of the key is the current one. From 1 on. */
  generation: number;
}

/** The stack's configuration `setupKeys:<component name>`. */
export interface SetupKeysConfiguration extends RotationProgress {
  /** Which generation of the keys is the current one. From 1 on. Default: 1. */
  generation?: number;
  /** Purposes whose rotation is their own; the rest applies to all others. Default: none. */
  purposes?: Record<string, KeyRotation>;
}

/** Key of the stack configuration that a component reads. */
export function setupKeysKey(component: string): string {
  return `setupKeys:${component}`;
}

/** A configuration, or what is wrong with it, one sentence each. */
type ReadSetupKeys =
  | { configuration: SetupKeysConfiguration; problems: [] }
  | { configuration?: undefined; problems: string[] };

/**
 * Reads what the stack configuration holds.
 * @param value the parsed value; undefined when the key is not set
 * @param place where it is written, for messages
 */
export function readSetupKeysConfiguration(
  component: string,
  value: unknown,
  place = setupKeysKey(component),
): ReadSetupKeys {
  const parsed = setupKeysConfigurationSchema.safeParse(value ?? {});
  if (parsed.success) return { configuration: parsed.data, problems: [] };
  const problems = problemsAt(place, parsed.error).map(
    (problem) => `${problem} It is written like { "generation": 2, "previous": "valid" }.`,
  );
  return { problems };
}

/** Where the rotation of a purpose is. */
export function rotationOf(
  { purposes = {}, generation = 1, ...rest }: SetupKeysConfiguration,
  purpose: string,
): Required<Pick<KeyRotation, "generation" | "previous">> & KeyRotation {
  return { previous: "valid", ...(purposes[purpose] ?? { generation, ...rest }) };
}

/** Whether two generations of a key are valid. */
export function isOpen({ generation, previous = "valid" }: KeyRotation): boolean {
  return generation > 1 && previous === "valid";
}

/** What a rotation is started with. */
export interface RotationStart {
  /** Why: `Ana has left`. */
  because: string;
  /** Who. Default: not said. */
  by?: string;
  /** When. */
  now: Date;
}

/**
 * The configuration with a new generation of one purpose's key, or of all.
 * @throws NetBirdError when a rotation is open already: its old key would vanish unrevoked
 */
export function startRotation(
  configuration: SetupKeysConfiguration,
  purpose: string | undefined,
  { because, by, now }: RotationStart,
): SetupKeysConfiguration {
  return changed(configuration, purpose, (rotation, called) => {
    if (isOpen(rotation)) {
      throw new NetBirdError(
        `The rotation of ${called} to generation ${rotation.generation} is not finished: the old key is still valid. Finish it or abandon it first.`,
      );
    }
    const generation = rotation.generation + 1;
    return { generation, previous: "valid", because, ...(by && { by }), since: now.toISOString() };
  });
}

/**
 * The configuration with which the old key is revoked, once peers were seen to join with the new one.
 * @throws NetBirdError when there is no old key
 */
export function finishRotation(
  configuration: SetupKeysConfiguration,
  purpose: string | undefined,
): SetupKeysConfiguration {
  return changed(configuration, purpose, (rotation, called) => {
    requireOld(rotation, called);
    return { ...rotation, previous: "revoked" };
  });
}

/**
 * The configuration with which the revoked key is removed.
 * @throws NetBirdError when the old key is still valid, or there is none
 */
export function clearRotation(
  configuration: SetupKeysConfiguration,
  purpose: string | undefined,
): SetupKeysConfiguration {
  return changed(configuration, purpose, (rotation, called) => {
    requireOld(rotation, called);
    if (!isOpen(rotation)) return { ...rotation, previous: "removed" };
    throw new NetBirdError(`The old key of ${called} is still valid. Finish the rotation first.`);
  });
}

/**
 * The configuration in which the old key is the current one again, and the new one is gone.
 * @throws NetBirdError when no rotation is open: a revoked key stays revoked
 */
export function abandonRotation(
  configuration: SetupKeysConfiguration,
  purpose: string | undefined,
): SetupKeysConfiguration {
  return changed(configuration, purpose, (rotation, called) => {
    if (isOpen(rotation)) return { generation: rotation.generation - 1, previous: "removed" };
    throw new NetBirdError(
      `No rotation of ${called} is open, so there is nothing to go back to. Start a rotation to replace the key.`,
    );
  });
}

function requireOld({ generation }: KeyRotation, called: string): void {
  if (generation > 1) return;
  throw new NetBirdError(`There is no old key: ${called} was never rotated.`);
}

/** Changes the rotation of one purpose, or of all: the common one, and each that has its own. */
function changed(
  configuration: SetupKeysConfiguration,
  purpose: string | undefined,
  change: (rotation: KeyRotation, called: string) => KeyRotation,
): SetupKeysConfiguration {
  const { purposes = {} } = configuration;
  if (purpose !== undefined) {
    const own = change(rotationOf(configuration, purpose), `"${purpose}"`);
    return { ...configuration, purposes: { ...purposes, [purpose]: own } };
  }
  const own = Object.entries(purposes).map(([name, one]) => [name, change(one, `"${name}"`)]);
  const common = change(rotationOf(configuration, ""), "all keys");
  if (own.length === 0) return common;
  return { ...common, purposes: Object.fromEntries(own) as Record<string, KeyRotation> };
}
