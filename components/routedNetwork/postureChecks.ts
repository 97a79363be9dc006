/** Posture checks that entries of the access list name (the guide's section 4.2). */
import { PostureCheck } from "../../provider/objects/postureCheck";
import type { PostureCheckReference } from "../../provider/objects/postureCheck";
import { plainTextOf } from "../../provider/lifecycle/resource";
import type { MatrixPostureCheck } from "../../segmentation/matrix/model";
import { withoutEnvironment } from "../../segmentation/names";
import { checkReferencesOf, matrixChecksOf } from "../postureCheckArg";
import type { PostureCheckArg } from "../postureCheckArg";
import type { HARoutedNetworkArgs, RoutedAccess, RoutedPostureCheck } from "./arguments";
import type { Naming } from "./naming";

/** Checks as the matrix names them, without environment suffix. */
export function checkNames(naming: Naming, { postureChecks = [] }: RoutedAccess): string[] {
  return postureChecks.map((check) => matrixCheck(naming, check).name);
}

/** All checks of the access list; the matrix says of which it knows what devices must be like. */
export function matrixChecks(
  naming: Naming,
  { access }: HARoutedNetworkArgs,
): MatrixPostureCheck[] {
  return access.flatMap(({ postureChecks = [] }) =>
    postureChecks.map((check) => matrixCheck(naming, check)),
  );
}

function matrixCheck({ environment }: Naming, check: RoutedPostureCheck): MatrixPostureCheck {
  if (isMatrixCheck(check)) return matrixChecksOf([check])[0]!;
  const full = fullNameOf(check);
  const name = withoutEnvironment(full, environment);
  return name === full ? { name, shared: true } : { name };
}

/** The checks that are resources of this program, by full name: policies refer to them by id. */
export function checkReferences(
  { environment }: Naming,
  { access }: HARoutedNetworkArgs,
): Record<string, PostureCheckReference> {
  const checks = access.flatMap(({ postureChecks = [] }) => postureChecks);
  const ours = checks
    .filter((check) => check instanceof PostureCheck)
    // The name is plain here, so a preview shows it although the check has no id yet.
    .map((check) => [fullNameOf(check), { name: fullNameOf(check), id: check.id }] as const);
  return {
    ...checkReferencesOf(checks.filter(isMatrixCheck), environment),
    ...Object.fromEntries(ours),
  };
}

export function checkProblems(place: string, { postureChecks = [] }: RoutedAccess): string[] {
  return postureChecks.flatMap((check, index) =>
    !isMatrixCheck(check) && fullNameOf(check).trim() === ""
      ? [
          `${place}.postureChecks[${index}]: the name of a posture check is known only later, or empty. Write it as plain text.`,
        ]
      : [],
  );
}

function isMatrixCheck(check: RoutedPostureCheck): check is PostureCheckArg {
  return typeof check !== "string" && !(check instanceof PostureCheck);
}

function fullNameOf(check: PostureCheck | string): string {
  return typeof check === "string" ? check : (plainTextOf(check, "name") ?? "");
}
