/** Everything that is wrong with the arguments of enrolment keys, all at once. */
import { allGroup } from "../../segmentation/overlap";
import { setupKeyGeneration } from "../../segmentation/names";
import {
  environmentProblems,
  plainNameProblems,
  repeated,
  wordProblems,
} from "../argumentProblems";
import { groupProblems, withoutResource } from "../groupArg";
import { judgeParts } from "../validation";
import type { Judgement } from "../validation";
import type { EnrollmentKey, EnrollmentKeysArgs } from "./arguments";
import { judgedKey, plannedKeys } from "./plan";
import { readSetupKeysConfiguration, setupKeysKey } from "./rotation";
import type { SetupKeysConfiguration } from "./rotation";

/** What is in force, and what is wrong with it. */
interface Settled {
  configuration: SetupKeysConfiguration;
  problems: string[];
}

/** @param configured what the stack configuration holds for the component; it wins over the argument */
export function settle(name: string, args: EnrollmentKeysArgs, configured: unknown): Settled {
  const place = configured === undefined ? "rotation" : setupKeysKey(name);
  const value = configured ?? args.rotation;
  const { configuration, problems } = readSetupKeysConfiguration(name, value, place);
  if (configuration === undefined) return { configuration: {}, problems };
  return { configuration, problems: purposeProblems(place, configuration, args) };
}

/** Whatever is rotated must be there, and be a key that can be. */
function purposeProblems(
  place: string,
  { purposes = {} }: SetupKeysConfiguration,
  { keys }: EnrollmentKeysArgs,
): string[] {
  return Object.keys(purposes).flatMap((purpose) => {
    const key = keys[purpose];
    if (key === undefined) {
      return [
        `${place}.purposes: there is no key for "${purpose}". There is ${Object.keys(keys).join(", ")}.`,
      ];
    }
    if (key.devices === undefined) return [];
    return [
      `${place}.purposes: "${purpose}" has one-off keys, which are used once and not rotated. Give a device another name to give it another key.`,
    ];
  });
}

/** One sentence each. */
export function judgeEnrollmentKeys(
  args: EnrollmentKeysArgs,
  { configuration, problems: configured }: Settled,
): Judgement {
  const { environment, keys, owner } = args;
  const own = [
    ...environmentProblems(environment),
    ...wordProblems("owner", owner, "Say who answers for the keys."),
    ...(Object.keys(keys).length === 0 ? ["keys is empty. Say what joins, and into what."] : []),
    ...Object.entries(keys).flatMap(([purpose, key]) => keyProblems(purpose, key)),
    ...configured,
  ];
  // What looks at the whole would stumble over what is wrong by itself.
  if (own.length > 0) return { problems: own, notices: [] };
  const planned = plannedKeys(args, configuration);
  const twice = repeated(planned.map(({ name }) => name)).map(
    (name) => `Two keys would be called "${name}". Give one of them another purpose.`,
  );
  const judged = judgeParts({ setupKeys: planned.map((key) => judgedKey(key, args)) });
  return { problems: [...twice, ...judged.problems], notices: judged.notices };
}

function keyProblems(purpose: string, { groups, devices, usageLimit }: EnrollmentKey): string[] {
  const place = `keys.${purpose}`;
  const isAll = groups.map(withoutResource).some((group) => {
    return (typeof group === "string" ? group : group.existing) === allGroup;
  });
  return [
    ...plainNameProblems("a purpose", purpose).map((problem) => `${place}: ${problem}`),
    ...(setupKeyGeneration(`setup-dev-${purpose}`).generation === 1
      ? []
      : [`${place}: a name that ends like a generation cannot be a purpose. Call it otherwise.`]),
    ...(groups.length === 0
      ? [`${place}.groups is empty: machines would be only in the group All. Name a group.`]
      : []),
    ...(isAll
      ? [`${place}.groups: every machine is in the group All by itself. Name others.`]
      : []),
    ...groupProblems(groups).map((problem) => `${place}.groups: ${problem}`),
    ...(devices === undefined ? [] : deviceProblems(place, devices)),
    ...(devices !== undefined && usageLimit !== undefined
      ? [`${place}.usageLimit: a one-off key takes one machine. Leave out usageLimit or devices.`]
      : []),
  ];
}

function deviceProblems(place: string, devices: readonly string[]): string[] {
  return [
    ...(devices.length === 0
      ? [`${place}.devices is empty. Name the machines, or leave it out for a reusable key.`]
      : []),
    ...repeated(devices).map((device) => `${place}.devices names "${device}" twice.`),
    ...devices
      .flatMap((device) => plainNameProblems("a device", device))
      .map((problem) => `${place}.devices: ${problem}`),
  ];
}
