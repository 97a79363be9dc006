import type { Stack } from "../../sandbox/engine";
import { api, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(300_000);

interface Named {
  id: string;
  name: string;
}

/** A network off AWS that nobody may reach yet. */
const program = (name = "net-e2e-lap-dev", { options = "{}", beside = "", only = "" } = {}) => `
const routers = ["a", "b"].map((domain) => ({
  name: domain,
  group: new netbird.Group(domain, { name: "svc-e2e-lap-" + domain + "-dev" }),
}));
new netbird.HARoutedNetwork("${name}", {
  resources: [{ name: "lan", address: "10.67.0.0/16" }],
  access: [],
  routingPeers: routers${only},
  dns: "none",
  owner: "Platform Team",
}, ${options});
${beside}
`;

describe("a network may not overlap", () => {
  const server = useServer();
  const project = useProject(program());
  let stack: Stack;

  beforeAll(async () => {
    stack = await open(project, server, "dev");
  });

  const refusal = () =>
    stack.preview().then(
      () => "",
      (error: Error) => error.message,
    );
  const networkId = async (wanted: string) =>
    (await api<Named[]>(server, "GET", "/networks")).find(({ name }) => name === wanted)?.id;

  test("with a route of the account, which is told together with what its arguments have", async () => {
    const { id: group } = await api<Named>(server, "POST", "/groups", { name: "svc-e2e-old-dev" });
    const { id: route } = await api<Named>(server, "POST", "/routes", {
      network_id: "e2e-old",
      description: "",
      network: "10.67.128.0/17",
      peer_groups: [group],
      groups: [group],
      metric: 9999,
      masquerade: true,
      keep_route: false,
      enabled: true,
    });
    try {
      const overlap =
        '"lan" (10.67.0.0/16) overlaps with the route "e2e-old" (10.67.128.0/17) of this account';
      expect(await refusal()).toContain(overlap);
      setProgram(project, program(undefined, { only: ".slice(1)" }));
      const both = await refusal();
      expect(both).toContain("There is one failure domain only");
      expect(both).toContain(overlap);
    } finally {
      await api(server, "DELETE", `/routes/${route}`);
      await api(server, "DELETE", `/groups/${group}`);
    }
  });

  test("with what its program routes otherwise, wherever that stands", async () => {
    const beside = `
const other = new netbird.Network("other", { name: "e2e-lap-other" });
new netbird.NetworkResource("host", { network: other, name: "e2e-lap-host", address: "10.67.0.7" });
new netbird.Route("old", {
  networkId: "e2e-lap-old",
  network: "10.67.1.0/24",
  peerGroups: [routers[0].group],
  groups: [routers[0].group],
});
`;
    setProgram(project, program(undefined, { beside }));
    const told = await refusal();
    expect(told).toContain(
      '"e2e-lap-host" (10.67.0.7) in the network "e2e-lap-other" of this program',
    );
    expect(told).toContain('the route "e2e-lap-old" (10.67.1.0/24) of this program');
  });

  test("but is renamed in place by an alias, which is told when it is forgotten", async () => {
    setProgram(project, program());
    await stack.up();
    const before = await networkId("net-e2e-lap-dev");
    expect(before).toBeDefined();

    setProgram(project, program("net-e2e-lab-dev"));
    const alias = '{ aliases: [{ name: "net-e2e-lap-dev" }] }';
    expect(await refusal()).toContain(alias.slice(2, -2));

    setProgram(project, program("net-e2e-lab-dev", { options: alias }));
    await stack.up();
    expect(await networkId("net-e2e-lab-dev")).toBe(before);
    expect(await networkId("net-e2e-lap-dev")).toBeUndefined();
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
    await stack.destroy();
  });
});
