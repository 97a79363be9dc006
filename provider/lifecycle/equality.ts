import { isDeepStrictEqual } from "node:util";

/**
 * Whether two values mean the same to NetBird. Order of lists and repetitions do not count;
 * absent, null and empty are one; numbers equal their text; and what an object that has an id is
 * called does not count (a reference's name may be outdated).
 */
export function sameValue(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b) || canonical(a) === canonical(b);
}

/** {@link sameValue}, where the order of a list counts. */
export function sameInOrder(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return sameValue(a, b);
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
}

/** A text that equal values share. */
export function canonical(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value)) return listOf([...new Set(value.map(canonical))].sort());
  if (typeof value === "object") return canonicalObject(value as Record<string, unknown>);
  if (typeof value === "number") return JSON.stringify(String(value));
  return JSON.stringify(value);
}

/** What references say for people, and to find an object while its id is not known. */
const calls = ["name", "hostname"];

function canonicalObject(object: Record<string, unknown>): string {
  const isIdentified = typeof object.id === "string" && object.id !== "";
  const entries = Object.entries(object)
    .filter(([key]) => !isIdentified || !calls.includes(key))
    .map(([key, value]): [string, string] => [key, canonical(value)])
    .filter(([, text]) => text !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => `${key}:${text}`);
  return entries.length === 0 ? "" : `{${entries.join()}}`;
}

function listOf(items: string[]): string {
  return items.length === 0 ? "" : `[${items.join()}]`;
}
