/** What a pipeline's preview sees with the token of a service user that may only read. */
import type { Stack } from "../../sandbox/engine";
import { api, open, useProject, useServer } from "./world";

jest.setTimeout(120_000);

const server = useServer();
const project = useProject(`
  const ci = new netbird.User("ci", { name: "read-only-token-ci", role: "user" });
  new netbird.PersonalAccessToken("ci", { user: ci, name: "first", expiresIn: 1 });
  new netbird.PersonalAccessToken("deploy", { user: ci, name: "second", expiresIn: 1 });`);

let auditor: string;
let stack: Stack;
let reading: Stack;
beforeEach(async () => {
  const user = { name: "read-only-token", role: "auditor", is_service_user: true, auto_groups: [] };
  auditor = (await api<{ id: string }>(server, "POST", "/users", user)).id;
  const token = { name: "preview", expires_in: 1 };
  const made = await api<{ plain_token: string }>(
    server,
    "POST",
    `/users/${auditor}/tokens`,
    token,
  );
  stack = await open(project, server);
  reading = await open(project, server, "prod", { NB_PAT: made.plain_token });
});
afterEach(async () => {
  await stack.destroy();
  await api(server, "DELETE", `/users/${auditor}`);
});

const resources = async () => (await stack.exportState()).deployment.resources ?? [];

const tokens = async () =>
  (await resources())
    .filter(({ type }) => type.endsWith("PersonalAccessToken"))
    .map(({ id, inputs }) => ({ id, inputs }));

test("a refresh leaves the tokens that it is not shown, and says so once", async () => {
  const said = (diagnostics: readonly { message: string }[]) =>
    diagnostics.filter(({ message }) => /^Not every personal access token was/.test(message));
  await stack.up();
  const made = await tokens();
  expect(made).toHaveLength(2);
  expect(said((await reading.refresh()).diagnostics)).toHaveLength(1);
  expect(await tokens()).toEqual(made);

  const user = (await resources()).find(({ type }) => type.endsWith("User"))!.id;
  await api(server, "DELETE", `/users/${user}/tokens/${made[0]!.id}`);
  const unseen = await reading.preview({ refresh: true });
  expect(Object.keys(unseen.changes)).toEqual(["same"]);
  const seen = await stack.preview({ refresh: true });
  expect(seen.changes.create).toBe(1);
  expect(said(seen.diagnostics)).toEqual([]);
});
