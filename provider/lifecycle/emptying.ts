import type { Account } from "../api/account";
import { sameValue } from "./equality";
import { collectionOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { updateObject } from "./updating";

/**
 * Takes out of an object what the program put in and what would keep it from being deleted: a group
 * that lists network resources of the same program goes before them. What others put in stays, and
 * with it the server's refusal.
 */
export async function takeOutOwn(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<void> {
  const names = (kind.emptiedToDelete ?? []).filter((name) => Array.isArray(args[name]));
  if (names.length === 0) return;
  const object = await account.object(collectionOf(kind, args), id);
  if (object === undefined) return;
  const stored = kind.fromApi(object);
  const others = (name: string) =>
    listOf(stored[name]).filter(
      (there) => !listOf(args[name]).some((own) => sameValue(own, there)),
    );
  const left = Object.fromEntries(names.map((name) => [name, others(name)]));
  if (names.every((name) => sameValue(left[name], stored[name]))) return;
  await updateObject(kind, account, id, left);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
