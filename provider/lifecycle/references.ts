/** Completing all references of an object's arguments, whatever their number and nesting. */
import type { Account, Collection } from "../api/account";
import type { Arguments, Kind, ResolveReference } from "./kind";
import { resolveReference } from "./reference";
import type { Reference } from "./reference";

/** How to treat references. */
export interface ResolveOptions {
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
  return mapReferences(kind, args, (_property, collection, value) => {
    const one = (reference: unknown): Promise<unknown> => {
      const known = trustIds && typeof (reference as Reference | null)?.id === "string";
      return typeof reference === "object" && reference !== null && !known
        ? resolveReference(account, collection, reference)
        : Promise.resolve(reference);
    };
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
  const plain = Object.entries<Collection>(kind.references ?? {});
  for (const [property, collection] of plain) {
    if (args[property] === undefined) continue;
    result[property] = await visit(property, collection, args[property]);
  }
  return kind.resolve?.(result, visit) ?? result;
}
