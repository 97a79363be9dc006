/** `netbird-zt adopt`: an account that was built by hand becomes a program and a matrix. */
import { existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import { matrixFromAccount, printMatrix } from "../../segmentation";
import type { NoFlow } from "../../segmentation";
import { isPlainName } from "../../segmentation/names";
import { neverAdopted } from "../adopt/kinds";
import { programOf } from "../adopt/program";
import { packageFile, projectFile } from "../adopt/project";
import { readObjects } from "../adopt/reading";
import type { Adopted, LeftAlone } from "../adopt/reading";
import { openAccount, readAccount } from "../cli/account";
import { NoAnswerError, UsageError } from "../cli/exit";
import { colours, print, printJson, writeOutput } from "../cli/terminal";
import { verb } from "../cli/verb";

interface AdoptOptions {
  output: string;
  application: string;
  owner: string;
  force?: boolean;
  json?: boolean;
}

export function adoptVerb(): Command {
  return verb({
    name: "adopt",
    summary: "write the program and the matrix of an account that was built by hand",
    description:
      "Reads the account (NB_PAT, NB_MANAGEMENT_URL; a read-only user's token is enough) and writes a Pulumi program that takes over every object by its id, and a matrix that says what access the account gives. The first `pulumi up` changes nothing in the account, and the preview after it is empty.",
    examples: [
      ["adopt", "into ./netbird-account; then: cd netbird-account && npm install && pulumi up"],
      ["adopt --output acme --application acme --owner 'Platform team'", "named for a company"],
      ["adopt --json --force", "again, over what was written before"],
    ],
  })
    .option("-o, --output <folder>", "where to write", "netbird-account")
    .option("--application <name>", "the matrix's name for the account", "account")
    .option("--owner <team>", "who owns what names no owner", "nobody yet")
    .option("--force", "overwrite a program and a matrix that are there")
    .action(runAdopt);
}

/** What came of it. */
interface Result {
  adopted: Adopted[];
  leftAlone: LeftAlone[];
  noFlows: NoFlow[];
  files: string[];
}

async function runAdopt(options: AdoptOptions): Promise<void> {
  const { output, application, owner } = options;
  if (!isPlainName(application)) {
    throw new UsageError("--application takes lower-case letters, digits and hyphens: acme.");
  }
  const program = join(output, "index.ts");
  const matrixFile = join(output, `${application}.matrix.yaml`);
  if (!options.force) refuseToOverwrite([program, matrixFile]);
  const session = openAccount();
  const { adopted, leftAlone } = await readObjects(session);
  const { matrix, noFlows } = matrixFromAccount(await readAccount(session), { application, owner });
  const name = projectName(output);
  const texts = new Map([
    [program, await programOf(adopted, session.account())],
    [matrixFile, printMatrix(matrix)],
    ...missing([
      [join(output, "Pulumi.yaml"), projectFile(name)],
      [join(output, "package.json"), packageFile(name, output)],
    ]),
  ]);
  makeFolder(output);
  for (const [file, text] of texts) writeOutput(file, text);
  const result = { adopted, leftAlone, noFlows, files: [...texts.keys()] };
  if (options.json) printJson(asJson(result));
  else print(textOf(result));
}

function refuseToOverwrite(files: readonly string[]): void {
  const present = files.filter((file) => existsSync(file));
  if (present.length === 0) return;
  throw new UsageError(
    `${present.join(" and ")} would be overwritten: name another --output, or give --force.`,
  );
}

/** A project that is there already keeps its own files, with --force, too. */
function missing(files: readonly [string, string][]): readonly [string, string][] {
  return files.filter(([file]) => !existsSync(file));
}

/** Of the folder, in characters that names of packages may have. */
function projectName(folder: string): string {
  const name = basename(resolve(folder)).toLowerCase();
  return name.replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "netbird-account";
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new NoAnswerError(`Cannot make the folder ${folder}: ${(error as Error).message}`);
  }
}

function textOf({ adopted, leftAlone, noFlows, files }: Result): string {
  const counts = new Map<string, number>();
  for (const { adoptable } of adopted) {
    const { title } = adoptable.kind;
    counts.set(title, (counts.get(title) ?? 0) + 1);
  }
  return [
    colours.bold(`Adopted ${adopted.length}`),
    ...[...counts].map(([title, count]) => `  ${count} × ${title}`),
    colours.bold("Left alone"),
    ...leftAlone.map(({ kind, name, because }) => `  ${kind} "${name}": ${because}`),
    ...neverAdopted.map(({ kind, because }) => `  ${kind}: ${because}`),
    ...(noFlows.length === 0 ? [] : [colours.bold("Not in the matrix")]),
    ...noFlows.map(({ policy, because }) => `  policy "${policy}": ${because}`),
    colours.bold("Written"),
    ...files.map((file) => `  ${file}`),
  ].join("\n");
}

function asJson({ adopted, leftAlone, noFlows, files }: Result): object {
  return {
    adopted: adopted.map(({ adoptable, label, id }) => ({
      kind: adoptable.kind.title,
      name: label,
      id,
    })),
    leftAlone: [...leftAlone, ...neverAdopted],
    notInMatrix: noFlows,
    files,
  };
}
