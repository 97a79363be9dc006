import { setTimeout as pause } from "node:timers/promises";
import type { Account, ApiObject } from "./account";
import { ApiError, NetBirdError, NotFoundError } from "./errors";
import type { ApiCall } from "./errors";
import { labelOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { isStored } from "./state";

/** Tries in all when it stays unclear whether a POST was carried out. */
const createAttempts = 3;

/** Milliseconds that a server gets to finish what it was doing when the connection broke. */
const settleTime = 300;

/**
 * The object that a resource asks to take over, or undefined when a new one is to be made.
 * @throws NetBirdError when the name is taken and adoption was not asked for, or is ambiguous
 */
export async function existingToAdopt(
  kind: Kind,
  account: Account,
  adopt: unknown,
  args: Arguments,
): Promise<ApiObject | undefined> {
  const found = await findExisting(kind, account, adopt, args);
  if (found !== undefined) refuseImmutable(kind, found, args);
  return found;
}

/** What cannot be changed in place must agree: replacing would delete what was to be kept. */
function refuseImmutable(kind: Kind, object: ApiObject, args: Arguments): void {
  const stored = kind.fromApi(object);
  const differing = (kind.replaceOnChange ?? []).filter(
    (name) => name in args && !isStored(kind, name, args, stored),
  );
  if (differing.length === 0) return;
  const list = differing.map((name) => `${name} (${JSON.stringify(stored[name])})`).join(", ");
  throw new NetBirdError(
    `The ${kind.title} "${labelOf(args, object.id)}" (${object.id}) cannot be adopted: it differs in ${list}, which cannot be changed. ` +
      "Write these as they are, or remove adopt and give another name.",
  );
}

async function findExisting(
  kind: Kind,
  account: Account,
  adopt: unknown,
  args: Arguments,
): Promise<ApiObject | undefined> {
  const roster = await account.roster(kind);
  if (typeof adopt === "string") {
    const object = roster.get(adopt) ?? (await account.roster(kind, true)).get(adopt);
    if (object !== undefined) return object;
    throw new NotFoundError(
      `There is no ${kind.title} with the id "${adopt}" to adopt. Give the id of an existing one, or remove adopt to create it.`,
    );
  }
  const named = [...roster.values()].filter((object) => object.name === args.name);
  if (named.length === 0) return undefined;
  const ids = named.map((object) => object.id).join(", ");
  if (adopt !== true) {
    throw new NetBirdError(
      `A ${kind.title} named "${String(args.name)}" exists already (${ids}), and nothing was written. ` +
        `To manage it here, set adopt: true${named.length > 1 ? ` to one of these ids` : ""}; ` +
        `to refer to it only, use its name or ${kind.name}.get.`,
    );
  }
  if (named.length === 1) return named[0];
  throw new NetBirdError(
    `There are ${named.length} objects of kind ${kind.title} named "${String(args.name)}": set adopt to the id of one of ${ids}.`,
  );
}

/**
 * Creates an object exactly once. A POST is not idempotent: when it stays open whether the server
 * acted (timeout, reset, broken answer), we look for the object before we try again.
 */
export async function createObject(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<ApiObject> {
  const before = new Set((await account.roster(kind)).keys());
  const call = { action: "create", kind: kind.title, name: labelOf(args, "") };
  for (let attempt = 1; ; attempt++) {
    try {
      const body = kind.toApi(args);
      const object = await account.write(() => account.client.post(kind.path, body, call));
      account.remember(kind, (object as ApiObject).id, object as ApiObject);
      return object as ApiObject;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.ambiguous) throw error;
      await pause(settleTime);
      const appeared = await findAppeared(kind, account, args, before);
      if (appeared !== undefined && kind.toldOnce === undefined) return appeared;
      // What the answer would have told is lost for good, so another one has to be made.
      if (appeared !== undefined) await removeObject(kind, account, appeared.id, call);
      // NetBird answers 500 to some bad input; trying that again would change nothing.
      if (error.status === 500 || attempt === createAttempts) throw error;
    }
  }
}

async function removeObject(
  kind: Kind,
  account: Account,
  id: string,
  call: ApiCall,
): Promise<void> {
  await account.write(() => account.client.delete(`${kind.path}/${id}`, call));
  account.remember(kind, id, undefined);
}

async function findAppeared(
  kind: Kind,
  account: Account,
  args: Arguments,
  before: ReadonlySet<string>,
): Promise<ApiObject | undefined> {
  const objects = await account.roster(kind, true);
  return [...objects.values()].find((object) => {
    if (before.has(object.id) || object.name !== args.name) return false;
    const stored = kind.fromApi(object);
    return Object.keys(args).every((name) => isStored(kind, name, args, stored));
  });
}
