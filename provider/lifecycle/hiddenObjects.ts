/** What the server does not show to a token's user: it is not gone, and nobody can tell whether it is. */
import type { Account } from "../api/account";
import { groups } from "../api/collections";
import { ApiError, NetBirdError } from "../api/errors";
import { plural } from "../api/plural";
import { labelOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { perOwner } from "./perOwner";

/** Stands for an object that the server does not show to this token. */
export const hidden = Symbol("hidden");

/**
 * What the server hides from a token that may read all else, such as the recommended one for previews,
 * fails no refresh: it stays as it is recorded, and the run says so.
 * @throws whatever else the error is, and where the token's user may not see the account either
 */
export async function hiddenWhere(
  kind: Kind,
  account: Account,
  error: unknown,
): Promise<typeof hidden> {
  if (kind.shownOnlyTo === undefined || !isRefusal(error)) throw error;
  if (!(await seesAccount(account))) throw error;
  const said = unreadSaid(account);
  if (!said.has(kind.name)) {
    said.add(kind.name);
    // The engine shows among its diagnostics what its provider process prints; nothing else reaches it.
    console.error(
      `Not every ${kind.title} was read: the server shows ${plural(kind.title)} only to ${kind.shownOnlyTo}. ` +
        "What was not read stays in the state as it is, whether it was deleted or not.",
    );
  }
  return hidden;
}

/** The kinds of which a run has said that some stay unread. */
const unreadSaid = perOwner<Account, Set<string>>(() => new Set());

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status === 403;
}

/** Whether the token's user may see the account: plain users are refused its groups. */
async function seesAccount(account: Account): Promise<boolean> {
  try {
    await account.roster(groups);
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/**
 * A plain user is shown a part of the peers and users, without a word, and refused the groups: what
 * is not in such a list may be there.
 * @throws NetBirdError when the token shows but a part
 */
export async function requireFullView(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<void> {
  if (kind.listedInPart !== true || (await seesAccount(account))) return;
  throw new NetBirdError(
    `Whether ${kind.title} "${labelOf(kind, args, id)}" (${id}) is gone cannot be told: the token's user may not see all of the account. ` +
      "Use a token of a service user, or of a person with the role auditor or above.",
  );
}
