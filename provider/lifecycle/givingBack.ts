/** Objects that are set but never made get back what they had, when their resource is deleted. */
import type { Account, ApiObject } from "../api/account";
import { ApiError, NetBirdError } from "../api/errors";
import { isClaimed } from "./claims";
import { sameValue } from "./equality";
import { calledIn, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import type { Reference } from "./reference";
import { mapReferences } from "./references";
import { handOver, setsOf } from "./restoring";
import type { Previous } from "./restoring";
import { isStored } from "./state";
import { readIfThere, updateObject } from "./updating";
import type { Lists } from "./updating";

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
  const own = known.filter((entry) => !isNext(entry));
  const names = Object.keys(valuesBack(kind, own, current));
  const given = (kind.writeOnly ?? []).filter((name) => args[name] !== undefined);
  const place = Object.fromEntries(given.map((name) => [name, args[name]]));
  const give = (some: readonly string[]) => {
    const chosen = own.filter(([name]) => some.includes(name));
    // What others have changed until then is theirs.
    const wanted = async (object: ApiObject, listed: Lists) => {
      const back = valuesBack(kind, chosen, object);
      return { ...place, ...(await withoutGone(kind, listed, back)) };
    };
    return refusalOf(updateObject(kind, account, id, args, { wanted }));
  };
  if (names.length > 0) await allOrEach(kind, calledIn(kind, args, id), names, give);
}

/**
 * Gives back all at once, or else each for itself: what the server takes no longer keeps nothing else.
 * @throws NetBirdError that says what was refused, and why
 */
async function allOrEach(
  kind: Kind,
  what: string,
  names: readonly string[],
  give: (some: readonly string[]) => Promise<string | undefined>,
): Promise<void> {
  const whole = await give(names);
  if (whole === undefined) return;
  const parts = partsOf(kind, names);
  const reasons: string[] = [];
  for (const part of parts) {
    const refusal = parts.length > 1 ? await give(part) : whole;
    if (refusal !== undefined) reasons.push(`${part.join(" and ")} (${refusal})`);
  }
  if (reasons.length === 0) return;
  const others = reasons.length < parts.length ? "; everything else has been given back" : "";
  throw new NetBirdError(
    `Cannot give back what ${what} had before: ${reasons.join(", ")}. ` +
      `The server takes it no longer${others}. Leave it as it is: ` +
      'set onDelete: "leave", run `pulumi up`, then remove the resource.',
  );
}

/** What an object gets back, by argument. */
function valuesBack(
  kind: Kind,
  known: readonly [string, Previous][],
  object: ApiObject,
): Arguments {
  const stored = kind.fromApi(object);
  const values = known.map(([name, value]) => [name, valueBack(kind, name, value, stored)]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Arguments;
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

/** Why the server refuses a write; undefined when it was carried out. */
async function refusalOf(write: Promise<unknown>): Promise<string | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || !refusals.includes(error.status)) throw error;
    return `HTTP ${error.status}: ${error.serverMessage}`;
  }
}

/** Arguments in sets of which each makes sense by itself. */
function partsOf({ together = [] }: Kind, names: readonly string[]): string[][] {
  const sets = together.map((set) => set.filter((name) => names.includes(name)));
  const alone = names.filter((name) => !together.some((set) => set.includes(name)));
  return [...sets.filter((set) => set.length > 0), ...alone.map((name) => [name])];
}

/** What the object referred to may have been deleted since, and the server would refuse it. */
function withoutGone(kind: Kind, listed: Lists, values: Arguments): Promise<Arguments> {
  return mapReferences(kind, values, async (_property, collection, value) => {
    if (!Array.isArray(value)) return value;
    const known = new Set((await listed(collection)).map(({ id }) => id));
    return (value as Reference[]).filter(({ id }) => known.has(id ?? ""));
  });
}
