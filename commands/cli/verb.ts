/** The shape of a verb: a commander command with `--json`, examples, and our exit codes. */
import { Command, InvalidArgumentError } from "commander";
import { environments } from "../../segmentation";
import type { Environment } from "../../segmentation";

export interface VerbInfo {
  name: string;
  /** The verb that this is an action of. Default: it is a verb itself. */
  of?: string;
  /** One line for the list of verbs. */
  summary: string;
  /** What its own help says before the options. */
  description: string;
  /** Command lines that work as they stand, each with what it does. */
  examples: readonly (readonly [line: string, what: string])[];
}

/** A verb without its own options and action; those are for its file to add. */
export function verb({ name, of, summary, description, examples }: VerbInfo): Command {
  const line = ["netbird-zt", of, name].filter((word) => word !== undefined).join(" ");
  return inOurWay(new Command(name), line)
    .summary(summary)
    .description(description)
    .option("--json", "write the answer as JSON")
    .addHelpText("after", `\nExamples:\n${examplesText(examples)}\n\n${exitCodesText}`);
}

/**
 * Errors are thrown, so that one place turns them into exit codes.
 * @param line how the command is called, for the hint after an error
 */
export function inOurWay(command: Command, line: string): Command {
  return command.exitOverride().showHelpAfterError(`(see: ${line} --help)`);
}

export const exitCodesText =
  "Exit codes: 0 fine, 1 findings, 2 wrong use, 3 could not tell (an unreadable file, no server).";

function examplesText(examples: VerbInfo["examples"]): string {
  return examples.map(([line, what]) => `  $ netbird-zt ${line}\n      ${what}`).join("\n");
}

/** Matrix files that a verb takes. */
export const filesArgument = [
  "[files...]",
  "matrix files, or patterns such as 'apps/**/*.matrix.yaml' (default: every *.matrix.yaml below this folder)",
] as const;

/** The option for environments, of which every verb that takes it takes all by default. */
export const environmentOption = [
  "-e, --environment <names>",
  "environments, separated by commas (default: all)",
] as const;

/** Reads `prod` or `dev,stage`; an option may also be given several times. */
export function readEnvironments(text: string, earlier: Environment[] = []): Environment[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !isEnvironment(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`Environments are ${environments.join(", ")}.`);
  }
  const wanted = new Set<string>([...earlier, ...names]);
  return environments.filter((environment) => wanted.has(environment));
}

/** Reads one environment. */
export function readEnvironment(text: string): Environment {
  if (isEnvironment(text)) return text;
  throw new InvalidArgumentError(`Environments are ${environments.join(", ")}.`);
}

export function isEnvironment(name: string): name is Environment {
  return (environments as readonly string[]).includes(name);
}

/** Collects an option that may be given several times. */
export function collect(text: string, earlier: string[] = []): string[] {
  return [...earlier, text];
}
