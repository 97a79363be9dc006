/** The settings that the arguments of an AccountBaseline mean, and what is wrong with them. */
import { lackingIn } from "../../segmentation/verify";
import type { BaselineSetting, BaselineSettings, Edition } from "../../segmentation/verify";
import { longestSession, weakenedSettings } from "../../segmentation/verify/baseline";
import type { AccountBaselineArgs } from "../accountBaseline";

/** A setting that is weaker than the guide asks. */
export interface Weakening {
  setting: BaselineSetting;
  because: string;
}

/** The settings, with the guide's recommendation wherever nothing is said. Pure. */
export function settingsOf(args: AccountBaselineArgs): BaselineSettings {
  return {
    peerApprovalEnabled: args.peerApprovalEnabled ?? true,
    userApprovalRequired: args.userApprovalRequired ?? true,
    peerLoginExpiration: args.peerLoginExpiration ?? longestSession,
    localMfaEnabled: args.localMfaEnabled ?? true,
    regularUsersViewBlocked: args.regularUsersViewBlocked ?? true,
    networkTrafficLogsEnabled: args.networkTrafficLogsEnabled ?? true,
    eventStreaming: args.eventStreaming !== undefined,
  };
}

/** What is weaker than the guide asks although the edition has it, with the reasons. Pure. */
export function weakeningsOf(args: AccountBaselineArgs, edition: Edition): Weakening[] {
  const missing = missingIn(edition);
  return weakenedSettings(settingsOf(args))
    .filter((setting) => !missing.has(setting))
    .map((setting) => ({ setting, because: args.weakenedBecause?.[setting] ?? "" }));
}

/** What is wrong with the arguments beside what the rules say, one sentence each. Pure. */
export function baselineProblems(args: AccountBaselineArgs, edition: Edition): string[] {
  return [...editionProblems(args, edition), ...sessionProblems(args), ...idleReasons(args)];
}

/** Settings that the server of an edition does not even store. */
function missingIn(edition: Edition): Set<BaselineSetting> {
  const missing = lackingIn(edition).filter(({ stored }) => !stored);
  return new Set(missing.map(({ setting }) => setting));
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
