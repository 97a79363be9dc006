/** Which matrix files a command line means, in the working tree or in a list of paths. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Minimatch } from "minimatch";
import { NoAnswerError, UsageError } from "./exit";

/** A text and the name by which messages call it. */
export interface SourceText {
  file: string;
  text: string;
}

export const defaultPatterns = ["**/*.matrix.yaml"];

/** Folders in which nobody keeps matrices of their own. */
const skipped = new Set(["node_modules", ".git", "dist"]);

/**
 * The working tree's files that patterns mean, read.
 * @param patterns default: every `*.matrix.yaml` below this folder
 * @throws UsageError when a pattern means no file
 */
export function readWorkingTree(patterns: readonly string[]): SourceText[] {
  return filesIn(patterns).map((file) => ({ file, text: readText(file) }));
}

/** The same, where having no matrix is no mistake unless one was asked for. */
export function readWorkingTreeIfAny(patterns: readonly string[]): SourceText[] {
  if (patterns.length === 0 && filesBelow(".", defaultPatterns).length === 0) return [];
  return readWorkingTree(patterns);
}

function filesIn(patterns: readonly string[]): string[] {
  const wanted = patterns.length > 0 ? patterns : defaultPatterns;
  const found = wanted.flatMap((pattern) => {
    if (!isPattern(pattern)) return [pattern];
    const matching = filesBelow(".", [pattern]);
    if (matching.length > 0) return matching;
    throw new UsageError(
      `No file matches ${pattern}. Name the matrix files; netbird-zt looks for *.matrix.yaml by itself.`,
    );
  });
  return [...new Set(found)];
}

export function isPattern(text: string): boolean {
  return new Minimatch(text).hasMagic();
}

/** Those of some paths that patterns mean, sorted. */
export function matching(paths: readonly string[], patterns: readonly string[]): string[] {
  const matchers = patterns.map((pattern) => new Minimatch(pattern.replace(/^\.\//, "")));
  return paths.filter((path) => matchers.some((matcher) => matcher.match(path))).sort();
}

/** Files below a folder by pattern. */
export function filesBelow(folder: string, patterns: readonly string[]): string[] {
  return matching([...walk(folder, "")], patterns);
}

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && !skipped.has(entry.name)) yield* walk(root, path);
  }
}

/**
 * Reads a text file.
 * @throws NoAnswerError when it cannot be read
 */
export function readText(file: string): string {
  try {
    if (statSync(file).isDirectory()) throw new Error("it is a folder; name the files in it");
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new NoAnswerError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}
