import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import * as z from "zod";
import { matrixJsonSchema, printMatrix } from "../../segmentation";
import { matrixSchema } from "../../segmentation/matrix/schema";
import { arbitraryMatrix } from "./arbitraryMatrix";
import { workedExample } from "./workedExample";

const root = join(__dirname, "../..");
const read = z.fromJSONSchema(matrixJsonSchema());
const accepts = (data: unknown) => read.safeParse(data).success;

test("the committed schema is up to date: npm run schema writes it", () => {
  const committed = readFileSync(join(root, "docs/matrix.schema.json"), "utf8");
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(matrixJsonSchema())));
});

test("the schema accepts the reference matrix, and every matrix that is printed", () => {
  expect(accepts(parse(readFileSync(join(root, "stacks/orders.matrix.yaml"), "utf8")))).toBe(true);
  fc.assert(
    fc.property(arbitraryMatrix, (matrix) => {
      expect(accepts(matrix)).toBe(true);
      expect(accepts(parse(printMatrix(matrix)))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["an unknown key", { ...workedExample, flow: [] }],
  ["a missing owner", { ...workedExample, owner: undefined }],
  [
    "a number as services",
    { ...workedExample, flows: [{ ...workedExample.flows[0], allow: 443 }] },
  ],
  ["another need", { ...workedExample, flows: [{ ...workedExample.flows[0], need: "nice" }] }],
  ["an unknown environment", { ...workedExample, environments: { test: {} } }],
])("the schema refuses %s", (_what, data) => {
  expect(accepts(data)).toBe(false);
});

/** Every field of a zod type and of what is in it, by its path. */
function fieldsOf(type: unknown, path: string): { path: string; description?: string }[] {
  if (type instanceof z.ZodObject) {
    return Object.entries(type.shape as Record<string, z.ZodType>).flatMap(([key, field]) => [
      { path: `${path}.${key}`, description: field.description },
      ...fieldsOf(field, `${path}.${key}`),
    ]);
  }
  if (type instanceof z.ZodOptional) return fieldsOf(type.unwrap(), path);
  if (type instanceof z.ZodArray) return fieldsOf(type.element, path);
  if (type instanceof z.ZodRecord) return fieldsOf(type.valueType, path);
  return [];
}

test("every field of a matrix says what it is for", () => {
  const fields = fieldsOf(matrixSchema, "matrix").filter(
    // Posture checks are NetBird's own, described with the resource.
    ({ path }) => !path.includes(".checks."),
  );
  expect(fields.length).toBeGreaterThan(60);
  expect(fields.filter(({ description }) => !description)).toEqual([]);
});
