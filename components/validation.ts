import * as pulumi from "@pulumi/pulumi";
import { compile } from "../segmentation/compile";
import { SegmentationError } from "../segmentation/errors";
import type { Matrix } from "../segmentation/matrix";
import { parseMatrix } from "../segmentation/matrixFile";
import { environments } from "../segmentation/names";
import type { Environment } from "../segmentation/names";
import { verify } from "../segmentation/verify";

/** Everything that is wrong with a matrix in an environment, one sentence each; empty when fine. */
export function problemsOf(matrix: Matrix, environment: Environment): string[] {
  if (!environments.includes(environment)) {
    return [`environment must be ${environments.join(", ")}, got ${JSON.stringify(environment)}.`];
  }
  try {
    const findings = verify(compile(parseMatrix(matrix), environment));
    return findings
      .filter((finding) => finding.severity === "error")
      .map((finding) => `${finding.message} ${finding.remedy}`);
  } catch (error) {
    if (error instanceof SegmentationError) return error.problems.map(String);
    throw error;
  }
}

/**
 * Stops the program when a component's arguments have problems, before anything is registered.
 * @throws pulumi.ResourceError whose message lists them all; the engine prints nothing else of it
 */
export function refuse(resource: pulumi.Resource, what: string, problems: string[]): void {
  if (problems.length === 0) return;
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  // hideStack: the user's own argument is at fault, not a line of this library.
  throw new pulumi.ResourceError(`${what} has ${count}:\n${list}`, resource, true);
}
