/** What does not have the form of a matrix, in the words of the person who wrote it. */
import * as z from "zod";
import type { MatrixPath } from "./model";
import { suggestion } from "../names";
import { listed, show } from "./problem";
import type { Problem } from "./problem";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** Bounds on the time that a bad file can take. */
const longestCompared = 40;
const keysCompared = 100;

const kinds: Record<string, string> = {
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys and values",
  record: "a map of keys and values",
};

/**
 * Reads data by a schema.
 * @returns what was read, or everything that does not fit
 */
export function readBy<Output>(
  schema: z.ZodType<Output>,
  data: unknown,
): { value: Output } | { problems: Problem[] } {
  // Keys that a map may have are known only while zod raises the issue.
  const keysOf = new Map<string, string[]>();
  const parsed = schema.safeParse(data, { error: (issue) => inWords(issue, keysOf) });
  if (parsed.success) return { value: parsed.data };
  return {
    problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, [], { data, keysOf })),
  };
}

/** What was read. */
interface Reading {
  data: unknown;
  keysOf: ReadonlyMap<string, string[]>;
}

function problemsOf(issue: Issue, before: MatrixPath, reading: Reading): Problem[] {
  const path = [...before, ...(issue.path as (string | number)[])];
  if (issue.code === "unrecognized_keys") {
    const allowed = reading.keysOf.get(issue.message) ?? [];
    return issue.keys.map((key, index) => ({
      path: [...path, key],
      atKey: true,
      message: unknownKey(key, allowed, index < keysCompared),
    }));
  }
  const alternative = issue.code === "invalid_union" ? deepest(issue.errors) : undefined;
  if (alternative !== undefined) {
    return alternative.flatMap((inner) => problemsOf(inner, path, reading));
  }
  return [{ path, message: sentence(issue.message, path, reading.data) }];
}

/** Messages of schemas that others use as well: `is not a version such as 13.0`. */
function sentence(message: string, path: MatrixPath, data: unknown): string {
  const quoted = message.startsWith("is not ")
    ? `${show(valueAt(data, path))} ${message}`
    : message;
  return /[.?!]$/.test(quoted) ? quoted : `${quoted}.`;
}

function valueAt(data: unknown, path: MatrixPath): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    data,
  );
}

/** Of a text or a list of texts, a list was meant when its items are what is wrong. */
function deepest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return alternatives.find((issues) => issues.every(({ path }) => path.length > 0));
}

function unknownKey(key: string, allowed: readonly string[], compare: boolean): string {
  const similar = compare && key.length < longestCompared ? suggestion(key, allowed) : undefined;
  const hint =
    similar === undefined ? `Known keys are ${allowed.join(", ")}.` : `Did you mean "${similar}"?`;
  return `unknown key ${show(key)}. ${hint}`;
}

function inWords(issue: RawIssue, keysOf: Map<string, string[]>): string | undefined {
  const got = show(issue.input);
  switch (issue.code) {
    case "unrecognized_keys": {
      const keys = shapeOf(issue.inst);
      // The message carries the issue to where it is read; nobody sees it.
      keysOf.set(keys.join(), keys);
      return keys.join();
    }
    case "invalid_type":
      if (issue.input === undefined) return "is missing.";
      return `must be ${kinds[issue.expected] ?? issue.expected}, got ${got}.${quoting(issue)}`;
    case "invalid_value":
      if (issue.input === undefined) return "is missing.";
      return `must be one of ${listed(issue.values.map(String))}, got ${got}.${nearest(issue)}`;
    case "invalid_union":
      if (issue.input === undefined) return "is missing.";
      return `must be a text or a list of texts, got ${got}.`;
    case "invalid_format":
      return issue.format === "datetime" ? timeProblem(issue.input, got) : undefined;
    default:
      return undefined;
  }
}

function quoting(issue: { expected: string; input?: unknown }): string {
  const isPlain = typeof issue.input === "number" || typeof issue.input === "boolean";
  return issue.expected === "string" && isPlain ? ` Put it in quotes if it is meant as text.` : "";
}

function nearest(issue: { values: readonly unknown[]; input?: unknown }): string {
  const { input } = issue;
  if (typeof input !== "string" || input.length > longestCompared) return "";
  const similar = suggestion(input, issue.values.map(String));
  return similar === undefined ? "" : ` Did you mean "${similar}"?`;
}

function timeProblem(input: unknown, got: string): string {
  const isDay = typeof input === "string" && z.iso.date().safeParse(input).success;
  const example = isDay ? `${input}T23:59:59Z for the end of that day` : "2026-12-01T18:00:00Z";
  return `${got} is not a date, time and time zone: write ${example}.`;
}

function shapeOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
