import fc from "fast-check";
import {
  compile,
  environments,
  parseMatrix,
  parseMatrixYaml,
  printMatrix,
  verify,
} from "../../segmentation";
import type { Matrix } from "../../segmentation";
import { arbitraryMatrix, validMatrix } from "./arbitraryMatrix";
import { workedExample } from "./workedExample";

test("what is printed is read as the same matrix", () => {
  fc.assert(
    fc.property(arbitraryMatrix, (matrix) => {
      expect(parseMatrixYaml(printMatrix(matrix))).toEqual(matrix);
    }),
  );
});

test("printing is canonical: what is read prints the same", () => {
  fc.assert(
    fc.property(arbitraryMatrix, (matrix) => {
      const printed = printMatrix(matrix);
      expect(printMatrix(parseMatrixYaml(printed))).toBe(printed);
    }),
  );
});

/** The same matrix with its defaults written out. */
function withDefaults(matrix: Matrix): Matrix {
  return {
    scopes: [],
    postureChecks: [],
    never: [],
    must: [],
    supporting: [],
    environments: {},
    ...matrix,
    groups: matrix.groups.map((group) => ({
      shared: false,
      madeBy: "program",
      addresses: [],
      memberOf: [],
      ...group,
    })),
    flows: matrix.flows.map((flow) => ({
      need: "required",
      twoWay: false,
      enabled: flow.need !== "emergency",
      postureChecks: [],
      ...flow,
    })),
  };
}

test("defaults are left out, and mean the same as when they are written", () => {
  fc.assert(
    fc.property(arbitraryMatrix, fc.constantFrom(...environments), (matrix, environment) => {
      const verbose = withDefaults(matrix);
      expect(printMatrix(verbose)).toBe(printMatrix(matrix));
      expect(compile(verbose, environment)).toEqual(compile(matrix, environment));
    }),
  );
});

test("short lists stand in a line, single names as text, sections apart", () => {
  expect(printMatrix(workedExample).split("\n").slice(0, 24)).toEqual([
    "application: orders",
    "owner: App Team Orders",
    "",
    "groups:",
    "  - name: peer-devops",
    "  - name: peer-support",
    "    shared: true",
    "  - name: svc-orders-web",
    "  - name: svc-orders-app",
    "  - name: svc-orders-db",
    "  - name: svc-monitoring",
    "    shared: true",
    "  - name: svc-dns",
    "    addresses: [10.10.0.10, 10.10.0.11]",
    "",
    "flows:",
    "  - name: users-to-web",
    "    from: [peer-devops, peer-support]",
    "    to: svc-orders-web",
    "    allow: tcp/443",
    "    because: Staff use the web front end",
    "  - name: web-to-app",
    "    from: svc-orders-web",
    "    to: svc-orders-app",
  ]);
});

test("arbitrary matrices use every field", () => {
  const seen = new Set<string>();
  for (const matrix of fc.sample(arbitraryMatrix, { numRuns: 200, seed: 1 })) {
    JSON.stringify(matrix, (key, value: unknown) => {
      seen.add(key);
      return value;
    });
  }
  const fields =
    "application owner scopes groups postureChecks flows never must supporting noDnsBecause environments resources users serviceAccounts devices sensitive shared madeBy addresses memberOf description checks need since until rehearsed scope twoWay broadAccessReason enabled ports exceptEmergency at for add remove narrow because dev stage prod nbVersionCheck osVersionCheck geoLocationCheck peerNetworkRangeCheck processCheck";
  expect(fields.split(" ").filter((field) => !seen.has(field))).toEqual([]);
});

test("valid matrices are accepted, and verification finds no error in them", () => {
  fc.assert(
    fc.property(validMatrix, fc.constantFrom(...environments), (matrix, environment) => {
      expect(parseMatrix(matrix)).toEqual(matrix);
      const findings = verify(compile(matrix, environment), {
        now: new Date("2020-01-01T00:00:00Z"),
      });
      expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    }),
  );
});
