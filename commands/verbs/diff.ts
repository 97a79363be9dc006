/** `netbird-zt diff`: whose access changes, not whose YAML. */
import { Option } from "commander";
import type { Command } from "commander";
import { environments, renderDiffText } from "../../segmentation";
import type { Environment, Matrix } from "../../segmentation";
import { readAccount } from "../cli/account";
import { changesAsJson, compareMatrices } from "../cli/accessChanges";
import type { EnvironmentChanges } from "../cli/accessChanges";
import { endWith, UsageError } from "../cli/exit";
import { readWorkingTree } from "../cli/files";
import { pathAtRef, readAtRef } from "../cli/git";
import { compareWithAccount } from "../cli/liveChanges";
import { byApplication, readMatrices } from "../cli/matrices";
import { exportedMatrices } from "../cli/stackOutputs";
import { colours, note, print, printJson } from "../cli/terminal";
import {
  environmentOption,
  filesArgument,
  isEnvironment,
  readEnvironments,
  verb,
} from "../cli/verb";

interface DiffOptions {
  environment?: Environment[];
  ref: string;
  stack?: string;
  live?: boolean;
  exitCode?: boolean;
  json?: boolean;
}

export function diffVerb(): Command {
  return verb({
    name: "diff",
    summary: "what access changes: against a commit, a stack, or the live account",
    description:
      "Compares the access that the working tree's matrices give with what a commit's gave, with what a stack exported at its last update, or with what the live account allows now. Riskiest first.",
    examples: [
      ["diff --ref main", "what this branch changes"],
      ["diff --stack prod", "what the next `pulumi up` of prod would change"],
      ["diff --live -e prod --exit-code", "drift: exit code 1 when the account differs"],
    ],
  })
    .argument(...filesArgument)
    .option(...environmentOption, readEnvironments)
    .option("--ref <commit>", "compare with the matrices at a commit of git", "HEAD")
    .addOption(
      new Option("--stack <name>", "compare with the matrices that a stack exported").conflicts(
        "live",
      ),
    )
    .option("--live", "compare with the live account (NB_PAT, NB_MANAGEMENT_URL)")
    .option("--exit-code", "exit with 1 when there are differences")
    .action(runDiff);
}

async function runDiff(files: string[], options: DiffOptions, command: Command): Promise<void> {
  if (command.getOptionValueSource("ref") === "cli" && (options.stack || options.live)) {
    throw new UsageError("--ref cannot be used with --stack or --live: compare with one of them.");
  }
  const all = await changes(files, options);
  if (options.json) printJson({ environments: changesAsJson(all) });
  else print(all.map(textOf).join("\n\n"));
  if (options.exitCode && all.some((one) => one.changes.length > 0)) endWith("findings");
}

async function changes(files: string[], options: DiffOptions): Promise<EnvironmentChanges[]> {
  const tree = byApplication(readMatrices(readWorkingTree(files)));
  if (options.stack !== undefined) return againstStack(options.stack, tree, files, options);
  const wanted = options.environment ?? environments;
  if (options.live) {
    const { changes: all, notes } = compareWithAccount(await readAccount(), tree, wanted);
    notes.forEach(note);
    return all;
  }
  const before = byApplication(readMatrices(readAtRef(options.ref, files)), pathAtRef(options.ref));
  return compareMatrices(before, tree, wanted);
}

/** A stack's applications; when files are named, only those that are in them. */
function againstStack(
  stack: string,
  tree: ReadonlyMap<string, Matrix>,
  files: readonly string[],
  { environment }: DiffOptions,
): EnvironmentChanges[] {
  const wanted = environment ?? [environmentOfStack(stack)];
  const exported = exportedMatrices(stack);
  const after = new Map(
    [...tree.values()]
      .filter(({ application }) => exported.has(application))
      .map((matrix) => [matrix.application, matrix]),
  );
  const before = new Map([...exported].filter(([key]) => files.length === 0 || after.has(key)));
  return compareMatrices(before, after, wanted);
}

/** `prod` of `prod`, `acme/zero-trust/prod` or `orders-prod`. */
function environmentOfStack(stack: string): Environment {
  const [last = ""] = stack.split("/").slice(-1);
  const environment = last.split("-").find(isEnvironment);
  if (environment !== undefined) return environment;
  throw new UsageError(
    `The name of stack ${stack} does not say its environment; give --environment.`,
  );
}

const signColours: Record<string, (text: string) => string> = {
  "+": colours.green,
  "-": colours.red,
  "~": colours.yellow,
};

function textOf({ environment, changes: list }: EnvironmentChanges): string {
  const lines = renderDiffText(list)
    .split("\n")
    .map((line) => (signColours[line[0] ?? ""] ?? String)(line));
  return [colours.bold(environment), ...lines.map((line) => `  ${line}`)].join("\n");
}
