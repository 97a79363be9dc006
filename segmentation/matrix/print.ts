/** A matrix as a person would write it. */
import { Document, isScalar, isSeq, isMap, visit } from "yaml";
import * as z from "zod";
import type { EnvironmentDifference, Flow, Matrix } from "./model";
import {
  differenceSchema,
  flowSchema,
  groupSchema,
  matrixSchema,
  mustSchema,
  narrowSchema,
  neverSchema,
  postureCheckSchema,
  scopeSchema,
  supportingSchema,
} from "./schema";
import { environments } from "../names";

/** Characters of a list that still stands in one line. */
const longestLine = 70;

type Fields = Record<string, unknown>;

/**
 * A matrix as canonical YAML: keys in the order of {@link Matrix}, defaults left out, short lists in
 * one line, lists of a single name as text. What is read from it means the same.
 */
export function printMatrix(matrix: Matrix): string {
  const document = documentOf(shortened(withoutDefaults(matrix)));
  if (isMap(document.contents)) {
    for (const { key, value } of document.contents.items) {
      if (isScalar(key) && (isMap(value) || isSeq(value))) key.spaceBefore = true;
    }
  }
  return textOf(document);
}

/** A part of a matrix as YAML in the same style. */
export function printPart(part: unknown): string {
  return textOf(documentOf(shortened(part)));
}

/** The same matrix without what is the default anyway, in the order of its types. */
export function withoutDefaults(matrix: Matrix): Matrix {
  const differences = environments.flatMap((environment) => {
    const difference = differenceWithoutDefaults(matrix.environments?.[environment] ?? {});
    return difference === undefined ? [] : [[environment, difference] as const];
  });
  return kept(matrixSchema, {
    ...matrix,
    scopes: matrix.scopes?.map((scope) => kept(scopeSchema, scope, { sensitive: false })),
    groups: matrix.groups.map((group) =>
      kept(groupSchema, group, { shared: false, madeBy: "program" }),
    ),
    postureChecks: matrix.postureChecks?.map((check) =>
      kept(postureCheckSchema, check, { shared: false }),
    ),
    flows: matrix.flows.map(flowWithoutDefaults),
    never: matrix.never?.map((rule) => kept(neverSchema, rule)),
    must: matrix.must?.map((rule) => kept(mustSchema, rule)),
    supporting: matrix.supporting?.map((service) => kept(supportingSchema, service)),
    environments: differences.length === 0 ? undefined : Object.fromEntries(differences),
  });
}

/** A flow without what is the default anyway. */
export function flowWithoutDefaults(flow: Flow): Flow {
  const enabled = flow.need !== "emergency";
  return kept(flowSchema, flow, { need: "required", twoWay: false, enabled });
}

/** A difference without what is the default anyway; undefined when nothing is left. */
export function differenceWithoutDefaults(
  difference: EnvironmentDifference,
): EnvironmentDifference | undefined {
  const narrow = Object.entries(difference.narrow ?? {}).map(([name, part]) => [
    name,
    // No posture checks instead of some is something else than the same posture checks.
    {
      ...kept(narrowSchema, part),
      ...(part.postureChecks && { postureChecks: part.postureChecks }),
    },
  ]);
  const fields = kept(differenceSchema, {
    ...difference,
    add: difference.add?.map(flowWithoutDefaults),
    narrow:
      narrow.length === 0 ? undefined : (Object.fromEntries(narrow) as typeof difference.narrow),
  });
  return Object.keys(fields).length === 0 ? undefined : fields;
}

/** The fields of a schema, in its order, but for those that have their default. */
function kept<Value extends object>(
  schema: z.ZodObject,
  value: Value,
  defaults: Partial<Value> = {},
): Value {
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const given = (value as Fields)[key];
    const isEmpty = Array.isArray(given) && given.length === 0 && field instanceof z.ZodOptional;
    const isDefault = given === undefined || given === (defaults as Fields)[key] || isEmpty;
    return isDefault ? [] : [[key, given]];
  });
  return Object.fromEntries(fields) as Value;
}

/** Fields that are lists, whose items are never written without one. */
const alwaysLists = new Set(["ranges"]);

/** Lists of a single text as text. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    if (field === undefined) return [];
    const isSingle = Array.isArray(field) && field.length === 1 && typeof field[0] === "string";
    return [[key, isSingle && !alwaysLists.has(key) ? (field[0] as unknown) : shortened(field)]];
  });
  return Object.fromEntries(fields);
}

function documentOf(value: unknown): Document {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_key, node) => {
      const lengths = node.items.map((item) =>
        isScalar(item) ? String(item.value).length + 2 : NaN,
      );
      // A map among the items makes the sum no number.
      node.flow = lengths.reduce((sum, length) => sum + length, 0) <= longestLine;
    },
  });
  return document;
}

function textOf(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
