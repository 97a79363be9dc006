/** A change of a stack's configuration that `pulumi up` brings into force, or that is only shown. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { NoAnswerError, UsageError } from "./exit";
import type { SourceText } from "./files";
import { changedLines } from "./lines";
import { askPulumi, followPulumi } from "./pulumi";
import { withConfigObject } from "./stackConfig";
import { colours, note, print, printJson, progress, writeOutput } from "./terminal";

/** Options that every verb has which changes a stack. */
export interface ChangeOptions {
  stack: string;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
}

/** What is to be set. */
interface StackChange {
  /** The configuration file as it is. */
  source: SourceText;
  /** Key of the configuration: `emergency:prod-access`. */
  key: string;
  before: object;
  /** Empty: the key is taken out. */
  after: object;
  /** One sentence about what is so afterwards. */
  outcome: string;
}

/**
 * Sets the configuration and runs `pulumi up`; with `dryRun`, shows both the change and what
 * `pulumi preview` says of it.
 * @throws NoAnswerError when pulumi fails
 */
export function makeChange(change: StackChange, options: ChangeOptions): void {
  const text = withConfigObject(change.source, change.key, change.after);
  if (options.dryRun) showChange(change, text, options);
  else bringUp(change, text, options);
}

function bringUp(change: StackChange, text: string, { stack, yes, json }: ChangeOptions): void {
  const { source, outcome } = change;
  requireConsent(yes);
  const { file } = source;
  if (text !== source.text) writeOutput(file, text);
  // Also without a change: an earlier update may have failed after it was written.
  progress(`Updating stack ${stack}`);
  if (!followPulumi(stack, ["up", ...(yes ? ["--yes"] : [])], "stderr")) {
    throw new NoAnswerError(
      `pulumi up of ${stack} failed, or was not confirmed, and ${file} says what was to be. Mend what it told, and run \`pulumi up --stack ${stack}\`; or put ${file} back as it was.`,
    );
  }
  if (json) printJson({ ...asJson(change, stack), written: true });
  else print(outcome);
  if (text !== source.text) {
    note(`Commit ${file}: an update from a checkout without the change would undo it.`);
  }
}

/** Pulumi would refuse later, when the file is written already. */
function requireConsent(yes: boolean | undefined): void {
  if (yes || (process.stdin.isTTY && process.stderr.isTTY)) return;
  throw new UsageError("There is no terminal on which pulumi up could be confirmed. Give --yes.");
}

function showChange(change: StackChange, text: string, { stack, json }: ChangeOptions): void {
  const { source } = change;
  if (!json) {
    print(`${colours.bold(source.file)} (nothing was written)`);
    print(changedLines(source.text, text, colours) || "  nothing changes");
  }
  withTemporaryFile(basename(source.file), text, (file) => {
    const args = ["preview", "--config-file", file];
    progress(`Previewing stack ${stack}`);
    if (json) {
      const preview = JSON.parse(askPulumi(stack, ...args, "--json")) as object;
      printJson({ ...asJson(change, stack), written: false, preview: changesIn(preview) });
    } else if (!followPulumi(stack, args, "stdout")) {
      throw new NoAnswerError(`pulumi preview of ${stack} failed; nothing was written.`);
    }
  });
}

/** How many resources change how, by operation. */
function changesIn({ changeSummary = {} }: { changeSummary?: Record<string, number> }) {
  return changeSummary;
}

function asJson({ source, key, before, after }: StackChange, stack: string) {
  return { stack, file: source.file, key, before, after };
}

function withTemporaryFile(name: string, text: string, use: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "netbird-zt-"));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
