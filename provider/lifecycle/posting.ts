import { setTimeout as pause } from "node:timers/promises";
import type { Account, ApiObject } from "../api/account";
import { objectIn } from "../api/answers";
import { ApiError } from "../api/errors";
import { callOf, collectionOf, labelOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { recover } from "./lostPost";
import { inTurn } from "./memberships";

/** Tries in all when it stays unclear whether a POST was carried out. */
const createAttempts = 3;

/**
 * Creates an object exactly once. A POST is not idempotent: when it stays open whether the server
 * acted (timeout, reset, broken answer), we look for the object before we try again.
 */
export async function createObject(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<ApiObject> {
  const collection = collectionOf(kind, args);
  const before = new Set((await account.roster(collection)).keys());
  const call = callOf(kind, "create", labelOf(kind, args, kind.title));
  for (let attempt = 1; ; attempt++) {
    try {
      const body = kind.toApi(args);
      const answer = await inTurn(kind, account, () =>
        account.write(() => account.client.post(collection.path, body, call)),
      );
      const object = objectIn(kind.created === undefined ? answer : kind.created(answer), call);
      account.remember(collection, object.id, object);
      return object;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.ambiguous) throw error;
      account.forget(collection);
      // The server may still be at it when the connection broke.
      await pause(account.configuration.firstPause);
      const ours = await recover({ kind, account, args, before, error });
      if (ours !== undefined) {
        account.remember(collection, ours.id, ours);
        return ours;
      }
      // NetBird answers 500 to some bad input; trying that again would change nothing.
      if (error.status === 500 || attempt === createAttempts) throw error;
    }
  }
}
