/** Verification: everything that is wrong with a segmentation, before anything is written. */
import type { Segmentation } from "../segmentation";
import { Context } from "./context";
import { findingsOf } from "./finding";
import type { Finding } from "./finding";
import { rules } from "./table";

export { baselineRules, lackingIn, verifyBaseline } from "./baseline";
export type { BaselineSetting, BaselineSettings, Edition, JudgedBaseline, Lack } from "./baseline";
export { compareEnvironments, environmentsDiffer } from "./compare";
export { severities } from "./finding";
export type { Fault, Finding, Rule, RuleAbout, RuleInfo, Severity } from "./finding";
export { identityRules, verifyIdentity } from "./identity";
export type { JudgedIdentity, MappedGroup } from "./identity";
export { describeNever, neverReport } from "./neverReport";
export type { NeverResult } from "./neverReport";
export { rules } from "./table";

/** What a verification needs besides the segmentation. */
export interface VerifyOptions {
  /** The time at which flows that end are judged. */
  now: Date;
}

/**
 * Judges a segmentation, planned or read from an account, by every rule of the table. Findings of
 * severity `error` must stop an `up`. Sorted by severity, then by the order of the table.
 */
export function verify(segmentation: Segmentation, { now }: VerifyOptions): Finding[] {
  return findingsOf(rules, new Context(segmentation, now));
}
