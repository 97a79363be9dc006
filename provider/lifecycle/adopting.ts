import type * as z from "zod";
import type { Account, ApiObject } from "../api/account";
import { NetBirdError, NotFoundError } from "../api/errors";
import { candidateList } from "./candidates";
import { collectionOf, labelOf, toldOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { aliasesAdvice, noteAdopted, refuseOwned } from "./owners";
import { differing } from "./state";
import { alike, described, makesWayAdvice } from "./uniqueness";

/**
 * The object that a resource takes over, or undefined when a new one is to be made.
 * @throws NetBirdError when the name is taken and adoption was not asked for, or is ambiguous
 */
export async function existingToAdopt(
  kind: Kind,
  account: Account,
  adopt: unknown,
  args: Arguments,
): Promise<ApiObject | undefined> {
  const found =
    typeof adopt === "string"
      ? await withId(kind, account, adopt, args)
      : await likewise(kind, account, adopt, args);
  if (found === undefined) return undefined;
  refuseOwned(kind, account, args, found.id);
  const reason = whyUnfit(kind, found, args);
  if (reason !== undefined) throw new NetBirdError(reason);
  // Nothing waits in between, so that no other resource gets it, too.
  noteAdopted(kind, account, args, found.id);
  return found;
}

/**
 * Why an object cannot be taken over. What cannot be changed in place must agree: replacing would delete
 * what was to be kept.
 */
export function whyUnfit(kind: Kind, object: ApiObject, args: Arguments): string | undefined {
  const refusal = kind.refuseWrite?.(object, args);
  if (refusal !== undefined) return refusal;
  const stored = kind.fromApi(object);
  const immutable = [...(kind.replaceOnChange ?? []), ...(kind.replaces?.(stored, args) ?? [])];
  const fixed = differing(kind, args, object).filter((name) => immutable.includes(name));
  if (fixed.length === 0) return undefined;
  const { shape } = kind.schema;
  const mayBeLeftOut = fixed.every((name) => isOptional(shape[name] as z.ZodType));
  const list = fixed.map((name) => `${name} (${JSON.stringify(stored[name] ?? null)})`).join(", ");
  return (
    `The ${kind.title} "${labelOf(kind, args, object.id)}" (${object.id}) cannot be adopted: it differs in ${list}, which cannot be changed. ` +
    `Write these as they are${mayBeLeftOut ? " or leave them out" : ""}, or remove adopt and give another name.`
  );
}

function isOptional(schema: z.ZodType): boolean {
  return schema.safeParse(undefined).success;
}

async function withId(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<ApiObject> {
  const collection = collectionOf(kind, args);
  const object =
    (await account.roster(collection)).get(id) ?? (await account.roster(collection, true)).get(id);
  if (object !== undefined) return object;
  throw new NotFoundError(noSuch(kind, id));
}

/** That there is nothing with an id. */
export function noSuch(kind: Kind, id: string): string {
  return `There is no ${kind.title} with the id "${id}" to adopt. Give the id of an existing one, or remove adopt to create it.`;
}

async function likewise(
  kind: Kind,
  account: Account,
  adopt: unknown,
  args: Arguments,
): Promise<ApiObject | undefined> {
  // Who makes a key twice has to delete one, so that here the first list of the process will not do.
  const fresh = toldOf(kind, args).length > 0;
  let found = await alike(kind, account, args, fresh);
  if (found.length === 0) return undefined;
  // Whatever would be refused may have been renamed or deleted since.
  const refused = adopt !== true || found.length > 1;
  if (refused && !fresh) found = await alike(kind, account, args, true);
  if (found.length === 0) return undefined;
  const refusal = found.length === 1 ? kind.refuseWrite?.(found[0]!, args) : undefined;
  if (refusal !== undefined) throw new NetBirdError(refusal);
  if (adopt === true && found.length === 1) return found[0];
  if (adopt !== true) for (const { id } of found) refuseOwned(kind, account, args, id);
  throw new NetBirdError(await notChosen(kind, account, adopt, args, found));
}

/** That objects are there already of which none is adopted, and what to do. */
async function notChosen(
  kind: Kind,
  account: Account,
  adopt: unknown,
  args: Arguments,
  found: readonly ApiObject[],
): Promise<string> {
  if (adopt === true) return severalOf(kind, account, args, found);
  const what = described(kind, args);
  const way = wayOut(kind, args, found);
  const [one, ...others] = found;
  if (others.length === 0)
    return `A ${kind.title} ${what} exists already (${one!.id}), and nothing was written. ${way}`;
  const list = await candidateList(kind, account, args, found);
  return `There are ${found.length} objects of kind ${kind.title} ${what} already: ${list}. Nothing was written. ${way}`;
}

/** That it is not clear which of several objects is meant. */
export async function severalOf(
  kind: Kind,
  account: Account,
  args: Arguments,
  found: readonly ApiObject[],
): Promise<string> {
  const list = await candidateList(kind, account, args, found);
  return `There are ${found.length} objects of kind ${kind.title} ${described(kind, args)}: set adopt to the id of one of ${list}.`;
}

/** How one of what is there already is managed. */
export function adoptAdvice(found: readonly ApiObject[]): string {
  return found.length > 1 ? "set adopt to one of these ids" : "set adopt: true";
}

/** What to do about objects that are there already. */
function wayOut(kind: Kind, args: Arguments, found: readonly ApiObject[]): string {
  const ids = found.map(({ id }) => id).join(", ");
  const adoption = adoptAdvice(found);
  const told = toldOf(kind, args).join(" and ");
  return (
    (told === ""
      ? `To manage it here, ${adoption}; `
      : `Its ${told} cannot be told again: if nothing uses it yet, delete it (${ids}) and run \`pulumi up\` again, ` +
        `which makes one with its ${told}; to manage it here without, ${adoption}; `) +
    `to refer to it only, use its name or ${kind.name}.get. ${makesWayAdvice} ${aliasesAdvice}`
  );
}
