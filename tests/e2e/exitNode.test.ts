import type { Stack } from "../../sandbox/engine";
import { api, contents, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(600_000);

interface ApiRoute {
  network_id: string;
  network: string;
  network_type: string;
  metric: number;
  groups: string[];
  peer_groups: string[];
  access_control_groups?: string[] | null;
  masquerade: boolean;
  enabled: boolean;
}

const name = "exit-e2e-dev";

const program = (peers = `[{ name: "a" }, { name: "b" }]`, allow = "tcp/80,443") => `
const users = new netbird.Group("users", { name: "peer-e2eexit-dev" });
export const exit = new netbird.ExitNode("${name}", {
  for: [users],
  routingPeers: ${peers},
  allow: "${allow}",
  dns: "elsewhere",
  because: "Trial",
  owner: "Network Team",
});
export const keys = exit.setupKeys;
`;

describe("the way to the internet", () => {
  const server = useServer();
  const project = useProject(program());
  let stack: Stack;
  let before: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    before = await contents(server);
    stack = await open(project, server, "dev");
  });

  const routes = async () =>
    (await api<ApiRoute[]>(server, "GET", "/routes"))
      .filter((route) => route.network_id === name)
      .sort((a, b) => a.metric - b.metric);
  const idOf = async (group: string) =>
    (await contents(server)).groups.find((one) => one.name === group)!.id;

  test("is refused with one failure domain, and nothing is written", async () => {
    setProgram(project, program(`[{ name: "a" }]`));
    await expect(stack.preview()).rejects.toThrow(/one failure domain only/);
    expect(await contents(server)).toEqual(before);
    setProgram(project, program());
  });

  test("comes up as default routes by metric, none of which bypasses policies", async () => {
    await stack.up();
    const made = await routes();
    expect(made.map(({ metric }) => metric)).toEqual([100, 200]);
    const internet = await idOf("net-exit-e2e-internet-dev");
    const users = await idOf("peer-e2eexit-dev");
    for (const route of made) {
      expect(route).toMatchObject({
        ...{ network: "0.0.0.0/0", masquerade: true, enabled: true },
        ...{ groups: [users], access_control_groups: [internet] },
      });
    }
    expect(made.map(({ peer_groups }) => peer_groups)).toEqual([
      [await idOf("svc-exit-e2e-router-a-dev")],
      [await idOf("svc-exit-e2e-router-b-dev")],
    ]);
    const policies = (await contents(server)).policies.filter(({ rules }) =>
      rules.some(({ sources }) => sources?.some(({ id }) => id === users)),
    );
    expect(policies.map((policy) => policy.name).sort()).toEqual([
      "peer-e2eexit-dev → net-exit-e2e-internet-dev [TCP/80,443]",
      "peer-e2eexit-dev → svc-exit-e2e-router-a-dev, svc-exit-e2e-router-b-dev [ICMP]",
    ]);
  });

  test("has nothing to change afterwards, and changes ports in place", async () => {
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
    setProgram(project, program(undefined, "tcp/443"));
    const { changes } = await stack.up();
    expect([changes.update, changes.create ?? 0, changes.delete ?? 0]).toEqual([1, 0, 0]);
  });

  test("goes without leaving anything", async () => {
    await stack.destroy();
    expect(await routes()).toEqual([]);
    expect(await contents(server)).toEqual(before);
  });
});
