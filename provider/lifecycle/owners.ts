/**
 * Which objects the resources of a run have. The engine creates, and so adopts, before it deletes:
 * what one resource leaves may be another's by then. And two that adopt one object would each take
 * it for theirs alone.
 */
import type { Account } from "../api/account";
import { canonical } from "./equality";
import { NetBirdError } from "../api/errors";
import { identityOf, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { perOwner } from "./perOwner";
import { described } from "./uniqueness";

/**
 * How a resource of this run has an object. `kept`: it had it before, and stays. `written`: it made
 * or changed it. `replaced`: another one is to come in its place. `unclear`: the engine wants to
 * replace it, or a new resource has the very same arguments.
 */
type Hold = "kept" | "adopted" | "written" | "replaced" | "unclear";

/** The objects of a run by their paths, and the arguments that were checked in it. */
interface Owners {
  holds: Map<string, Hold>;
  /** The object that each arguments were compared with; none for what is new. */
  checked: Map<string, string | undefined>;
}

/** An engine's process lives for one run, and so does its account. */
const ownersOf = perOwner<Account, Owners>(() => ({ holds: new Map(), checked: new Map() }));

const textOf = (kind: Kind, args: Arguments): string => `${kind.name} ${canonical(args)}`;

/** Notes a resource of the program. One that is to be replaced is checked again, as a new one. */
export function noteChecked(kind: Kind, account: Account, args: Arguments, isNew: boolean): void {
  const { holds, checked } = ownersOf(account);
  const text = textOf(kind, args);
  const path = checked.get(text);
  checked.set(text, path);
  if (path !== undefined && isNew && holds.get(path) === "kept") holds.set(path, "unclear");
}

/**
 * Notes that a resource of the program had an object before this run.
 * @param replaced whether another one is to come in its place
 * @throws NetBirdError when another one has just adopted it
 */
export function noteCompared(
  kind: Kind,
  account: Account,
  args: Arguments,
  { path, replaced }: { path: string; replaced: boolean },
): void {
  const { holds, checked } = ownersOf(account);
  // A refresh, where nothing was checked, compares what the program may have no longer.
  if (checked.size === 0) return;
  const text = textOf(kind, args);
  if (!checked.has(text)) return;
  refuseAdopted(kind, account, path);
  checked.set(text, path);
  holds.set(path, replaced ? "replaced" : "kept");
}

/**
 * Notes that a resource has made an object, or is about to change its own.
 * @throws NetBirdError when another one has just adopted it
 */
export function noteWritten(kind: Kind, account: Account, args: Arguments, id: string): void {
  const { holds } = ownersOf(account);
  const path = pathOf(kind, args, id);
  refuseAdopted(kind, account, path);
  if (!holds.has(path)) holds.set(path, "written");
}

/** Notes that a resource takes over an object. */
export function noteAdopted(kind: Kind, account: Account, args: Arguments, id: string): void {
  ownersOf(account).holds.set(pathOf(kind, args, id), "adopted");
}

/** Whether a resource that stays has an object, so that it outlives one that had it before. */
export function isKept(kind: Kind, account: Account, args: Arguments, id: string): boolean {
  const hold = ownersOf(account).holds.get(pathOf(kind, args, id));
  return hold === "kept" || hold === "adopted";
}

/** Notes that an object is gone. */
export function release(kind: Kind, account: Account, args: Arguments, id: string): void {
  ownersOf(account).holds.delete(pathOf(kind, args, id));
}

/** @throws NetBirdError when a resource of this run has an object that another one would be */
export function refuseOwned(kind: Kind, account: Account, args: Arguments, id: string): void {
  const hold = ownersOf(account).holds.get(pathOf(kind, args, id));
  if (hold === undefined) return;
  const what = `The ${kind.title} ${described(kind, args)} (${id})`;
  throw new NetBirdError(
    hold === "replaced"
      ? `${what} is the one that is to be replaced, and it is still there, as with retainOnDelete or deleteBeforeReplace: false. ` +
          `Two would be ambiguous wherever one is referred to: give the new one another ${identityOf(kind, args).join(" or ")}, without adopt.`
      : `${what} is managed by another resource of this program, and nothing was written. Keep one of the two. ` +
          "If that one is about to become another, run `pulumi up` again without adopt. " +
          aliasesAdvice,
  );
}

function refuseAdopted(kind: Kind, account: Account, path: string): void {
  if (ownersOf(account).holds.get(path) !== "adopted") return;
  throw new NetBirdError(
    `The ${kind.title} of this resource (${path}) was adopted by another resource of this program in this run. ` +
      "Take that other resource out of the state with `pulumi state delete`, and its adopt out of the program, then run `pulumi up` again.",
  );
}

/**
 * What to do about a resource whose object is there because only its name or place in the program
 * changed. An alias has the new parent unless it gives another.
 */
export const aliasesAdvice =
  'A resource that was only renamed in the program needs the option aliases: [{ name: "<its former name>" }] instead of adopt; ' +
  "one that moved into a component, aliases: [{ parent: pulumi.rootStackResource }], or with its former component.";
