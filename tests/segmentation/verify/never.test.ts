import fc from "fast-check";
import { compile, neverReport, verify } from "../../../segmentation";
import type { Flow, Matrix, MatrixGroup, NeverRule } from "../../../segmentation";
import { EffectiveAccess } from "../../../segmentation/effective";
import { matchesPattern } from "../../../segmentation/names";
import { GroupPatterns } from "../../../segmentation/verify/patterns";
import { allow as openTo } from "../segmentations";
import { workedExample } from "../workedExample";

const now = new Date("2026-06-01T12:00:00Z");

function withFlow(flow: Partial<Flow>, ...groups: MatrixGroup[]): Matrix {
  const added: Flow = { name: "added", from: [], to: [], allow: "tcp/1", because: "test", ...flow };
  return {
    ...workedExample,
    groups: [...workedExample.groups, ...groups],
    flows: [...workedExample.flows, added],
  };
}

const violations = (matrix: Matrix) =>
  verify(compile(matrix, "prod"), { now }).filter(({ rule }) => rule === "never-violated");

test("a forbidden flow is named with the rule, its reason, its owner and its place", () => {
  const matrix = withFlow({ from: ["peer-support"], to: ["svc-orders-db"], allow: "tcp/5432" });
  const [finding, ...others] = verify(compile(matrix, "prod"), { now });
  expect(others).toEqual([]);
  expect(finding).toEqual({
    rule: "never-violated",
    severity: "error",
    place: "peer-support → svc-orders-db-prod [TCP/5432]",
    path: ["flows", 5],
    message:
      'The flow peer-support → svc-orders-db-prod [TCP/5432] is forbidden by "peer-* → svc-*-db must be blocked": No device talks to the database (owner of the rule: Security).',
    remedy: 'Remove the flow "added", or have Security change the rule.',
    owner: "Security",
  });
});

test.each<[string, Partial<Flow>, MatrixGroup[], string]>([
  [
    "a group that holds another",
    { from: ["svc-batch"], to: ["svc-all"] },
    [
      { name: "svc-batch", memberOf: ["peer-support"] },
      { name: "svc-all", shared: true },
    ],
    "because svc-batch-prod is within peer-support and because svc-orders-db-prod is within svc-all",
  ],
  [
    "group All",
    { from: ["All"], to: ["svc-orders-db"] },
    [{ name: "All", shared: true }],
    "through group All, which holds peer-devops-prod as well",
  ],
  [
    "a range that contains the address",
    { from: ["peer-devops"], to: ["net-aws-euc1"] },
    [
      { name: "net-aws-euc1", addresses: ["10.10.0.0/16"] },
      { name: "svc-old-db", addresses: ["10.10.1.5"] },
    ],
    "because 10.10.0.0/16 contains 10.10.1.5",
  ],
])("says that it is through %s", (_what, flow, groups, reason) => {
  const matrix = withFlow(flow, ...groups);
  const declared = matrix.groups.map((group) =>
    group.name === "svc-orders-db" && groups.some(({ name }) => name === "svc-all")
      ? { ...group, memberOf: ["svc-all"] }
      : group,
  );
  const messages = violations({ ...matrix, groups: declared }).map(({ message }) => message);
  expect(messages.some((message) => message.includes(reason))).toBe(true);
});

/** Flows that break one of the example's rules, in every spelling. */
const forbidden = fc.constantFrom<[string, string]>(
  ["peer-devops", "svc-orders-db"],
  ["peer-support", "svc-orders-db"],
  ["svc-orders-db", "svc-orders-web"],
  ["svc-orders-db", "svc-orders-app"],
  ["peer-support", "svc-orders-app"],
);
const innocent = fc.subarray(["svc-monitoring", "svc-dns", "svc-orders-app"]);
const allow = fc.constantFrom("tcp/22", "udp/1-65535", "icmp", "tcp/5432,5433");

test("every planted violation is found, among whatever else the flow names", () => {
  fc.assert(
    fc.property(forbidden, innocent, allow, ([source, to], others, service) => {
      const from = [source, ...others.filter((group) => group !== source)];
      expect(violations(withFlow({ from, to: [to], allow: service }))).not.toEqual([]);
    }),
  );
});

test("a two-way flow is judged in both directions", () => {
  const matrix = withFlow({
    from: ["svc-orders-web"],
    to: ["svc-orders-db"],
    allow: "tcp/5432",
    twoWay: true,
    broadAccessReason: "test",
  });
  expect(violations(matrix).map(({ message }) => message)).toEqual([
    expect.stringContaining("svc-orders-db-prod → svc-orders-web-prod [TCP/5432] (the way back"),
  ]);
});

test("a rule about some ports leaves the others alone", () => {
  const never = [{ from: "peer-*", to: "svc-orders-web", ports: "tcp/22", because: "no shells" }];
  const at = (service: string) =>
    violations({
      ...withFlow({ from: ["peer-devops"], to: ["svc-orders-web"], allow: service }),
      never,
    });
  expect(at("tcp/20-30")).toHaveLength(1);
  expect(at("tcp/23")).toEqual([]);
  expect(at("udp/22")).toEqual([]);
});

describe("an emergency flow", () => {
  const rescue = (flow: Partial<Flow>, rule: Partial<NeverRule> = {}): Matrix => ({
    ...withFlow({
      name: "rescue",
      from: ["peer-devops"],
      to: ["svc-orders-db"],
      allow: "all",
      need: "emergency",
      rehearsed: "2026-05-01T12:00:00Z",
      ...flow,
    }),
    never: [{ from: "peer-*", to: "svc-*-db", because: "test", ...rule }],
  });
  const rulesFound = (matrix: Matrix) =>
    verify(compile(matrix, "prod"), { now }).map(({ rule, severity }) => `${severity} ${rule}`);
  const until = "2026-06-02T00:00:00Z";
  const exceptEmergency = ["rescue"];

  test("is dormant while it is disabled, and says what it would break", () => {
    const [finding, ...others] = verify(compile(rescue({}), "prod"), { now });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule: "dormant", severity: "info" });
    expect(finding!.message).toContain('it would break "peer-* → svc-*-db must be blocked"');
  });

  test("is an alarm until its end, when the rule names it, and an error after it", () => {
    const enabled = { enabled: true, until };
    expect(rulesFound(rescue(enabled, { exceptEmergency }))).toEqual(["alarm emergency-enabled"]);
    expect(rulesFound(rescue(enabled))).toEqual([
      "error never-violated",
      "alarm emergency-enabled",
    ]);
    const over = { enabled: true, until: "2026-05-01T00:00:00Z" };
    expect(rulesFound(rescue(over, { exceptEmergency }))).toEqual(["error emergency-expired"]);
    const endless = { enabled: true };
    expect(rulesFound(rescue(endless, { exceptEmergency }))).toEqual([
      "error emergency-without-end",
    ]);
  });

  test("is the only kind of flow that a rule can except", () => {
    const temporary = rescue({ need: "temporary", until }, { exceptEmergency });
    expect(rulesFound(temporary)).toEqual(["error never-violated"]);
  });
});

describe("the report by rule", () => {
  test("holds for the worked example", () => {
    const plan = compile(workedExample, "prod");
    const report = neverReport(new EffectiveAccess(plan));
    expect(report.map(({ blocked }) => blocked)).toEqual([true, true, true, true]);
  });

  test("has access of the group All as access of every group", () => {
    const plan = compile(workedExample, "prod");
    const open = openTo("All", "All", 22);
    const report = neverReport(new EffectiveAccess({ ...plan, policies: [open] }));
    expect(report.map(({ blocked }) => blocked)).toEqual([false, false, false, false]);
    expect(report[0]!.violations).toMatchObject([{ source: "All", destination: "All" }]);
  });

  test("knows more of a plan than names: groups that hold others", () => {
    const matrix = withFlow(
      { from: ["peer-staff"], to: ["svc-orders-app"] },
      { name: "peer-staff", shared: true },
    );
    const groups = matrix.groups.map((group) =>
      group.name === "peer-support" ? { ...group, memberOf: ["peer-staff"] } : group,
    );
    const plan = compile({ ...matrix, groups }, "prod");
    const blocked = neverReport(new EffectiveAccess(plan)).map((result) => result.blocked);
    expect(blocked).toContain(false);
  });
});

test("patterns mean the groups that they mean when each is tried", () => {
  const part = fc.constantFrom("svc", "peer", "a", "db", "web", "-", "*", ".", "prod");
  const text = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
  const name = text.map((given) => given.replaceAll("*", "x"));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 20 }), text, (names, pattern) => {
      const found = new GroupPatterns(names, "prod").matching(pattern);
      expect(new Set(names.filter((one) => matchesPattern(pattern, one, "prod")))).toEqual(found);
    }),
  );
});
