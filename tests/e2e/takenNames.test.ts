/** Names that other objects have: told, or refused, at preview, unless the program itself makes way in time. */
import { api, contents, open, setProgram, useProject, useServer } from "./world";
import type { ApiGroup } from "./world";

jest.setTimeout(180_000);

const server = useServer();
const project = useProject();

const group = (name: string, called: string, opts = "") =>
  `const ${name} = new netbird.Group("${name}", { name: "peer-taken-${called}" }, { ${opts} });\n`;

/** Our groups' names by id. */
async function named(): Promise<Record<string, string>> {
  const ours = (await contents(server)).groups.filter(({ name }) => name.startsWith("peer-taken-"));
  return Object.fromEntries(ours.map(({ id, name }) => [id, name.replace("peer-taken-", "")]));
}

test("what others have is told by the preview for what is new, and refused for what is renamed", async () => {
  const theirs = await api<ApiGroup>(server, "POST", "/groups", { name: "peer-taken-theirs" });
  const stack = await open(project, server, "dev");
  const reason = new RegExp(
    `peer-taken-theirs" exists already \\(${theirs.id}\\), and nothing was written`,
  );
  setProgram(project, group("own", "theirs"));
  // It might be about to replace that one; the update knows.
  const { diagnostics } = await stack.preview();
  expect(diagnostics.map(({ message }) => message).join()).toContain(
    `"peer-taken-theirs" exists already (${theirs.id}). Unless this update replaces it, another one will be refused`,
  );
  await expect(stack.up()).rejects.toThrow(reason);
  setProgram(project, group("own", "own"));
  await stack.up();
  const before = await named();
  setProgram(project, group("own", "theirs"));
  await expect(stack.preview()).rejects.toThrow(reason);
  await expect(stack.up()).rejects.toThrow(reason);
  expect(await named()).toEqual(before);
  await stack.destroy();
  expect(await named()).toEqual({ [theirs.id]: "theirs" });
  await api(server, "DELETE", `/groups/${theirs.id}`);
});

test("a chain of renames goes through in its order", async () => {
  const stack = await open(project, server, "chain");
  setProgram(project, group("first", "a") + group("second", "b"));
  await stack.up();
  const before = await named();
  const [a, b] = ["a", "b"].map(
    (name) => Object.entries(before).find(([, called]) => called === name)![0],
  );
  setProgram(
    project,
    group("first", "z") +
      group("second", "a", "dependsOn: [first]") +
      group("third", "b", "dependsOn: [second]"),
  );
  expect((await stack.up()).changes).toMatchObject({ update: 2, create: 1 });
  expect(await named()).toMatchObject({ [a!]: "z", [b!]: "a" });
  expect(Object.values(await named()).sort()).toEqual(["a", "b", "z"]);
  await stack.destroy();
  expect(await named()).toEqual({});
});

test("what is to be replaced is not in its own way", async () => {
  const stack = await open(project, server, "replaced");
  const key = (rest: string) =>
    `new netbird.SetupKey("key", { name: "setup-dev-taken", type: "reusable", ${rest} });`;
  const ids = async () =>
    (await api<{ id: string; name: string; revoked: boolean }[]>(server, "GET", "/setup-keys"))
      .filter(({ name }) => name === "setup-dev-taken")
      .map(({ id }) => id);
  setProgram(project, key(""));
  await stack.up();
  const [before] = await ids();
  setProgram(project, key("expiresIn: 7200"));
  expect((await stack.preview()).changes).toMatchObject({ replace: 1 });
  await stack.up();
  expect(await ids()).toEqual([expect.not.stringMatching(`^${before}$`)]);
  await stack.destroy();
  expect(await ids()).toEqual([]);
});

test("nor is what is replaced on request", async () => {
  const stack = await open(project, server, "requested");
  setProgram(project, group("own", "own") + group("other", "other", "deleteBeforeReplace: false"));
  await stack.up();
  const before = await named();
  const { resources = [] } = (await stack.exportState()).deployment;
  const { urn } = resources.find(({ urn }) => urn.endsWith("::own"))!;
  expect((await stack.preview({ replace: [urn] })).changes).toMatchObject({ replace: 1 });
  expect((await stack.up({ replace: [urn] })).changes).toMatchObject({ replace: 1 });
  expect(Object.values(await named()).sort()).toEqual(["other", "own"]);
  const kept = Object.keys(await named()).filter((id) => id in before);
  expect(kept.map((id) => before[id])).toEqual(["other"]);
  await stack.destroy();
});
