import { fromNetBird } from "../../segmentation";
import type { LiveAccount } from "../../segmentation";
import { isAllToAll } from "../../segmentation/allToAll";
import { replacementProblems } from "../../segmentation/replacement";

const group = (name: string, peers: string[] = []) => ({
  id: `${name}-id`,
  name,
  peers: peers.map((id) => ({ id })),
});
const ends = (...names: string[]) => names.map((name) => ({ id: `${name}-id`, name }));
const policy = (name: string, from: string, to: string, more: object = {}) => ({
  id: `${name}-id`,
  name,
  description: "",
  enabled: true,
  rules: [
    {
      enabled: true,
      action: "accept",
      bidirectional: false,
      protocol: "tcp",
      ports: ["443"],
      sources: ends(from),
      destinations: ends(to),
      ...more,
    },
  ],
});

const account: LiveAccount = {
  groups: [
    group("All", ["p1", "p2"]),
    group("peer-devops-prod", ["p1"]),
    group("svc-web-prod", ["p2"]),
    group("net-lan-prod-x"),
    group("svc-empty-prod"),
  ],
  resources: [
    {
      id: "r1",
      name: "lan",
      address: "10.0.0.0/8",
      enabled: true,
      groups: ends("net-lan-prod-x"),
    },
  ],
  policies: [
    policy("web", "peer-devops-prod", "svc-web-prod"),
    policy("lan", "peer-devops-prod", "net-lan-prod-x"),
    policy("from-all", "All", "svc-web-prod"),
    policy("to-nobody", "peer-devops-prod", "svc-empty-prod"),
    policy("from-lan", "net-lan-prod-x", "svc-web-prod"),
    policy("blocks", "peer-devops-prod", "svc-web-prod", { action: "drop" }),
    { ...policy("off", "peer-devops-prod", "svc-web-prod"), enabled: false },
    policy("Default", "All", "All", { protocol: "all", ports: [] }),
  ],
};
const problems = (...args: [object, LiveAccount?]) =>
  replacementProblems(fromNetBird(args[1] ?? account), args[0]);
const named = (name: string) => ({ prod: { policies: [{ name }] } });

test.each(["web", "lan", "from-all"])("%s replaces All → All", (name) => {
  expect(problems(named(name))).toEqual([]);
  expect(problems({ prod: { policies: [{ id: `${name}-id` }] } })).toEqual([]);
});

test.each([
  ["gone", 'the policy "gone" does not exist on the server.'],
  ["off", '"off" is disabled.'],
  ["to-nobody", '"to-nobody" has no member in any destination (svc-empty-prod).'],
  ["from-lan", '"from-lan" has no member in any source (net-lan-prod-x).'],
  ["blocks", '"blocks" drops, and gives no access.'],
  ["Default", '"Default" lets every peer reach every other, and replaces nothing.'],
])("%s does not, and it is said why", (name, problem) => {
  expect(problems(named(name))).toEqual([`prod: ${problem}`]);
});

test("everything that is missing is told at once, and by an id only that policy is meant", () => {
  const policies = [{ name: "gone" }, { name: "off" }, { id: "x", name: "web" }];
  expect(problems({ prod: { policies } })).toHaveLength(3);
});

test("an environment with peers needs a replacement or a reason, one without needs nothing", () => {
  expect(problems({})).toEqual([
    "prod: no replacement is named, and peer-devops-prod has peers, which would reach nothing.",
  ]);
  expect(problems({ prod: { noneBecause: "A trial" } })).toEqual([]);
  expect(problems({}, { policies: [] })).toEqual([]);
});

describe("All → All", () => {
  const isIt = (more: object, description = "") =>
    fromNetBird({
      policies: [{ ...policy("any name", "All", "All", more), description }],
    }).policies.some(isAllToAll);

  test.each([
    [{ protocol: "all" }],
    [{}],
    [{ sources: ends("svc-web-prod", "All") }],
    [{ enabled: false }],
  ])("is recognised by what it does: %j", (more) => expect(isIt(more)).toBe(true));

  test.each([[{ action: "drop" }], [{ destinations: ends("svc-web-prod") }], [{ sources: [] }]])(
    "is not %j",
    (more) => expect(isIt(more)).toBe(false),
  );

  test("is not what is meant to end", () => {
    expect(isIt({}, "Look (owner: Ops; temporary; until 2026-12-01T18:00:00Z)")).toBe(false);
    expect(isIt({}, "Known good (owner: Ops; emergency)")).toBe(false);
    expect(isIt({}, "Look (owner: Ops; temporary)")).toBe(true);
  });
});
