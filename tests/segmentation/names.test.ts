import fc from "fast-check";
import {
  environments,
  groupNameProblem,
  matchesPattern,
  policyName,
  setupKeyGeneration,
  setupKeyName,
  setupKeyNameProblem,
  suggestion,
  withEnvironment,
  withoutEnvironment,
} from "../../segmentation/names";
import { service } from "../../segmentation/ports";

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const environment = fc.constantFrom(...environments);

describe("group names", () => {
  test.each([
    "peer-devops-prod",
    "peer-support",
    "peer-contractors",
    "svc-orders-web-prod",
    "svc-monitoring",
    "net-aws-euc1-prod",
    "net-dc-dc1-lan",
  ])("accept the guide's %s", (name) => expect(groupNameProblem(name)).toBeUndefined());

  test.each([
    "",
    "All",
    "devops",
    "peer-",
    "peer",
    "Peer-devops",
    "svc_orders",
    "net-aws",
    "peer--x",
  ])('refuse "%s" and name the convention', (name) =>
    expect(groupNameProblem(name)).toContain("peer-<team>"),
  );

  test("keep the convention in every environment", () => {
    fc.assert(
      fc.property(word, environment, (team, env) => {
        const name = withEnvironment(`peer-${team}`, env);
        expect(groupNameProblem(name)).toBeUndefined();
        expect(withoutEnvironment(name, env)).toBe(`peer-${team}`);
      }),
    );
  });
});

test("setup keys are named setup-<env>-<purpose>", () => {
  expect(setupKeyNameProblem("setup-prod-servers")).toBeUndefined();
  expect(setupKeyNameProblem("setup-servers")).toContain("setup-<env>-<purpose>");
});

describe("policyName", () => {
  const https = service("tcp", [443]);

  test("is Appendix A's", () => {
    expect(policyName(["peer-devops-prod"], ["svc-orders-web-prod"], https)).toBe(
      "peer-devops-prod → svc-orders-web-prod [TCP/443]",
    );
  });

  test("joins several sources and counts them from the fourth on", () => {
    expect(policyName(["a", "b", "c"], ["x"], https)).toBe("a, b, c → x [TCP/443]");
    expect(policyName(["a", "b", "c", "d", "e"], ["x"], https)).toBe("a, b, c +2 → x [TCP/443]");
  });
});

describe("matchesPattern", () => {
  test("tries the name with and without its environment", () => {
    expect(matchesPattern("svc-*-db", "svc-orders-db-prod", "prod")).toBe(true);
    expect(matchesPattern("svc-*-db", "svc-orders-db-prod", "dev")).toBe(false);
    expect(matchesPattern("svc-*-db-prod", "svc-orders-db-prod", "prod")).toBe(true);
    expect(matchesPattern("peer-*", "svc-peer-x", "prod")).toBe(false);
  });

  test("takes everything but the star literally", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(matchesPattern(name.replaceAll("*", ""), name.replaceAll("*", ""))).toBe(true);
        expect(matchesPattern("*", name.replace(/\s/g, ""))).toBe(true);
      }),
    );
    expect(matchesPattern("peer.x", "peer-x")).toBe(false);
  });

  test("does as a regular expression would, without its time", () => {
    const few = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    fc.assert(
      fc.property(few, few, (pattern, text) => {
        const name = text.replaceAll("*", "");
        const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);
        expect(matchesPattern(pattern, name)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
    expect(matchesPattern(`${"*a".repeat(1000)}*b`, "a".repeat(10_000))).toBe(false);
  });
});

describe("suggestion", () => {
  const names = ["peer-devops-prod", "peer-support", "svc-monitoring"];

  test("finds a misspelt name", () => {
    expect(suggestion("peer-suport", names)).toBe("peer-support");
    expect(suggestion("Peer-Support", names)).toBe("peer-support");
    expect(suggestion("form", ["from", "for"])).toBe("for");
    expect(suggestion("form", ["from", "to"])).toBe("from");
  });

  test("is silent when nothing is close", () => {
    expect(suggestion("something-else", names)).toBeUndefined();
    expect(suggestion("x", [])).toBeUndefined();
  });
});

test("a setup key's generation is the end of its name, from the second one on", () => {
  expect(setupKeyName("prod", "servers")).toBe("setup-prod-servers");
  for (const generation of [1, 2, 10, 123]) {
    const name = setupKeyName("stage", "ci-runners", generation);
    expect(setupKeyGeneration(name)).toEqual({ first: "setup-stage-ci-runners", generation });
  }
  expect(setupKeyGeneration("setup-prod-g1").generation).toBe(1);
  expect(setupKeyGeneration("setup-prod-eu-g0").first).toBe("setup-prod-eu-g0");
});
