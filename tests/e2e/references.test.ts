import type { RunResult } from "../../sandbox/engine";
import { api, contents, enroll, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(120_000);

const server = useServer();
const project = useProject();

/** What a run does; what is only looked up is read each time. */
async function changesOf(run: Promise<RunResult>): Promise<string[]> {
  return (await run).steps
    .filter(({ operation }) => !["same", "read"].includes(operation))
    .map(({ urn, operation }) => `${operation} ${urn}`);
}

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
  expect(await changesOf(stack.preview())).toEqual([]);
  expect(await changesOf(stack.refresh())).toEqual([]);
  expect(await changesOf(stack.up())).toEqual([]);
  const members = await api<{ name: string; peers: { id: string }[] }[]>(server, "GET", "/groups");
  expect(members.find(({ name }) => name === "peer-routers")?.peers).toMatchObject([
    { id: peer!.id },
  ]);
  await stack.destroy();
});

test("an authorized group is the resource, an output of it, or its name", async () => {
  setProgram(
    project,
    `
    const [a, b] = ["a", "b"].map((name) => new netbird.Group(name, { name: "peer-" + name }));
    const named = netbird.Group.get("named", { name: "peer-named" });
    const target = new netbird.Group("target", { name: "svc-target" });
    new netbird.Policy("ssh", {
      name: "ssh", protocol: "netbird-ssh", ports: [22],
      sources: [a, b, named, "peer-named-too"], destinations: [target],
      authorizedGroups: [
        { group: a, users: ["root"] },
        pulumi.output({ group: b, users: ["deploy"] }),
        { group: pulumi.output(named), users: [] },
        { group: "peer-named-too", users: ["backup"] },
      ],
    });`,
  );
  const made = await Promise.all(
    ["peer-named", "peer-named-too"].map((name) =>
      api<{ id: string }>(server, "POST", "/groups", { name }),
    ),
  );
  const stack = await open(project, server, "ssh");
  const first = await stack.preview();
  const planned = first.steps.find(({ urn }) => urn.endsWith("::ssh"))?.new?.inputs;
  expect(planned?.authorizedGroups).toContainEqual({
    group: "peer-a (new)",
    users: ["root"],
  });
  await stack.up();
  const { groups, policies } = await contents(server);
  const idOf = (name: string) => groups.find((group) => group.name === name)!.id;
  expect(policies.find(({ name }) => name === "ssh")?.rules).toMatchObject([
    {
      authorized_groups: {
        [idOf("peer-a")]: ["root"],
        [idOf("peer-b")]: ["deploy"],
        [idOf("peer-named")]: [],
        [idOf("peer-named-too")]: ["backup"],
      },
    },
  ]);
  expect(await changesOf(stack.preview())).toEqual([]);
  await stack.destroy();
  for (const { id } of made) await api(server, "DELETE", `/groups/${id}`);
});

test("a name that is a secret, or comes with one, refers as any other", async () => {
  setProgram(
    project,
    `
    const group = new netbird.Group("secret-group", { name: "svc-secret-web-prod" });
    const exported = pulumi.secret({ group: "svc-secret-web-prod", key: "hush" });
    new netbird.SetupKey("secret-key", {
      name: "setup-prod-secret", type: "reusable", expiresIn: 86400,
      autoGroups: [exported.apply((stack) => stack.group)],
    }, { dependsOn: group });`,
  );
  const stack = await open(project, server, "secrets");
  await stack.up();
  const keys = await api<{ name: string; auto_groups: string[] }[]>(server, "GET", "/setup-keys");
  const groups = await api<{ id: string; name: string }[]>(server, "GET", "/groups");
  const { id } = groups.find(({ name }) => name === "svc-secret-web-prod")!;
  expect(keys.find(({ name }) => name === "setup-prod-secret")?.auto_groups).toEqual([id]);
  expect(await changesOf(stack.preview())).toEqual([]);
  expect(await changesOf(stack.refresh())).toEqual([]);
  await stack.destroy();
});
