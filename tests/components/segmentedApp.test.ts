import { compile, SegmentedApp } from "../../index";
import type { Matrix, SegmentedAppArgs } from "../../index";
import { workedExample } from "../segmentation/workedExample";
import { record, refusals, value } from "./recording";

const matrix: Matrix = {
  ...workedExample,
  supporting: [{ service: "dns", at: ["svc-dns"], allow: "udp+tcp/53" }],
};
const make = (change: Partial<SegmentedAppArgs> = {}) =>
  record(() => new SegmentedApp("orders", { matrix, environment: "prod", ...change }));
const namesOf = (objects: Record<string, { name?: string }>) =>
  Object.values(objects)
    .map(({ name }) => name)
    .sort();

test("makes the environment's groups and exactly the policies of the plan", async () => {
  const { all, result } = await make();
  expect(namesOf(all("Group"))).toEqual([
    "peer-devops-prod",
    "svc-dns-prod",
    "svc-orders-app-prod",
    "svc-orders-db-prod",
    "svc-orders-web-prod",
  ]);
  const plan = compile(matrix, "prod");
  expect(namesOf(all("Policy"))).toEqual(plan.policies.map(({ name }) => name).sort());
  expect(all("Policy")["orders-app-to-db"]).toMatchObject({
    sources: [{ name: "svc-orders-app-prod" }],
    destinations: [{ name: "svc-orders-db-prod" }],
    ports: ["5432"],
    protocol: "tcp",
  });
  expect(await value(result.matrix)).toEqual(matrix);
});

test("shared groups are made where that is asked for, else looked up by name", async () => {
  const { all } = await make({ sharedGroups: "create" });
  expect(namesOf(all("Group"))).toEqual(expect.arrayContaining(["peer-support", "svc-monitoring"]));
  const { all: other } = await make();
  expect(other("Policy")["orders-users-to-web"]!.sources).toContainEqual({ name: "peer-support" });
});

test("refers by id to a group that the program makes", async () => {
  const existing = [{ existing: "peer-devops-prod", id: "g1" }];
  const { all } = await make({ existing });
  expect(namesOf(all("Group"))).not.toContain("peer-devops-prod");
  expect(all("Policy")["orders-users-to-web"]!.sources).toContainEqual({
    name: "peer-devops-prod",
    id: "g1",
  });
});

test("refuses what the rules forbid, before anything is made", async () => {
  const shortcut = {
    ...{ name: "shortcut", from: ["peer-support"], to: ["svc-orders-db"] },
    ...{ allow: "tcp/5432", because: "Reports" },
  };
  const given: Matrix = { ...matrix, flows: [...matrix.flows, shortcut] };
  const found = await refusals(
    () => new SegmentedApp("orders", { matrix: given, environment: "prod" }),
  );
  expect(found.join("\n")).toContain("No device talks to the database");
});
