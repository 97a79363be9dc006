/** One object has one resource, also where a program asks for it to have two. */
import type { Stack, TemporaryProject } from "../../sandbox/engine";
import { api, open, projectWith, setProgram, useServer } from "./world";

jest.setTimeout(120_000);

const server = useServer();

let project: TemporaryProject;
let stack: Stack;
async function start(program: string): Promise<void> {
  project = projectWith(program);
  stack = await open(project, server, "dev");
}
afterEach(async () => {
  await stack.destroy();
  project.remove();
});

async function ids(collection: string, name: string): Promise<string[]> {
  const objects = await api<{ id: string; name: string }[]>(server, "GET", `/${collection}`);
  return objects.filter((object) => object.name === name).map(({ id }) => id);
}

const network = (resource: string, args: string) =>
  `new netbird.Network("${resource}", { name: "one-resource"${args} });`;

/** One whose name the program knows only while it runs, so that only the update can tell. */
const unclear = (resource: string, args: string, options = "") =>
  `new netbird.Network("${resource}", { name: pulumi.output("one-resource")${args} }${options});`;

test("two that adopt one name are refused, and removing one of them deletes nothing", async () => {
  await start(unclear("a", ", adopt: true") + unclear("b", ", adopt: true"));
  await expect(stack.up()).rejects.toThrow(/is managed by another resource of this program/);
  const made = await ids("networks", "one-resource");
  expect(made).toHaveLength(1);
  const { resources = [] } = (await stack.exportState()).deployment;
  const [owner] = resources.filter(({ id }) => id === made[0]);
  setProgram(project, network(owner!.urn.split("::").at(-1)!, ", adopt: true"));
  expect((await stack.up()).changes).toEqual({ same: 2 });
  expect(await ids("networks", "one-resource")).toEqual(made);
});

test("a known one is not adopted by a new one with the same arguments", async () => {
  await start(network("a", ", adopt: true"));
  await stack.up();
  const made = await ids("networks", "one-resource");
  setProgram(
    project,
    `const a = ${network("a", ", adopt: true")}
     ${unclear("b", ", adopt: true", ", { dependsOn: a }")}`,
  );
  await expect(stack.up()).rejects.toThrow(/is managed by another resource of this program/);
  setProgram(project, network("a", ", adopt: true"));
  expect((await stack.up()).changes).toEqual({ same: 2 });
  expect(await ids("networks", "one-resource")).toEqual(made);
});

test("a key that a replacement retains is not adopted in its place", async () => {
  const name = "setup-dev-one-resource";
  const key = (rest: string) =>
    `new netbird.SetupKey("key", { type: "reusable", ${rest}, adopt: true }, { retainOnDelete: true });`;
  await start(key(`name: "${name}", expiresIn: 3600`));
  await stack.up();
  const [old] = await ids("setup-keys", name);
  setProgram(project, key(`name: "${name}", expiresIn: 7200`));
  await expect(stack.up()).rejects.toThrow(
    new RegExp(`\\(${old}\\) is the one that is to be replaced.*give the new one another name`),
  );
  setProgram(project, key(`name: "${name}-2", expiresIn: 7200`));
  await stack.up();
  expect(await ids("setup-keys", name)).toEqual([old]);
  const [second] = await ids("setup-keys", `${name}-2`);
  expect(second).toBeDefined();
  expect((await stack.preview()).changes).toEqual({ same: 2 });
  for (const id of [old, second]) await api(server, "DELETE", `/setup-keys/${id}`);
});
