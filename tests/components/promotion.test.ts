import { requirePromoted } from "../../components/promotion";
import type { Matrix } from "../../segmentation";
import { workedExample } from "../segmentation/workedExample";

const wider: Matrix = {
  ...workedExample,
  flows: [
    ...workedExample.flows,
    {
      name: "reports",
      from: ["svc-orders-app"],
      to: ["svc-orders-db"],
      allow: "tcp/5433",
      because: "Nightly reports",
      owner: "Reports",
    },
  ],
};
const environment = "prod";

test("refuses what stage does not run, says whose it is and what to do", () => {
  const earlier = { matrices: [workedExample] };
  expect(() => requirePromoted({ environment, matrices: [wider], earlier })).toThrow(
    [
      "stage does not run what prod is to run:",
      '  - "reports": svc-orders-app → svc-orders-db [TCP/5433] (owner: Reports)',
      "Bring it up in stage first; or say in the flow's notPromotedBecause why prod has it alone.",
    ].join("\n"),
  );
});

test("an application that stage does not run is refused as a whole", () => {
  const earlier = { matrices: [] };
  expect(() => requirePromoted({ environment, matrices: [workedExample], earlier })).toThrow(
    /"users-to-web": peer-devops → svc-orders-web \[TCP\/443\]/,
  );
});

test("lets pass what stage runs, and tells what passes for a reason", () => {
  const earlier = { matrices: [workedExample] };
  expect(requirePromoted({ environment, matrices: [workedExample], earlier })).toEqual([]);
  const flows = wider.flows.map((flow) =>
    flow.name === "reports" ? { ...flow, notPromotedBecause: "Only prod has a replica" } : flow,
  );
  expect(requirePromoted({ environment, matrices: [{ ...wider, flows }], earlier })).toMatchObject([
    { flow: "reports", because: "Only prod has a replica" },
  ]);
});

test("an environment before that is not there must be declared, except before dev", () => {
  const matrices = [wider];
  expect(() => requirePromoted({ environment, matrices })).toThrow(
    /^Nothing says what stage runs, which prod is promoted from\./,
  );
  const earlier = { noneBecause: "the team starts in prod" };
  expect(requirePromoted({ environment, matrices, earlier })).toEqual([]);
  expect(requirePromoted({ environment: "dev", matrices })).toEqual([]);
});
