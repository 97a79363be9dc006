import type * as pulumi from "@pulumi/pulumi";
import type { PostureCheckReference } from "../provider/objects/postureCheck";
import type { MatrixPostureCheck } from "../segmentation/matrix/model";
import { withEnvironment } from "../segmentation/names";
import type { Environment } from "../segmentation/names";

/**
 * A posture check of a matrix as components take it: a preset (`adminLaptops({ … })`), which the component
 * makes; one of `PosturePresets.references`; or `{ name }` for one that is made elsewhere.
 */
export type PostureCheckArg = MatrixPostureCheck & {
  /**
   * Id of the posture check. Give it when this program makes the check, so that the engine knows the
   * order. Default: the check with that name is looked up, unless the component makes it.
   */
  id?: pulumi.Input<string>;
};

/** What the matrix says of checks: ids are known only later, and differ between accounts. */
export function matrixChecksOf(checks: readonly PostureCheckArg[]): MatrixPostureCheck[] {
  return checks.map(({ id: _id, ...check }) => check);
}

/** The checks that are given with their ids, by full name. */
export function checkReferencesOf(
  checks: readonly PostureCheckArg[],
  environment: Environment,
): Record<string, PostureCheckReference> {
  const known = checks.flatMap(({ name, shared, id }) => {
    const full = shared ? name : withEnvironment(name, environment);
    return id === undefined ? [] : [[full, { name: full, id }] as const];
  });
  return Object.fromEntries(known);
}
