/** What a schema finds wrong with arguments, in words for whoever wrote the program. */
import * as z from "zod";
import type { Collection } from "../api/account";
import type { Arguments, Problem } from "./kind";
import { isUnknownAt } from "./unknown";

type Issue = z.core.$ZodIssue;

/** What to give for a missing argument, where the schema's own word for it says too little. */
type Asked = (argument: PropertyKey | undefined, isList: boolean) => string | undefined;

/** What to give where a reference is missing: people write resources and names, not objects. */
export function askedReference(references: Readonly<Record<string, Collection>> = {}): Asked {
  return (argument, isList) => {
    const title = references[String(argument)]?.title;
    if (title === undefined) return undefined;
    return isList
      ? `a list; each item is a ${title} (the resource itself), its name, or { id }`
      : `the ${title} (the resource itself), its name, or { id }`;
  };
}

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
          ? `unknown argument ${issue.keys.join(", ")}; ${issue.path.length === 0 ? owner : "it"} takes ${namesAt(schema, issue.path).join(", ")}`
          : reasonOf(issue, args, asked),
    }));
}

function reasonOf(issue: Issue, args: Arguments, asked: Asked): string {
  // Our schemas' own words are for the argument; zod's begin so, and are for whoever knows zod.
  if (!/^(Invalid|Too small) ?/.test(issue.message)) return issue.message;
  if (isMissingAt(args, issue.path)) {
    const isList = issue.code === "invalid_type" && issue.expected === "array";
    const wanted = (issue.path.length === 1 && asked(issue.path[0], isList)) || wantedBy(issue);
    if (wanted !== undefined) return `is required: give ${wanted}.`;
  }
  const wanted = wantedBy(issue);
  return wanted === undefined ? issue.message : `must be ${wanted}.`;
}

/** The arguments that an object somewhere in the arguments takes. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional) return namesAt(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodUnion) {
    return (schema.options as z.ZodType[]).flatMap((option) => namesAt(option, path));
  }
  if (schema instanceof z.ZodArray && step !== undefined) {
    return namesAt(schema.element as z.ZodType, rest);
  }
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Record<PropertyKey, z.ZodType>;
  if (step === undefined) return Object.keys(shape);
  return shape[step] === undefined ? [] : namesAt(shape[step], rest);
}

/** What would be right in the place of nothing. */
function wantedBy(issue: Issue): string | undefined {
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? `a ${issue.expected}`;
  if (issue.code === "invalid_value") return valuesOf(issue.values);
  if (issue.code === "too_small" && issue.origin === "string") return "a text that is not empty";
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
  number: "a number",
  int: "a whole number",
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
