import { accessOf, compile, renderText } from "../../../segmentation";
import type { TextOptions } from "../../../segmentation";
import { workedExample } from "../workedExample";
import { generatedMatrix } from "./generated";
import { withText } from "./hostile";

const plan = compile(workedExample, "prod");
const table = (options?: TextOptions) => renderText(plan, options);
const row = (text: string, name: string) =>
  text
    .split("\n")
    .find((line) => line.startsWith(`│ ${name} `))!
    .split("│")
    .slice(1, -1)
    .map((cell) => cell.trim());

test("shows ports, forbidden cells and closed cells", () => {
  expect(row(table(), "peer-support")).toEqual(["peer-support", "✗", "✗", "TCP/443", "TCP/53"]);
  expect(row(table(), "svc-orders-web-prod")).toEqual([
    "svc-orders-web-prod",
    "TCP/8443",
    "·",
    "·",
    "TCP/53",
  ]);
});

test("fits a terminal", () => {
  const widths = table()
    .split("\n")
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(120);
});

test("shows other access than planned, and marks what is forbidden of it", () => {
  const open = {
    ...workedExample,
    flows: [
      ...workedExample.flows,
      { from: ["peer-support"], to: ["svc-orders-db"], allow: "tcp/5432", because: "test" },
    ],
  };
  const access = accessOf(compile(open, "prod").policies);
  expect(row(table({ access }), "peer-support")).toContain("✗ TCP/5432");
  expect(row(table({ access: [] }), "svc-orders-web-prod").slice(1)).toEqual(["·", "·", "·", "·"]);
});

test("disabled policies are no access", () => {
  const policies = plan.policies.map((policy) => ({ ...policy, enabled: false }));
  const text = renderText({ ...plan, policies });
  expect(row(text, "svc-orders-web-prod")[1]).toBe("off: TCP/8443");
  expect(text).toContain("only a disabled policy");
});

test("is a list where a table would be too wide, and quick at it", () => {
  const text = renderText(compile(generatedMatrix(10, 4, 100), "prod"));
  expect(text).toContain("peer-team0-prod\n  → ");
  expect(text).not.toContain("│");
});

test("names cannot move the cursor", () => {
  const text = renderText(withText("\u001b[2Jgone\u202e"), { maxColumns: 99 });
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u001b\u202e]/);
});
