/** Changes of a matrix file that leave everything else in it as it is, byte by byte. */
import type { YAMLMap } from "yaml";
import { environmentEdits } from "./environmentEdits";
import { SegmentationError } from "../errors";
import type { EnvironmentDifference, Flow, Matrix } from "./model";
import { readMatrixYaml } from "./file";
import type { MatrixFile } from "./file";
import {
  differenceWithoutDefaults,
  flowWithoutDefaults,
  printPart,
  withoutDefaults,
} from "./print";
import type { Environment } from "../names";
import { appendToSequence, apply, removeFromSequence } from "./yamlEdits";
import type { TextEdit } from "./yamlEdits";

/** Changes of a matrix that are made together, or not at all. */
export interface MatrixChange {
  /** Flows to add after the others. Default: none. */
  add?: readonly Flow[];
  /** Names of flows to remove, with the comments directly above them. Default: none. */
  remove?: readonly string[];
  /**
   * How environments differ, instead of how they differed; undefined for one that does not any
   * more. Default: as they did.
   */
  environments?: Partial<Record<Environment, EnvironmentDifference | undefined>>;
}

/**
 * Adds a flow after the matrix's other flows.
 * @param comment lines to stand above it; a list that is written in one line takes none
 * @throws SegmentationError when the result is not a valid matrix
 */
export function addFlow(file: MatrixFile, flow: Flow, comment: readonly string[] = []): MatrixFile {
  const print = (part: unknown) => comment.map(commentLine).join("") + printPart(part);
  return changed(file, { add: [flow] }, print);
}

/**
 * Removes a flow, and the comment that stands directly above it; a comment above the first flow
 * stays, because it may speak of them all.
 * @throws SegmentationError when there is no such flow, or others refer to it
 */
export function removeFlow(file: MatrixFile, name: string): MatrixFile {
  return changeMatrix(file, { remove: [name] });
}

/**
 * Sets how an environment differs, instead of how it differed; undefined when it does not any more.
 * @throws SegmentationError when the result is not a valid matrix
 */
export function setEnvironmentDifference(
  file: MatrixFile,
  environment: Environment,
  change: EnvironmentDifference | undefined,
): MatrixFile {
  return changeMatrix(file, { environments: { [environment]: change } });
}

/**
 * Makes several changes at once, so that what only they make valid together can be made.
 * @throws SegmentationError when the result is not a valid matrix
 */
export function changeMatrix(file: MatrixFile, change: MatrixChange): MatrixFile {
  return changed(file, change, printPart);
}

/** @param print what an added flow looks like */
function changed(
  file: MatrixFile,
  change: MatrixChange,
  print: (part: unknown) => string,
): MatrixFile {
  const { add = [], remove = [], environments = {} } = change;
  const { source, matrix } = file;
  const root = rootOf(file);
  const items = add.map(flowWithoutDefaults);
  const removed = remove.map((name) => indexOfFlow(file, name));
  const differences = Object.entries(environments).map(([name, difference]) => [
    name,
    differenceWithoutDefaults(difference ?? {}),
  ]);
  const wanted = {
    ...matrix,
    flows: [...matrix.flows.filter((_, index) => !removed.includes(index)), ...items],
    environments: { ...matrix.environments, ...Object.fromEntries(differences) } as Differences,
  };
  // At the same place, what comes first in this list ends up below.
  const edits = [
    ...environmentEdits(source, root, matrix, wanted),
    ...[...items].reverse().flatMap((item) => appendToSequence(source, root, "flows", item, print)),
    ...removed.flatMap((index) => removeFromSequence(source, root, "flows", index)),
  ];
  return edited(file, edits, wanted);
}

type Differences = Matrix["environments"];

function indexOfFlow({ file, matrix }: MatrixFile, name: string): number {
  const index = matrix.flows.findIndex((flow) => flow.name === name);
  if (index < 0) throw new SegmentationError([`${file}: there is no flow "${name}".`]);
  return index;
}

function commentLine(text: string): string {
  return `# ${text.replace(/\s+/g, " ")}\n`;
}

/** A matrix is a map, or it would not have been read. */
function rootOf({ document }: MatrixFile): YAMLMap {
  return document.contents as unknown as YAMLMap;
}

/** The file with the edits, which must mean what was asked for: no edit is better than a wrong one. */
function edited(file: MatrixFile, edits: TextEdit[], wanted: Matrix): MatrixFile {
  const result = readMatrixYaml(apply(file.source, edits), file.file);
  if (same(result.matrix, wanted)) return result;
  throw new SegmentationError([
    `${file.file}: cannot be edited without rewriting it, because of how it is written. Edit it by hand.`,
  ]);
}

function same(a: Matrix, b: Matrix): boolean {
  return JSON.stringify(withoutDefaults(a)) === JSON.stringify(withoutDefaults(b));
}
