/** `netbird-zt comment`: what a reviewer of a pull request has to see, as one comment. */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { environments } from "../../segmentation";
import type { Environment } from "../../segmentation";
import { changesAsJson, compareMatrices } from "../cli/accessChanges";
import { UsageError } from "../cli/exit";
import { readText, readWorkingTree } from "../cli/files";
import { pathAtRef, readAtRef } from "../cli/git";
import { byApplication, readMatrices } from "../cli/matrices";
import { print, printJson, writeOutput } from "../cli/terminal";
import { collect, environmentOption, filesArgument, readEnvironments, verb } from "../cli/verb";
import { commentMarker, renderComment } from "../report/comment";
import type { ResourcePreview } from "../report/comment";
import { judgeFile } from "../report/placedFinding";

interface CommentOptions {
  environment?: Environment[];
  ref: string;
  preview?: string[];
  output?: string;
  json?: boolean;
}

export function commentVerb(): Command {
  return verb({
    name: "comment",
    summary: "write the comment for a pull request",
    description:
      "Writes, as Markdown: per environment who gains and loses what, riskiest first; the findings; and, folded, what `pulumi preview` said. Its first line is a hidden marker, by which a workflow finds the comment again.",
    examples: [
      ["comment --ref HEAD^1", "in a checkout of a pull request's merge commit"],
      ["comment --ref main --preview prod=prod.txt --output comment.md", "with a preview's output"],
    ],
  })
    .argument(...filesArgument)
    .option(...environmentOption, readEnvironments)
    .option("--ref <commit>", "the commit before the change", "HEAD")
    .option(
      "--preview <name=file>",
      "output of `pulumi preview` of a stack; - is stdin; may be given several times",
      collect,
    )
    .option("-o, --output <file>", "write a file instead of stdout")
    .action(runComment);
}

function runComment(files: string[], options: CommentOptions): void {
  const { environment: wanted = environments } = options;
  const previews = (options.preview ?? []).map(readPreview);
  const sources = readWorkingTree(files);
  const after = byApplication(readMatrices(sources));
  const before = byApplication(readMatrices(readAtRef(options.ref, files)), pathAtRef(options.ref));
  const changes = compareMatrices(before, after, wanted);
  const now = new Date();
  const findings = sources.flatMap((source) => judgeFile(source, wanted, now));
  const body = renderComment({ changes, findings, previews });
  if (options.output !== undefined) writeOutput(options.output, body);
  if (options.json) {
    printJson({ marker: commentMarker, body, environments: changesAsJson(changes), findings });
  } else if (options.output === undefined) print(body);
}

function readPreview(given: string): ResourcePreview {
  const [, name, file] = /^([^=]+)=(.+)$/.exec(given) ?? [];
  if (name === undefined || file === undefined) {
    throw new UsageError(`--preview takes <name>=<file>, such as prod=prod.txt; got "${given}".`);
  }
  return { name, text: file === "-" ? readFileSync(0, "utf8") : readText(file) };
}
