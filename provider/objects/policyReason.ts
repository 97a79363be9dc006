/** The reason for broad access, which the API has no field for: it is part of a policy's description. */
import { broadAccessText, isFoundReason } from "../../segmentation/broadAccess";
import type { Arguments } from "../lifecycle/kind";

/** A description that tells the reason, which is added to it unless it is there. */
export function withReason(description: string, reason: string): string {
  if (isTold(description, reason)) return description;
  return [description, broadAccessText(reason)].filter(Boolean).join(" — ");
}

/**
 * The description to store. One that the program does not give is the server's and stays, apart
 * from the reason, which replaces an earlier one; an empty reason means that there is none any more.
 */
export function describing(args: Arguments): string {
  const description = (args.description ?? "") as string;
  const reason = args.broadAccessReason as string | undefined;
  if (reason === undefined || (reason !== "" && isTold(description, reason))) {
    return description;
  }
  const rest = description.replace(/^(?:(.*) — )?Broad access: .*$/s, "$1");
  return reason === "" ? rest : withReason(rest, reason);
}

/** Whether a reason is given no longer, and would stay in a description that is not given. */
export function isTakenBack(args: Arguments, { broadAccessReason: reason }: Arguments): boolean {
  const isGiven = args.broadAccessReason !== undefined || args.description !== undefined;
  return !isGiven && typeof reason === "string" && reason !== "" && !isFoundReason(reason);
}

/** Whether a description tells a reason, as far as there is something to tell. */
export function isTold(description: string, reason: string): boolean {
  return isFoundReason(reason) || description.includes(reason);
}
