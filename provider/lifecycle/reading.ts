import { isDeepStrictEqual } from "node:util";
import type { Account } from "../api/account";
import { groups } from "../api/collections";
import { ApiError, NetBirdError } from "../api/errors";
import { plural } from "../api/plural";
import { collectionOf, labelOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { describe, lookUp, parentOf } from "./lookup";
import { ownPart } from "./ownPart";
import { perOwner } from "./perOwner";
import { spentBefore } from "./spent";
import { given, inputsOf, objectArguments, plain, stateOf } from "./state";

/** What a read tells the engine. */
export interface Read {
  /** Empty when the object is gone. */
  id: string;
  props?: Arguments;
  inputs?: Arguments;
}

/** Reads the object of a resource again, for a refresh. */
export async function readRecorded(
  kind: Kind,
  account: Account,
  id: string,
  props: Arguments,
): Promise<Read> {
  const args = objectArguments(kind, props);
  const object = await account
    .object(collectionOf(kind, args), id)
    .catch((error: unknown) => hiddenWhere(kind, account, error));
  if (object === hidden) return { id, props: given(props) };
  if (object === undefined) {
    await requireFullView(kind, account, id, args);
    const remains = spentBefore(props) !== undefined;
    return remains ? { id, props, inputs: inputsOf(kind, props) } : { id: "" };
  }
  const state = stateOf(kind, await ownPart(kind, account, object, args), args, props);
  // Where nothing has changed, the engine's arguments stand as well: half of what would be sent.
  if (isDeepStrictEqual(state, given(props))) return { id, props: state };
  return { id, props: state, inputs: inputsOf(kind, state) };
}

/** Stands for an object that the server does not show to this token. */
const hidden = Symbol("hidden");

/**
 * What the server hides from a token that may read all else, such as the recommended one for previews,
 * fails no refresh: it stays as it is recorded, and the run says so.
 * @throws whatever else the error is, and where the token's user may not see the account either
 */
async function hiddenWhere(kind: Kind, account: Account, error: unknown): Promise<typeof hidden> {
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
async function requireFullView(
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

/** Reads the object that a look-up asks for, by the selector in `lookup`. */
export async function readLookup(kind: Kind, account: Account, props: Arguments): Promise<Read> {
  const selector = props.lookup as Arguments;
  const parent = await parentOf(kind, account, selector);
  // What was found before is known by its id, whatever it is called by now.
  const found =
    typeof props.id === "string"
      ? await account.object(collectionOf(kind, parent), props.id)
      : await lookUp(kind, account, selector);
  if (found === undefined) return { id: "" };
  const lookup = { ...selector, ...parent, id: found.id };
  return { id: found.id, props: plain({ ...describe(kind, found), lookup }) };
}
