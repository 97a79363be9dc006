/** What can be judged of a matrix that is not well formed, so that all its problems are told at once. */
import type * as z from "zod";
import type { EnvironmentDifference, Flow, Matrix } from "./model";
import {
  differenceSchema,
  flowSchema,
  groupSchema,
  mustSchema,
  neverSchema,
  postureCheckSchema,
  scopeSchema,
  supportingSchema,
} from "./schema";
import { environments } from "../names";

type Fields = Record<string, unknown>;

/**
 * The well-formed parts of a matrix. An item of which nothing can be used leaves a hole in its list,
 * which array methods skip, so that the others keep their places.
 * @returns undefined when there are no groups to judge by
 */
export function salvage(data: unknown): Matrix | undefined {
  if (!isFields(data) || !Array.isArray(data.groups)) return undefined;
  const rule = { from: "*", to: "*", because: "-" };
  return {
    application: textOr(data.application, "application"),
    owner: textOr(data.owner, "nobody"),
    scopes: items(data.scopes, scopeSchema, named, { resources: [] }),
    groups: items(data.groups, groupSchema, named, {}),
    postureChecks: items(data.postureChecks, postureCheckSchema, named, {}),
    flows: flows(data.flows),
    never: items(data.never, neverSchema, any, rule),
    must: items(data.must, mustSchema, any, { ...rule, allow: "icmp" }),
    supporting: items(data.supporting, supportingSchema, any, {
      service: "-",
      at: [],
      allow: "icmp",
    }),
    environments: Object.fromEntries(
      environments.map((name) => [
        name,
        difference(isFields(data.environments) ? data.environments[name] : undefined),
      ]),
    ),
  };
}

function flows(data: unknown): Flow[] {
  const otherwise = { from: [], to: [], allow: "icmp", because: "-" };
  return items(
    data,
    flowSchema,
    any,
    otherwise,
    ({ need, since: _since, until: _until, rehearsed: _rehearsed, ...flow }) => ({
      ...flow,
      // Of the need and its dates, one may be what is malformed.
      ...(need === "emergency" && { need }),
    }),
  );
}

function difference(data: unknown): EnvironmentDifference {
  const parsed = differenceSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  return isFields(data) ? { add: flows(data.add) } : {};
}

const named = (item: Fields) => typeof item.name === "string" && item.name.trim() !== "";
const any = () => true;

/**
 * @param isUsable whether a malformed item can be used
 * @param otherwise what takes the place of its malformed fields
 * @param careful leaves out what should not be judged of it
 */
function items<Item extends object>(
  data: unknown,
  schema: z.ZodObject & z.ZodType<Item>,
  isUsable: (item: Fields) => boolean,
  otherwise: Partial<Item>,
  careful = (item: Item) => item,
): Item[] {
  const kept: Item[] = [];
  if (!Array.isArray(data)) return kept;
  kept.length = data.length;
  data.forEach((item: unknown, index) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) kept[index] = parsed.data;
    else if (isFields(item) && isUsable(item)) {
      kept[index] = careful({ ...otherwise, ...wellFormed(schema, item) } as Item);
    }
  });
  return kept;
}

function wellFormed(schema: z.ZodObject, item: Fields): Fields {
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const parsed = (field as z.ZodType).safeParse(item[key]);
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(fields);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : otherwise;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
