import fc from "fast-check";
import { accessOf, compile, neverReport, verify } from "../../segmentation";
import type { Flow, Matrix } from "../../segmentation";
import { workedExample } from "./workedExample";

function withFlow(flow: Partial<Flow>): Matrix {
  const added: Flow = { name: "added", from: [], to: [], allow: "tcp/1", because: "test", ...flow };
  return { ...workedExample, flows: [...workedExample.flows, added] };
}

test("nothing is wrong with the worked example", () => {
  const plan = compile(workedExample, "prod");
  expect(verify(plan)).toEqual([]);
  const report = neverReport(accessOf(plan.policies), plan.never, "prod");
  expect(report.map(({ blocked }) => blocked)).toEqual([true, true, true, true]);
});

test("a forbidden flow is named with the rule, its reason and its owner", () => {
  const matrix = withFlow({ from: ["peer-support"], to: ["svc-orders-db"], allow: "tcp/5432" });
  const [finding, ...others] = verify(compile(matrix, "prod"));
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ rule: "never-violated", severity: "error", owner: "Security" });
  expect(finding!.message).toContain("peer-support → svc-orders-db-prod [TCP/5432]");
  expect(finding!.message).toContain('"peer-* → svc-*-db must be blocked"');
  expect(finding!.message).toContain(
    "No device talks to the database (owner of the rule: Security)",
  );
  expect(finding!.remedy).toContain('"added"');
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
    fc.property(forbidden, innocent, allow, ([from, to], others, service) => {
      const matrix = withFlow({
        from: [from, ...others.filter((g) => g !== from)],
        to: [to],
        allow: service,
      });
      const findings = verify(compile(matrix, "stage"));
      expect(findings.some(({ rule }) => rule === "never-violated")).toBe(true);
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
  expect(verify(compile(matrix, "prod")).map(({ message }) => message)).toEqual([
    expect.stringContaining("svc-orders-db-prod → svc-orders-web-prod"),
  ]);
});

test("a rule about some ports leaves the others alone", () => {
  const never = [{ from: "peer-*", to: "svc-orders-web", ports: "tcp/22", because: "no shells" }];
  const at = (allow: string) =>
    verify(
      compile(
        { ...withFlow({ from: ["peer-devops"], to: ["svc-orders-web"], allow }), never },
        "prod",
      ),
    );
  expect(at("tcp/20-30")).toHaveLength(1);
  expect(at("tcp/23")).toEqual([]);
  expect(at("udp/22")).toEqual([]);
});

test("access of the group All is access of every group", () => {
  const plan = compile(workedExample, "prod");
  const open = [
    {
      source: "All",
      destination: "All",
      services: [{ protocol: "all", ports: [] }],
      policies: ["Default"],
    },
  ] as const;
  const report = neverReport(
    open.map((o) => ({ ...o, services: [...o.services], policies: [...o.policies] })),
    plan.never,
    "prod",
  );
  expect(report.every(({ blocked }) => !blocked)).toBe(true);
});

test("broad flows are found by the same rules as policies", () => {
  const rules = (flow: Partial<Flow>) =>
    verify(compile(withFlow({ from: ["svc-monitoring"], to: ["svc-dns"], ...flow }), "prod")).map(
      ({ rule }) => rule,
    );
  expect(rules({ allow: "tcp/*" })).toEqual(["exact-ports"]);
  expect(rules({ allow: "all" })).toEqual(["no-all-protocol"]);
  expect(rules({ allow: "tcp/1", twoWay: true })).toEqual(["one-way"]);
  expect(rules({ allow: "tcp/*", broadAccessReason: "emergency" })).toEqual([]);
});
