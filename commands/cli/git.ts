/** Matrix files as they stand at a commit; the working tree is not touched. */
import { spawnSync } from "node:child_process";
import { NoAnswerError } from "./exit";
import { defaultPatterns, isPattern, matching } from "./files";
import type { SourceText } from "./files";

/** Room for the largest file that is read. */
const maxBuffer = 256 * 1024 * 1024;

/**
 * The files that patterns mean at a commit, with paths from this folder. A file that was not there
 * yet is left out: its whole access is new.
 * @param ref branch, tag, commit, or anything else that git takes for one
 * @throws NoAnswerError when git, the repository or the commit is missing
 */
export function readAtRef(ref: string, patterns: readonly string[]): SourceText[] {
  const commit = commitOf(ref);
  const wanted = patterns.length > 0 ? patterns : defaultPatterns;
  const tree = git("ls-tree", "-r", "-z", "--name-only", commit).split("\0");
  const globs = wanted.filter(isPattern);
  const named = wanted.filter((one) => !isPattern(one)).filter((file) => exists(commit, file));
  return [...new Set([...matching(tree, globs), ...named])].map((file) => ({
    file: nameAtRef(file, ref),
    text: git("show", `${commit}:./${file}`),
  }));
}

function nameAtRef(path: string, ref: string): string {
  return `${path} at ${ref}`;
}

/** The path of a file that {@link readAtRef} has read, from its name. */
export function pathAtRef(ref: string): (name: string) => string {
  const end = nameAtRef("", ref);
  return (name) => (name.endsWith(end) ? name.slice(0, -end.length) : name);
}

function commitOf(ref: string): string {
  const { status, stdout } = run(
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${ref}^{commit}`,
  );
  if (status === 0) return stdout.trim();
  // Says more exactly when this is no repository at all.
  git("rev-parse", "--git-dir");
  throw new NoAnswerError(
    `git knows no commit "${ref}". Fetch it first; a shallow clone (in CI: fetch-depth) may lack it.`,
  );
}

function exists(commit: string, file: string): boolean {
  return run("cat-file", "-e", `${commit}:./${file}`).status === 0;
}

function git(...args: string[]): string {
  const { status, stdout, stderr } = run(...args);
  if (status === 0) return stdout;
  throw new NoAnswerError(`git ${args[0]} failed: ${stderr.trim()}`);
}

function run(...args: string[]) {
  const result = spawnSync("git", args, { encoding: "utf8", maxBuffer });
  if (result.error !== undefined) {
    throw new NoAnswerError(
      `git cannot be run: ${result.error.message}. Differences to a commit are read with it; install it, or use --stack or --live.`,
    );
  }
  return result;
}
