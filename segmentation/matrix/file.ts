/** Reading a matrix from data or YAML, with every problem at its place. */
import { isCollection, isMap, isScalar, isSeq } from "yaml";
import type { Document, Pair, YAMLMap } from "yaml";
import { MatrixFileError, SegmentationError } from "../errors";
import type { Matrix, MatrixPath } from "./model";
import { matrixProblems, sameKeyProblems } from "./problems";
import { matrixSchema } from "./schema";
import { placeOf } from "./problem";
import type { Problem } from "./problem";
import { salvage } from "./salvage";
import { readBy } from "./schemaProblems";
import { readYamlText } from "./yamlText";

/** A place in a file; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A matrix that was read from YAML, with what is needed to point into the text and to edit it. */
export interface MatrixFile {
  matrix: Matrix;
  /** The text. */
  source: string;
  /** What the file is called in messages. */
  file: string;
  /** The text as YAML nodes, with comments and source tokens. */
  document: Document.Parsed;
  /**
   * Where a part of the matrix stands, or the nearest thing around it that does: findings carry
   * such paths. Undefined only when the document is empty.
   */
  locate: (path: MatrixPath) => Position | undefined;
}

/**
 * Checks a matrix that was written as data. Lists of a single name may be written as text.
 * @throws SegmentationError that lists every problem
 */
export function parseMatrix(data: unknown): Matrix {
  const { matrix, problems } = judge(data);
  if (matrix !== undefined && problems.length === 0) return matrix;
  throw new SegmentationError(problems.map(({ path, message }) => `${placeOf(path)}${message}`));
}

/**
 * Reads a matrix from YAML. Lists of a single name may be written as plain text.
 * @param file what to call the file in messages; default `matrix`
 * @throws MatrixFileError that lists every problem with line and column
 */
export function parseMatrixYaml(source: string, file = "matrix"): Matrix {
  return readMatrixYaml(source, file).matrix;
}

/**
 * Reads a matrix from YAML and keeps the text, so that findings can be put at their line and the
 * file be edited.
 * @param file what to call the file in messages; default `matrix`
 * @throws MatrixFileError that lists every problem with line and column
 */
export function readMatrixYaml(source: string, file = "matrix"): MatrixFile {
  const read = readYamlText(source);
  const positionOf = (offset: number): Position => {
    const { line, col } = read.lines.linePos(offset);
    // A byte order mark takes no room on the screen.
    return { line, column: line === 1 && source.startsWith("\uFEFF") ? Math.max(1, col - 1) : col };
  };
  const placed = (problems: readonly { offset: number; message: string }[]) =>
    problems.map(({ offset, message }) => ({ ...positionOf(offset), message }));
  if ("problems" in read) throw new MatrixFileError(file, placed(read.problems));
  const { document } = read;
  const offsetOf = offsets(document);
  const { matrix, problems } = judge(document.toJS({ maxAliasCount: -1 }));
  if (matrix === undefined || problems.length > 0) {
    const found = problems.map(({ path, atKey, message }) => ({
      offset: offsetOf(path, atKey) ?? 0,
      message: `${placeOf(path)}${message}`,
    }));
    throw new MatrixFileError(file, placed(found.sort((a, b) => a.offset - b.offset)));
  }
  const locate = (path: MatrixPath) => {
    const offset = offsetOf(path);
    return offset === undefined ? undefined : positionOf(offset);
  };
  return { matrix, source, file, document, locate };
}

/** The matrix, and everything that is wrong with it: the form, and what can be told in spite of it. */
function judge(data: unknown): { matrix?: Matrix; problems: Problem[] } {
  if (data === null || data === undefined) {
    const message =
      "there is no matrix here: write application, owner, groups and flows. An example is stacks/orders.matrix.yaml.";
    return { problems: [{ path: [], message }] };
  }
  const read = readBy(matrixSchema, data);
  if ("problems" in read) {
    const usable = salvage(data);
    return { problems: [...read.problems, ...(usable ? matrixProblems(usable) : [])] };
  }
  const problems = matrixProblems(read.value);
  return {
    matrix: read.value,
    problems: problems.length > 0 ? problems : sameKeyProblems(read.value),
  };
}

/** Finds where the value at a path starts, or its key, or the nearest thing around it that exists. */
function offsets(document: Document.Parsed) {
  const pairs = new WeakMap<YAMLMap, Map<unknown, Pair>>();
  const pairOf = (map: YAMLMap, key: unknown): Pair | undefined => {
    const known =
      pairs.get(map) ??
      new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : pair.key, pair]));
    pairs.set(map, known);
    return known.get(key);
  };
  return (path: MatrixPath, atKey = false): number | undefined => {
    let node: unknown = document.contents;
    let offset = startOf(node);
    for (const [depth, step] of path.entries()) {
      if (!isCollection(node)) break;
      const pair = isMap(node) ? pairOf(node, step) : undefined;
      if (pair && atKey && depth === path.length - 1) return startOf(pair.key) ?? offset;
      node = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
      offset = startOf(node) ?? (pair && startOf(pair.key)) ?? offset;
    }
    return offset;
  };
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}
