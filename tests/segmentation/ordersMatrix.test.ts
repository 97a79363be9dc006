import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, diff, environments, parseMatrixYaml, threeTierMatrix, verify } from "../../index";
import type { Environment, Segmentation } from "../../index";
import { ordersArgs } from "../../stacks/ordersArgs";
import { workedExample } from "./workedExample";

const file = "stacks/orders.matrix.yaml";
const source = readFileSync(join(__dirname, "../..", file), "utf8");
const matrix = parseMatrixYaml(source, file);

function fromArguments(environment: Environment): Segmentation {
  const shared = {
    support: { existing: "peer-support" },
    monitoring: { existing: "svc-monitoring" },
  };
  return compile(threeTierMatrix("orders", ordersArgs({ environment, shared })), environment);
}

/** All but where things stand in the file. */
function withoutPlaces(plan: Segmentation): unknown {
  return JSON.parse(JSON.stringify(plan, (key, value: unknown) => (key === "path" ? [] : value)));
}

test.each(environments)("the file and the component mean the same in %s, word for word", (name) => {
  expect(withoutPlaces(compile(matrix, name))).toEqual(withoutPlaces(fromArguments(name)));
});

test("it allows what the guide's worked example allows", () => {
  expect(diff(compile(matrix, "prod"), compile(workedExample, "prod"))).toEqual([]);
});

test.each(environments)("verification finds nothing in it in %s", (name) => {
  expect(verify(compile(matrix, name), { now: new Date("2026-11-01T00:00:00Z") })).toEqual([]);
});

test("its first line tells editors the schema", () => {
  expect(source.split("\n")[0]).toBe("# yaml-language-server: $schema=../docs/matrix.schema.json");
});
