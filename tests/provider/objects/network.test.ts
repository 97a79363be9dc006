import { create, expectNothingToDo, preview, problems, update, useTestAccount } from "../account";

const account = useTestAccount();

const args = { name: "vpc", description: "Production" };

test.each<[string, object, string]>([
  ["no name", { name: undefined }, "name: "],
  // The server takes it, and nobody could refer to it.
  ["an empty name", { name: "" }, "name: a network needs a name"],
  ["an unknown argument", { nmae: "x" }, ": unknown argument nmae; Network takes name"],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().Network, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test("everything is changed in place, and what is left out is the server's", async () => {
  const { Network } = account.provider();
  const made = await create(Network, args);
  for (const change of [{ name: "other" }, { description: "x" }, { description: "" }]) {
    expect(await preview(Network, made, { ...args, ...change })).toEqual({
      changes: true,
      replaces: [],
    });
  }
  const renamed = await update(Network, made, { name: "vpc-2" });
  expect(await account.api("GET", `/networks/${made.id}`)).toMatchObject({
    name: "vpc-2",
    description: "Production",
  });
  await account.api("PUT", `/networks/${made.id}`, { name: "vpc-2", description: "theirs" });
  await expectNothingToDo(account.provider().Network, renamed, { name: "vpc-2" });
});

test("two of one name are told apart by the id only", async () => {
  const first = await account.api("POST", "/networks", { name: "vpc" });
  const second = await account.api("POST", "/networks", { name: "vpc" });
  await expect(create(account.provider().Network, { ...args, adopt: true })).rejects.toThrow(
    new RegExp(
      `There are 2 .*named "vpc": set adopt to the id of one of ${first.id}, ${second.id}`,
    ),
  );
  const made = await create(account.provider().Network, { ...args, adopt: second.id });
  expect(made.id).toBe(second.id);
  expect(await account.api("GET", `/networks/${first.id}`)).toMatchObject({ description: "" });
});

test("resources and routers survive an update", async () => {
  const { Network, NetworkResource } = account.provider();
  const made = await create(Network, args);
  await create(NetworkResource, { network: { id: made.id }, name: "db", address: "10.0.0.1" });
  await update(Network, made, { ...args, description: "changed" });
  expect(await account.api("GET", `/networks/${made.id}`)).toMatchObject({
    description: "changed",
    resources: [expect.any(String)],
  });
});

test("several of one name that are adopted by their ids are managed side by side", async () => {
  const ids: string[] = [];
  for (const description of ["one", "two"]) {
    ids.push((await account.api("POST", "/networks", { name: "vpc", description })).id);
  }
  const { Network } = account.provider();
  const adopted = [];
  for (const adopt of ids) adopted.push(await create(Network, { name: "vpc", adopt }));
  expect(adopted.map(({ id }) => id)).toEqual(ids);
  const later = account.provider().Network;
  for (const [index, made] of adopted.entries()) {
    const wanted = { name: "vpc", adopt: ids[index]!, description: `number ${index}` };
    await expectNothingToDo(later, made, { name: "vpc", adopt: ids[index]! });
    await update(later, made, wanted);
  }
  const stored = await account.named("networks", "vpc");
  expect(stored.map(({ id, description }) => [id, description]).sort()).toEqual(
    ids.map((id, index) => [id, `number ${index}`]).sort(),
  );
});
