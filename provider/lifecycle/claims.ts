/**
 * Two resources for one object that is set and never made: each would overwrite what the other
 * sets, at every update, and neither would say so. A run checks each resource of the program once,
 * in one process, which therefore sees both.
 */
import type { Account } from "../api/account";
import { sameValue } from "./equality";
import { NetBirdError, NotFoundError } from "../api/errors";
import { findExisting } from "./existing";
import { collectionOf, identityOf, idOf, pathOf } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { resolveAll } from "./references";
import { hasUnknown } from "./unknown";

/** What resources want of the arguments of objects, by object and argument. */
const claims = new WeakMap<Account, Map<string, unknown>>();

/**
 * Notes what a resource sets, and finds what another one sets to something else.
 * @param olds what the resource itself had so far
 */
export async function claimProblems(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<Problem[]> {
  const place = await placeOf(kind, account, args, olds);
  if (place === undefined) return [];
  const known = claims.get(account) ?? new Map<string, unknown>();
  claims.set(account, known);
  const wanted = await resolveAll(kind, account, args, { trustIds: true });
  const problems: Problem[] = [];
  for (const name of Object.keys(wanted).filter((one) => isSetting(kind, one, wanted))) {
    const key = `${place} ${name}`;
    const differs = known.has(key) && !sameValue(known.get(key), wanted[name]);
    if (differs && !(await isOwn(kind, account, known.get(key), { [name]: olds[name] }))) {
      problems.push({ property: name, reason: conflict(kind, place) });
    } else {
      known.set(key, wanted[name]);
    }
  }
  return problems;
}

/** Whether a claim is what the resource itself had, as when it is checked again with new values. */
async function isOwn(
  kind: Kind,
  account: Account,
  claim: unknown,
  old: Arguments,
): Promise<boolean> {
  try {
    const [had] = Object.values(await resolveAll(kind, account, old, { trustIds: true }));
    return sameValue(claim, had);
  } catch (error) {
    // What it referred to by name is gone, so that nobody can want it now.
    if (error instanceof NetBirdError) return false;
    throw error;
  }
}

function isSetting(kind: Kind, name: string, args: Arguments): boolean {
  const steers = kind.steering.includes(name) || kind.writeOnly?.includes(name) === true;
  return !steers && args[name] !== undefined && !hasUnknown(args[name]);
}

/** The path of the object that the arguments are for, where that is beyond doubt. */
async function placeOf(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<string | undefined> {
  if (kind.existing === undefined) return undefined;
  const identity = identityOf(kind, args).filter((name) => name in args);
  // Of the account's own settings there is one set.
  if (identity.length === 0) return collectionOf(kind, args).path;
  if (identity.some((name) => hasUnknown(args[name]))) return undefined;
  if (identity.some((name) => olds[name] !== undefined)) {
    // An object that was found by its name may be called otherwise since, and another one like it.
    if (!identity.some((name) => idOf(args[name]) !== "")) return undefined;
    // What is to be replaced is checked once more, as the new resource that it will be.
    if (identity.some((name) => !sameValue(args[name], olds[name]))) return undefined;
  }
  try {
    const { id } = await findExisting(kind, account, args);
    return pathOf(kind, args, id);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

function conflict(kind: Kind, place: string): string {
  return `another ${kind.name} of this program sets it to something else for the same ${kind.title} (${place}), so that each update would undo the other. Keep it in one of the two.`;
}
