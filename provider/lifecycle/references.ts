/** Completing all references of an object's arguments, whatever their number and nesting. */
import type { Account, Collection } from "../api/account";
import { NotFoundError } from "../api/errors";
import { referencePath } from "./kind";
import type { Arguments, Kind, ResolveReference } from "./kind";
import { resolveReference } from "./reference";
import type { Reference } from "./reference";

/** How to treat references. */
interface ResolveOptions {
  /** Takes ids as they are, without a look whether there is such an object. */
  trustIds?: boolean;
}

/** The arguments with every reference completed by the id that its name stands for. */
export function resolveAll(
  kind: Kind,
  account: Account,
  args: Arguments,
  { trustIds = false }: ResolveOptions = {},
): Promise<Arguments> {
  return mapEach(kind, args, (collection, reference) =>
    trustIds && typeof reference.id === "string"
      ? Promise.resolve(reference)
      : resolveReference(account, collection, reference),
  );
}

/**
 * The arguments as they compare with the recorded ones, whatever has become of the objects that
 * they refer to: ids stand for themselves, and a name that no longer tells which object is meant,
 * for the one that is recorded under it. Where there is none, the name stays, and differs.
 */
export function resolveAgainst(
  kind: Kind,
  account: Account,
  recorded: Arguments,
  args: Arguments,
): Promise<Arguments> {
  return mapEach(kind, args, async (collection, reference) => {
    if (typeof reference.id === "string") return reference;
    try {
      return await resolveReference(account, collection, reference);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      return (await recordedUnder(kind, recorded, collection, reference.name)) ?? reference;
    }
  });
}

async function recordedUnder(
  kind: Kind,
  recorded: Arguments,
  collection: Collection,
  name: string | undefined,
): Promise<Reference | undefined> {
  const found: Reference[] = [];
  await mapEach(kind, recorded, (where, reference) => {
    if (where.path === collection.path && reference.name === name) found.push(reference);
    return Promise.resolve(reference);
  });
  return found[0];
}

/** Replaces every single reference by what `visit` makes of it; what has no such shape stays. */
function mapEach(
  kind: Kind,
  args: Arguments,
  visit: (collection: Collection, reference: Reference) => Promise<Reference>,
): Promise<Arguments> {
  return mapReferences(kind, args, (_property, collection, value) => {
    const one = (reference: unknown): Promise<unknown> =>
      typeof reference === "object" && reference !== null
        ? visit(collection, reference)
        : Promise.resolve(reference);
    return Array.isArray(value) ? Promise.all(value.map(one)) : one(value);
  });
}

/** Replaces every argument that refers to something by what `visit` makes of it. */
export async function mapReferences(
  kind: Kind,
  args: Arguments,
  visit: ResolveReference,
): Promise<Arguments> {
  const result = { ...args };
  for (const [path, collection] of Object.entries<Collection>(kind.references ?? {})) {
    const [property, part] = referencePath(path);
    if (args[property] === undefined) continue;
    result[property] =
      part === undefined
        ? await visit(property, collection, args[property])
        : await mapItems(args[property], async (item, index) => ({
            ...item,
            [part]: await visit(`${property}[${index}].${part}`, collection, item[part]),
          }));
  }
  return result;
}

/** Replaces the objects in a list; what is no list, or not known yet, stays. */
async function mapItems(
  list: unknown,
  visit: (item: Arguments, index: number) => Promise<Arguments>,
): Promise<unknown> {
  if (!Array.isArray(list)) return list;
  return Promise.all(
    list.map((item: unknown, index) =>
      typeof item === "object" && item !== null ? visit(item as Arguments, index) : item,
    ),
  );
}
