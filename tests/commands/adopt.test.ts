import fc from "fast-check";
import { adoptables } from "../../commands/adopt/kinds";
import { NameBook } from "../../commands/adopt/names";
import { Code, printConstruction } from "../../commands/adopt/printer";
import { compareWithAccount } from "../../commands/cli/liveChanges";
import {
  compile,
  environments,
  fromNetBird,
  matrixFromAccount,
  parseMatrixYaml,
  printMatrix,
} from "../../segmentation";
import type { LiveAccount, LivePolicy } from "../../segmentation";
import { validMatrix } from "../segmentation/arbitraryMatrix";
import { liveAccount } from "../segmentation/liveAccount";
import { formatted } from "./prettier";

const naming = { application: "account", owner: "Platform" };

/** What is found of an account, printed and read back, as the command leaves it for others. */
function matrixOf(account: LiveAccount) {
  return parseMatrixYaml(printMatrix(matrixFromAccount(fromNetBird(account), naming).matrix));
}

function differencesWith(account: LiveAccount) {
  const matrices = new Map([["account", matrixOf(account)]]);
  const { changes } = compareWithAccount(fromNetBird(account), matrices, environments);
  return changes.flatMap((one) => one.changes);
}

describe("the matrix of an account", () => {
  test("is what was brought up in an environment", () => {
    fc.assert(
      fc.property(validMatrix, fc.constantFrom(...environments), (matrix, environment) => {
        expect(differencesWith(liveAccount(compile(matrix, environment)))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  const groupNames = [
    ...["All", "DevOps", "peer-devops", "peer-devops-prod", "svc-web-dev", "svc-web-prod"],
    ...["svc-web-stage", "svc-a-dev-prod", "svc-a-dev", "-prod", "Büro 2", "*"],
  ];
  const someGroups = fc
    .uniqueArray(fc.constantFrom(...groupNames), { maxLength: 3 })
    .map((names) => names.map((name) => ({ id: name, name })));
  const policy: fc.Arbitrary<LivePolicy> = fc.record({
    name: fc.string(),
    description: fc.constantFrom(
      ...["", "  ", "free words", "Why (owner: Team)", "Why (owner: Team; temporary)"],
      "Why (owner: Team; temporary; since 2026-02-01T00:00:00Z; until 2026-01-01T00:00:00Z)",
      "Why (owner: Team; emergency; until Friday)",
      "Why (owner: Team; temporary; until 2026-12-01T18:00:00Z) — Broad access: incidents",
    ),
    enabled: fc.boolean(),
    rules: fc.array(
      fc.record({
        enabled: fc.boolean(),
        // What a policy blocks, no matrix says: that is a difference, and stays one.
        action: fc.constant("accept"),
        bidirectional: fc.boolean(),
        protocol: fc.constantFrom("tcp", "udp", "netbird-ssh"),
        ports: fc.uniqueArray(fc.constantFrom("22", "443", "8080")),
        sources: someGroups,
        destinations: someGroups,
      }),
      { maxLength: 2 },
    ),
  });

  test("is one that can be read, and differs in nothing, however the account was built", () => {
    const groups = groupNames.map((name) => ({ id: name, name, peers: [{ id: `in ${name}` }] }));
    fc.assert(
      fc.property(fc.array(policy, { maxLength: 8 }), (list) => {
        const policies = list.map((one, index) => ({ ...one, id: String(index) }));
        expect(differencesWith({ groups, policies })).toEqual([]);
      }),
    );
  });

  test("has a flow everywhere, in one environment, or says why there is none", () => {
    const rule = (source: string, destination: string) => ({
      ...{ enabled: true, action: "accept", bidirectional: false, protocol: "tcp" },
      ports: ["443"],
      sources: [{ id: source, name: source }],
      destinations: [{ id: destination, name: destination }],
    });
    const { matrix, noFlows } = matrixFromAccount(
      fromNetBird({
        policies: [
          { name: "shared", enabled: true, rules: [rule("DevOps", "svc-tools")] },
          { name: "prod", enabled: true, rules: [rule("DevOps", "svc-web-prod")] },
          { name: "dev", enabled: true, rules: [rule("svc-app-dev", "svc-web-dev")] },
          { name: "across", enabled: true, rules: [rule("svc-app-dev", "svc-web-prod")] },
        ],
      }),
      naming,
    );
    expect(matrix.flows.map(({ name }) => name)).toEqual([
      "devops-to-svc-tools",
      "devops-to-svc-web",
    ]);
    expect(matrix.environments).toMatchObject({
      dev: { add: [{ name: "svc-app-to-svc-web" }], remove: ["devops-to-svc-web"] },
      stage: { remove: ["devops-to-svc-web"] },
    });
    expect(matrix.environments).not.toHaveProperty("prod");
    expect(noFlows).toEqual([{ policy: "across", because: "it reaches from dev into prod" }]);
  });
});

test("a policy of several rules is left alone", () => {
  const policies = adoptables.find(({ kind }) => kind.name === "Policy")!;
  const withRules = (...rules: object[]) => ({ id: "1", rules }) as { id: string };
  expect(policies.refuse!(withRules({}))).toBeUndefined();
  expect(policies.refuse!(withRules({}, {}))).toContain("it has 2 rules");
});

describe("the printer", () => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.string({ maxLength: 60 }),
      fc.stringMatching(/^[ '"\\a-z→ü]{0,40}$/),
      fc.integer({ min: 0, max: 65_535 }),
      fc.boolean(),
      fc.constantFrom("peerDevops", "db.id").map((text) => new Code(text)),
      fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 40 }),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z]{3,15}$/), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const construction = fc.record({
    variable: fc.option(fc.constantFrom("web", "x".repeat(40)), { nil: undefined }),
    args: fc.dictionary(fc.stringMatching(/^[a-z][a-zA-Z]{3,15}$/), tree, { maxKeys: 6 }),
  });

  test("lays out whatever prettier does", () => {
    const all = fc.sample(construction, { numRuns: 300, seed: 8 });
    const program = all
      .map(({ variable, args }, index) =>
        printConstruction({
          ...(variable !== undefined && { variable: `${variable}${index}`.slice(0, 40) }),
          className: "netbird.NetworkResource",
          args: [`resource-${index}`, args, new Code("adopted")],
        }),
      )
      .join("\n\n");
    expect(formatted(`${program}\n`)).toBe(`${program}\n`);
  });
});

describe("names in the program", () => {
  test("come from the objects' names", () => {
    const book = new NameBook();
    const variables: [label: string, kind: string, name: string][] = [
      ["peer-devops-prod", "Group", "peerDevopsProd"],
      ["DevOps", "Group", "devOps"],
      ["AWS Zürich", "Network", "awsZurich"],
      ["aws zurich", "Group", "awsZurichGroup"],
      ["AWS-Zurich!", "Group", "awsZurichGroup2"],
      ["2nd floor", "Group", "group2ndFloor"],
      ["default", "Group", "groupDefault"],
      ["→", "Network", "network"],
      ["開発", "Group", "開発"],
    ];
    for (const [label, kind, name] of variables) expect(book.variable(label, kind)).toBe(name);
    expect(book.variable("svc-".repeat(40), "Group").length).toBeLessThanOrEqual(40);
    const resource = "peer-a → svc-b [TCP/443]";
    expect(book.resource(resource, "Policy")).toBe("peer-a-to-svc-b-tcp-443");
    expect(book.resource(resource, "Policy")).toBe("peer-a-to-svc-b-tcp-443-2");
    expect(book.resource(resource, "Route")).toBe("peer-a-to-svc-b-tcp-443");
    expect(book.resource("→", "Group")).toBe("to");
  });
});
