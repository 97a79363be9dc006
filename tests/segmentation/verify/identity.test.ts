import { compile, parseMatrix, verify, verifyIdentity } from "../../../segmentation";
import type { JudgedIdentity, Matrix } from "../../../segmentation";
import { workedExample } from "../workedExample";

const now = new Date("2026-06-01T12:00:00Z");

const found = (change: Partial<JudgedIdentity>) =>
  verifyIdentity({ place: "identity", connected: true, networks: [], groups: [], ...change }).map(
    ({ rule, severity, message }) => `${severity} ${rule}: ${message}`,
  );

test("a group that was synced is fine, also beside one of the same name", () => {
  const groups = [
    { identityGroup: "DevOps", issued: ["jwt"] as const },
    { identityGroup: "Support", issued: ["api", "integration"] as const },
  ];
  expect(found({ groups })).toEqual([]);
});

test("a group that was never synced is a warning, one that the API made an error", () => {
  const groups = [
    { identityGroup: "DevOps", issued: [] },
    { identityGroup: "Support", issued: ["api"] as const },
  ];
  expect(found({ groups })).toEqual([
    expect.stringMatching(/^error identity-group-made-by-api: The group "Support" was made/),
    expect.stringMatching(/^warning identity-group-not-synced: .*"DevOps" has never been synced/),
  ]);
});

test("networks of production wait for an identity provider, others do not", () => {
  const networks = ["net-aws-euc1-prod", "net-aws-euc1-dev", "net-dc-dc1-lan"];
  expect(found({ networks })).toEqual([]);
  expect(found({ networks, connected: false })).toEqual([
    "warning production-before-identity: The network net-aws-euc1-prod is routed, and no identity provider is connected.",
  ]);
  expect(found({ networks: networks.slice(1), connected: false })).toEqual([]);
});

describe("a group that the identity provider calls differently", () => {
  const matrix: Matrix = {
    ...workedExample,
    groups: workedExample.groups.map((group) =>
      group.name === "peer-devops"
        ? { name: "peer-devops", madeBy: "identity-provider", identityGroup: "DevOps" }
        : group,
    ),
  };

  test("has the provider's name in policies, and the matrix's in rules", () => {
    const plan = compile(parseMatrix(matrix), "prod");
    expect(plan.policies.find(({ key }) => key === "users-to-web")?.sources).toContain("DevOps");
    expect(verify(plan, { now })).toEqual([]);
    const toDatabase = {
      ...matrix,
      flows: [
        ...matrix.flows,
        { name: "x", from: ["peer-devops"], to: ["svc-orders-db"], allow: "tcp/1", because: "x" },
      ],
    };
    // The worked example forbids peer-* → svc-orders-db: the pattern means the matrix's name.
    const broken = verify(compile(parseMatrix(toDatabase), "prod"), { now });
    expect(broken.map(({ rule }) => rule)).toContain("never-violated");
  });

  test.each<[string, Partial<Matrix["groups"][number]>, RegExp]>([
    ["without saying that the provider makes it", { madeBy: undefined }, /is not madeBy/],
    ["under a name that breaks the convention", { name: "DevOps" }, /naming convention/],
  ])("cannot be declared %s", (_what, change, problem) => {
    const groups = [{ name: "peer-x", madeBy: "identity-provider" as const, identityGroup: "X" }];
    const given = groups.map((group) => ({ ...group, ...change }));
    const more = { ...matrix, groups: [...matrix.groups, ...given] };
    expect(() => parseMatrix(more)).toThrow(problem);
  });

  test("cannot be declared twice", () => {
    const again = { name: "peer-x", madeBy: "identity-provider", identityGroup: "DevOps" } as const;
    const more = { ...matrix, groups: [...matrix.groups, again] };
    expect(() => parseMatrix(more)).toThrow(/identity provider "DevOps" is declared twice/);
  });
});
