import type { ApiGroup, TestServer } from "./world";
import {
  api,
  contents,
  enroll,
  open,
  projectWith,
  requests,
  startSandbox,
  startServer,
} from "./world";

jest.setTimeout(120_000);

test("groups that others made are looked up by name and by id, used, and left alone", async () => {
  const server = await startServer();
  const before = await contents(server);
  const team = await api<ApiGroup>(server, "POST", "/groups", { name: "peer-lookup-team" });
  const service = await api<ApiGroup>(server, "POST", "/groups", { name: "svc-lookup" });
  const project = projectWith(`
    const team = netbird.Group.get("team", { name: "peer-lookup-team" });
    const service = netbird.Group.get("service", "${service.id}");
    new netbird.Policy("access", {
      name: "peer-lookup-team → svc-lookup [TCP/443]",
      protocol: "tcp", ports: [443], sources: [team], destinations: [service],
    });
    export const ids = [team.id, service.id];
    export const issued = team.issued;`);
  try {
    const stack = await open(project, server, "dev");
    await stack.up();
    const { ids, issued } = await stack.outputs();
    expect([ids?.value, issued?.value]).toEqual([[team.id, service.id], "api"]);
    const { policies } = await contents(server);
    expect(policies.find(({ name }) => name.startsWith("peer-lookup-team"))?.rules).toMatchObject([
      { sources: [{ id: team.id }], destinations: [{ id: service.id }] },
    ]);
    expect((await stack.up()).changes.update).toBeUndefined();
    await stack.destroy();
    const left = await contents(server);
    expect(left.groups).toHaveLength(before.groups.length + 2);
    expect(left.policies).toEqual(before.policies);
  } finally {
    for (const { id } of [team, service]) await api(server, "DELETE", `/groups/${id}`);
    project.remove();
    await server.close();
  }
});

test("a look-up that finds nothing says what there is", async () => {
  const server = await startServer();
  const project = projectWith(`netbird.Group.get("team", { name: "al" });`);
  try {
    const stack = await open(project, server, "dev");
    await expect(stack.preview()).rejects.toThrow(/no group named "al".*Did you mean "All"/);
  } finally {
    project.remove();
    await server.close();
  }
});

test("a peer is read by its hostname", async () => {
  const server = await startSandbox();
  const key = { name: "k", type: "reusable", expires_in: 0, usage_limit: 0, auto_groups: [] };
  const made = await api<{ key: string }>(server, "POST", "/setup-keys", key);
  const id = (await enroll(server, made.key, "web-1")).peer!.id;
  const project = projectWith(`
    const web = netbird.Peer.get("web", { hostname: "web-1" });
    export const found = [web.id, web.hostname];`);
  try {
    const stack = await open(project, server, "dev");
    await stack.up();
    expect((await stack.outputs()).found?.value).toEqual([id, "web-1"]);
    await stack.destroy();
  } finally {
    project.remove();
    await server.close();
  }
});

/** As the documents have it; a token that a program looks for may not be there. */
const accountClass = `
    class NetBirdAccount extends pulumi.ProviderResource {
      constructor(name: string, url: pulumi.Input<string>, token?: pulumi.Input<string>) {
        super("pulumi-nodejs", name, { "netbird:managementUrl": url, "netbird:token": token });
      }
    }`;

test("an explicit provider gives a second account in one program", async () => {
  const server = await startServer();
  const other = await startSandbox();
  const before = [await contents(server), await contents(other)];
  const project = projectWith(`
    ${accountClass}
    const config = new pulumi.Config();
    const second = new NetBirdAccount("second", config.require("url"), config.requireSecret("token"));
    new netbird.Group("here", { name: "peer-first-account" });
    new netbird.Group("there", { name: "peer-second-account" }, { provider: second });`);
  try {
    const stack = await open(project, server, "dev");
    await stack.setConfig("url", other.managementUrl);
    await stack.setConfig("token", other.token, { secret: true });
    await stack.up();
    const names = async (account: TestServer) =>
      (await contents(account)).groups
        .map(({ name }) => name)
        .filter((name) => name.endsWith("-account"));
    expect(await names(server)).toEqual(["peer-first-account"]);
    expect(await names(other)).toEqual(["peer-second-account"]);
    const state = JSON.stringify(await stack.exportState());
    await stack.destroy();
    expect(state).not.toContain(other.token);
    expect([await contents(server), await contents(other)]).toEqual(before);
  } finally {
    project.remove();
    await Promise.all([server.close(), other.close()]);
  }
});

test("an explicit provider whose token has no value asks nobody, whatever token the environment has", async () => {
  const server = await startServer();
  const other = await startSandbox();
  const before = [await contents(server), await contents(other)];
  const project = projectWith(`
    ${accountClass}
    const config = new pulumi.Config();
    const second = new NetBirdAccount("second", config.require("url"), config.getSecret("token"));
    new netbird.Group("there", { name: "peer-second-account" }, { provider: second });`);
  try {
    const stack = await open(project, server, "dev");
    await stack.setConfig("url", other.managementUrl);
    await requests(other);
    const reason = /The explicit provider's netbird:token has no value, and nothing is taken from/;
    await expect(stack.preview()).rejects.toThrow(reason);
    await expect(stack.up()).rejects.toThrow(reason);
    expect(await requests(other)).toEqual([]);
    expect([await contents(server), await contents(other)]).toEqual(before);
    await stack.destroy();
  } finally {
    project.remove();
    await Promise.all([server.close(), other.close()]);
  }
});

test("an explicit provider whose token is no secret is refused before anything is written", async () => {
  const server = await startServer();
  const project = projectWith(`
    ${accountClass}
    const env = process.env;
    const own = new NetBirdAccount("own", env.NB_MANAGEMENT_URL!, env.NB_PAT!);
    new netbird.Group("a", { name: "peer-lookup-clear" }, { provider: own });`);
  try {
    const stack = await open(project, server, "dev");
    await expect(stack.preview()).rejects.toThrow(
      /"netbird:token" of this provider is no secret.*`config\.requireSecret`/,
    );
    expect(JSON.stringify(await stack.exportState())).not.toContain(server.token);
  } finally {
    project.remove();
    await server.close();
  }
});

test("an explicit provider's token may be one that the same program makes", async () => {
  const server = await startServer();
  const project = projectWith(`
    ${accountClass}
    const user = new netbird.User("ci", { name: "lookup-ci", role: "admin", isServiceUser: true });
    const made = new netbird.PersonalAccessToken("ci", { user, name: "lookup-ci", expiresIn: 1 });
    const own = new NetBirdAccount("own", process.env.NB_MANAGEMENT_URL!, made.token.apply((token) => token!));
    new netbird.Group("by-it", { name: "peer-lookup-ci" }, { provider: own });`);
  try {
    const stack = await open(project, server, "dev");
    expect((await stack.preview()).changes).toEqual({ create: 5 });
    await stack.up();
    const { groups } = await contents(server);
    expect(groups.filter(({ name }) => name === "peer-lookup-ci")).toHaveLength(1);
    expect((await stack.preview()).changes).toEqual({ same: 5 });
    expect((await stack.refresh()).changes).toEqual({ same: 5 });
    await stack.destroy();
    const left = (await contents(server)).groups.map(({ name }) => name);
    expect(left).not.toContain("peer-lookup-ci");
  } finally {
    project.remove();
    await server.close();
  }
});

test("what was looked up and is renamed or deleted elsewhere is refreshed, and the program told", async () => {
  const server = await startServer();
  const { id } = await api<ApiGroup>(server, "POST", "/networks", { name: "lookup-office" });
  const project = projectWith(`
    const office = netbird.Network.get("office", { name: "lookup-office" });
    export const ids = [office.id];`);
  const names = async (stack: Awaited<ReturnType<typeof open>>) =>
    JSON.stringify(await stack.exportState()).match(/lookup-[a-z]+/g) ?? [];
  try {
    const stack = await open(project, server, "dev");
    await stack.up();
    await api(server, "PUT", `/networks/${id}`, { name: "lookup-headquarters" });
    await stack.refresh();
    expect(await names(stack)).toContain("lookup-headquarters");
    await expect(stack.up()).rejects.toThrow(/no network named "lookup-office"/);
    await api(server, "PUT", `/networks/${id}`, { name: "lookup-office" });
    await stack.up();
    expect((await stack.outputs()).ids?.value).toEqual([id]);
    await api(server, "DELETE", `/networks/${id}`);
    await stack.refresh();
    expect(await names(stack)).toEqual([]);
    await expect(stack.up()).rejects.toThrow(/no network named "lookup-office"/);
    await stack.destroy();
  } finally {
    project.remove();
    await server.close();
  }
});
