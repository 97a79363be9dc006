/** Verbs with actions that read or change a stack: `emergency on`, `keys rotate`. */
import type { Command } from "commander";
import { UsageError } from "./exit";
import { verb } from "./verb";
import type { VerbInfo } from "./verb";

/** A verb that has actions, each a command of its own with `--json`, help and examples. */
export function verbWithActions(info: VerbInfo, actions: readonly Command[]): Command {
  // Options after an action are the action's own.
  const parent = verb(info).enablePositionalOptions();
  parent.hook("preSubcommand", (_, action) => {
    if (parent.opts().json === true) action.setOptionValue("json", true);
  });
  for (const action of actions) parent.addCommand(action);
  return parent;
}

/** An action that reads a stack. */
export function readingAction(info: VerbInfo): Command {
  return verb(info).requiredOption("-s, --stack <name>", "the stack");
}

/** An action that changes a stack's configuration and runs `pulumi up`. */
export function changingAction(info: VerbInfo): Command {
  return readingAction(info)
    .option("-y, --yes", "do not ask before pulumi up does what it shows")
    .option("--dry-run", "write nothing; show the change, and what pulumi preview says of it");
}

/**
 * A text that must say something.
 * @param option for messages: `--reason`
 */
export function requireWords(option: string, text: string): string {
  if (text.trim() !== "") return text.trim();
  throw new UsageError(`${option} is empty. Whoever reads it later wants to know.`);
}
