/** `netbird-zt promote`: what one environment runs, a later one runs too; in the matrix, for review. */
import type { Command } from "commander";
import {
  changeMatrix,
  compile,
  diff,
  environments,
  promotion,
  renderDiffText,
  SegmentationError,
  sentenceOf,
} from "../../segmentation";
import type { AccessChange, Environment, FlowPromotion, MatrixFile } from "../../segmentation";
import { NoAnswerError, UsageError } from "../cli/exit";
import { readWorkingTree } from "../cli/files";
import { readMatrices } from "../cli/matrices";
import { colours, print, printJson, writeOutput } from "../cli/terminal";
import { collect, filesArgument, readEnvironment, verb } from "../cli/verb";

interface PromoteOptions {
  from: Environment;
  to: Environment;
  flow?: string[];
  dryRun?: boolean;
  json?: boolean;
}

export function promoteVerb(): Command {
  return verb({
    name: "promote",
    summary: "let a later environment run what an earlier one runs",
    description:
      "Edits the environments of matrix files in place, comments kept, and shows whose access changes. What the later environment restricts by its own declaration stays so, unless --flow names it.",
    examples: [
      ["promote --from stage --to prod --dry-run", "what would change"],
      [
        "promote --from dev --to stage --flow reports",
        "one flow; then commit and open a pull request",
      ],
    ],
  })
    .argument(...filesArgument)
    .requiredOption("--from <environment>", "the earlier environment", readEnvironment)
    .requiredOption("--to <environment>", "the later environment", readEnvironment)
    .option("--flow <name>", "only this flow; may be given several times", collect)
    .option("--dry-run", "write nothing")
    .action(runPromote);
}

function runPromote(files: string[], options: PromoteOptions): void {
  if (environments.indexOf(options.from) >= environments.indexOf(options.to)) {
    throw new UsageError(`Promotion goes ${environments.join(" → ")}: --from must be the earlier.`);
  }
  const results = candidates(readMatrices(readWorkingTree(files)), options.flow).map((file) =>
    promoteFile(file, options),
  );
  if (!options.dryRun) {
    for (const { before, after } of results) {
      if (before.source !== after.source) writeOutput(after.file, after.source);
    }
  }
  if (options.json) printJson({ written: !options.dryRun, files: results.map(asJson) });
  else print(results.map((result) => textOf(result, options)).join("\n\n"));
}

/** With named flows, only the files that know them all. */
function candidates(files: MatrixFile[], flows: string[] | undefined): MatrixFile[] {
  if (flows === undefined) return files;
  const knowing = files.filter(({ matrix }) => {
    const added = environments.flatMap((one) => matrix.environments?.[one]?.add ?? []);
    const names = new Set([...matrix.flows, ...added].map(({ name }) => name));
    return flows.every((flow) => names.has(flow));
  });
  if (knowing.length > 0) return knowing;
  throw new UsageError(`No matrix has the flows ${flows.join(", ")}; --flow takes names of flows.`);
}

interface Result {
  before: MatrixFile;
  after: MatrixFile;
  promoted: FlowPromotion[];
  heldBack: string[];
  changes: { environment: Environment; changes: AccessChange[] }[];
}

function promoteFile(before: MatrixFile, { from, to, flow }: PromoteOptions): Result {
  try {
    const { change, promoted, heldBack } = promotion(before.matrix, from, to, flow);
    const after = promoted.length === 0 ? before : changeMatrix(before, change);
    const changes = environments.map((environment) => ({
      environment,
      changes: diff(compile(before.matrix, environment), compile(after.matrix, environment)),
    }));
    return { before, after, promoted, heldBack, changes };
  } catch (error) {
    if (error instanceof SegmentationError) throw new NoAnswerError(error.message);
    throw error;
  }
}

function textOf({ before, promoted, heldBack, changes }: Result, options: PromoteOptions): string {
  const { from, to, dryRun } = options;
  if (promoted.length + heldBack.length === 0) {
    return `${colours.bold(before.file)}: ${to} runs what ${from} runs.`;
  }
  return [
    `${colours.bold(before.file)}: ${from} → ${to}${dryRun ? " (nothing was written)" : ""}`,
    ...promoted.map(({ flow, change }) => `  ${change}: ${flow}`),
    ...heldBack.map(
      (flow) => `  held back: ${flow}, which ${to} restricts; lift it with --flow ${flow}`,
    ),
    ...changes.flatMap(({ environment, changes: list }) =>
      list.length === 0 && environment !== to
        ? []
        : [
            colours.bold(environment),
            ...renderDiffText(list)
              .split("\n")
              .map((line) => `  ${line}`),
          ],
    ),
  ].join("\n");
}

function asJson({ before, promoted, heldBack, changes }: Result) {
  return {
    file: before.file,
    promoted,
    heldBack,
    environments: changes.map(({ environment, changes: list }) => ({
      environment,
      changes: list.map((change) => ({ ...change, sentence: sentenceOf(change) })),
    })),
  };
}
