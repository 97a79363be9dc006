import type { TemporaryProject } from "../../sandbox/engine";
import { api, enroll, open, projectWith, setProgram, startServer } from "./world";
import type { TestServer } from "./world";

jest.setTimeout(120_000);

let server: TestServer;
let project: TemporaryProject;
beforeAll(async () => {
  server = await startServer();
  project = projectWith("");
});
afterAll(async () => {
  project.remove();
  await server.close();
});

test("what refers to a peer whose name the program leaves out has nothing to do afterwards", async () => {
  if (server.real) return;
  const { key } = await api<{ key: string }>(server, "POST", "/setup-keys", {
    name: "join",
    type: "reusable",
    auto_groups: [],
  });
  const { peer } = await enroll(server, key, "router-1");
  setProgram(
    project,
    `
    const peer = new netbird.Peer("peer", { peer: "router-1", sshEnabled: true });
    const group = new netbird.Group("group", { name: "peer-routers", peers: [peer] });
    const network = new netbird.Network("network", { name: "office" });
    new netbird.NetworkRouter("router", { network, peer });
    new netbird.Route("route", {
      networkId: "site", network: "10.1.0.0/16", peer, groups: [group], description: "Site",
    });`,
  );
  const stack = await open(project, server, "peers");
  await stack.up();
  const changesOf = async (run: typeof stack.preview) =>
    (await run.call(stack)).steps
      .filter(({ operation }) => operation !== "same")
      .map(({ urn, operation }) => `${operation} ${urn}`);
  expect(await changesOf(stack.preview)).toEqual([]);
  expect(await changesOf(stack.refresh)).toEqual([]);
  expect(await changesOf(stack.up)).toEqual([]);
  const members = await api<{ name: string; peers: { id: string }[] }[]>(server, "GET", "/groups");
  expect(members.find(({ name }) => name === "peer-routers")?.peers).toMatchObject([
    { id: peer!.id },
  ]);
  await stack.destroy();
});
