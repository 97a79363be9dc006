/** Which environments of a matrix an account has at all. */
import { compile } from "../../segmentation";
import type { Environment, MatrixFile, RuleInfo, Segmentation } from "../../segmentation";
import type { PlacedFinding } from "../report/placedFinding";

/**
 * The rule that an environment breaks which nobody deployed. Of an environment beside others that are
 * there it is news; of a whole matrix it is an error, because then nothing of it was judged.
 */
export const environmentDeployed: RuleInfo = {
  id: "environment-deployed",
  severity: "info",
  title: "The account has the environments that are judged",
  source: "docs/netbird-zt.md",
  why: "What was never deployed has nothing that could be judged, and everything that is to work there does not.",
  remedy:
    "Deploy it. Where it must be there, name it: with -e, what is missing in it are findings.",
};

/** Splits the environments of a matrix into those that the account has something of, and the others. */
export function deployedIn(
  live: Segmentation,
  file: MatrixFile,
  wanted: readonly Environment[],
): { deployed: Environment[]; missing: PlacedFinding[] } {
  const known = new Set(live.groups.map(({ name }) => name));
  const deployed = wanted.filter((environment) => isDeployed(known, file, environment));
  const absent = wanted.filter((environment) => !deployed.includes(environment));
  if (absent.length === 0) return { deployed, missing: [] };
  return { deployed, missing: [notDeployed(file, absent, deployed.length === 0)] };
}

/** By the groups that only this environment has; a matrix without any is in every environment. */
function isDeployed(
  known: ReadonlySet<string>,
  { matrix }: MatrixFile,
  environment: Environment,
): boolean {
  const own = compile(matrix, environment).groups.filter(
    ({ shared, madeBy }) => !shared && madeBy === "program",
  );
  return own.length === 0 || own.some(({ name }) => known.has(name));
}

function notDeployed(
  { matrix, file, locate }: MatrixFile,
  environments: Environment[],
  isNowhere: boolean,
): PlacedFinding {
  const { id: rule, severity, remedy } = environmentDeployed;
  const where = isNowhere ? "anywhere" : "here";
  return {
    ...{ rule, environments, file, ...locate(["application"]) },
    severity: isNowhere ? "error" : severity,
    place: matrix.application,
    message: `"${matrix.application}" is not deployed ${where}: the account has none of its groups, so that nothing was judged.`,
    remedy,
    owner: matrix.owner,
  };
}
