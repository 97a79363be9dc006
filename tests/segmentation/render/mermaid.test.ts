import fc from "fast-check";
import { compile, renderMermaid } from "../../../segmentation";
import { mermaidLabel } from "../../../segmentation/render/mermaid";
import { workedExample } from "../workedExample";
import { largeMatrix } from "./generated";
import { hostileTexts, withText } from "./hostile";

const label = '"[^"\\n]*"';
const grammar = new RegExp(
  [
    "^flowchart LR",
    "  %% .*",
    `  subgraph k_\\w+\\[${label}\\]`,
    `    g_\\w+(\\(\\[|\\[|\\{\\{)${label}(\\]\\)|\\]|\\}\\}):::\\w+`,
    "  end",
    `  g_\\w+ (-->|==>|-\\.->)\\|${label}\\| g_\\w+`,
    "  classDef \\w+ [\\w:,#]+",
    "  linkStyle [\\d,]+ [\\w:,#-]+$",
  ].join("$|^"),
);

function expectGrammar(text: string): void {
  expect(
    text
      .trimEnd()
      .split("\n")
      .filter((line) => !grammar.test(line)),
  ).toEqual([]);
}

test("the worked example", () => {
  const text = renderMermaid(compile(workedExample, "prod"));
  expectGrammar(text);
  expect(text).toContain('g_peer_support(["peer-support"]):::users');
  expect(text).toContain('g_svc_dns_prod{{"svc-dns-prod"}}:::routed');
  expect(text).toContain('g_svc_orders_web_prod -->|"TCP/8443"| g_svc_orders_app_prod');
});

test("problems are thick and red, disabled policies dotted", () => {
  const flows = [
    ...workedExample.flows,
    { from: ["peer-support"], to: ["svc-orders-db"], allow: "tcp/5432", because: "x" },
    { from: ["svc-dns"], to: ["svc-orders-db"], allow: "tcp/1", because: "x", enabled: false },
  ];
  const text = renderMermaid(compile({ ...workedExample, flows }, "prod"));
  expectGrammar(text);
  expect(text).toContain('g_peer_support ==>|"TCP/5432 violated"| g_svc_orders_db_prod');
  expect(text).toContain('g_svc_dns_prod -.->|"TCP/1 disabled"| g_svc_orders_db_prod');
  expect(text).toMatch(/linkStyle \d+ stroke/);
});

test("ids tell names apart that read alike", () => {
  const plan = withText("svc.orders-web-prod");
  const ids = [...renderMermaid(plan).matchAll(/^ {4}(g_\w+)/gm)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a part of a large model", () => {
  const plan = compile(largeMatrix(), "prod");
  expect(renderMermaid(plan)).toContain("maxEdges");
  const part = renderMermaid(plan, { among: ["svc-app1-web-prod"] });
  expectGrammar(part);
  expect(part).not.toContain("maxEdges");
  expect(
    part
      .split("\n")
      .filter((line) => / -->\|/.test(line))
      .every((line) => line.includes("g_svc_app1_web_prod")),
  ).toBe(true);
});

test.each(hostileTexts)("%j stays in its label", (text) => {
  expectGrammar(renderMermaid(withText(text)));
});

test("any text is one label that reads back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const written = mermaidLabel(text);
      expect(written).toMatch(/^"[^"\n%;<>{}()[\]`|#&:]*(#\d+;[^"\n%;<>{}()[\]`|#&:]*)*"$/);
    }),
  );
});
