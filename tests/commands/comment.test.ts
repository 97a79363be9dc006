import { commentMarker, renderComment } from "../../commands/report/comment";
import type { PlacedFinding } from "../../commands/report/placedFinding";
import type { AccessChange } from "../../segmentation";

const change: AccessChange = {
  change: "gained",
  source: "peer-a-prod",
  destination: "svc-b-prod",
  services: [{ protocol: "tcp", ports: [{ start: 443, end: 443 }] }],
  through: ["p"],
  before: [],
  after: [[]],
  risk: 30,
  reasons: ["new access"],
};

const finding: PlacedFinding = {
  rule: "must-unmet",
  severity: "error",
  place: "p",
  message: "x | y <b>",
  remedy: "Fix it.",
  owner: "",
  environments: [],
};

test("the riskiest environment comes first, and production before others of the same risk", () => {
  const text = renderComment({
    changes: [
      { environment: "dev", changes: [change] },
      { environment: "stage", changes: [{ ...change, risk: 90 }] },
      { environment: "prod", changes: [change] },
    ],
    findings: [],
    previews: [],
  });
  expect(text.match(/### (dev|stage|prod)/g)).toEqual(["### stage", "### prod", "### dev"]);
  expect(text).toContain("Nothing found.");
});

test("environments without changes share a line", () => {
  const same = (environment: "dev" | "prod") => ({ environment, changes: [] });
  const text = renderComment({ changes: [same("dev"), same("prod")], findings: [], previews: [] });
  expect(text).toContain("No access changes in `dev`, `prod`.");
});

test("nothing in a finding or a preview can leave its place", () => {
  const text = renderComment({
    changes: [],
    findings: [finding],
    previews: [{ name: "<script>", text: "```\n</details>\n````" }],
  });
  expect(text).not.toContain("<b>");
  expect(text).not.toContain("<script>");
  expect(text).toContain("`````text\n```\n</details>\n````\n`````");
});

test("it fits: previews lose their beginning, long tables their end", () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join("\n");
  const text = renderComment({
    changes: [{ environment: "prod", changes: Array<AccessChange>(80).fill(change) }],
    findings: Array<PlacedFinding>(80).fill(finding),
    previews: [
      { name: "stage", text: lines },
      { name: "prod", text: lines },
    ],
  });
  expect(text.length).toBeLessThan(65_536);
  expect(text.startsWith(commentMarker)).toBe(true);
  expect(text.match(/line 19999/g)).toHaveLength(2);
  expect(text).toContain("30 further changes");
  expect(text).toContain("30 further findings");
});
