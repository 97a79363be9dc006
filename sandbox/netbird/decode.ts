import { refusalAsWritten } from "./errors";

/**
 * Reads request bodies the way the real server's decoder does: only the first JSON value counts,
 * keys match in any case, unknown keys are ignored, null is absent, and a wrong type is a 400.
 */
export type Shape =
  | "string"
  | "boolean"
  | "integer"
  | "any"
  | { list: Shape }
  | { map: Shape }
  | { fields: Record<string, Shape> };

/** Decodes a body by a shape. The body `null` gives undefined. */
export function decodeBody<T>(body: string, shape: Shape): T | undefined {
  return decode(firstValue(body), shape) as T | undefined;
}

function unreadable(): Error {
  return refusalAsWritten(400, "couldn't parse JSON request");
}

function firstValue(body: string): unknown {
  for (const end of [body.length, endOfFirstValue(body)]) {
    try {
      return JSON.parse(body.slice(0, end));
    } catch {
      // What follows the first value does not matter, so a second try may succeed.
    }
  }
  throw unreadable();
}

/** Index after the object or list that the text starts with. */
function endOfFirstValue(text: string): number {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (inString) {
      if (character === "\\") index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if ("{[".includes(character)) depth++;
    else if ("}]".includes(character) && --depth === 0) return index + 1;
  }
  return text.length;
}

function decode(value: unknown, shape: Shape): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof shape === "string") return scalar(value, shape);
  if ("list" in shape) {
    if (!Array.isArray(value)) throw unreadable();
    return value.map((item) => decode(item, shape.list) ?? emptyOf(shape.list));
  }
  if (typeof value !== "object" || Array.isArray(value)) throw unreadable();
  if ("map" in shape) {
    const entries = Object.entries(value).map(([key, item]) => [key, decode(item, shape.map)]);
    return Object.fromEntries(entries);
  }
  return decodeFields(value as Record<string, unknown>, shape.fields);
}

function scalar(value: unknown, shape: "string" | "boolean" | "integer" | "any"): unknown {
  if (shape === "any") return value;
  const fits = shape === "integer" ? Number.isInteger(value) : typeof value === shape;
  if (!fits) throw unreadable();
  return value;
}

/** What a null inside a list becomes. */
function emptyOf(shape: Shape): unknown {
  return shape === "string" ? "" : {};
}

function decodeFields(
  value: Record<string, unknown>,
  fields: Record<string, Shape>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const name = key in fields ? key : Object.keys(fields).find((field) => sameName(field, key));
    const decoded = name === undefined ? undefined : decode(item, fields[name]!);
    if (name !== undefined && decoded !== undefined) result[name] = decoded;
  }
  return result;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
