/** The segmentation matrix that an emergency access means. */
import type { Matrix } from "../../segmentation/matrix/model";
import { asList, matrixGroup, namesOf } from "../groupArg";
import { uniqueByName } from "../unique";
import type { EmergencyAccessArgs } from "./arguments";
import type { EmergencyActivation } from "./configuration";

/** Name of the one flow. */
const emergencyFlow = "emergency";

/**
 * The matrix of an {@link EmergencyAccess}: one emergency flow, disabled unless it is activated. Pure.
 * @param activation who enabled it, why and until when; undefined: it is off
 * @param rehearsed when it was last seen to work; undefined: never
 */
export function emergencyMatrix(
  name: string,
  args: EmergencyAccessArgs,
  activation?: EmergencyActivation,
  rehearsed?: string,
): Matrix {
  const { environment, from, to, allow = "all", because, owner, outOfBand } = args;
  const groups = [...asList(from), ...asList(to)].map((group) => matrixGroup(group, environment));
  const now = activation && `Enabled by ${activation.by}: ${activation.reason}. `;
  return {
    application: name,
    owner,
    groups: uniqueByName(groups),
    flows: [
      {
        name: emergencyFlow,
        from: namesOf(from, environment),
        to: namesOf(to, environment),
        allow,
        because: `${now ?? ""}${because}. Without NetBird: ${outOfBand}`,
        need: "emergency",
        ...(activation && { enabled: true, until: activation.until }),
        ...(rehearsed !== undefined && { rehearsed }),
      },
    ],
    noDnsBecause: "Whoever has this access in an emergency has name resolution already",
  };
}
