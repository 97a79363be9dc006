/** What a stack exported at its last update, asked of the Pulumi CLI. */
import { spawnSync } from "node:child_process";
import { parseMatrix } from "../../segmentation";
import type { Matrix } from "../../segmentation";
import { NoAnswerError } from "./exit";
import { progress } from "./terminal";

const maxBuffer = 256 * 1024 * 1024;

/**
 * The matrices that a stack exported, by application. Every output that is a matrix counts, and
 * those in lists and maps of them.
 * @throws NoAnswerError when pulumi is missing, refuses, or no output is a matrix
 */
export function exportedMatrices(stack: string): Map<string, Matrix> {
  progress(`Reading the outputs of stack ${stack}`);
  const outputs = JSON.parse(stackOutputs(stack)) as unknown;
  const matrices = matricesIn(outputs);
  if (matrices.length === 0) {
    throw new NoAnswerError(
      `Stack ${stack} exports no matrix. Have its program say "export const matrix = app.matrix", and bring it up once.`,
    );
  }
  return new Map(matrices.map((matrix) => [matrix.application, matrix]));
}

function stackOutputs(stack: string): string {
  const args = ["stack", "output", "--json", "--non-interactive", "--stack", stack];
  const { error, status, stdout, stderr } = spawnSync("pulumi", args, {
    encoding: "utf8",
    maxBuffer,
  });
  if (error !== undefined) {
    throw new NoAnswerError(
      `pulumi cannot be run: ${error.message}. A stack's outputs are read with it; install it, or use --ref or --live.`,
    );
  }
  if (status === 0) return stdout;
  throw new NoAnswerError(`pulumi stack output failed: ${stderr.trim()}`);
}

/** Matrices in a JSON value, however deep. */
export function matricesIn(value: unknown): Matrix[] {
  if (typeof value !== "object" || value === null) return [];
  const isMatrix = ["application", "groups", "flows"].every((key) => key in value);
  return isMatrix ? [parseMatrix(value)] : Object.values(value).flatMap(matricesIn);
}
