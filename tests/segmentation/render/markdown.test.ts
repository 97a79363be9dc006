import fc from "fast-check";
import { compile, renderMarkdown, verify } from "../../../segmentation";
import { escapeMarkdown } from "../../../segmentation/render/markdown";
import { workedExample } from "../workedExample";
import { largeMatrix } from "./generated";
import { hostileTexts, withText } from "./hostile";

/** Cells of each table's rows, by the rules of GitHub: only an escaped pipe is text. */
function tables(text: string): string[][][] {
  return text
    .split("\n\n")
    .filter((block) => block.startsWith("| "))
    .map((block) =>
      block
        .split("\n")
        .filter(Boolean)
        .map((line) => line.split("|").slice(1, -1)),
    );
}

function expectEvenTables(text: string): void {
  for (const table of tables(text)) {
    expect(new Set(table.map(({ length }) => length)).size).toBe(1);
    expect(table[1]!.every((cell) => cell.trim() === "---")).toBe(true);
  }
}

test("the worked example: matrix, policies and rules", () => {
  const text = renderMarkdown(compile(workedExample, "prod"));
  const [matrix, policies, never] = tables(text);
  expect(tables(text)).toHaveLength(3);
  expect(matrix!.find(([name]) => name!.includes("peer-support"))!.map((c) => c.trim())).toEqual([
    "**peer-support**",
    "✗",
    "✗",
    "`TCP/443`",
    "`TCP/53` `UDP/53`",
  ]);
  expect(policies).toHaveLength(2 + 6);
  expect(never).toHaveLength(2 + 4);
  expectEvenTables(text);
});

test("findings come first", () => {
  const flow = { from: ["peer-support"], to: ["svc-orders-db"], allow: "tcp/5432", because: "x" };
  const plan = compile({ ...workedExample, flows: [...workedExample.flows, flow] }, "prod");
  const text = renderMarkdown(plan, { findings: verify(plan, { now: new Date(0) }) });
  expect(text.indexOf("### Findings")).toBeLessThan(text.indexOf("### Policies"));
  expect(text).toContain("❌ `TCP/5432`");
  expectEvenTables(text);
});

test("a wide matrix is left to the list", () => {
  const text = renderMarkdown(compile(largeMatrix(), "prod"));
  expect(text).toContain("too wide");
  expectEvenTables(text);
});

test.each(hostileTexts)("%j stays in its cell", (hostile) => {
  const text = renderMarkdown(withText(hostile), {
    findings: [
      { rule: hostile, severity: "error", place: "", message: hostile, remedy: "", owner: "" },
    ],
  });
  expectEvenTables(text);
  expect(tables(text)).toHaveLength(4);
  expect(text.replaceAll("<br>", "")).not.toMatch(/[<>]/);
});

test("no text means more than itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeMarkdown(text);
      expect(escaped.replace(/&(amp|lt|gt|#\d+);/g, "")).not.toMatch(/[|`*_<>[\]()\\\n\r&~]/);
    }),
  );
});
