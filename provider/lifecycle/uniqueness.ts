/**
 * Which objects are the same one for a program. The server takes two groups of one name from a PUT
 * although it refuses them from a POST, and two networks or policies from either; every reference
 * by that name would then be ambiguous.
 */
import type { Account, ApiObject } from "../api/account";
import { canonical } from "./equality";
import { NetBirdError } from "../api/errors";
import { collectionOf, identityOf, labelOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { perOwner } from "./perOwner";
import { comparable, isStored, merged } from "./state";

/** What writes that would make the same object have in common, so that they wait for each other. */
export function identityKey(kind: Kind, args: Arguments): string {
  const identity = identityOf(kind, args).map((name) =>
    canonical(comparable(kind, name, args[name])),
  );
  return `${collectionOf(kind, args).path} ${identity.join()}`;
}

/** The objects that the arguments mean, as far as this process knows; `fresh` asks the server. */
export async function alike(
  kind: Kind,
  account: Account,
  args: Arguments,
  fresh = false,
): Promise<ApiObject[]> {
  const roster = await account.roster(collectionOf(kind, args), fresh);
  return [...roster.values()].filter((object) => isMeantBy(args, kind, object));
}

/**
 * Refuses a change that would make an object the same as another one.
 * @throws NetBirdError with both ids and what to do
 */
export async function refuseTaken(
  kind: Kind,
  account: Account,
  current: ApiObject,
  args: Arguments,
): Promise<void> {
  // Settings, and devices, are not told apart by what the program sets.
  if (kind.existing !== undefined) return;
  const stored = kind.fromApi(current);
  const changed = identityOf(kind, args).some(
    (name) => name in args && !isStored(kind, name, args, stored),
  );
  if (!changed) return;
  const wish = merged(kind, stored, args);
  const others = async (fresh: boolean) =>
    (await alike(kind, account, wish, fresh)).filter(({ id }) => id !== current.id);
  // What this process knows of the other one may be outdated, which only the server can tell.
  if ((await others(false)).length === 0) return;
  const taken = await others(true);
  if (taken.length === 0) return;
  throw new NetBirdError(
    `Cannot change ${kind.title} "${labelOf(kind, stored, current.id)}" (${current.id}): ${takenBy(kind, wish, taken)}`,
  );
}

/** That others are what an object would become, and what to do. */
export function takenBy(kind: Kind, args: Arguments, others: readonly ApiObject[]): string {
  const ids = others.map(({ id }) => id).join(", ");
  return (
    `a ${kind.title} ${described(kind, args)} exists already (${ids}), and nothing was written. ` +
    `Two would be ambiguous wherever one is referred to. Choose another value, or rename or delete the other one first. ` +
    `${makesWayAdvice} If the two swap places, or that one is only removed from the program, do it in two updates.`
  );
}

/** What to do where the program itself makes way: the engine may send writes in any order. */
export const makesWayAdvice =
  "Where this program renames or replaces that one in the same update, let this resource depend on it (dependsOn).";

/** An object's identity in words: `named "x"`. */
export function described(kind: Kind, args: Arguments): string {
  const identity = identityOf(kind, args).filter((name) => name in args);
  if (identity.length === 1 && typeof args[identity[0]!] === "string") {
    const name = identity[0]!;
    const value = JSON.stringify(args[name]);
    return name === "name" ? `named ${value}` : `with the ${name} ${value}`;
  }
  return `with the same ${identity.join(" and ")}`;
}

/** Whether an object is the one that the arguments mean. */
export function isMeantBy(args: Arguments, kind: Kind, object: ApiObject): boolean {
  const stored = storedOf(kind, object);
  return identityOf(kind, args).every((name) => isStored(kind, name, args, stored));
}

/** What objects of a roster are as arguments: each new one is compared with all that there are. */
const storedByKind = perOwner<Kind, WeakMap<ApiObject, Arguments>>(() => new WeakMap());

function storedOf(kind: Kind, object: ApiObject): Arguments {
  const known = storedByKind(kind);
  const stored = known.get(object) ?? kind.fromApi(object);
  known.set(object, stored);
  return stored;
}
