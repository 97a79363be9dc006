import { stringify } from "yaml";
import { parseMatrix, parseMatrixYaml, SegmentationError } from "../../segmentation";
import { workedExample } from "./workedExample";

function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof SegmentationError) return error.problems;
    throw error;
  }
  return [];
}

test("the worked example is a matrix, as data and as YAML", () => {
  expect(parseMatrix(workedExample)).toEqual(workedExample);
  expect(parseMatrixYaml(stringify(workedExample))).toEqual(workedExample);
});

test("a single group may be written as text", () => {
  const yaml = `
application: orders
owner: Team
groups: [{ name: peer-devops }, { name: svc-orders-web }]
flows:
  - { from: peer-devops, to: svc-orders-web, allow: tcp/443, because: work }
`;
  expect(parseMatrixYaml(yaml).flows[0]).toMatchObject({
    from: ["peer-devops"],
    to: ["svc-orders-web"],
  });
});

test("every problem is told with its line and column", () => {
  const yaml = `application: orders
owner: Team
groups:
  - name: peer-devops
  - name: Web
  - name: peer-devops
flows:
  - from: peer-devop
    to: []
    allow: tcp/0
    because: work
`;
  const problems = problemsOf(() => parseMatrixYaml(yaml, "orders.yaml"));
  expect(problems).toEqual([
    expect.stringMatching(/^orders\.yaml:9:9: flows\[0\]\.to: must name at least one group/),
  ]);
  const later = problemsOf(() => parseMatrixYaml(yaml.replace("[]", "[svc-x]"), "orders.yaml"));
  expect(later).toEqual([
    expect.stringMatching(/^orders\.yaml:5:11: groups\[1\]\.name: "Web" does not follow/),
    expect.stringMatching(
      /^orders\.yaml:6:11: groups\[2\]\.name: group "peer-devops" is declared twice/,
    ),
    expect.stringMatching(
      /^orders\.yaml:8:11: .*"peer-devop" is not declared\. Did you mean "peer-devops"\?/,
    ),
    expect.stringMatching(/^orders\.yaml:9:10: .*"svc-x" is not declared/),
    expect.stringMatching(/^orders\.yaml:10:12: .*"0" in "tcp\/0" is not a port/),
  ]);
});

test.each([
  ["tabs", "application:\n\t- x", /:2:1: /],
  ["duplicate keys", "application: a\napplication: b", /Map keys must be unique/],
  ["unknown keys", `${stringify(workedExample)}\nsurprise: 1`, /surprise/],
  ["a list instead of a map", "- a", /expected object/i],
  ["nothing", "", /expected object/i],
])("%s are refused", (_what, yaml, message) => {
  expect(problemsOf(() => parseMatrixYaml(yaml)).join("\n")).toMatch(message);
});

test("two flows with one name are refused", () => {
  const flows = [...workedExample.flows, workedExample.flows[0]!];
  expect(problemsOf(() => parseMatrix({ ...workedExample, flows }))).toEqual([
    expect.stringContaining('two flows named "users-to-web"'),
  ]);
});
