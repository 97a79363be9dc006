import { createHash } from "node:crypto";
import fc from "fast-check";
import { compile, emptySegmentation, renderHtml, verify } from "../../../segmentation";
import type { Matrix } from "../../../segmentation";
import type { PageData } from "../../../segmentation/render/html/data";
import { escapeHtml, escapeJson, html } from "../../../segmentation/render/html/template";
import { workedExample } from "../workedExample";
import { largeMatrix } from "./generated";
import { hostileTexts, withText } from "./hostile";

const plan = compile(workedExample, "prod");
const now = new Date("2026-11-24T12:00:00Z");

function content(page: string, open: RegExp, close: string): string {
  const match = open.exec(page)!;
  const start = match.index + match[0].length;
  return page.slice(start, page.indexOf(close, start));
}

const dataOf = (page: string) =>
  JSON.parse(content(page, /<script type="application\/json" id="data">/, "</script>")) as PageData;

/** The text of every cell of the matrix, row by row, with headings. */
function matrixOf(page: string): string[][] {
  const table = content(page, /<table\s+id="matrix-table"[^>]*>/, "</table>");
  return table
    .split("<tr>")
    .slice(1)
    .map((row) =>
      row
        .split(/<t[hd][^>]*>/)
        .slice(1)
        .map((cell) =>
          cell
            .replace(/<[^>]*>/g, " ")
            .trim()
            .replace(/\s+/g, " "),
        ),
    );
}

/** Tags of a page outside of style and scripts, as they are opened. */
function tagsOf(page: string): string[] {
  const markup = page.replace(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, "");
  return [...markup.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag);
}

test("without its script, the matrix is a table with headings", () => {
  const page = renderHtml(plan);
  const [head, ...rows] = matrixOf(page);
  expect(head!.slice(1)).toEqual([
    "svc-orders-app-prod",
    "svc-orders-db-prod",
    "svc-orders-web-prod",
    "svc-dns-prod",
  ]);
  expect(rows.find(([name]) => name === "peer-support")).toEqual([
    "peer-support",
    "✗ must stay blocked",
    "✗ must stay blocked",
    "TCP/443",
    "TCP/53 UDP/53",
  ]);
  expect(page.match(/scope="row"/g)).toHaveLength(6);
  expect(page).toMatch(/<caption/);
});

test("only its own style and script may run, and nothing may be fetched", () => {
  const page = renderHtml(plan);
  const policy = escapeHtml("default-src 'none'");
  expect(page).toContain(`http-equiv="Content-Security-Policy" content="${policy}`);
  expect(page).not.toContain("unsafe");
  for (const [open, close] of [
    [/<style>/, "</style>"],
    [/<script>/, "</script>"],
  ] as const) {
    const hash = createHash("sha256")
      .update(content(page, open, close))
      .digest("base64");
    expect(page).toContain(escapeHtml(`'sha256-${hash}'`));
  }
  expect(tagsOf(page).filter((tag) => /\s(src|style|on\w+)\s*=/i.test(tag))).toEqual([]);
  expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:\/\//);
});

test("the same input gives the same bytes, in whatever order it was written", () => {
  const shuffled: Matrix = {
    ...workedExample,
    groups: [...workedExample.groups].reverse(),
    flows: [...workedExample.flows].reverse(),
    never: [...workedExample.never!].reverse(),
  };
  expect(renderHtml(compile(shuffled, "prod"), { now })).toBe(renderHtml(plan, { now }));
});

describe("marks", () => {
  const flow = (name: string, more: object) => ({
    name,
    from: ["svc-orders-web"],
    to: ["svc-monitoring"],
    allow: "tcp/1",
    because: "test",
    ...more,
  });
  const cellWith = (more: object, never = workedExample.never!) => {
    const flows = [...workedExample.flows, flow("added", more)];
    const segmentation = compile({ ...workedExample, flows, never }, "prod");
    const page = renderHtml(segmentation, { now, findings: verify(segmentation, { now }) });
    const { cells, policies } = dataOf(page);
    const index = policies.findIndex(({ service }) => service === "TCP/1");
    return cells.find((cell) => cell[5].includes(index))!;
  };

  test.each([
    [{}, ["allowed"], 0],
    [{ enabled: false }, ["dormant"], 0],
    [{ need: "temporary", until: "2026-11-25T00:00:00Z" }, ["temporary", "allowed"], 0],
    [{ need: "temporary", until: "2026-11-23T00:00:00Z" }, ["expired", "temporary", "allowed"], 1],
    [{ need: "emergency", rehearsed: "2026-11-01T00:00:00Z" }, ["dormant"], 0],
    [{ need: "emergency" }, ["dormant"], 1],
    [{ need: "emergency", enabled: true }, ["emergency", "allowed"], 1],
    [{ from: ["peer-support"], to: ["svc-orders-db"] }, ["violated", "allowed", "forbidden"], 1],
  ])("%j is %j", (more, marks, problem) => {
    const cell = cellWith(more);
    expect(cell[4]).toEqual(marks);
    expect(cell[7]).toBe(problem);
  });

  test("an emergency that a rule names does not violate it, another does", () => {
    const emergency = {
      from: ["peer-support"],
      to: ["svc-orders-db"],
      need: "emergency",
      enabled: true,
    };
    const rule = { from: "peer-*", to: "svc-*-db", because: "test", owner: "x" };
    expect(cellWith(emergency, [{ ...rule, exceptEmergency: ["added"] }])[4]).not.toContain(
      "violated",
    );
    expect(cellWith(emergency, [{ ...rule, exceptEmergency: ["other"] }])[4]).toContain("violated");
  });

  test("a drop is no access", () => {
    const policies = plan.policies.map((policy) => ({ ...policy, action: "drop" as const }));
    const { cells } = dataOf(renderHtml({ ...plan, policies }));
    expect(cells.every(([, , open, , marks]) => open.length === 0 && marks[0] === "dropped")).toBe(
      true,
    );
  });
});

describe("hostile texts", () => {
  const known = tagsOf(renderHtml(withText("harmless"), { findings: findings("harmless") }));
  const shape = (tags: string[]) => tags.map((tag) => /^<[a-z]+/i.exec(tag)![0]);

  test.each(hostileTexts)("%j adds no tag, and the script reads it back", (text) => {
    const page = renderHtml(withText(text), { findings: findings(text) });
    expect(shape(tagsOf(page)).sort()).toEqual(shape(known).sort());
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script/g)).toHaveLength(2);
    const { policies, groups, findings: shown } = dataOf(page);
    expect(policies.at(-1)).toMatchObject({ name: text, because: text, owner: text });
    expect(groups.map(({ name }) => name)).toContain(text);
    expect(shown[0]).toMatchObject({ message: text, remedy: text });
  });

  function findings(text: string) {
    return [
      {
        rule: text,
        severity: "error" as const,
        place: text,
        message: text,
        remedy: text,
        owner: text,
      },
    ];
  }
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("<", ">", "&", '"', "'", "`", "/", "script", "!--", "\0", "\u2028", " "),
  }),
);

test("escaped text ends neither element nor attribute", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"'`\0]/);
      expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))).toBe(
        text.replaceAll("\0", "\uFFFD"),
      );
      expect(html`<b title="${text}">${text}</b>`.text).toBe(
        `<b title="${escaped}">${escaped}</b>`,
      );
    }),
  );
});

test("escaped JSON reads back and ends no script", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(escapeJson({ text })).not.toMatch(/[<>&\u2028\u2029]/);
      expect(JSON.parse(escapeJson({ text }))).toEqual({ text });
    }),
  );
});

test("300 groups and 3,000 policies", () => {
  const page = renderHtml(compile(largeMatrix(), "prod"));
  expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
  const data = dataOf(page);
  expect(data.large).toBe(true);
  expect(data.groups).toHaveLength(300);
  expect(data.policies.length).toBeGreaterThanOrEqual(3000);
  expect(page).toContain("<noscript>");
});

test("an account without groups or policies", () => {
  expect(renderHtml(emptySegmentation())).toContain("Account");
});
