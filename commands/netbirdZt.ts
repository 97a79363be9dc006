#!/usr/bin/env node
/** `netbird-zt`: zero trust access from the command line; each verb is a file in verbs/. */
import { Command, CommanderError } from "commander";
import { ConfigError, NetBirdError } from "../provider/api/errors";
import { exitCodes, NoAnswerError, UsageError } from "./cli/exit";
import { packageVersion } from "./cli/package";
import { coloursFor } from "./cli/terminal";
import { exitCodesText, inOurWay } from "./cli/verb";
import { verbs } from "./verbs";

async function main(): Promise<void> {
  const program = inOurWay(new Command("netbird-zt"), "netbird-zt")
    .description("Zero trust access with NetBird: judge it, compare it, draw it, promote it.")
    .version(packageVersion())
    .addHelpText(
      "after",
      `\nExamples:\n  $ netbird-zt verify\n  $ netbird-zt diff --ref main\n\nA verb's own help: netbird-zt <verb> --help\n${exitCodesText}`,
    );
  for (const verb of verbs) program.addCommand(verb());
  await program.parseAsync();
}

/** Says what went wrong, once, and how the process ends. */
function tell(error: unknown): number {
  // Commander has told already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  const isUsage = error instanceof UsageError || error instanceof ConfigError;
  const isKnown = isUsage || error instanceof NoAnswerError || error instanceof NetBirdError;
  const { message, stack } = error as Error;
  console.error(coloursFor(process.stderr).red(isKnown ? message : (stack ?? message)));
  return isUsage ? exitCodes.usage : exitCodes.unknown;
}

// `netbird-zt diff | head` closes the pipe early; that is nobody's mistake.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(exitCodes.fine);
});

main().catch((error: unknown) => {
  process.exitCode = tell(error);
});
