/** Objects of which the program has to choose one, as messages list them. */
import type { Account, ApiObject } from "../api/account";
import { identityOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import type { Reference } from "./reference";
import { shortList } from "./shortList";

/** What objects are called, by their ids. */
type Names = ReadonlyMap<string, string | undefined>;

/**
 * The ids of some objects, each after what tells it from the others: the name, or the arguments and
 * outputs in which they differ, such as `peer "router-1" and metric 1 (1a), peer "router-1" and metric 2 (2b)`.
 * @param args where the objects are, and what tells objects with these arguments apart
 */
export async function candidateList(
  kind: Kind,
  account: Account,
  args: Arguments,
  objects: readonly ApiObject[],
): Promise<string> {
  const stored = objects.map((object) => ({ ...kind.fromApi(object), ...kind.outputs?.(object) }));
  const telling = tellingOf(kind, args, stored);
  const names = await namesIn(kind, account, telling);
  const nameTells = stored.length === 1 || variants(stored, ["name"]) > 1;
  const texts = objects.map(({ id, name }, index) => {
    const details = telling
      .map((argument) => [argument, textOf(stored[index]![argument], names)])
      .filter(([, text]) => text !== "")
      .map((detail) => detail.join(" "))
      .join(" and ");
    const called = name === undefined || !nameTells ? "" : `"${name}"`;
    const what = [called, details].filter(Boolean).join(" with ");
    return what === "" ? id : `${what} (${id})`;
  });
  return shortList(texts);
}

/**
 * The arguments and outputs that a list shows where names alone do not tell its objects apart: those of
 * the identity in which they differ (of a single object all), and as many others as it takes.
 */
function tellingOf(kind: Kind, args: Arguments, stored: readonly Arguments[]): string[] {
  const { secrets = [], writeOnly = [], toldOnce = [] } = kind;
  const hidden = ["name", ...secrets, ...writeOnly, ...toldOnce];
  const variantsBy = (...names: string[]) => variants(stored, ["name", ...names]);
  if ("name" in (stored[0] ?? {}) && variantsBy() === stored.length) return [];
  const identity = identityOf(kind, args).filter((name) => !hidden.includes(name));
  if (stored.length === 1) return identity;
  const telling = identity.filter((name) => variants(stored, [name]) > 1);
  for (const name of Object.keys(stored[0] ?? {})) {
    if (variantsBy(...telling) === stored.length) break;
    const helps = variantsBy(...telling, name) > variantsBy(...telling);
    if (helps && !hidden.includes(name)) telling.push(name);
  }
  return telling;
}

/** How many of some objects can be told apart by some arguments. */
function variants(stored: readonly Arguments[], names: readonly string[]): number {
  const texts = stored.map((one) => names.map((name) => textOf(one[name], new Map())).join("\n"));
  return new Set(texts).size;
}

/** What the objects are called to which some arguments refer, as far as the token may see them. */
async function namesIn(
  { references = {} }: Kind,
  account: Account,
  names: readonly string[],
): Promise<Names> {
  const collections = names.flatMap((name) => references[name] ?? []);
  const objects = await Promise.all(
    collections.map(async (collection) => [...(await account.roster(collection)).values()]),
  ).catch(() => []);
  return new Map(objects.flat().map(({ id, name }) => [id, name]));
}

/** A value in a message; empty for none, and for what would take too many words. */
function textOf(value: unknown, names: Names): string {
  if (Array.isArray(value)) {
    const texts = value
      .map((item: unknown) => textOf(item, names))
      .filter(Boolean)
      .sort();
    return texts.length > 1 ? `[${texts.join(", ")}]` : (texts[0] ?? "");
  }
  if (value === undefined || value === null || value === "") return "";
  if (typeof value !== "object") return JSON.stringify(value);
  const { id, name } = value as Reference;
  return textOf(name ?? names.get(id ?? "") ?? id, names);
}
