/** What the server has anyway, once the program writes it out: no difference, and watched from then on. */
import { setProgram, api, open, useProject, useServer } from "./world";

jest.setTimeout(180_000);

interface Account {
  id: string;
  settings: { regular_users_view_blocked: boolean };
}

const server = useServer();
const project = useProject();

const program = (more: { key?: string; network?: string; account?: string }) => `
  new netbird.SetupKey("key", { name: "setup-dev-written", type: "reusable", ${more.key ?? ""} });
  new netbird.Network("net", { name: "written-net", ${more.network ?? ""} });
  new netbird.AccountSettings("account", { peerLoginExpiration: 7200, ${more.account ?? ""} });`;

const written = {
  key: "usageLimit: 0, ephemeral: false, allowExtraDnsLabels: false, revoked: false, expiresIn: 0",
  network: 'description: ""',
  account: "regularUsersViewBlocked: true, jwtGroupsEnabled: false",
};

const network = async () =>
  (await api<{ id: string; name: string; description: string }[]>(server, "GET", "/networks")).find(
    ({ name }) => name === "written-net",
  )!;
const account = async () => (await api<Account[]>(server, "GET", "/accounts"))[0]!;

async function blockView(regular_users_view_blocked: boolean): Promise<void> {
  const { id, settings } = await account();
  const body = { settings: { ...settings, regular_users_view_blocked } };
  await api(server, "PUT", `/accounts/${id}`, body);
}

test("it is no difference, or one time that of settings; its drift shows on refresh, and is repaired in place", async () => {
  await blockView(true);
  setProgram(project, program({}));
  const stack = await open(project, server, "dev");
  await stack.up();
  const { id } = await network();
  setProgram(project, program(written));
  const unchanged = { same: 4 };
  // What settings were before the program is recorded, to be given back.
  expect((await stack.preview()).changes).toEqual({ same: 3, update: 1 });
  await stack.up();
  expect((await stack.preview()).changes).toEqual(unchanged);
  expect((await stack.refresh()).changes).toEqual(unchanged);

  await api(server, "PUT", `/networks/${id}`, { name: "written-net", description: "theirs" });
  await blockView(false);
  expect((await stack.refresh()).changes).toEqual({ same: 2, update: 2 });
  expect((await stack.up()).changes).toEqual({ same: 2, update: 2 });
  expect(await network()).toMatchObject({ id, description: "" });
  expect((await account()).settings.regular_users_view_blocked).toBe(true);
  expect((await stack.refresh()).changes).toEqual(unchanged);
  await stack.destroy();
  expect(await network()).toBeUndefined();
});
