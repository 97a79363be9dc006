/** What is wrong with the arguments of an AccountBaseline beside what the rules say. */
import { lackingIn } from "../../segmentation/verify";
import type { Edition } from "../../segmentation/verify";
import { weakenedSettings } from "../../segmentation/verify/baseline";
import type { AccountBaselineArgs } from "../accountBaseline";
import { settingsOf } from "./settings";

/** One sentence each. Pure. */
export function baselineProblems(args: AccountBaselineArgs, edition: Edition): string[] {
  return [...editionProblems(args, edition), ...sessionProblems(args), ...idleReasons(args)];
}

/** What is a default is left out where the server lacks it; what is asked for is refused. */
function editionProblems(args: AccountBaselineArgs, edition: Edition): string[] {
  return lackingIn(edition)
    .filter(({ setting, stored }) => !stored && args[setting] !== undefined)
    .filter(({ setting }) => args[setting] !== false)
    .map(
      ({ setting, why, instead }) =>
        `${setting} cannot be had here. ${why} Leave it out. ${instead}`,
    );
}

function sessionProblems({ peerLoginExpiration: seconds }: AccountBaselineArgs): string[] {
  if (seconds === undefined || seconds === "never") return [];
  if (Number.isInteger(seconds) && seconds >= 3600 && seconds <= 15_552_000) return [];
  return [
    `peerLoginExpiration must be whole seconds from 3600 (an hour) to 15552000 (180 days), or "never", got ${seconds}.`,
  ];
}

/** A reason that is left behind would excuse the next weakening, which nobody has thought about. */
function idleReasons(args: AccountBaselineArgs): string[] {
  const weak = new Set<string>(weakenedSettings(settingsOf(args)));
  return Object.keys(args.weakenedBecause ?? {})
    .filter((setting) => !weak.has(setting))
    .map(
      (setting) =>
        `weakenedBecause.${setting} explains what is not weaker than the guide asks. Remove it.`,
    );
}
