import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  addFlow,
  printMatrix,
  readMatrixYaml,
  removeFlow,
  setEnvironmentDifference,
} from "../../segmentation";
import type { Flow } from "../../segmentation";
import { validMatrix } from "./arbitraryMatrix";
import { problemsOf } from "./problemsOf";

const source = readFileSync(join(__dirname, "../../stacks/orders.matrix.yaml"), "utf8");
const file = readMatrixYaml(source);

const flow: Flow = {
  name: "backup",
  from: ["svc-orders-app"],
  to: ["svc-orders-db"],
  allow: "tcp/5433",
  because: "Backup: nightly",
};

const lines = `  - name: backup
    from: svc-orders-app
    to: svc-orders-db
    allow: tcp/5433
    because: "Backup: nightly"
`;

/** The lines that only `after` has, when nothing else differs. */
function inserted(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  const length = after.length - before.length;
  // What is inserted may begin as what follows it does: start at a line.
  start = after.lastIndexOf("\n", start) + 1;
  expect(after.slice(0, start) + after.slice(start + length)).toBe(before);
  return after.slice(start, start + length);
}

test("a flow is added after the others, and all other text stays", () => {
  const result = addFlow(file, flow);
  expect(result.matrix.flows).toEqual([...file.matrix.flows, flow]);
  expect(inserted(source, result.source)).toBe(lines);
});

test("a flow that was added is removed without a trace", () => {
  expect(removeFlow(addFlow(file, flow), "backup").source).toBe(source);
});

test("a flow goes with the comment directly above it, and with no other", () => {
  const result = removeFlow({ ...file }, "monitoring");
  expect(result.matrix.flows.map(({ name }) => name)).not.toContain("monitoring");
  expect(inserted(result.source, source)).toContain("# Prometheus");
  const first = removeFlow(file, "users-to-web");
  expect(inserted(first.source, source)).not.toContain("#");
});

test("an environment's difference is added, replaced and removed", () => {
  const added = setEnvironmentDifference(file, "dev", { add: [flow], because: "To try it" });
  expect(added.source).toBe(`${source}
environments:
  dev:
    add:
${lines.replace(/^/gm, "    ").trimEnd()}
    because: To try it
`);
  const commented = readMatrixYaml(added.source.replace("  dev:", "  # Only dev\n  dev:"));
  const both = setEnvironmentDifference(commented, "prod", { remove: ["monitoring"] });
  expect(both.source).toBe(`${commented.source}  prod:\n    remove: monitoring\n`);
  const replaced = setEnvironmentDifference(both, "dev", { remove: ["dns"] });
  expect(replaced.source).toBe(`${source}
environments:
  # Only dev
  dev:
    remove: dns
  prod:
    remove: monitoring
`);
  const without = setEnvironmentDifference(replaced, "prod", undefined);
  expect(without.matrix.environments).toEqual({ dev: { remove: ["dns"] } });
  expect(setEnvironmentDifference(without, "dev", {}).matrix.environments).toBeUndefined();
});

test.each([
  ["a list without items", "flows: [] # none yet\n"],
  [
    "a list in one line",
    "flows: [{ name: a, from: peer-a, to: peer-a, allow: icmp, because: b }] # one\n",
  ],
  [
    "a text of several lines",
    "flows:\n- name: a\n  from: peer-a\n  to: peer-a\n  allow: icmp\n  because: |\n    b\n\n    c\n\n# end\n",
  ],
  [
    "no line end",
    "flows:\n  - name: a\n    from: peer-a\n    to: peer-a\n    allow: icmp\n    because: b # why",
  ],
  [
    "blank lines",
    "flows:\n\n  - {name: a, from: peer-a, to: peer-a, allow: icmp, because: b}\n\n  - {name: c, from: peer-a, to: peer-a, allow: icmp, because: b}\n",
  ],
])("%s: flows and differences are added and removed", (_what, flows) => {
  for (const newline of ["\n", "\r\n"]) {
    const head = "# top\napplication:   orders\nowner: 'T'\ngroups: [{ name:  peer-a }]\n";
    const text = `${head}${flows}`.replaceAll("\n", newline);
    const before = readMatrixYaml(text);
    const own: Flow = { ...flow, from: ["peer-a"], to: ["peer-a"] };
    const added = addFlow(before, own);
    expect(added.matrix.flows).toEqual([...before.matrix.flows, own]);
    for (const comment of text.match(/#.*/g) ?? []) expect(added.source).toContain(comment);
    expect(added.source.startsWith(head.replaceAll("\n", newline))).toBe(true);
    if (newline === "\r\n") expect(added.source).not.toMatch(/[^\r]\n/);
    const differing = setEnvironmentDifference(added, "stage", { remove: ["backup"] });
    expect(differing.source.startsWith(added.source.trimEnd())).toBe(true);
    expect(
      removeFlow(setEnvironmentDifference(differing, "stage", undefined), "backup").matrix,
    ).toEqual(before.matrix);
  }
});

test("a matrix in JSON stays JSON", () => {
  const json = JSON.stringify(file.matrix, null, 2);
  const result = setEnvironmentDifference(addFlow(readMatrixYaml(json), flow), "prod", {
    remove: ["backup"],
  });
  expect(JSON.parse(result.source)).toEqual(result.matrix);
});

test("no file comes out that would not be read", () => {
  expect(problemsOf(() => removeFlow(file, "nothing"))).toEqual([
    'matrix: there is no flow "nothing".',
  ]);
  expect(problemsOf(() => addFlow(file, { ...flow, to: ["svc-x"] })).join()).toMatch(
    /not declared/,
  );
  const referring = setEnvironmentDifference(file, "prod", { remove: ["dns"] });
  expect(problemsOf(() => removeFlow(referring, "dns")).join()).toMatch(
    /flow "dns" is not declared/,
  );
  const shared = readMatrixYaml(source.replace("flows:\n", "flows: &flows\n"));
  expect(addFlow(shared, flow).source).toContain("flows: &flows\n");
});

test("in any printed matrix, each flow can be removed and put back", () => {
  fc.assert(
    fc.property(validMatrix, (matrix) => {
      const before = readMatrixYaml(printMatrix(matrix));
      for (const each of before.matrix.flows) {
        const after = addFlow(removeFlow(before, each.name!), each);
        expect(new Set(after.matrix.flows)).toEqual(new Set(before.matrix.flows));
      }
    }),
    { numRuns: 20 },
  );
});
