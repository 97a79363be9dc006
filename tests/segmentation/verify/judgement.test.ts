import { compareEnvironments, compile, verify } from "../../../segmentation";
import type { Flow, Matrix } from "../../../segmentation";
import { workedExample } from "../workedExample";

const now = new Date("2026-06-01T12:00:00Z");

const added = (flow: Partial<Flow>): Flow => ({
  name: "added",
  from: ["svc-monitoring"],
  to: ["svc-orders-web"],
  allow: "tcp/1",
  because: "test",
  ...flow,
});

const withFlow = (flow: Partial<Flow>, more: Partial<Matrix> = {}): Matrix => ({
  ...workedExample,
  ...more,
  flows: [...workedExample.flows, added(flow)],
});

const rulesFound = (matrix: Matrix) =>
  verify(compile(matrix, "prod"), { now }).map(({ rule }) => rule);

test("broad flows need a reason, or an end", () => {
  expect(rulesFound(withFlow({ allow: "tcp/*" }))).toContain("exact-ports");
  expect(rulesFound(withFlow({ allow: "all" }))).toContain("no-all-protocol");
  expect(rulesFound(withFlow({ twoWay: true }))).toEqual(["one-way"]);
  expect(rulesFound(withFlow({ twoWay: true, broadAccessReason: "test" }))).toEqual([]);
  const temporary = { need: "temporary", until: "2026-06-04T12:00:00Z" } as const;
  expect(rulesFound(withFlow({ allow: "tcp/1-65535", ...temporary }))).toEqual([]);
  expect(rulesFound(withFlow({ allow: "all", from: ["peer-devops"], ...temporary }))).not.toContain(
    "no-all-protocol",
  );
});

test("a broad window lasts 48 to 72 hours, or says why not", () => {
  const until = "2026-06-04T12:00:00Z";
  const open = (since: string, more: Partial<Flow> = {}) =>
    rulesFound(withFlow({ allow: "all", need: "temporary", since, until, ...more }));
  expect(open("2026-06-02T12:00:00Z")).toEqual([]);
  expect(open("2026-06-01T14:00:00+02:00")).toEqual([]);
  expect(open("2026-06-02T13:00:00Z")).toEqual(["window-length"]);
  expect(open("2026-06-01T11:00:00Z")).toEqual(["window-length"]);
  expect(open("2026-06-01T11:00:00Z", { broadAccessReason: "A month's end" })).toEqual([]);
  expect(open("2026-06-01T11:00:00Z", { allow: "tcp/8080" })).toEqual([]);
});

test("administrators may reach a database that no rule closes, restricted and checked", () => {
  const dba: Partial<Flow> = { from: ["peer-devops"], to: ["svc-orders-db"], allow: "tcp/5432" };
  const open = { never: [], postureChecks: [{ name: "laptop", shared: true }] };
  const postureChecks = ["laptop"];
  expect(rulesFound(withFlow({ ...dba, postureChecks }, open))).toEqual(["user-to-database"]);
  expect(rulesFound(withFlow({ ...dba, postureChecks, need: "restricted" }, open))).toEqual([]);
});

test("whoever a scope does not list is told once, however much of it is reached", () => {
  const scopes = [{ name: "orders", resources: ["svc-orders-web", "svc-orders-app"] }];
  const matrix = withFlow({ to: ["svc-orders-web", "svc-orders-app"] }, { scopes });
  const outsiders = verify(compile(matrix, "prod"), { now }).filter(
    ({ rule, path }) => rule === "scope-outsider" && path?.[1] === workedExample.flows.length,
  );
  expect(outsiders).toHaveLength(1);
});

test("noDnsBecause is the one way to do without name resolution", () => {
  const flows = workedExample.flows.filter(({ name }) => name !== "dns");
  const groups = workedExample.groups.filter(({ name }) => name !== "svc-dns");
  const matrix = { ...workedExample, flows, groups };
  expect(new Set(rulesFound(matrix))).toEqual(new Set(["dns-missing"]));
  expect(rulesFound({ ...matrix, noDnsBecause: "Names are in hosts files" })).toEqual([]);
});

test("a flow over TCP and UDP is told once when it is over", () => {
  const flow = { allow: "udp+tcp/7", need: "temporary", until: "2026-01-01T00:00:00Z" } as const;
  expect(rulesFound(withFlow(flow))).toEqual(["flow-expired"]);
});

describe("comparing environments", () => {
  const dev = compile(workedExample, "dev");

  test("finds nothing between environments of one matrix, except for what is declared", () => {
    expect(compareEnvironments(dev, compile(workedExample, "prod"))).toEqual([]);
    const matrix: Matrix = {
      ...workedExample,
      environments: {
        dev: { add: [added({}), { ...added({ allow: "tcp/2" }), name: undefined }] },
        prod: { remove: ["monitoring"], narrow: { "users-to-web": { from: ["peer-devops"] } } },
      },
    };
    expect(compareEnvironments(compile(matrix, "dev"), compile(matrix, "prod"))).toEqual([]);
  });

  test("finds what one has and the other lacks, down to the port", () => {
    const prod = compile(withFlow({ allow: "tcp/1,9100" }), "prod");
    const [finding, ...others] = compareEnvironments(dev, prod);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: "environments-differ",
      severity: "warning",
      place: "svc-monitoring → svc-orders-web-prod [TCP/1,9100]",
    });
    expect(finding!.message).toContain(
      "svc-monitoring → svc-orders-web [TCP/1] exists in prod and not in dev",
    );
    expect(compareEnvironments(prod, dev)).toEqual([finding]);
  });
});
