import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { compile, environments, rules, verify } from "../../../segmentation";
import type { Segmentation } from "../../../segmentation";
import { largeMatrix } from "../../../bench/segmentation/largeMatrix";
import { workedExample } from "../workedExample";
import { mutations } from "./mutations";

jest.setTimeout(120_000);

const now = new Date("2026-06-01T12:00:00Z");
const findingsOf = (segmentation: Segmentation) => verify(segmentation, { now });

/** Companies from six applications on: smaller ones lack some of what mutations plant into. */
const company = fc
  .tuple(fc.integer({ min: 24, max: 60 }), fc.integer())
  .map(([groups, seed]) => largeMatrix(groups, seed));

/** The companies that every mutation is planted into, with what is found before. */
const bases = fc.sample(company, 2).map((matrix) => {
  const valid = compile(matrix, "prod");
  return { valid, before: new Set(findingsOf(valid).map((finding) => JSON.stringify(finding))) };
});

test("nothing is found in the worked example, in any environment", () => {
  for (const environment of environments) {
    expect(findingsOf(compile(workedExample, environment))).toEqual([]);
  }
});

test("nothing but disabled emergency flows is found in valid matrices", () => {
  fc.assert(
    fc.property(company, fc.constantFrom(...environments), (matrix, environment) => {
      const others = findingsOf(compile(matrix, environment)).filter(
        ({ rule }) => rule !== "dormant",
      );
      expect(others).toEqual([]);
    }),
    { numRuns: 12 },
  );
});

test("every rule has a mutation, and every mutation a rule", () => {
  expect(Object.keys(mutations).sort()).toEqual(rules.map(({ id }) => id).sort());
});

test("ids are given once", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  test.each(mutations[id] ?? [])("is found: $what", ({ mutate, places, also = [] }) => {
    for (const { valid, before } of bases) {
      const planted = findingsOf(mutate(valid)).filter(
        (finding) => !before.has(JSON.stringify(finding)),
      );
      const found = planted.filter((finding) => finding.rule === id);
      expect(found.length).toBeGreaterThan(0);
      for (const { severity, message, remedy } of found) {
        expect(severity).toBe(rule.severity);
        expect(message).toMatch(/\.$/);
        expect(remedy).toMatch(/^[A-Z].*\.$/);
      }
      for (const finding of planted) {
        expect([id, ...also]).toContain(finding.rule);
        // The starter policy makes others redundant, which are the ones to be named.
        if (!also.includes("policy-redundant")) expect(places).toContain(finding.place);
      }
    }
  });
});

test("findings are sorted by severity, and do not depend on the order of writing", () => {
  fc.assert(
    fc.property(company, fc.integer(), (matrix, seed) => {
      const shuffle = <Item>(items: Item[]) =>
        [...items].sort((a, b) => hash(a, seed) - hash(b, seed));
      const valid = compile(matrix, "prod");
      const broken = { ...valid, policies: valid.policies.slice(0, -20) };
      const told = (segmentation: Segmentation) =>
        findingsOf(segmentation)
          .map((finding) => `${finding.rule} ${finding.place}`)
          .sort();
      const shuffled = {
        ...broken,
        policies: shuffle(broken.policies),
        groups: shuffle(broken.groups),
      };
      expect(told(shuffled)).toEqual(told(broken));
      const order = ["error", "alarm", "warning", "info"];
      const severities = findingsOf(broken).map(({ severity }) => order.indexOf(severity));
      expect(severities).toEqual([...severities].sort());
    }),
    { numRuns: 4 },
  );
});

function hash(value: unknown, seed: number): number {
  let state = seed;
  for (const letter of JSON.stringify(value)) {
    state = (Math.imul(state, 31) + letter.charCodeAt(0)) | 0;
  }
  return state;
}

test("the page of rules is what the table says", () => {
  const script = join(__dirname, "../../../scripts/rules.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
