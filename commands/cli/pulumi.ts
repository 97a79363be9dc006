/** The Pulumi CLI, as the verbs call it that need a stack. */
import { spawnSync } from "node:child_process";
import type { StdioOptions } from "node:child_process";
import { NoAnswerError, UsageError } from "./exit";

const maxBuffer = 256 * 1024 * 1024;

/**
 * What a command of the CLI answers about a stack.
 * @throws UsageError when there is no such stack
 * @throws NoAnswerError when pulumi is missing, or refuses
 */
export function askPulumi(stack: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(stack, [...args, "--non-interactive"], "pipe");
  if (status === 0) return stdout;
  const why = stderr.trim();
  if (/no stack named/.test(why)) {
    throw new UsageError(
      `There is no stack ${stack} in this project's backend. \`pulumi stack ls\` lists them; \`pulumi stack init ${stack}\` makes it.`,
    );
  }
  throw new NoAnswerError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${why}`);
}

/**
 * Runs a command of the CLI for everybody to see, who may be asked to confirm.
 * @param output where its output goes: it is the answer, or part of its making
 * @returns whether it succeeded
 */
export function followPulumi(
  stack: string,
  args: readonly string[],
  output: "stdout" | "stderr",
): boolean {
  return run(stack, args, ["inherit", output === "stdout" ? 1 : 2, 2]).status === 0;
}

function run(stack: string, args: readonly string[], stdio: StdioOptions) {
  const result = spawnSync("pulumi", [...args, "--stack", stack], {
    encoding: "utf8",
    maxBuffer,
    stdio,
  });
  if (result.error === undefined) return result;
  throw new NoAnswerError(
    `pulumi cannot be run: ${result.error.message}. Stacks are read and updated with the Pulumi CLI; install it (https://www.pulumi.com/docs/install), and have it on PATH.`,
  );
}
