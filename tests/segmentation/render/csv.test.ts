import fc from "fast-check";
import { compile, renderCsv } from "../../../segmentation";
import { csvField } from "../../../segmentation/render/csv";
import { workedExample } from "../workedExample";
import { hostileTexts, withText } from "./hostile";

/** RFC 4180, strictly. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`not CSV at ${at}: ${text.slice(at, at + 40)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === "\r\n") rows.push(row.splice(0));
  }
  return rows;
}

test("a line for each pair and policy, and for each pair that stays blocked", () => {
  const [header, ...rows] = parse(renderCsv(compile(workedExample, "prod")));
  const records = rows.map((row) =>
    Object.fromEntries(row.map((cell, i): [string, string] => [header![i]!, cell])),
  );
  expect(records).toHaveLength(2 + 1 + 1 + 3 + 12 + 5);
  expect(records[0]).toMatchObject({
    source: "peer-devops-prod",
    destination: "svc-orders-web-prod",
    service: "TCP/443",
    status: "in force",
    owner: "App Team Orders",
    because: "Staff use the web front end",
  });
  expect(records.filter(({ status }) => status === "blocked")).toHaveLength(5);
});

test.each(hostileTexts)("%j parses back and is no formula", (text) => {
  const rows = parse(renderCsv(withText(text)));
  expect(new Set(rows.map(({ length }) => length))).toEqual(new Set([13]));
  expect(rows.some((row) => row.some((cell) => cell === text || cell === `'${text}`))).toBe(true);
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
});

test("any text is one field that parses back", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "=", "@", '"', "\r\n"),
      (text, lead) => {
        const [[field, last]] = parse(`${csvField(lead + text)},end\r\n`) as [[string, string]];
        expect([lead + text, `'${lead}${text}`]).toContain(field);
        expect(last).toBe("end");
      },
    ),
  );
});
