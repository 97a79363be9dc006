import type { Account } from "../api/account";
import { ApiError, NetBirdError } from "../api/errors";
import { saysGone } from "../api/failures";
import { callOf, collectionOf, labelOf, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { whileEmptied } from "./emptying";
import { inTurn } from "./memberships";
import { release } from "./owners";

/**
 * Deletes an object of the program, after what the program put into it.
 * @throws NetBirdError with who needs it, where that is why the server refuses
 */
export async function removeObject(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<void> {
  await whileEmptied(kind, account, id, args, async () => {
    try {
      await deleteObject(kind, account, id, args);
    } catch (error) {
      throw await explained(kind, account, id, error);
    }
  });
  release(kind, account, args, id);
}

async function explained(
  kind: Kind,
  account: Account,
  id: string,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof ApiError)) return error;
  const why = await kind.explainRefusal?.(error, (collection) => account.list(collection), id);
  if (why === undefined) return error;
  return new NetBirdError(`Cannot delete ${kind.title} "${error.objectName}": ${why}`);
}

/**
 * Deletes an object. One that is gone already is no failure: somebody else may have deleted it, or
 * this process, when the answer to its first try was lost.
 * @param args say where the object is and what it is called
 */
export async function deleteObject(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<void> {
  const path = pathOf(kind, args, id);
  const call = callOf(kind, "delete", labelOf(kind, args, id));
  await account.exclusive(path, async () => {
    try {
      await inTurn(kind, account, () => account.write(() => account.client.delete(path, call)));
    } catch (error) {
      if (!meansGone(kind, error)) throw error;
    }
    account.remember(collectionOf(kind, args), id, undefined);
  });
}

function meansGone(kind: Kind, error: unknown): boolean {
  return saysGone(error) || (error instanceof ApiError && kind.isGone?.(error) === true);
}
