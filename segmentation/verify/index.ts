/** Verification: everything that is wrong with a segmentation, before anything is written. */
import type { Segmentation } from "../segmentation";
import { Context } from "./context";
import { findings, severities } from "./finding";
import type { Finding } from "./finding";
import { rules } from "./table";

export { compareEnvironments, environmentsDiffer } from "./compare";
export { severities } from "./finding";
export type { Fault, Finding, Rule, RuleInfo, Severity } from "./finding";
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
  const context = new Context(segmentation, now);
  const found = rules.flatMap((rule) => findings(rule, rule.judge(context)));
  return severities.flatMap((severity) => found.filter((one) => one.severity === severity));
}
