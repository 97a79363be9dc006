/** Findings where a reader finds them: at their line, and once for all environments that have them. */
import { compile, MatrixFileError, readMatrixYaml, verify } from "../../segmentation";
import type { Environment, Finding, MatrixFile, RuleInfo } from "../../segmentation";

/** A finding, and where it stands. */
export interface PlacedFinding extends Finding {
  /** Environments that have it; none when it is about a file or the whole account. */
  environments: Environment[];
  /** The file; undefined for what only the account has. */
  file?: string;
  /** From 1. */
  line?: number;
  /** From 1. */
  column?: number;
}

/** The rule that a file breaks which is no matrix. */
export const wellFormed: RuleInfo = {
  id: "matrix-well-formed",
  severity: "error",
  title: "A matrix file can be read",
  source: "docs/segmentation.md",
  why: "What cannot be read protects nothing, and nobody can judge it.",
  remedy: "Write what the message asks for; docs/matrix.schema.json has all fields.",
};

/** Judges a matrix file by every rule, in some environments; one that cannot be read has its problems as findings. */
export function judgeFile(
  { file, text }: { file: string; text: string },
  wanted: readonly Environment[],
  now: Date,
): PlacedFinding[] {
  let read: MatrixFile;
  try {
    read = readMatrixYaml(text, file);
  } catch (error) {
    if (error instanceof MatrixFileError) return problemsAsFindings(error);
    throw error;
  }
  return merged(
    wanted.flatMap((environment) =>
      verify(compile(read.matrix, environment), { now }).map((finding) => ({
        ...finding,
        environments: [environment],
        file,
        ...read.locate(finding.path ?? []),
      })),
    ),
  );
}

function problemsAsFindings({ file, placed }: MatrixFileError): PlacedFinding[] {
  const { id: rule, severity, remedy } = wellFormed;
  return placed.map(({ line, column, message }) => ({
    ...{ rule, severity, remedy, message },
    ...{ place: file, owner: "", environments: [], file, line, column },
  }));
}

/** What differs by nothing but the environment's suffix, told once, in the words of the last environment. */
export function merged(findings: readonly PlacedFinding[]): PlacedFinding[] {
  const found = new Map<string, PlacedFinding>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const earlier = found.get(key)?.environments ?? [];
    const environments = [...new Set([...earlier, ...finding.environments])];
    found.set(key, { ...finding, environments });
  }
  return [...found.values()];
}

function keyOf({ rule, file, line, column, place, message, environments }: PlacedFinding): string {
  const [environment] = environments;
  const suffix = environment && new RegExp(`-${environment}(?![a-z0-9-])`, "g");
  const common = (text: string) => (suffix ? text.replace(suffix, "-<env>") : text);
  return JSON.stringify([rule, file, line, column, common(place), common(message)]);
}
