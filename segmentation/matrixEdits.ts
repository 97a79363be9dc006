/** Changes of a matrix file that leave everything else in it as it is, byte by byte. */
import { isMap } from "yaml";
import type { YAMLMap } from "yaml";
import { SegmentationError } from "./errors";
import type { EnvironmentDifference, Flow, Matrix } from "./matrix";
import { readMatrixYaml } from "./matrixFile";
import type { MatrixFile } from "./matrixFile";
import {
  differenceWithoutDefaults,
  flowWithoutDefaults,
  printPart,
  withoutDefaults,
} from "./matrixPrint";
import type { Environment } from "./names";
import {
  appendToMap,
  appendToSequence,
  apply,
  pairOf,
  removeFromMap,
  removeFromSequence,
  replaceValue,
} from "./yamlEdits";
import type { TextEdit } from "./yamlEdits";

/**
 * Adds a flow after the matrix's other flows.
 * @param comment lines to stand above it; a list that is written in one line takes none
 * @throws SegmentationError when the result is not a valid matrix
 */
export function addFlow(file: MatrixFile, flow: Flow, comment: readonly string[] = []): MatrixFile {
  const item = flowWithoutDefaults(flow);
  const print = (part: unknown) => comment.map(commentLine).join("") + printPart(part);
  return edited(file, appendToSequence(file.source, rootOf(file), "flows", item, print), {
    ...file.matrix,
    flows: [...file.matrix.flows, item],
  });
}

/**
 * Removes a flow, and the comment that stands directly above it; a comment above the first flow
 * stays, because it may speak of them all.
 * @throws SegmentationError when there is no such flow, or others refer to it
 */
export function removeFlow(file: MatrixFile, name: string): MatrixFile {
  const index = file.matrix.flows.findIndex((flow) => flow.name === name);
  if (index < 0) throw new SegmentationError([`${file.file}: there is no flow "${name}".`]);
  return edited(file, removeFromSequence(file.source, rootOf(file), "flows", index), {
    ...file.matrix,
    flows: file.matrix.flows.filter((flow) => flow.name !== name),
  });
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
  const difference = differenceWithoutDefaults(change ?? {});
  const matrix = {
    ...file.matrix,
    environments: { ...file.matrix.environments, [environment]: difference },
  };
  return edited(file, differenceEdits(file, environment, difference, matrix), matrix);
}

function differenceEdits(
  file: MatrixFile,
  environment: Environment,
  difference: EnvironmentDifference | undefined,
  matrix: Matrix,
): TextEdit[] {
  const root = rootOf(file);
  const { source } = file;
  const all = withoutDefaults(matrix).environments;
  const pair = pairOf(root, "environments");
  if (all === undefined) return pair ? removeFromMap(source, root, "environments") : [];
  if (pair === undefined) return appendToMap(source, root, { environments: all }, printPart);
  if (!isMap(pair.value) || pair.value.flow) {
    return replaceValue(source, root, "environments", all, printPart);
  }
  const map = pair.value;
  const own = pairOf(map, environment);
  if (difference === undefined) return own ? removeFromMap(source, map, environment) : [];
  if (own) return replaceValue(source, map, environment, difference, printPart);
  return appendToMap(source, map, { [environment]: difference }, printPart);
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
