/** What is wrong with a replacement of the Default policy, and what a preview says about it. */
import { allToAllPhases } from "../../provider/steps/allToAllPolicies";
import type { AllToAllPhase } from "../../provider/steps/allToAllPolicies";
import { isAllToAll } from "../../segmentation/allToAll";
import { fromNetBird } from "../../segmentation/fromNetBird";
import type { LivePolicy } from "../../segmentation/liveAccount";
import { environments } from "../../segmentation/names";
import { verify } from "../../segmentation/verify";
import { hasWords } from "../argumentProblems";
import type { DefaultPolicyReplacementArgs } from "../defaultPolicyReplacement";

/** One sentence each. */
export function replacementArgumentProblems(args: DefaultPolicyReplacementArgs): string[] {
  const { phase, replacements, onDelete } = args;
  return [
    ...(allToAllPhases.includes(phase)
      ? []
      : [`phase must be ${allToAllPhases.join(", ")}, got ${JSON.stringify(phase)}.`]),
    ...(onDelete === undefined || onDelete === "restore" || onDelete === "leave"
      ? []
      : [`onDelete must be restore or leave, got ${JSON.stringify(onDelete)}.`]),
    ...Object.keys(replacements)
      .filter((name) => !(environments as readonly string[]).includes(name))
      .map((name) => `"${name}" is not an environment: use ${environments.join(", ")}.`),
    ...Object.entries(replacements).flatMap(([environment, replacement]) =>
      emptyProblems(phase, environment, replacement),
    ),
  ];
}

/** While devices join, policies that a program makes of a matrix may still be none. */
function emptyProblems(
  phase: AllToAllPhase,
  environment: string,
  replacement: NonNullable<DefaultPolicyReplacementArgs["replacements"]["prod"]>,
): string[] {
  const isGiven = Array.isArray(replacement)
    ? replacement.length > 0 || phase === "enrolling"
    : hasWords(replacement.noneBecause);
  if (isGiven) return [];
  return [
    `replacements.${environment} names nothing: list what takes over, or say in noneBecause why ${environment} needs nothing.`,
  ];
}

/** What becomes of which policy; while they stay, what the table of rules says of those in force. */
export function phaseNotices(
  phase: AllToAllPhase,
  policies: readonly LivePolicy[],
  now: Date,
): string[] {
  const live = fromNetBird({ policies });
  if (phase === "enrolling") {
    return verify(live, { now })
      .filter(({ rule }) => rule === "all-to-all")
      .map(({ message, remedy }) => `${message} ${remedy}`);
  }
  return live.policies
    .filter((policy) => isAllToAll(policy) && (policy.enabled || phase === "deleted"))
    .map(({ name }) => `"${name}" lets every peer reach every other; this makes it ${phase}.`);
}
