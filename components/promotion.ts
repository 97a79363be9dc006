/** The promotion gate (the guide's section 8.1): dev first, then stage, then prod. */
import * as pulumi from "@pulumi/pulumi";
import { programError } from "../provider/lifecycle/programError";
import { compile } from "../segmentation/compile";
import type { Matrix } from "../segmentation/matrix/model";
import type { Environment } from "../segmentation/names";
import { environmentBefore, notPromoted } from "../segmentation/notPromoted";
import type { Unpromoted } from "../segmentation/notPromoted";

/** Arguments of {@link requirePromoted}. */
export interface PromotionArgs {
  /** The environment that is about to change. */
  environment: Environment;
  /** Its matrices. */
  matrices: readonly Matrix[];
  /**
   * What the environment before it runs: its matrices, as its stack exported them at its last
   * `up`; or the written reason why there is none yet. `dev` has none before it, and needs neither.
   */
  earlier?: { matrices: readonly Matrix[] } | { noneBecause: string };
}

/**
 * Refuses access that the environment before does not run. Call it before anything is registered:
 * the program then stops with nothing written. Flows with `notPromotedBecause` pass, and are shown
 * at preview; so is a missing earlier environment.
 *
 * @returns what passed for a written reason, to be exported by the stack
 * @throws RunError that lists every flow which is not promoted yet, with its owner and what to do
 *
 * @example
 * ```ts
 * declare const matrix: netbird.Matrix;
 *
 * export = async () => {
 *   const stage = new pulumi.StackReference("acme/zero-trust/stage");
 *   const matrices = (await stage.getOutputValue("matrices")) as netbird.Matrix[];
 *   netbird.requirePromoted({ environment: "prod", matrices: [matrix], earlier: { matrices } });
 *   // … the resources …
 * };
 * ```
 */
export function requirePromoted(args: PromotionArgs): Unpromoted[] {
  const { environment, earlier } = args;
  const before = environmentBefore(environment);
  if (before === undefined) return [];
  if (earlier === undefined) {
    throw programError(
      `Nothing says what ${before} runs, which ${environment} is promoted from. Give what its stack exports, or say in noneBecause why there is no ${before} yet.`,
    );
  }
  if ("noneBecause" in earlier) {
    announce(`${environment} runs without ${before} before it: ${earlier.noneBecause}.`);
    return [];
  }
  const found = args.matrices.flatMap((matrix) =>
    unpromotedOf(matrix, environment, before, earlier.matrices),
  );
  refuseUnreasoned(found, before, environment);
  for (const one of found) {
    announce(`"${one.flow}" runs in ${environment} and not in ${before}: ${one.because}.`);
  }
  return found;
}

/** Matrices of the same application are compared; one that is new there has promoted nothing. */
function unpromotedOf(
  matrix: Matrix,
  environment: Environment,
  before: Environment,
  earlier: readonly Matrix[],
): Unpromoted[] {
  const { application } = matrix;
  const known = earlier.find((other) => other.application === application);
  const nothing: Matrix = { ...matrix, flows: [], never: [], must: [], environments: {} };
  return notPromoted(compile(known ?? nothing, before), compile(matrix, environment));
}

function refuseUnreasoned(
  found: readonly Unpromoted[],
  before: Environment,
  environment: Environment,
): void {
  const refused = found.filter(({ because }) => because === undefined);
  if (refused.length === 0) return;
  const list = refused.map(
    ({ flow, access, owner }) => `  - "${flow}": ${access} (owner: ${owner})`,
  );
  throw programError(
    `${before} does not run what ${environment} is to run:\n${list.join("\n")}\n` +
      `Bring it up in ${before} first; or say in the flow's notPromotedBecause why ${environment} has it alone.`,
  );
}

/** At preview only, so that it is told once. */
function announce(text: string): void {
  if (pulumi.runtime.isDryRun()) void pulumi.log.warn(text);
}
