import { compile } from "../../segmentation";
import type { Flow, Matrix } from "../../segmentation";
import { environmentBefore, notPromoted } from "../../segmentation/notPromoted";
import { workedExample } from "./workedExample";

const reports: Flow = {
  name: "reports",
  from: ["svc-orders-app"],
  to: ["svc-orders-db"],
  allow: "tcp/5433",
  because: "Nightly reports",
  owner: "Reports",
};

function withFlows(...flows: Flow[]): Matrix {
  return { ...workedExample, flows: [...workedExample.flows, ...flows] };
}

function beyond(earlier: Matrix, later: Matrix) {
  return notPromoted(compile(earlier, "stage"), compile(later, "prod"));
}

test("dev comes before stage, stage before prod, and nothing before dev", () => {
  expect((["dev", "stage", "prod"] as const).map(environmentBefore)).toEqual([
    undefined,
    "dev",
    "stage",
  ]);
});

test("the same matrix is promoted, whatever the environments are called", () => {
  expect(beyond(workedExample, workedExample)).toEqual([]);
});

test("less than before is promoted", () => {
  expect(beyond(withFlows(reports), workedExample)).toEqual([]);
});

test("names a flow that the environment before does not run, with its owner", () => {
  expect(beyond(workedExample, withFlows(reports))).toEqual([
    {
      flow: "reports",
      access: "svc-orders-app → svc-orders-db [TCP/5433]",
      owner: "Reports",
      path: ["flows", workedExample.flows.length],
    },
  ]);
});

test("names only the ports that are new", () => {
  const wider = { ...reports, allow: "tcp/5433-5434" };
  expect(beyond(withFlows(reports), withFlows(wider)).map(({ access }) => access)).toEqual([
    "svc-orders-app → svc-orders-db [TCP/5434]",
  ]);
});

test("a written reason lets a flow through, and is told", () => {
  const reasoned = { ...reports, notPromotedBecause: "Only prod has a replica" };
  expect(beyond(workedExample, withFlows(reasoned))).toMatchObject([
    { flow: "reports", because: "Only prod has a replica" },
  ]);
});

test("posture checks of the environments are the same ones, and fewer are not promoted", () => {
  const checked: Matrix = {
    ...workedExample,
    postureChecks: [{ name: "laptops", checks: { nbVersionCheck: { minVersion: "0.45.0" } } }],
    flows: workedExample.flows.map((flow) =>
      flow.name === "users-to-web" ? { ...flow, postureChecks: ["laptops"] } : flow,
    ),
  };
  expect(beyond(checked, checked)).toEqual([]);
  expect(beyond(checked, workedExample)).toContainEqual(
    expect.objectContaining({
      flow: "users-to-web",
      access: "peer-devops → svc-orders-web [TCP/443], for devices that prove less",
    }),
  );
});

test("an emergency flow in force is promoted when the one before has it, disabled", () => {
  const emergency: Flow = {
    name: "emergency",
    from: ["peer-devops"],
    to: ["svc-orders-web"],
    allow: "all",
    because: "Incident",
    need: "emergency",
  };
  const inForce = { ...emergency, enabled: true, until: "2999-01-01T00:00:00Z" };
  expect(beyond(withFlows(emergency), withFlows(inForce))).toEqual([]);
  expect(beyond(workedExample, withFlows(inForce))).toMatchObject([{ flow: "emergency" }]);
});
