import { isDeepStrictEqual } from "node:util";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Account } from "../api/account";
import { ApiError } from "../api/errors";
import { sameValue } from "./equality";
import { existingId } from "./existing";
import { collectionOf, identityOf, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { noteCompared } from "./owners";
import { ownPart } from "./ownPart";
import { resolveAgainst } from "./references";
import { spentNow } from "./spent";
import { comparable, given, isStored, leaves, objectArguments, sameArgument } from "./state";
import { hasUnknown } from "./unknown";
import { tellUnseenDrift } from "./unseenDrift";

/** What is compared: the arguments as they were last applied, and as the program wants them. */
interface Comparison {
  recorded: Arguments;
  wanted: Arguments;
  /** The object on the server, where the state does not say enough of it. */
  stored?: Arguments;
  /** The same without what only the program says of it, as the server tells it to nobody. */
  told?: Arguments;
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
  const comparison = await withStored(kind, account, id, { recorded, wanted });
  const changed = changedArguments(kind, comparison);
  const { stored } = comparison;
  const untold = changed.filter((name) => !(name in recorded));
  if (stored !== undefined) tellUnseenDrift(kind, account, id, { wanted, stored }, untold);
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
  return [...names].filter((name) =>
    name in recorded || !(name in wanted)
      ? // What is unknown equals nothing that is recorded, except in a reference whose id is known.
        !sameArgument(kind, name, wanted[name], recorded[name])
      : isNews(kind, name, comparison),
  );
}

/**
 * Whether an argument that the program gives for the first time has anything to change: what the server
 * has anyway has not. The engine keeps what the program gives, and a refresh compares it as well.
 */
function isNews(kind: Kind, name: string, comparison: Comparison): boolean {
  const { wanted, told } = comparison;
  const isSaid = !sameValue(wanted[name], undefined);
  const isTold = !sameValue(comparable(kind, name, told?.[name]), undefined);
  if (isSaid && (!isTold || isRecordedAnyway(kind, name))) return true;
  return !isThere(kind, name, comparison);
}

/**
 * Whether an argument has to be in the state also where the server has it already: what a deletion gives
 * back or takes out, and what the server does not show as it has it.
 */
function isRecordedAnyway(kind: Kind, name: string): boolean {
  const lists = [...(kind.secrets ?? []), ...(kind.emptiedToDelete ?? [])];
  return kind.existing !== undefined || lists.includes(name);
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
 * What is compared, with the object on the server where the program gives arguments for the first time:
 * the state knows nothing of them, and the server may have them already.
 */
async function withStored(
  kind: Kind,
  account: Account,
  id: string,
  { recorded, wanted }: Comparison,
): Promise<Comparison> {
  if (Object.keys(wanted).every((name) => name in recorded)) return { recorded, wanted };
  const object = await account
    .object(collectionOf(kind, recorded), id)
    .catch((error: unknown) => unreadable(error));
  if (object === undefined) return { recorded, wanted };
  const as = async (args: Arguments) => kind.fromApi(await ownPart(kind, account, object, args));
  return { recorded, wanted, stored: await as(wanted), told: await as(recorded) };
}

/** What this token may not list is compared with the state alone, as everything else is. */
function unreadable(error: unknown): undefined {
  if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return undefined;
  throw error;
}

/** Whether the server has an argument as wanted; an object that is gone is no reason to change. */
function isThere(kind: Kind, name: string, { wanted, stored }: Comparison): boolean {
  return stored === undefined || isStored(kind, name, wanted, stored);
}
