/** What changes in access between two states of the same matrices, environment by environment. */
import { compile, diff, emptySegmentation, sentenceOf } from "../../segmentation";
import type { AccessChange, Environment, Matrix, Segmentation } from "../../segmentation";

/** Changes of an environment, over all applications, riskiest first. */
export interface EnvironmentChanges {
  environment: Environment;
  changes: AccessChange[];
}

/** Compares matrices of the same key; one that only one side has is wholly gained or lost. */
export function compareMatrices(
  before: ReadonlyMap<string, Matrix>,
  after: ReadonlyMap<string, Matrix>,
  wanted: readonly Environment[],
): EnvironmentChanges[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return wanted.map((environment) => ({
    environment,
    changes: riskiestFirst(
      keys.flatMap((key) =>
        diff(plan(before.get(key), environment), plan(after.get(key), environment)),
      ),
    ),
  }));
}

function plan(matrix: Matrix | undefined, environment: Environment): Segmentation {
  return matrix === undefined ? emptySegmentation() : compile(matrix, environment);
}

/** The order of one diff is kept: sorting is stable. */
export function riskiestFirst(changes: readonly AccessChange[]): AccessChange[] {
  return [...changes].sort((a, b) => b.risk - a.risk);
}

/** As JSON tells them: with the sentence that the text has. */
export function changesAsJson(all: readonly EnvironmentChanges[]) {
  return all.map(({ environment, changes }) => ({
    environment,
    changes: changes.map((change) => ({ ...change, sentence: sentenceOf(change) })),
  }));
}
