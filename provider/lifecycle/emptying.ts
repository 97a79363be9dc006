import type { Account } from "../api/account";
import { NetBirdError, messageOf } from "../api/errors";
import { sameValue } from "./equality";
import { collectionOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { readIfThere, updateObject } from "./updating";

/**
 * Deletes an object without what the program put in and what would keep it from being deleted: a group
 * that lists network resources of the same program goes before them. What others put in stays, and
 * with it the server's refusal; an object that stays gets back what was in it, as a policy may use it.
 * @throws NetBirdError when deleting fails; it says so when what was in it could not be put back
 */
export async function whileEmptied(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  remove: () => Promise<void>,
): Promise<void> {
  const taken = await takeOutOwn(kind, account, id, args);
  try {
    await remove();
  } catch (error) {
    throw (await putBack(kind, account, id, args, taken, error)) ?? error;
  }
}

/** @returns what was taken out, by argument */
async function takeOutOwn(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<Arguments> {
  const names = (kind.emptiedToDelete ?? []).filter((name) => Array.isArray(args[name]));
  if (names.length === 0) return {};
  const object = await account.object(collectionOf(kind, args), id);
  if (object === undefined) return {};
  const stored = kind.fromApi(object);
  const left = Object.fromEntries(
    names.map((name) => [name, without(stored[name], listOf(args[name]))]),
  );
  if (names.every((name) => sameValue(left[name], stored[name]))) return {};
  await updateObject(kind, account, id, left);
  return Object.fromEntries(names.map((name) => [name, without(stored[name], left[name]!)]));
}

/** @returns what to tell instead, when it could not be put back */
async function putBack(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  taken: Arguments,
  error: unknown,
): Promise<NetBirdError | undefined> {
  if (Object.keys(taken).length === 0) return undefined;
  try {
    const object = await readIfThere(kind, account, id, args);
    // Deleted all the same: the answer was lost.
    if (object === undefined) return undefined;
    const stored = kind.fromApi(object);
    const whole = Object.entries(taken).map(([name, own]) => {
      const others = without(stored[name], own as unknown[]);
      return [name, [...others, ...(own as unknown[])]];
    });
    await updateObject(kind, account, id, Object.fromEntries(whole) as Arguments);
    return undefined;
  } catch (failure) {
    return new NetBirdError(
      `${messageOf(error)} Its ${Object.keys(taken).join(", ")} of this program had been taken out before, and could not be put back: ` +
        `${messageOf(failure)} Run \`pulumi refresh\`, then \`pulumi up\`.`,
    );
  }
}

function without(list: unknown, others: readonly unknown[]): unknown[] {
  return listOf(list).filter((item) => !others.some((other) => sameValue(other, item)));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
