/** The settings that the arguments of an AccountBaseline mean. */
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

/** Settings that the server of an edition does not even store. */
function missingIn(edition: Edition): Set<BaselineSetting> {
  const missing = lackingIn(edition).filter(({ stored }) => !stored);
  return new Set(missing.map(({ setting }) => setting));
}
