/** What a schema finds wrong with arguments, in words for whoever wrote the program. */
import type * as z from "zod";
import type { Arguments, Problem } from "./kind";
import { isUnknownAt } from "./unknown";

type Issue = z.core.$ZodIssue;

/** What to give for a missing argument, where the schema's own word for it says too little. */
export type Asked = (argument: PropertyKey | undefined, isList: boolean) => string | undefined;

/** What is wrong with the shape of arguments; what is not known before the update passes. */
export function shapeProblems(
  schema: z.ZodObject,
  args: Arguments,
  owner: string,
  asked: Asked = () => undefined,
): Problem[] {
  const issues = schema.safeParse(args).error?.issues ?? [];
  return issues
    .filter(({ path }) => !isUnknownAt(args, path))
    .map((issue) => ({
      property: propertyPath(issue.path),
      reason:
        issue.code === "unrecognized_keys"
          ? `unknown argument ${issue.keys.join(", ")}; ${owner} takes ${Object.keys(schema.shape).join(", ")}`
          : reasonOf(issue, args, asked),
    }));
}

function reasonOf(issue: Issue, args: Arguments, asked: Asked): string {
  // Our schemas' own words are for the argument; zod's begin so, and are for whoever knows zod.
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  if (isMissingAt(args, issue.path)) {
    const isList = issue.code === "invalid_type" && issue.expected === "array";
    const wanted = (issue.path.length === 1 && asked(issue.path[0], isList)) || wantedBy(issue);
    if (wanted !== undefined) return `is required: give ${wanted}.`;
  }
  if (issue.code === "invalid_value") return `must be ${valuesOf(issue.values)}.`;
  return issue.message;
}

/** What would be right in the place of nothing. */
function wantedBy(issue: Issue): string | undefined {
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? `a ${issue.expected}`;
  if (issue.code === "invalid_value") return valuesOf(issue.values);
  if (issue.code !== "invalid_union") return undefined;
  const wanted = issue.errors.map(([first]) => first && wantedBy(first));
  return [...new Set(wanted.filter((text) => text !== undefined))].join(" or ");
}

const typeNames: Record<string, string> = {
  string: "a text",
  array: "a list",
  object: "an object",
  record: "an object",
  boolean: "true or false",
};

function valuesOf(values: readonly unknown[]): string {
  const texts = values.map(String);
  return texts.length === 1 ? texts[0]! : `one of ${texts.join(", ")}`;
}

function isMissingAt(root: unknown, path: readonly PropertyKey[]): boolean {
  let value = root;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | null)?.[step];
  return value === undefined || value === null;
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}
