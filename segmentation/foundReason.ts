/** The reason that an adopted policy has until somebody says a real one. */

/** Why a policy that was found in an account may be broad: nobody knows. */
export const foundReason = "found at adoption, nobody has said why yet";

/**
 * Whether a reason says no more than that the policy was there already. Such a reason stays in the
 * program: it would tell nobody anything in the account, and adoption must change nothing there.
 */
export function isFoundReason(reason: string): boolean {
  return reason.startsWith("found at adoption");
}
