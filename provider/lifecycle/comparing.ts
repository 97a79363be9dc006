import { isDeepStrictEqual } from "node:util";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Account } from "../api/account";
import { sameValue } from "./equality";
import { existingId } from "./existing";
import { collectionOf, identityOf, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { noteCompared } from "./owners";
import { ownPart } from "./ownPart";
import { resolveAgainst } from "./references";
import { spentNow } from "./spent";
import { given, isStored, leaves, objectArguments, sameArgument } from "./state";
import { hasUnknown } from "./unknown";

/** What is compared: the arguments as they were last applied, and as the program wants them. */
interface Comparison {
  recorded: Arguments;
  wanted: Arguments;
  /** The object on the server, where the state does not say enough of it. */
  stored: Arguments | undefined;
}

/** Compares what the program wants with what was last seen on the server. */
export async function difference(
  kind: Kind,
  account: Account,
  id: string,
  olds: Arguments,
  news: Arguments,
): Promise<dynamic.DiffResult> {
  // A refresh compares, too, while what the object refers to may be gone already.
  const recorded = objectArguments(kind, olds);
  const asked = objectArguments(kind, news);
  // Mostly nothing has changed, and then there is nothing to look up.
  const wanted = isDeepStrictEqual(asked, recorded)
    ? recorded
    : await resolveAgainst(kind, account, recorded, asked);
  const stored = await untold(kind, account, id, { recorded, wanted });
  const comparison = { recorded, wanted, stored };
  const changed = changedArguments(kind, comparison);
  // What a later delete shall do is only in the state, which a delete has nothing else to go by.
  if (leaves(olds) !== leaves(news)) changed.push("onDelete");
  const spent = await spentNow(kind, account, id, olds, news);
  if (spent !== undefined) changed.push("spent");
  const followed = await followedArguments(kind, account, id, changed, comparison);
  const replaces = replacingArguments(kind, changed, comparison).filter(
    (name) => !followed.includes(name),
  );
  if (kind.existing === undefined) {
    const compared = { path: pathOf(kind, recorded, id), replaced: replaces.length > 0 };
    noteCompared(kind, account, given(news), compared);
  }
  // Names are unique for us, so the old object has to go before the new one comes.
  return { changes: changed.length > 0, replaces, deleteBeforeReplace: replaces.length > 0 };
}

function changedArguments(kind: Kind, comparison: Comparison): string[] {
  const { recorded, wanted } = comparison;
  const names = new Set([...Object.keys(wanted), ...Object.keys(recorded)]);
  for (const name of kind.onlyAtCreation?.(wanted) ?? []) names.delete(name);
  return [...names].filter((name) => {
    // What is unknown equals nothing that is recorded, except in a reference whose id is known.
    if (!sameArgument(kind, name, wanted[name], recorded[name])) return true;
    return name in wanted && !(name in recorded) && !isThere(kind, name, comparison);
  });
}

function replacingArguments(
  kind: Kind,
  changed: readonly string[],
  comparison: Comparison,
): string[] {
  const { recorded, wanted, stored } = comparison;
  return [
    ...changed.filter(
      // An argument that the program no longer gives is the server's: nothing is replaced for it.
      (name) =>
        name in wanted &&
        kind.replaceOnChange?.includes(name) &&
        (name in recorded || !isThere(kind, name, comparison)),
    ),
    ...(kind.replaces?.({ ...stored, ...recorded }, wanted) ?? []),
  ];
}

/** Arguments to which others have changed the object already, so that the program only follows. */
async function followedArguments(
  kind: Kind,
  account: Account,
  id: string,
  changed: readonly string[],
  { recorded, wanted }: Comparison,
): Promise<string[]> {
  if (kind.existing !== undefined) return sameSelector(kind, account, id, changed, wanted);
  const names = changed.filter((name) => kind.othersChange?.includes(name) && name in wanted);
  if (names.length === 0) return [];
  const object = await account.object(collectionOf(kind, recorded), id);
  if (object === undefined) return [];
  const theirs = kind.fromApi(object);
  return names.filter((name) => isStored(kind, name, wanted, theirs));
}

/** What says which object is meant, where it says the same one in other words. */
async function sameSelector(
  kind: Kind,
  account: Account,
  id: string,
  changed: readonly string[],
  wanted: Arguments,
): Promise<string[]> {
  const names = identityOf(kind, wanted).filter((name) => changed.includes(name));
  if (names.length === 0 || names.some((name) => hasUnknown(wanted[name]))) return [];
  return (await existingId(kind, account, wanted)) === id ? names : [];
}

/**
 * The object on the server, where the program gives arguments for the first time that are empty
 * or cannot be changed: the state knows nothing of them, and the server may have them already.
 */
async function untold(
  kind: Kind,
  account: Account,
  id: string,
  { recorded, wanted }: Omit<Comparison, "stored">,
): Promise<Arguments | undefined> {
  const isUntold = Object.keys(wanted).some(
    (name) =>
      !(name in recorded) &&
      (kind.replaces !== undefined ||
        kind.replaceOnChange?.includes(name) ||
        sameValue(wanted[name], undefined)),
  );
  if (!isUntold) return undefined;
  const object = await account.object(collectionOf(kind, recorded), id);
  return object && kind.fromApi(await ownPart(kind, account, object, wanted));
}

/** Whether the server has an argument as wanted; an object that is gone is no reason to change. */
function isThere(kind: Kind, name: string, { wanted, stored }: Comparison): boolean {
  return stored === undefined || isStored(kind, name, wanted, stored);
}
