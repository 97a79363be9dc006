/** What is wrong with a live account: by itself, and by what the matrices ask of it. */
import { compile, environments, inEnvironment, verify } from "../../segmentation";
import type { Environment, Finding, MatrixFile, Segmentation } from "../../segmentation";
import { deployedIn } from "./deployed";
import { merged } from "../report/placedFinding";
import type { PlacedFinding } from "../report/placedFinding";

/**
 * Judges an account by every rule. With matrices, their rules are the account's too: what must stay
 * blocked and what has to work, in each environment.
 * @param wanted the environments that must be there. Default: those of each matrix that are
 */
export function liveFindings(
  live: Segmentation,
  matrices: readonly MatrixFile[],
  wanted: readonly Environment[] | undefined,
  now: Date,
): PlacedFinding[] {
  const own = verify(live, { now }).map((finding) => ({ ...finding, environments: [] }));
  const asked = matrices.flatMap((file) => {
    if (wanted !== undefined) return askedBy(live, file, wanted, now);
    const { deployed, missing } = deployedIn(live, file, environments);
    return [...askedBy(live, file, deployed, now), ...missing];
  });
  return merged([...own, ...asked]);
}

function askedBy(
  live: Segmentation,
  file: MatrixFile,
  wanted: readonly Environment[],
  now: Date,
): PlacedFinding[] {
  return wanted.flatMap((environment) =>
    foundByAsking(live, file, environment, now).map((finding) => ({
      ...finding,
      environments: [environment],
      // What is about the account's own policies and groups stands nowhere in the matrix.
      ...(finding.path && { file: file.file, ...file.locate(finding.path) }),
    })),
  );
}

/** What is wrong with an environment of the account only because of what the matrix asks of it. */
function foundByAsking(
  live: Segmentation,
  { matrix }: MatrixFile,
  environment: Environment,
  now: Date,
): Finding[] {
  const part = inEnvironment(live, environment);
  const { groups, policies, postureChecks } = part;
  const asked = { ...compile(matrix, environment), groups, policies, postureChecks };
  const keyOf = ({ rule, place, message }: Finding) => JSON.stringify([rule, place, message]);
  const anyway = new Set(verify(part, { now }).map(keyOf));
  return verify(asked, { now }).filter((finding) => !anyway.has(keyOf(finding)));
}
