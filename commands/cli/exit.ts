/** How a run of the command ends: the same four answers for every verb, so that scripts can rely on them. */

export const exitCodes = {
  /** Done, and nothing to complain about. */
  fine: 0,
  /** Something was found: findings, or differences where they were asked about. */
  findings: 1,
  /** The command line, or the environment variables that go with it, cannot be used. */
  usage: 2,
  /** There is no answer: an unreadable file, a server or a tool that cannot be reached. */
  unknown: 3,
} as const;

/** The command was used wrongly; the message says how to use it. */
export class UsageError extends Error {}

/** There is no answer; the message says what stands in the way, and what to do. */
export class NoAnswerError extends Error {}

/** Sets how the process ends; whatever is still being written is written. */
export function endWith(answer: keyof typeof exitCodes): void {
  process.exitCode = exitCodes[answer];
}
