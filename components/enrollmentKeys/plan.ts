/** Which setup keys there shall be, and what is judged about them. Pure. */
import type { Environment } from "../../segmentation/names";
import { setupKeyName } from "../../segmentation/names";
import type { PlannedSetupKey } from "../../segmentation/segmentation";
import { fullNameOf } from "../groupArg";
import type { EnrollmentKey, EnrollmentKeysArgs } from "./arguments";
import { rotationOf } from "./rotation";
import type { SetupKeysConfiguration } from "./rotation";

const day = 24 * 3600;

const lifetimes = { "one-off": 7 * day, reusable: 90 * day };

/** A setup key as it is to be made. */
export interface PlannedKey {
  /** What tells it from the others, for the child's name: `servers-g2`, `laptops-ana`. */
  role: string;
  /** What outputs call it, in whatever generation: `servers`, `laptops/ana`. */
  label: string;
  purpose: string;
  type: "reusable" | "one-off";
  /** Name in NetBird. */
  name: string;
  generation: number;
  /** Whether machines shall join with it. */
  isCurrent: boolean;
  isRevoked: boolean;
  expiresIn: number;
  given: EnrollmentKey;
}

/** Every key, in the order of the arguments; the current generation first. */
export function plannedKeys(
  { environment, keys }: EnrollmentKeysArgs,
  configuration: SetupKeysConfiguration,
): PlannedKey[] {
  return Object.entries(keys).flatMap(([purpose, given]) =>
    given.devices === undefined
      ? reusableKeys(environment, purpose, given, configuration)
      : given.devices.map((device) => oneOffKey(environment, purpose, given, device)),
  );
}

function oneOffKey(
  environment: Environment,
  purpose: string,
  given: EnrollmentKey,
  device: string,
): PlannedKey {
  const role = `${purpose}-${device}`;
  return {
    ...{ role, purpose, given, label: `${purpose}/${device}`, type: "one-off" },
    ...{ generation: 1, isCurrent: true, isRevoked: false },
    name: setupKeyName(environment, role),
    expiresIn: given.expiresIn ?? lifetimes["one-off"],
  };
}

function reusableKeys(
  environment: Environment,
  purpose: string,
  given: EnrollmentKey,
  configuration: SetupKeysConfiguration,
): PlannedKey[] {
  const { generation: current, previous } = rotationOf(configuration, purpose);
  const hasOld = current > 1 && previous !== "removed";
  return (hasOld ? [current, current - 1] : [current]).map((generation) => ({
    ...{ purpose, given, generation, label: purpose, type: "reusable" },
    role: generation === 1 ? purpose : `${purpose}-g${generation}`,
    name: setupKeyName(environment, purpose, generation),
    isCurrent: generation === current,
    isRevoked: generation !== current && previous === "revoked",
    expiresIn: given.expiresIn ?? lifetimes.reusable,
  }));
}

/**
 * The generations with which peers must have been seen to join before a generation before them goes.
 * Of an open rotation it is the one before: a step that was left out would otherwise take the only key
 * along that is in use.
 */
export function generationsToProve(
  keys: readonly PlannedKey[],
  configuration: SetupKeysConfiguration,
): PlannedKey[] {
  return keys.filter(({ purpose, generation, isCurrent, type }) => {
    if (generation === 1 || type !== "reusable") return false;
    return isCurrent === (rotationOf(configuration, purpose).previous !== "valid");
  });
}

/** A key as the table of rules judges it, before there is anything on the server. */
export function judgedKey(
  key: PlannedKey,
  { environment, owner }: EnrollmentKeysArgs,
): PlannedSetupKey {
  return {
    ...{ name: key.name, type: key.type, owner },
    groups: key.given.groups.map((group) => fullNameOf(group, environment)),
    state: key.isRevoked ? "revoked" : "valid",
    ...(key.expiresIn > 0 && { lifetimeSeconds: key.expiresIn }),
  };
}
