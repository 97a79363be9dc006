import * as pulumi from "@pulumi/pulumi";
import { compile, IdentityGroups, threeTierMatrix } from "../../index";
import type { IdentityGroupsArgs } from "../../index";
import { closeAccount, openAccount, request } from "./liveAccount";
import { record, refusals, thrownBy, value } from "./recording";

// Look-ups of one account share lists: each test has an account of its own.
beforeEach(openAccount);
afterEach(closeAccount);

const args: IdentityGroupsArgs = {
  groups: { "peer-devops": "DevOps", "peer-support-prod": "Support" },
  pilot: ["peer-devops"],
};
const make = (change: Partial<IdentityGroupsArgs> = {}) =>
  record(() => new IdentityGroups("identity", { ...args, ...change }));
const synced = (name: string, issued = "jwt") =>
  request<{ id: string }>("POST", "/sandbox/groups", { name, issued });

test("only the pilot may log in, until it is over", async () => {
  const settings = async (pilot: IdentityGroupsArgs["pilot"]) =>
    (await make({ pilot })).all("AccountSettings")["identity-settings"];
  expect(await settings(["peer-devops"])).toMatchObject({
    jwtGroupsEnabled: true,
    jwtGroupsClaimName: "groups",
    jwtAllowGroups: ["DevOps"],
    groupsPropagationEnabled: true,
  });
  expect(await settings("over")).toMatchObject({ jwtAllowGroups: [] });
});

test("a sync brings the groups, and the pilot's users", async () => {
  const { all } = await make({ sync: { type: "okta", connectionName: "company" } });
  expect(all("IdentitySync")["identity-sync"]).toMatchObject({
    type: "okta",
    groupPrefixes: ["DevOps", "Support"],
    userGroupPrefixes: ["DevOps"],
  });
  const settings = all("AccountSettings")["identity-settings"];
  expect(settings).toMatchObject({ groupsPropagationEnabled: true });
  expect(settings).not.toHaveProperty("jwtAllowGroups");
});

test("a group that was synced has its id, one that never was is a warning", async () => {
  const { id } = await synced("DevOps");
  const { result: component, warnings } = await make();
  expect(await value(component.groupIds)).toEqual({ "peer-devops": id });
  expect(warnings).toEqual([expect.stringContaining('group "Support" has never been synced')]);
  const found = await value(component.findings);
  expect(found.map(({ rule }) => rule)).toEqual(["identity-group-not-synced"]);
});

test("nothing is found when all have been synced, from tokens or by a sync", async () => {
  await synced("DevOps");
  await synced("Support", "integration");
  const { result: component, warnings } = await make();
  expect(warnings).toEqual([]);
  expect(await value(component.findings)).toEqual([]);
});

test("no group is ever made", async () => {
  const { all } = await make();
  expect(all("Group")).toEqual({});
});

test("matrices call the groups by the program's names, policies by the provider's", async () => {
  const { result: component } = await make();
  expect(component.matrixGroups("dev")).toEqual([
    { name: "peer-devops", madeBy: "identity-provider", identityGroup: "DevOps" },
  ]);
  expect(component.matrixGroups("prod")).toHaveLength(2);
  const matrix = threeTierMatrix("orders", {
    environment: "prod",
    users: [component.group("peer-devops"), component.group("peer-support-prod")],
    tiers: { web: [443], app: [8443], db: [5432] },
    dns: "none",
    owner: "App Team Orders",
    because: "Order processing",
  });
  expect(matrix.flows[0]?.from).toEqual(["peer-devops", "peer-support"]);
  const [users] = compile(matrix, "prod").policies.filter(({ key }) => key === "users-to-web");
  expect(users?.name).toBe("DevOps, Support → svc-orders-web-prod [TCP/443]");
});

test("a group that is not there is named with those that are, without a trace", async () => {
  const { result: component } = await make();
  const refused = thrownBy(() => component.group("peer-devop"));
  expect(pulumi.RunError.isInstance(refused)).toBe(true);
  expect(refused.stack).toBe("");
  expect(refused.message).toBe(
    'IdentityGroups "identity" has no group "peer-devop", only peer-devops, peer-support-prod. Did you mean "peer-devops"? Use one of these, or add it to groups.',
  );
});

test.each<[string, Partial<IdentityGroupsArgs>, RegExp[]]>([
  ["no group", { groups: {} }, [/^groups is empty/, /^pilot: "peer-devops" is not one of groups/]],
  [
    "names that are none",
    { groups: { "svc-devops": "A", "peer-DevOps": "B", "peer-devops": "" } },
    [/"svc-devops" is not a name for a group of users/, /naming convention/, /stands for no group/],
  ],
  [
    "two names for one group",
    { groups: { ...args.groups, "peer-ops": "DevOps" } },
    [/"peer-devops" and "peer-ops" both stand for "DevOps"/],
  ],
  ["an empty pilot", { pilot: [] }, [/^pilot names no group/]],
  ["no pilot", { pilot: undefined }, [/^pilot names no group/]],
  ["a misspelt pilot", { pilot: ["peer-devop"] }, [/Did you mean "peer-devops"\?/]],
  [
    "tokens and a sync",
    { claim: "groups", sync: { type: "okta" } },
    [/^claim and sync exclude each other/],
  ],
  ["an empty claim", { claim: " " }, [/^claim is empty/]],
])("%s: refused", async (_what, change, problems) => {
  const found = await refusals(() => new IdentityGroups("identity", { ...args, ...change }));
  expect(found).toEqual(problems.map((problem) => expect.stringMatching(problem) as string));
});
