/**
 * Objects in a stack's configuration, and what a schema finds wrong with them. Without Pulumi, because
 * commands read them, too.
 */
import type * as z from "zod";

/** An object of the configuration: a map, or JSON in a text; what is neither stays as it is. */
export function asObject(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/**
 * What a schema found, one sentence each: `emergency:prod-access.until must be …`.
 * @param place where it is written: a key of the configuration, or an argument
 */
export function problemsAt(place: string, { issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => {
    // Our messages go on from the place; those of the schema library begin anew.
    const colon = /^[A-Z]/.test(message) ? ":" : "";
    return `${[place, ...path.map(String)].join(".")}${colon} ${message}.`;
  });
}
