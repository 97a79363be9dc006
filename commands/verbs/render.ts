/** `netbird-zt render`: who may talk to whom, drawn. */
import { Option } from "commander";
import type { Command } from "commander";
import {
  compile,
  inEnvironment,
  renderCsv,
  renderHtml,
  renderMarkdown,
  renderMermaid,
  renderText,
  verify,
} from "../../segmentation";
import type { Environment, Segmentation, SheetOptions } from "../../segmentation";
import { readAccount } from "../cli/account";
import { UsageError } from "../cli/exit";
import { readWorkingTree } from "../cli/files";
import { readMatrices } from "../cli/matrices";
import { colours, print, writeOutput } from "../cli/terminal";
import { filesArgument, readEnvironment, verb } from "../cli/verb";

const formats = ["text", "markdown", "csv", "html", "mermaid"] as const;

type Format = (typeof formats)[number];

interface RenderOptions {
  environment: Environment;
  format: Format;
  output?: string;
  live?: boolean;
  json?: boolean;
}

export function renderVerb(): Command {
  return verb({
    name: "render",
    summary: "draw a matrix, or the live account, as a table, a page or a diagram",
    description: "Draws who may talk to whom in one environment, with what is wrong with it.",
    examples: [
      ["render stacks/orders.matrix.yaml", "a table for the terminal, of prod"],
      [
        "render orders.matrix.yaml -e stage --format html --output orders.html",
        "one page, opens from disk",
      ],
      [
        "render --live --format csv --output access.csv",
        "what the account holds, for a spreadsheet",
      ],
    ],
  })
    .argument(...filesArgument)
    .option("-e, --environment <name>", "the environment", readEnvironment, "prod" as Environment)
    .addOption(
      new Option("-f, --format <format>", "how to draw it").choices(formats).default("text"),
    )
    .option("-o, --output <file>", "write a file instead of stdout")
    .option("--live", "draw the live account's part of the environment (NB_PAT, NB_MANAGEMENT_URL)")
    .action(runRender);
}

async function runRender(files: string[], options: RenderOptions): Promise<void> {
  const now = new Date();
  const segmentation = await segmentationOf(files, options);
  const findings = verify(segmentation, { now });
  const text = options.json
    ? `${JSON.stringify({ ...segmentation, findings }, undefined, 2)}\n`
    : draw(segmentation, options, { findings, now });
  if (options.output === undefined) print(text);
  else writeOutput(options.output, text.endsWith("\n") ? text : `${text}\n`);
}

async function segmentationOf(files: string[], options: RenderOptions): Promise<Segmentation> {
  const { environment, live } = options;
  if (live) {
    if (files.length > 0) throw new UsageError("--live draws the account; it takes no files.");
    return inEnvironment(await readAccount(), environment);
  }
  const matrices = readMatrices(readWorkingTree(files));
  if (matrices.length === 1) return compile(matrices[0]!.matrix, environment);
  const found = matrices.map(({ file }) => file).join(", ");
  throw new UsageError(`render draws one matrix at a time; name one of ${found}.`);
}

const drawings: Record<Format, (segmentation: Segmentation, options: SheetOptions) => string> = {
  text: renderText,
  markdown: renderMarkdown,
  csv: renderCsv,
  html: renderHtml,
  mermaid: renderMermaid,
};

/** A file has no colours, whatever the terminal has. */
function draw(segmentation: Segmentation, options: RenderOptions, sheet: SheetOptions): string {
  if (options.format !== "text" || options.output !== undefined) {
    return drawings[options.format](segmentation, sheet);
  }
  const style = {
    header: colours.bold,
    allowed: colours.green,
    forbidden: colours.red,
    violated: (text: string) => colours.bgRed(colours.white(text)),
  };
  return renderText(segmentation, { ...sheet, style });
}
