/** Groups and their members are written from both sides at once, by one process. */
import { create, update, useTestAccount } from "../account";
import type { ApiJson, Made } from "../account";

const account = useTestAccount();
let network: Made;
let group: Made;
beforeEach(async () => {
  const run = account.provider();
  network = await create(run.Network, { name: "vpc" });
  group = await create(run.Group, { name: "svc-g" });
});

const resource = (more: object = {}) => ({
  ...{ network: { id: network.id }, name: "db", address: "10.0.0.1" },
  ...more,
});
const resourcesIn = async (id = group.id) =>
  (await account.api<ApiJson & { resources: { id: string }[] | null }>("GET", `/groups/${id}`))
    .resources;
const slow = (method: string, path: string) =>
  account.fail({ kind: "latency", method, path, times: 1, milliseconds: 300 });
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 150));

test("a resource that joins a group while the group is written stays in it", async () => {
  const run = account.provider();
  await slow("PUT", "/groups/");
  const renaming = update(run.Group, group, { name: "svc-h" });
  await aMoment();
  const made = await create(run.NetworkResource, resource({ groups: [{ id: group.id }] }));
  await renaming;
  expect(await resourcesIn()).toEqual([{ id: made.id, type: "host" }]);
});

test("a resource that is deleted while its group is written does not stay in it", async () => {
  const run = account.provider();
  const made = await create(run.NetworkResource, resource({ groups: [{ id: group.id }] }));
  await slow("PUT", "/groups/");
  const renaming = update(run.Group, group, { name: "svc-h" });
  await aMoment();
  await run.NetworkResource.delete(made.id, made.outs);
  await renaming;
  expect(await resourcesIn()).toBeNull();
});

test("a network that is deleted while a group is written takes its resources out of the group", async () => {
  const run = account.provider();
  await create(run.NetworkResource, resource({ groups: [{ id: group.id }] }));
  await slow("PUT", "/groups/");
  const renaming = update(run.Group, group, { name: "svc-h" });
  await aMoment();
  await run.Network.delete(network.id, network.outs);
  await renaming;
  expect(await resourcesIn()).toBeNull();
});

test("a group that takes a resource in while the resource is written keeps it", async () => {
  const run = account.provider();
  const made = await create(run.NetworkResource, resource());
  const listed = [{ id: made.id, type: "host" }];
  await slow("PUT", "/resources/");
  const renaming = update(run.NetworkResource, made, resource({ name: "database" }));
  await aMoment();
  await update(run.Group, group, { name: "svc-g", resources: listed });
  await renaming;
  expect(await resourcesIn()).toEqual(listed);
});

test("many writes of both sides at once all take place", async () => {
  const run = account.provider();
  const names = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const groups = await Promise.all(
    names.map((index) => create(run.Group, { name: `svc-g${index}` })),
  );
  const writes = groups.flatMap((one, index) => [
    update(run.Group, one, { name: `svc-h${index}` }),
    create(run.NetworkResource, {
      ...resource({ name: `db-${index}`, groups: [{ id: one.id }] }),
    }),
  ]);
  await Promise.all(writes);
  for (const [index, { id }] of groups.entries()) {
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({
      name: `svc-h${index}`,
      resources: [{ type: "host" }],
    });
  }
});
