/**
 * Objects that are set but never made (account and DNS settings, peers): what they had before is
 * kept in the state, and given back when the resource is deleted.
 */
import type { Account, ApiObject } from "./account";
import { NotFoundError } from "./errors";
import { saysGone } from "./failures";
import type { Arguments, Kind } from "./kind";
import { isStored } from "./state";
import { readObject, updateObject } from "./updating";

/** What the object had before in the arguments that the program gives now. */
export function previousValues(
  kind: Kind,
  before: ApiObject,
  args: Arguments,
  recorded: Arguments,
): Arguments {
  const known = (recorded.previous ?? {}) as Arguments;
  const stored = kind.fromApi(before);
  const names = Object.keys(args).filter((name) => !kind.writeOnly?.includes(name));
  // What we set ourselves meanwhile is not what was there before.
  return Object.fromEntries(
    names.map((name) => [name, name in known ? known[name] : stored[name]]),
  );
}

/** Gives back what the object had, except where somebody else has changed it since. */
export async function giveBack(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  previous: Arguments,
): Promise<void> {
  const current = await find(kind, account, id, args);
  if (current === undefined) return;
  const stored = kind.fromApi(current);
  const ours = Object.entries(previous).filter(
    ([name, value]) => name in args && value !== undefined && isStored(kind, name, args, stored),
  );
  const place = Object.fromEntries(
    (kind.writeOnly ?? []).filter((name) => name in args).map((name) => [name, args[name]]),
  );
  if (ours.length > 0) {
    await updateObject(kind, account, id, { ...place, ...Object.fromEntries(ours) });
  }
}

async function find(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<ApiObject | undefined> {
  try {
    return await readObject(kind, account, id, args);
  } catch (error) {
    if (error instanceof NotFoundError || saysGone(error)) return undefined;
    throw error;
  }
}
