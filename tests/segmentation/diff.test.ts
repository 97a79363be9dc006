import fc from "fast-check";
import { diff } from "../../segmentation/diff";
import type { AccessChange } from "../../segmentation/diff";
import { renderDiffMarkdown, renderDiffText, sentenceOf } from "../../segmentation/diffText";
import { EffectiveAccess } from "../../segmentation/effective";
import { opens, requirementAt } from "../../segmentation/requirements";
import { compile } from "../../segmentation";
import { allow, arbitrarySegmentation, policy, samplePorts, segmentation } from "./segmentations";
import { workedExample } from "./workedExample";

const groups = ["peer-a", "peer-b", "svc-c", "svc-d"];

test("names who gains what, and through which policy", () => {
  const flows = [
    ...workedExample.flows,
    {
      ...{ name: "shortcut", from: ["peer-support"], to: ["svc-orders-db"] },
      ...{ allow: "tcp/5432", because: "Reports" },
    },
  ];
  const changes = diff(
    compile(workedExample, "prod"),
    compile({ ...workedExample, flows }, "prod"),
  );
  expect(changes.map(sentenceOf)).toEqual([
    'peer-support gains TCP/5432 to svc-orders-db-prod through "peer-support → svc-orders-db-prod [TCP/5432]"',
  ]);
});

test("shows only the ports that change, and what devices must prove", () => {
  const before = segmentation(groups, [
    allow("peer-a", "svc-c", 80, 443),
    allow("peer-b", "svc-d", 22),
  ]);
  const checked = { ...allow("peer-a", "svc-c", 443, 8443), postureChecks: ["laptops"] };
  const after = segmentation(groups, [checked]);
  expect(renderDiffText(diff(before, after)).split("\n")).toEqual([
    expect.stringMatching(/^\+ peer-a gains TCP\/8443 to svc-c .*, if it passes laptops$/),
    expect.stringMatching(/^- peer-a loses TCP\/80 to svc-c /),
    expect.stringMatching(/^- peer-b loses TCP\/22 to svc-d /),
    expect.stringMatching(
      /^~ peer-a keeps TCP\/443 to svc-c .*, if it passes laptops \(before: without posture checks\)$/,
    ),
  ]);
});

test("a group that joins another gains its access", () => {
  const policies = [allow("peer-b", "svc-c", 22)];
  const before = segmentation(groups, policies);
  const after = segmentation(
    [{ name: "peer-a", memberOf: ["peer-b"] }, "peer-b", "svc-c", "svc-d"],
    policies,
  );
  expect(diff(before, after).map(({ change, source }) => `${change} ${source}`)).toEqual([
    "gained peer-a",
  ]);
});

test("the riskiest comes first, and says why", () => {
  const after = segmentation(groups, [
    allow("svc-c", "svc-d", 443),
    policy({ sources: ["All"], destinations: ["All"], protocol: "all" }),
    allow("peer-a", "svc-d", 22),
  ]);
  const [first, second, third] = diff(segmentation(groups, []), after);
  expect(first).toMatchObject({
    source: "All",
    destination: "All",
    services: [{ protocol: "all" }],
  });
  expect(first!.reasons).toEqual(["new access", "every port", "touches every peer"]);
  expect(second).toMatchObject({
    source: "peer-a",
    reasons: ["new access", "user devices reach it"],
  });
  expect(third).toMatchObject({ source: "svc-c" });
});

test("a policy that is only renamed, reordered or split changes no access", () => {
  const whole = { ...allow("peer-a", "svc-c", 22, 443), name: "one" };
  const parts = [allow("peer-a", "svc-c", 443), allow("peer-a", "svc-c", 22)];
  expect(diff(segmentation(groups, [whole]), segmentation(groups, parts))).toEqual([]);
});

test("as Markdown: one row each, whatever the names hold", () => {
  const name = "x | y\n`z`";
  const table = renderDiffMarkdown(
    diff(
      segmentation(groups, []),
      segmentation(groups, [{ ...allow("peer-a", "svc-c", 22), name }]),
    ),
  );
  const rows = table.split("\n");
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(9);
  expect(renderDiffMarkdown([])).toBe("No access changes.");
});

const mirrored = { gained: "lost", lost: "gained", changed: "changed" } as const;
const essence = ({ change, source, destination, services, before, after }: AccessChange) =>
  JSON.stringify({ change, source, destination, services, before, after });

test("diff(a, a) is empty", () => {
  fc.assert(fc.property(arbitrarySegmentation, (a) => expect(diff(a, a)).toEqual([])));
});

test("diff(a, b) inverts diff(b, a)", () => {
  fc.assert(
    fc.property(arbitrarySegmentation, arbitrarySegmentation, (a, b) => {
      const back = diff(b, a).map((change) => ({
        ...change,
        change: mirrored[change.change],
        before: change.after,
        after: change.before,
      }));
      expect(back.map(essence).sort()).toEqual(diff(a, b).map(essence).sort());
    }),
  );
});

test("agrees, port by port, with asking each side by itself", () => {
  fc.assert(
    fc.property(arbitrarySegmentation, arbitrarySegmentation, (a, b) => {
      const changes = diff(a, b);
      const sides = [new EffectiveAccess(a), new EffectiveAccess(b)];
      for (const source of groups) {
        for (const destination of groups) {
          for (const port of samplePorts) {
            const [before, after] = sides.map((side) => {
              const grants = side
                .reachableFrom(source, "all")
                .filter((reach) => reach.destination === destination)
                .flatMap((reach) => reach.grants)
                .filter((grant) => grant.source !== "All" && grant.destination !== "All");
              return JSON.stringify(requirementAt(grants, "tcp", port));
            });
            const found = changes.some(
              (change) =>
                change.source === source &&
                change.destination === destination &&
                change.services.some((each) => opens(each, "tcp", port)),
            );
            if (found !== (before !== after)) throw new Error(`${source} ${destination} ${port}`);
          }
        }
      }
    }),
  );
});
