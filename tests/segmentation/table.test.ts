import { accessOf, compile, renderTable, tableAxes } from "../../segmentation";
import type { Flow, Matrix } from "../../segmentation";
import { workedExample } from "./workedExample";

function withFlow(flow: Partial<Flow>): Matrix {
  const added: Flow = { name: "added", from: [], to: [], allow: "tcp/1", because: "test", ...flow };
  return { ...workedExample, flows: [...workedExample.flows, added] };
}

describe("the table", () => {
  const plan = compile(workedExample, "prod");
  const table = (access = accessOf(plan.policies)) =>
    renderTable({ access, ...tableAxes(plan), never: plan.never, environment: "prod" });
  const row = (text: string, name: string) =>
    text
      .split("\n")
      .find((line) => line.startsWith(`│ ${name} `))!
      .split("│")
      .map((cell) => cell.trim());

  test("shows ports, forbidden cells and closed cells", () => {
    expect(row(table(), "peer-support").slice(1, -1)).toEqual([
      "peer-support",
      "TCP/53",
      "✗",
      "✗",
      "TCP/443",
    ]);
    expect(row(table(), "svc-orders-web-prod").slice(1, -1)).toEqual([
      "svc-orders-web-prod",
      "TCP/53",
      "TCP/8443",
      "·",
      "·",
    ]);
  });

  test("fits a terminal", () => {
    expect(
      Math.max(
        ...table()
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(120);
  });

  test("marks forbidden access that exists", () => {
    const matrix = withFlow({ from: ["peer-support"], to: ["svc-orders-db"], allow: "tcp/5432" });
    expect(row(table(accessOf(compile(matrix, "prod").policies)), "peer-support")).toContain(
      "✗ TCP/5432",
    );
  });
});
