import { stringify } from "yaml";
import { parseMatrix, parseMatrixYaml, readMatrixYaml } from "../../segmentation";
import { problemsOf } from "./problemsOf";
import { workedExample } from "./workedExample";

const small = `application: orders
owner: Team
groups:
  - name: peer-devops
  - name: svc-orders-web
flows:
  - from: peer-devops
    to: svc-orders-web
    allow: tcp/443
    because: work
`;

const read = (yaml: string) => problemsOf(() => parseMatrixYaml(yaml, "orders.yaml"));

test("the worked example is a matrix, as data and as YAML", () => {
  expect(parseMatrix(workedExample)).toEqual(workedExample);
  expect(parseMatrixYaml(stringify(workedExample))).toEqual(workedExample);
});

test("a single name may be written as text", () => {
  expect(parseMatrixYaml(small).flows[0]).toMatchObject({
    from: ["peer-devops"],
    to: ["svc-orders-web"],
  });
});

test("every problem of the form and of the meaning is told at once, by line and column", () => {
  const yaml = `application: orders
owner: Team
groups:
  - name: peer-devops
  - name: Web
  - name: peer-devops
    sharde: true
flows:
  - from: [peer-devop, 7]
    to: []
    allow: tcp/0
    because: work
  - form: peer-devops
    to: peer-devops
    allow: 443
    need: temporaly
must: 7
`;
  expect(read(yaml)).toEqual([
    expect.stringMatching(/^orders\.yaml:5:11: groups\[1\]\.name: "Web" does not follow/),
    expect.stringMatching(
      /^orders\.yaml:6:11: groups\[2\]\.name: .*"peer-devops" is declared twice/,
    ),
    'orders.yaml:7:5: groups[2].sharde: unknown key "sharde". Did you mean "shared"?',
    "orders.yaml:9:24: flows[0].from[1]: must be text, got 7. Put it in quotes if it is meant as text.",
    "orders.yaml:10:9: flows[0].to: must name at least one.",
    expect.stringMatching(
      /^orders\.yaml:11:12: flows\[0\]\.allow: .*"0" in "tcp\/0" is not a port/,
    ),
    "orders.yaml:13:5: flows[1].from: is missing.",
    "orders.yaml:13:5: flows[1].because: is missing.",
    'orders.yaml:13:5: flows[1].form: unknown key "form". Did you mean "from"?',
    expect.stringMatching(/^orders\.yaml:15:12: flows\[1\]\.allow: must be text, got 443/),
    expect.stringMatching(
      /^orders\.yaml:16:11: .*must be one of required, restricted, temporary, emergency, got "temporaly"\. Did you mean "temporary"\?/,
    ),
    "orders.yaml:17:7: must: must be a list, got 7.",
  ]);
});

test("findings can be put at their place, or at the nearest thing around it", () => {
  const { locate, matrix, source } = readMatrixYaml(small);
  expect(matrix).toEqual(parseMatrixYaml(small));
  expect(source).toBe(small);
  expect(locate(["flows", 0, "allow"])).toEqual({ line: 9, column: 12 });
  expect(locate(["flows", 0, "from", 0])).toEqual({ line: 7, column: 11 });
  expect(locate(["flows", 0, "until"])).toEqual({ line: 7, column: 5 });
  expect(locate(["groups", 1])).toEqual({ line: 5, column: 5 });
  expect(locate([])).toEqual({ line: 1, column: 1 });
});

test("line ends of Windows and a byte order mark do no harm", () => {
  const windows = `\uFEFF${small.replaceAll("\n", "\r\n")}`;
  expect(parseMatrixYaml(windows)).toEqual(parseMatrixYaml(small));
  expect(readMatrixYaml(windows).locate(["flows", 0, "allow"])).toEqual({ line: 9, column: 12 });
  expect(readMatrixYaml(windows).locate([])).toEqual({ line: 1, column: 1 });
});

test("anchors save repetition", () => {
  const yaml = small
    .replace("to: svc-orders-web", "to: &web [svc-orders-web]")
    .concat("never:\n", "  - { from: svc-*, to: peer-*, because: quiet }\n")
    .concat("scopes:\n  - name: orders\n    resources: *web\n");
  expect(parseMatrixYaml(yaml).scopes?.[0]?.resources).toEqual(["svc-orders-web"]);
});

test.each([
  ["tabs", small.replace("    to", "\t\tto"), /^orders\.yaml:8:1: a tab indents this line/],
  ["duplicate keys", `${small}owner: B\n`, /^orders\.yaml:11:1: the key "owner" stands twice/],
  ["keys like __proto__", `${small}__proto__: {}\n`, /:11:1: .*unknown key "__proto__"/],
  ["a far key", `${small}surprise: 1\n`, /:11:1: .*"surprise"\. Known keys are application, owner/],
  ["a key that is a list", `${small}? [a]\n: 1\n`, /:11:3: a key must be plain text/],
  ["a list instead of a map", "- a", /:1:1: must be a map of keys and values, got a list/],
  ["text instead of a map", "a", /:1:1: must be a map of keys and values, got "a"/],
  ["an empty file", "", /:1:1: there is no matrix here/],
  ["only comments", "# nothing\n", /there is no matrix here/],
  ["several documents", `${small}---\n${small}`, /:11:1: a second document/],
  ["UTF-16", "a\0p\0p\0", /:1:2: the file is not UTF-8/],
  ["another encoding", small.replace("Team", "Caf\uFFFD"), /:2:11: the file is not UTF-8/],
  ["an alias without an anchor", `${small}must: *x\n`, /:11:7: \*x has no anchor &x/],
  ["an alias of what it is in", `${small}must: &x [*x]\n`, /:11:11: \*x has no anchor &x/],
  ["tags", `${small}noDnsBecause: !secret x\n`, /:11:15: .*!secret/],
  ["text that never ends", `${small}noDnsBecause: "x\n`, /Missing closing "quote/],
])("%s are refused, with their place", (_what, yaml, message) => {
  const problems = read(yaml);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.join("\n")).toMatch(message);
});

const megabyte = 1_000_000;

/** Each level of it stands for nine of the one before. */
const laughs = Array.from({ length: 9 }, (_, level) => {
  const items =
    level === 0
      ? "lol"
      : Array(9)
          .fill(`*l${level - 1}`)
          .join(", ");
  return `l${level}: &l${level} [${items}]`;
}).join("\n");

const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

test.each([
  ["1 MB of brackets", "[".repeat(megabyte), /more than 524288/],
  ["brackets", "[".repeat(500_000), /:1:\d+: more than 40 lists and maps/],
  ["braces", "{a: ".repeat(125_000), /more than 40 lists and maps/],
  ["dashes", "- ".repeat(250_000), /more than 40 lists and maps/],
  ["question marks", "? ".repeat(250_000), /more than 40 lists and maps/],
  ["indentation", many(900, (index) => `${" ".repeat(index)}a:\n`), /more than 40 lists and maps/],
  ["commas", `[${",".repeat(500_000)}]`, /Unexpected ,/],
  ["brackets that close", `a: ${"]".repeat(500_000)}`, /Unexpected/],
  ["lines that tabs indent", `a:\n${"\t- x\n".repeat(100_000)}`, /a tab indents/],
  ["anchors that explode", laughs, /with its aliases replaced, the file has more than/],
  ["a long text, often", `a: &a "${"x".repeat(100_000)}"\nb: [${"*a,".repeat(1000)}]`, /aliases/],
  ["unknown keys", many(30_000, (index) => `k${index}: 1\n`), /unknown key "k29999"/],
  ["undeclared groups", `application: a\nowner: b\nflows: []\n${undeclared(8000)}`, /"peer-y7999"/],
  ["patterns", `application: a\nowner: b\nflows: []\n${patterns(4000)}`, /matches no group/],
])("%s are refused in bounded time", (_what, yaml, message) => {
  const start = process.cpuUsage();
  const problems = read(yaml);
  const { user, system } = process.cpuUsage(start);
  expect(problems.slice(-1)[0]).toMatch(message);
  expect((user + system) / 1e6).toBeLessThan(4);
});

function undeclared(count: number): string {
  const groups = many(count, (index) => `  - name: peer-x${index}\n`);
  return `groups:\n${groups}scopes:\n  - name: a\n    resources:\n${many(count, (index) => `    - peer-y${index}\n`)}`;
}

function patterns(count: number): string {
  const groups = many(count, (index) => `  - name: svc-${"a".repeat(20)}${index}\n`);
  const pattern = "*a".repeat(12);
  return `groups:\n${groups}must:\n${many(count, (index) => `  - { from: "${pattern}x${index}*b", to: svc-q, allow: icmp }\n`)}`;
}
