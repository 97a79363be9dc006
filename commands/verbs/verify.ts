/** `netbird-zt verify`: everything that is wrong, at its line. */
import { Option } from "commander";
import type { Command } from "commander";
import { environments, severities } from "../../segmentation";
import type { Environment, Severity } from "../../segmentation";
import { readAccount } from "../cli/account";
import { endWith } from "../cli/exit";
import { filesBelow, readText, readWorkingTree, readWorkingTreeIfAny } from "../cli/files";
import type { SourceText } from "../cli/files";
import { liveFindings } from "../cli/liveFindings";
import { readMatrices } from "../cli/matrices";
import { packageVersion } from "../cli/package";
import { pathInRepository } from "../cli/repository";
import { colours, print, printJson, writeOutput } from "../cli/terminal";
import { environmentOption, filesArgument, readEnvironments, verb } from "../cli/verb";
import { findingsText, heaviestFirst } from "../report/findingsText";
import { judgeFile } from "../report/placedFinding";
import type { PlacedFinding } from "../report/placedFinding";
import { sarif } from "../report/sarif";
import { isStackFile, judgeStackFile } from "../report/stackFile";

interface VerifyOptions {
  environment?: Environment[];
  live?: boolean;
  sarif?: string;
  failOn: Severity;
  json?: boolean;
}

export function verifyVerb(): Command {
  return verb({
    name: "verify",
    summary: "judge matrices, or the live account, by every rule",
    description:
      "Judges matrix files by every rule (docs/rules.md), and in the stacks' configuration files, Pulumi.<stack>.yaml, which emergencies are on or over, and what components cannot read. Needs nothing but the files; with --live, a read-only token.",
    examples: [
      ["verify", "every matrix below this folder, in dev, stage and prod"],
      ["verify stacks/orders.matrix.yaml -e prod --sarif verify.sarif", "one file, also as SARIF"],
      [
        "verify --live",
        "the account, by itself and by what the matrices ask of it where they are deployed",
      ],
      ["verify --live -e prod", "the same for prod, which must be there"],
    ],
  })
    .argument(...filesArgument)
    .option(...environmentOption, readEnvironments)
    .option("--live", "judge the live account instead (NB_PAT, NB_MANAGEMENT_URL)")
    .option("--sarif <file>", "also write the findings as SARIF 2.1.0")
    .addOption(
      new Option("--fail-on <severity>", "lightest severity that makes the exit code 1")
        .choices(severities)
        .default("warning"),
    )
    .action(runVerify);
}

async function runVerify(files: string[], options: VerifyOptions): Promise<void> {
  const { judged, findings: found } = await find(files, options);
  const findings = heaviestFirst(found);
  if (options.sarif !== undefined) {
    const log = sarif(findings, packageVersion(), pathInRepository);
    writeOutput(options.sarif, `${JSON.stringify(log, undefined, 2)}\n`);
  }
  if (options.json) printJson({ judged, findings });
  else if (findings.length === 0) print(nothingIn(judged, options));
  else print(findingsText(findings, colours));
  if (findings.some(({ severity }) => weighs(severity, options.failOn))) endWith("findings");
}

interface Verification {
  /** What was looked at: files, and the live account. */
  judged: string[];
  findings: PlacedFinding[];
}

async function find(files: string[], options: VerifyOptions): Promise<Verification> {
  const now = new Date();
  const { environment } = options;
  if (options.live) {
    const sources = readWorkingTreeIfAny(files);
    const findings = liveFindings(await readAccount(), readMatrices(sources), environment, now);
    return { judged: ["the live account", ...filesOf(sources)], findings };
  }
  const wanted = environment ?? environments;
  const sources = [...readWorkingTree(files), ...stackFiles(files)];
  const findings = sources.flatMap((source) =>
    isStackFile(source.file) ? judgeStackFile(source, now) : judgeFile(source, wanted, now),
  );
  return { judged: filesOf(sources), findings };
}

function filesOf(sources: readonly SourceText[]): string[] {
  return sources.map(({ file }) => file);
}

/** As many are named; of more, the number says enough. */
const namedAtMost = 8;

/** Says what was looked at: nothing found in the wrong folder would look the same. */
function nothingIn(judged: readonly string[], options: VerifyOptions): string {
  const { environment: wanted = environments } = options;
  const what = judged.length > namedAtMost ? `${judged.length} places` : judged.join(", ");
  return `Nothing found in ${what}, in ${wanted.join(", ")}.`;
}

/** The stacks' configuration, unless files were named: then they may be among these. */
function stackFiles(files: string[]): SourceText[] {
  if (files.length > 0) return [];
  return filesBelow(".", ["**/Pulumi.*.yaml", "**/Pulumi.*.yml"]).map((file) => ({
    file,
    text: readText(file),
  }));
}

function weighs(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}
