/**
 * Objects that have served their purpose: they go from the server and stay in the program, so that
 * nobody has to edit it each time, and nothing that used them changes.
 */
import type { Account } from "../api/account";
import { collectionOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { plain } from "./state";

/** Why an object went from the server, as the state keeps it; undefined while it is there. */
export function spentBefore(state: Arguments): string | undefined {
  return typeof state.spent === "string" ? state.spent : undefined;
}

/** Why the object shall go from the server now; undefined when it shall not. */
export async function spentNow(
  kind: Kind,
  account: Account,
  id: string,
  olds: Arguments,
  news: Arguments,
): Promise<string | undefined> {
  if (kind.spent === undefined || spentBefore(olds) !== undefined) return undefined;
  const object = await account.object(collectionOf(kind, olds), id);
  return object && kind.spent(object, news);
}

/** The state of an object that went: what it told when it was there, and what the program gives now. */
export function spentState(
  kind: Kind,
  olds: Arguments,
  given: Arguments,
  spent: string,
): Arguments {
  const told = Object.entries(olds).filter(([name]) => !(name in kind.schema.shape));
  return plain({ ...Object.fromEntries(told), ...given, spent });
}
