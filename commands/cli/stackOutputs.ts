/** What a stack exported at its last update, asked of the Pulumi CLI. */
import { parseMatrix } from "../../segmentation";
import type { Matrix } from "../../segmentation";
import { NoAnswerError } from "./exit";
import { askPulumi } from "./pulumi";
import { progress } from "./terminal";

/**
 * The matrices that a stack exported, by application. Every output that is a matrix counts, and
 * those in lists and maps of them.
 * @throws UsageError when there is no such stack
 * @throws NoAnswerError when pulumi is missing, refuses, or no output is a matrix
 */
export function exportedMatrices(stack: string): Map<string, Matrix> {
  progress(`Reading the outputs of stack ${stack}`);
  const outputs = JSON.parse(askPulumi(stack, "stack", "output", "--json")) as unknown;
  const matrices = matricesIn(outputs);
  if (matrices.length === 0) {
    throw new NoAnswerError(
      `Stack ${stack} exports no matrix. Have its program say "export const matrix = app.matrix", and bring it up once.`,
    );
  }
  return new Map(matrices.map((matrix) => [matrix.application, matrix]));
}

/** Matrices in a JSON value, however deep. */
function matricesIn(value: unknown): Matrix[] {
  if (typeof value !== "object" || value === null) return [];
  const isMatrix = ["application", "groups", "flows"].every((key) => key in value);
  return isMatrix ? [parseMatrix(value)] : Object.values(value).flatMap(matricesIn);
}
