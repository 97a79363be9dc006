/** Reading a matrix from data or YAML, with every problem at its place. */
import { z } from "zod";
import { LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { SegmentationError } from "./errors";
import type { Flow, Matrix } from "./matrix";
import { groupNameProblem, suggestion } from "./names";
import { parseServices } from "./ports";

const text = z.string().trim().min(1, "must not be empty");
const groupList = z
  .union([text, z.array(text)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .refine((value) => value.length > 0, "must name at least one group");

const matrixSchema = z.strictObject({
  application: text,
  owner: text,
  groups: z.array(
    z.strictObject({
      name: text,
      shared: z.boolean().optional(),
      addresses: z.array(text).optional(),
    }),
  ),
  flows: z.array(
    z.strictObject({
      name: text.optional(),
      from: groupList,
      to: groupList,
      allow: text,
      because: text,
      owner: text.optional(),
      twoWay: z.boolean().optional(),
      broadAccessReason: text.optional(),
      enabled: z.boolean().optional(),
    }),
  ),
  never: z
    .array(
      z.strictObject({
        from: text,
        to: text,
        ports: text.optional(),
        because: text,
        owner: text.optional(),
      }),
    )
    .default([]),
  noDnsBecause: text.optional(),
});

type Path = readonly PropertyKey[];

/** Says where in the input a path is; the empty text when that is not known. */
type Locate = (path: Path) => string;

/**
 * Checks a matrix that was written as data.
 * @throws SegmentationError that lists every problem
 */
export function parseMatrix(data: unknown): Matrix {
  return checked(data, () => "");
}

/**
 * Reads a matrix from YAML. Lists of a single group may be written as plain text.
 * @param file what to call the file in messages; default `matrix`
 * @throws SegmentationError that lists every problem with line and column
 */
export function parseMatrixYaml(source: string, file = "matrix"): Matrix {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}: `;
  };
  if (document.errors.length > 0) {
    throw new SegmentationError(
      document.errors.map((error) => `${at(error.pos[0])}${error.message}`),
    );
  }
  return checked(document.toJS({ maxAliasCount: 100 }), (path) => {
    const offset = offsetOf(document, path);
    return offset === undefined ? `${file}: ` : at(offset);
  });
}

/** Where the value at a path starts, or the nearest thing around it that exists. */
function offsetOf(document: Document, path: Path): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as
      { range?: readonly number[] | null } | undefined;
    if (node?.range) return node.range[0];
  }
  return undefined;
}

function checked(data: unknown, locate: Locate): Matrix {
  const parsed = matrixSchema.safeParse(data);
  if (!parsed.success) {
    throw new SegmentationError(
      parsed.error.issues.map((issue) => {
        return `${locate(issue.path)}${placeOf(issue.path)}${issue.message}`;
      }),
    );
  }
  const problems = matrixProblems(parsed.data);
  if (problems.length === 0) return parsed.data;
  throw new SegmentationError(
    problems.map(({ path, message }) => `${locate(path)}${placeOf(path)}${message}`),
  );
}

/** `flows[0].allow: ` */
function placeOf(path: Path): string {
  if (path.length === 0) return "";
  const place = path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
  return `${place}: `;
}

interface Problem {
  path: Path;
  message: string;
}

function matrixProblems(matrix: Matrix): Problem[] {
  return [
    ...groupProblems(matrix),
    ...matrix.flows.flatMap((flow, index) => flowProblems(flow, ["flows", index], matrix)),
    ...repeated(matrix.flows.map((flow) => flow.name)).map((index) => ({
      path: ["flows", index, "name"],
      message: `there are two flows named "${matrix.flows[index]!.name}"; give each its own name.`,
    })),
    ...(matrix.never ?? []).flatMap(({ ports }, index) =>
      ports === undefined ? [] : serviceProblems(ports, ["never", index, "ports"]),
    ),
  ];
}

function groupProblems({ groups }: Matrix): Problem[] {
  const names = groups.map(({ name }) => name);
  return [
    ...names.flatMap((name, index) => {
      const message = groupNameProblem(name);
      return message === undefined ? [] : [{ path: ["groups", index, "name"], message }];
    }),
    ...repeated(names).map((index) => ({
      path: ["groups", index, "name"],
      message: `group "${names[index]}" is declared twice; declare it once.`,
    })),
  ];
}

function flowProblems(flow: Flow, path: Path, { groups }: Matrix): Problem[] {
  const names = groups.map(({ name }) => name);
  const undeclared = (end: "from" | "to") =>
    flow[end].flatMap((name, index) => {
      if (names.includes(name)) return [];
      const similar = suggestion(name, names);
      const hint =
        similar === undefined ? `Declared are ${names.join(", ")}.` : `Did you mean "${similar}"?`;
      return [{ path: [...path, end, index], message: `group "${name}" is not declared. ${hint}` }];
    });
  return [
    ...undeclared("from"),
    ...undeclared("to"),
    ...serviceProblems(flow.allow, [...path, "allow"]),
  ];
}

function serviceProblems(services: string, path: Path): Problem[] {
  try {
    parseServices(services);
    return [];
  } catch (error) {
    if (!(error instanceof SegmentationError)) throw error;
    return error.problems.map((message) => ({ path, message: `${message}.` }));
  }
}

/** Indexes of the values that stood earlier in the list already. */
function repeated(values: readonly (string | undefined)[]): number[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [index] : [],
  );
}
