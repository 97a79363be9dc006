import fc from "fast-check";
import {
  changeMatrix,
  compile,
  diff,
  environments,
  printMatrix,
  promotion,
  readMatrixYaml,
} from "../../segmentation";
import type { Environment, EnvironmentDifference, Flow, Matrix } from "../../segmentation";
import { validMatrix } from "./arbitraryMatrix";
import { problemsOf } from "./problemsOf";
import { workedExample } from "./workedExample";

const reports: Flow = {
  name: "reports",
  from: ["svc-orders-app"],
  to: ["svc-orders-db"],
  allow: "tcp/5433",
  because: "Nightly reports",
};

function matrixWith(differences: Partial<Record<Environment, EnvironmentDifference>>): Matrix {
  return { ...workedExample, environments: differences };
}

/** The matrix after a promotion, through the file, and what the promotion says. */
function promoted(matrix: Matrix, from: Environment, to: Environment, only?: string[]) {
  const result = promotion(matrix, from, to, only);
  const file = changeMatrix(readMatrixYaml(printMatrix(matrix)), result.change);
  return { ...result, matrix: file.matrix };
}

test("an added flow is added in the next environment", () => {
  const { matrix, promoted: told } = promoted(
    matrixWith({ dev: { add: [reports] } }),
    "dev",
    "stage",
  );
  expect(told).toEqual([{ flow: "reports", change: "added" }]);
  expect(matrix.environments).toEqual({ dev: { add: [reports] }, stage: { add: [reports] } });
});

test("a flow that reaches production is everybody's; who has it not says so", () => {
  const all = promoted(
    matrixWith({ dev: { add: [reports] }, stage: { add: [reports] } }),
    "stage",
    "prod",
  );
  expect(all.matrix.environments).toBeUndefined();
  expect(all.matrix.flows.at(-1)).toEqual(reports);
  const some = promoted(matrixWith({ stage: { add: [reports] } }), "stage", "prod");
  expect(some.matrix.environments).toEqual({ dev: { remove: ["reports"] } });
  const otherwise = { ...reports, allow: "tcp/5434" };
  const both = promoted(
    matrixWith({ dev: { add: [otherwise] }, stage: { add: [reports] } }),
    "stage",
    "prod",
  );
  expect(both.matrix.environments).toEqual({ dev: { add: [otherwise], remove: ["reports"] } });
});

test("a flow without a name can become everybody's, and cannot be taken from some", () => {
  const { name: _name, ...nameless } = reports;
  const everywhere = { add: [nameless] };
  const { matrix } = promoted(matrixWith({ dev: everywhere, stage: everywhere }), "stage", "prod");
  expect(matrix.flows.at(-1)).toEqual(nameless);
  expect(
    problemsOf(() => promotion(matrixWith({ stage: everywhere }), "stage", "prod")).join(),
  ).toMatch(/has no name, by which dev could say/);
});

test("what was refined in the earlier environment replaces what the later one adds", () => {
  const refined = { ...reports, allow: "tcp/5434" };
  const { matrix, promoted: told } = promoted(
    matrixWith({ dev: { add: [refined] }, stage: { add: [reports] } }),
    "dev",
    "stage",
  );
  expect(told).toEqual([{ flow: "reports", change: "changed" }]);
  expect(matrix.environments?.stage).toEqual({ add: [refined] });
});

test("removals and narrowings are promoted; what all remove leaves the matrix", () => {
  const narrow = { "users-to-web": { from: ["peer-devops"] } };
  const narrowed = promoted(matrixWith({ dev: { narrow } }), "dev", "stage");
  expect(narrowed.matrix.environments).toEqual({ dev: { narrow }, stage: { narrow } });
  const remove = ["monitoring"];
  const gone = promoted(matrixWith({ dev: { remove }, stage: { remove } }), "stage", "prod");
  expect(gone.promoted).toEqual([{ flow: "monitoring", change: "removed" }]);
  expect(gone.matrix.environments).toBeUndefined();
  expect(gone.matrix.flows.map(({ name }) => name)).not.toContain("monitoring");
});

test("what only the later environment restricts is held back until it is named", () => {
  const matrix = matrixWith({
    prod: { remove: ["monitoring"], narrow: { "users-to-web": { from: ["peer-devops"] } } },
  });
  const all = promoted(matrix, "stage", "prod");
  expect(all).toMatchObject({ promoted: [], heldBack: ["monitoring", "users-to-web"], matrix });
  const named = promoted(matrix, "stage", "prod", ["monitoring"]);
  expect(named.promoted).toEqual([{ flow: "monitoring", change: "restored" }]);
  expect(named.matrix.environments?.prod).toEqual({
    narrow: { "users-to-web": { from: ["peer-devops"] } },
  });
});

test("what only the later environment adds stays", () => {
  const own = { ...reports, name: "audit" };
  const matrix = matrixWith({
    stage: { add: [reports] },
    prod: { add: [own], because: "Only production is audited" },
  });
  expect(promoted(matrix, "stage", "prod").matrix.environments?.prod).toEqual({
    add: [own],
    because: "Only production is audited",
  });
});

test("a flow in which the two do not differ is told", () => {
  expect(problemsOf(() => promotion(workedExample, "dev", "stage", ["dns"]))).toEqual([
    'dev and stage do not differ in a flow "dns".',
  ]);
});

test("comments of an environment stay when one of its flows is promoted or joined by another", () => {
  const source = `${printMatrix(workedExample)}
environments:
  # First
  dev:
    # Tried since May
    add:
      - name: reports
        from: svc-orders-app
        to: svc-orders-db
        allow: tcp/5433
        because: Nightly reports
  stage:
    # No support here
    narrow:
      users-to-web: # the front end
        from: peer-devops
    # Own
    add:
      - name: own # why
        from: svc-orders-app
        to: svc-orders-db
        allow: tcp/5435
        because: Own
`;
  const file = readMatrixYaml(source);
  const { change } = promotion(file.matrix, "dev", "stage", ["reports"]);
  const after = changeMatrix(file, change);
  expect(after.source).toBe(
    `${source}      - name: reports
        from: svc-orders-app
        to: svc-orders-db
        allow: tcp/5433
        because: Nightly reports
`,
  );
});

test("in any matrix: afterwards the later environment allows what the earlier one does, but for what it holds back or adds", () => {
  fc.assert(
    fc.property(validMatrix, fc.constantFrom(0, 1), (matrix, index) => {
      const [from, to] = [environments[index], environments[index + 1]!];
      const names = matrix.flows.flatMap(({ name }) => (name === undefined ? [] : [name]));
      fc.pre(names.length === matrix.flows.length);
      const { change, heldBack } = promotion(matrix, from, to);
      const after = changeMatrix(readMatrixYaml(printMatrix(matrix)), change).matrix;
      // The earlier one itself does not change.
      expect(diff(compile(matrix, from), compile(after, from))).toEqual([]);
      // A second promotion finds nothing left to do.
      const again = promotion(after, from, to);
      expect(again.promoted).toEqual([]);
      expect(again.heldBack).toEqual(heldBack);
    }),
    { numRuns: 100 },
  );
});
