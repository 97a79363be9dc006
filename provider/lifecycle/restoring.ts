/**
 * Objects that are set but never made (account and DNS settings, peers): what they had before is
 * kept in the state, and given back when the resource is deleted.
 */
import type { Account, ApiObject } from "../api/account";
import { isClaimed } from "./claims";
import { sameValue } from "./equality";
import { ApiError, NetBirdError } from "../api/errors";
import { labelOf, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { perOwner } from "./perOwner";
import type { Reference } from "./reference";
import { mapReferences, resolveAgainst } from "./references";
import { isStored, objectArguments } from "./state";
import { readIfThere, updateObject } from "./updating";

/** An argument that the program gives: what the object had before, and what it was set to. */
export interface Previous {
  was?: unknown;
  set: unknown;
  /** What it was set to before, while it is open whether the last write was carried out. */
  earlier?: unknown[];
}

/** What is kept of the time before us, by argument. */
export function previousOf(props: Arguments): Record<string, Previous> {
  const known = Object.entries((props.previous ?? {}) as Record<string, Previous>);
  // What the program gave up meanwhile is the server's.
  return Object.fromEntries(known.filter(([name]) => name in props));
}

/**
 * What is known besides: an argument that the server had anyway when the program first gave it changed
 * nothing, and so is in no state. The engine has kept what the program gave, and tells it in the check.
 */
export async function knownBefore(
  kind: Kind,
  account: Account,
  news: Arguments,
  known: Record<string, Previous>,
): Promise<Record<string, Previous>> {
  const wanted = objectArguments(kind, news);
  const isSame = (args: Arguments) => sameValue(objectArguments(kind, args), wanted);
  const olds = account.wishes(kind.name).find(({ args }) => isSame(args))?.olds ?? {};
  const untold = Object.entries(objectArguments(kind, olds)).filter(
    ([name]) => !(name in known) && kind.writeOnly?.includes(name) !== true,
  );
  if (untold.length === 0) return known;
  const values = await resolveAgainst(kind, account, {}, Object.fromEntries(untold));
  const unrecorded = Object.entries(values).map(([name, value]) => [
    name,
    { was: value, set: value },
  ]);
  return { ...(Object.fromEntries(unrecorded) as Record<string, Previous>), ...known };
}

/** What resources of this run set no longer: what was there before them, by object and argument. */
const givenUpIn = perOwner<Account, Map<string, Record<string, Previous>>>(() => new Map());

/**
 * What is known of the time before us: by the resource itself, and by another one of which it takes
 * over arguments. Both write in the same run, so the latter is asked for once the write is done.
 */
export function memoryOf(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  known: Record<string, Previous>,
): () => Record<string, Previous> {
  const path = pathOf(kind, args, id);
  handOver(
    account,
    path,
    Object.entries(known).filter(([name]) => !(name in args)),
  );
  return () => ({ ...givenUpIn(account).get(path), ...known });
}

function handOver(
  account: Account,
  path: string,
  values: readonly (readonly [string, Previous])[],
): void {
  const givenUp = givenUpIn(account);
  givenUp.set(path, { ...givenUp.get(path), ...Object.fromEntries(values) });
}

/** What to keep of the time before us after a write of these arguments. */
export function previousValues(
  kind: Kind,
  before: ApiObject,
  args: Arguments,
  known: Record<string, Previous>,
): Record<string, Previous> {
  const stored = kind.fromApi(before);
  const names = Object.keys(args).filter((name) => !kind.writeOnly?.includes(name));
  // What we set ourselves meanwhile is not what was there before.
  return Object.fromEntries(
    names.map((name) => [
      name,
      { was: name in known ? known[name]!.was : stored[name], set: args[name] },
    ]),
  );
}

/** The same after a write that failed: the object may be as before it, as asked, or half of each. */
export function previousOfUnfinished(
  kind: Kind,
  before: ApiObject,
  args: Arguments,
  known: Record<string, Previous>,
): Record<string, Previous> {
  const values = Object.entries(previousValues(kind, before, args, known));
  return Object.fromEntries(
    values.map(([name, value]) => {
      const sets = name in known ? setsOf(known[name]!) : [];
      const earlier = sets.filter((set) => !sameValue(set, value.set));
      return [name, earlier.length === 0 ? value : { ...value, earlier }];
    }),
  );
}

/** All that an argument may have been set to by us. */
function setsOf({ set, earlier = [] }: Previous): unknown[] {
  return [...earlier, set];
}

/**
 * Gives back what the object had, except where somebody else has changed it since; of a list, our part
 * of it also then. A refresh may have put others' changes into the state, so that the values that we
 * set count, not those of the state.
 * What another resource sets from this run on is that one's, or this resource's own again where it is
 * replaced: it gets what was there before.
 */
export async function giveBack(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  previous: Record<string, Previous>,
): Promise<void> {
  const known = Object.entries(previous).filter(([, { was }]) => was !== undefined);
  const isNext = ([name]: [string, Previous]) => isClaimed(kind, account, args, id, name);
  handOver(account, pathOf(kind, args, id), known.filter(isNext));
  const current = await readIfThere(kind, account, id, args);
  if (current === undefined) return;
  const stored = kind.fromApi(current);
  const ours = known
    .filter((entry) => !isNext(entry))
    .map(([name, value]): [string, unknown] => [name, valueBack(kind, name, value, stored)])
    .filter(([, value]) => value !== undefined);
  if (ours.length === 0) return;
  const place = (kind.writeOnly ?? []).map((name): [string, unknown] => [name, args[name]]);
  const values = Object.fromEntries([...place.filter(([, value]) => value !== undefined), ...ours]);
  try {
    await updateObject(kind, account, id, await withoutGone(kind, account, values));
  } catch (error) {
    const names = ours.map(([name]) => name);
    throw noLongerPossible(`${kind.title} "${labelOf(kind, args, id)}"`, names, error) ?? error;
  }
}

/** What an argument gets back; undefined where others have it by now. */
function valueBack(kind: Kind, name: string, previous: Previous, stored: Arguments): unknown {
  const isOurs = setsOf(previous).some((set) => isStored(kind, name, { [name]: set }, stored));
  if (isOurs) return previous.was;
  // Other lists keep no object in use, and an empty one may mean everybody.
  return kind.references?.[name] === undefined ? undefined : withoutOurs(previous, stored[name]);
}

/**
 * A list of references that others have changed since: what we added goes; what we took out comes back
 * where all that we set is still there, so that they have only added to it, and where nothing would be
 * left. Undefined when there is nothing to do.
 */
function withoutOurs(previous: Previous, now: unknown): unknown[] | undefined {
  const { set } = previous;
  // The server says of some empty lists that there is none.
  const was = previous.was ?? [];
  if (!isList(was) || !isList(set) || !isList(now)) return undefined;
  const has = (list: readonly unknown[], item: unknown) => list.some((one) => sameValue(one, item));
  const added = setsOf(previous)
    .flat()
    .filter((item) => !has(was, item));
  const isRewritten = set.some((item) => !has(now, item));
  const takenOut = isRewritten ? [] : was.filter((item) => !has(set, item) && !has(now, item));
  const back = [...now.filter((item) => !has(added, item)), ...takenOut];
  if (sameValue(back, now)) return undefined;
  return back.length === 0 ? was : back;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** Statuses of a server that does not take what it once had. */
const refusals: readonly unknown[] = [400, 409, 412, 422];

/** A refusal in words for somebody who has no arguments left to correct. */
function noLongerPossible(
  what: string,
  names: readonly string[],
  error: unknown,
): NetBirdError | undefined {
  if (!(error instanceof ApiError) || !refusals.includes(error.status)) return undefined;
  return new NetBirdError(
    `Cannot give back what ${what} had before (${names.join(", ")}): ` +
      `HTTP ${error.status}: ${error.serverMessage}. The server takes it no longer. Leave it as it is: ` +
      'set onDelete: "leave", run `pulumi up`, then remove the resource.',
  );
}

/** What the object referred to may have been deleted since, and the server would refuse it. */
function withoutGone(kind: Kind, account: Account, values: Arguments): Promise<Arguments> {
  return mapReferences(kind, values, async (_property, collection, value) => {
    if (!Array.isArray(value)) return value;
    const known = await account.roster(collection, true);
    return (value as Reference[]).filter(({ id }) => known.has(id ?? ""));
  });
}
