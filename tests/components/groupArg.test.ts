/** Every component takes a group in each of the ways that a program may have it. */
import * as pulumi from "@pulumi/pulumi";
import {
  DiscoveryWindow,
  EmergencyAccess,
  EnrollmentKeys,
  ExitNode,
  Group,
  InternalDns,
  SegmentedApp,
  ThreeTierApp,
} from "../../index";
import type { ExistingGroup, GroupArg } from "../../index";
import { record, refusals } from "./recording";

const because = "A trial";
const owner = "Platform Team";
const environment = "prod";
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

type Maker = (group: GroupArg) => pulumi.ComponentResource;

const policyMakers: [string, Maker][] = [
  [
    "ThreeTierApp",
    (group) =>
      new ThreeTierApp("it", {
        ...{ environment, owner, because, dns: "none", users: [group] },
        tiers: { web: [443], app: [8443], db: [5432] },
      }),
  ],
  [
    "DiscoveryWindow",
    (group) =>
      new DiscoveryWindow("it", {
        ...{ environment, owner, because, from: group, to: "svc-billing-web" },
        ...{ start: inHours(-1), end: inHours(48) },
      }),
  ],
  [
    "EmergencyAccess",
    (group) =>
      new EmergencyAccess("it", {
        ...{ environment, owner, because, from: group, to: "svc-orders-web" },
        outOfBand: "The console",
      }),
  ],
  [
    "ExitNode",
    (group) =>
      new ExitNode("exit-euc1-prod", {
        ...{ owner, because, for: [group], allow: "tcp/443", dns: "elsewhere" },
        routingPeers: [{ name: "a" }, { name: "b" }],
      }),
  ],
  [
    "InternalDns",
    (group) =>
      new InternalDns("corp-dns", {
        ...{ environment, owner, matchDomains: ["corp.internal"], for: [group] },
        resolvers: { addresses: ["10.10.0.10"], network: { id: "net-id" } },
      }),
  ],
];

const makers: [string, Maker][] = [
  ...policyMakers,
  [
    "SegmentedApp",
    (group) =>
      new SegmentedApp("it", {
        environment,
        existing: [group as ExistingGroup | Group],
        matrix: {
          ...{ application: "it", owner, noDnsBecause: because },
          groups: [{ name: "peer-devops" }, { name: "svc-orders-web" }],
          flows: [{ from: ["peer-devops"], to: ["svc-orders-web"], allow: "tcp/443", because }],
        },
      }),
  ],
];

const users = (name: pulumi.Input<string> = "peer-devops-prod") => new Group("users", { name });

/** What policies say of the group, each way once; and how often the program makes it. */
async function madeOf(program: () => unknown) {
  const { all } = await record(program);
  const named = (one: unknown) => (one as { name: string }).name === "peer-devops-prod";
  const ends = Object.values(all("Policy"))
    .flatMap(({ sources }) => sources as unknown[])
    .filter(named);
  return {
    references: [...new Set(ends.map((end) => JSON.stringify(end)))].map(
      (text) => JSON.parse(text) as unknown,
    ),
    made: Object.values(all("Group")).filter(named).length,
  };
}

test.each(makers)("%s refers to a resource of the program by its id", async (_what, make) => {
  expect(await madeOf(() => make(users()))).toEqual({
    references: [{ name: "peer-devops-prod", id: "users-id" }],
    made: 1,
  });
});

test.each(makers)("%s refers to a group that is made elsewhere", async (_what, make) => {
  expect(await madeOf(() => make({ existing: "peer-devops-prod" }))).toEqual({
    references: [{ name: "peer-devops-prod" }],
    made: 0,
  });
});

test.each(policyMakers)("%s makes a group of which only the name is given", async (_what, make) => {
  const { references, made } = await madeOf(() => make("peer-devops"));
  expect(made).toBe(1);
  expect(references).toEqual([expect.objectContaining({ id: expect.any(String) as unknown })]);
});

test("an id that is given once counts wherever the group is named", async () => {
  const { all } = await record(
    () =>
      new EmergencyAccess("it", {
        ...{ environment, owner, because, outOfBand: "The console" },
        from: [{ existing: "peer-devops-prod", id: "users-id" }, "peer-support"],
        to: { existing: "peer-devops-prod" },
      }),
  );
  expect(Object.values(all("Policy"))[0]!.destinations).toEqual([
    { name: "peer-devops-prod", id: "users-id" },
  ]);
});

const keyMaker: Maker = (group) =>
  new EnrollmentKeys("joining", { environment, owner, keys: { servers: { groups: [group] } } });

test.each([...makers, ["EnrollmentKeys", keyMaker] as [string, Maker]])(
  "%s refuses a resource whose name is known only later",
  async (_what, make) => {
    const found = await refusals(() => make(users(pulumi.output("peer-devops-prod"))));
    expect(found).toContainEqual(expect.stringMatching(/name of a group is known only later/));
  },
);
