/** Objects that are the server's or a device's, and are set but never made. */
import type { Account, ApiObject } from "../api/account";
import { NotFoundError } from "../api/errors";
import { collectionOf } from "./kind";
import type { Arguments, Kind } from "./kind";

/**
 * The object that the arguments mean. Devices join without a write of ours, so that a list which
 * does not have it is asked for again.
 * @throws NotFoundError when there is none, or more than one
 */
export async function findExisting(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<ApiObject> {
  const collection = collectionOf(kind, args);
  try {
    return kind.existing!(await account.list(collection), args);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    return kind.existing!(await account.list(collection, true), args);
  }
}

/** The id of the object that the arguments mean; undefined where they do not mean exactly one. */
export async function existingId(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<string | undefined> {
  try {
    return (await findExisting(kind, account, args)).id;
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
