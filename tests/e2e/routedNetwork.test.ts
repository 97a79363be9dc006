import type { Stack } from "../../sandbox/engine";
import { api, contents, open, projectWith, setProgram, useProject, useServer } from "./world";

jest.setTimeout(180_000);

interface Named {
  id: string;
  name: string;
}

const name = "net-e2e-lab-dev";

/** A network off AWS, behind a group that somebody else made, and one of its own. */
const program = ({ network = name, port = 5432, groups = "e2e-routers", extra = "" } = {}) => `
const users = new netbird.Group("users", { name: "peer-${groups}-users-dev" });
const routers = [
  { name: "a", group: new netbird.Group("a", { name: "svc-${groups}-a-dev" }) },
  { name: "b" },
];
export const network = new netbird.HARoutedNetwork("${network}", {
  resources: [
    { name: "lan", address: "10.66.0.0/16" },
    { name: "db", address: "db.e2e.internal" },
    { name: "corp", address: "*.e2e.corp" },
  ],
  access: [
    { from: users, to: ["db", "lan"], allow: "tcp/${port}", because: "Trial", owner: "Platform Team" },
  ],
  routingPeers: routers,
  dns: { resolvers: ["10.66.0.10", "10.66.0.11"], matchDomains: ["e2e.corp"] },
  ${extra}
});
export const matrix = network.matrix;
export const keys = network.setupKeys;
`;

describe("a routed network", () => {
  const server = useServer();
  const project = useProject(program());
  let stack: Stack;
  let before: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    before = await contents(server);
    stack = await open(project, server, "dev");
  });

  const list = async <T extends object>(path: string) =>
    (await api<T[] | null>(server, "GET", path)) ?? [];
  const named = async (path: string, wanted = name) =>
    (await list<Named>(path)).find((each) => each.name === wanted);
  const ours = async () =>
    (await contents(server)).policies.filter((policy) => policy.name.includes("e2e"));

  test("comes up with everything that it needs, and nothing else", async () => {
    await stack.up();
    const network = (await named("/networks"))!;
    const resources = await list<{ address: string }>(`/networks/${network.id}/resources`);
    expect(resources.map(({ address }) => address).sort()).toEqual([
      "*.e2e.corp",
      "10.66.0.0/16",
      "10.66.0.10/32",
      "10.66.0.11/32",
      "db.e2e.internal",
    ]);
    const routers = await list<{ metric: number; masquerade: boolean }>(
      `/networks/${network.id}/routers`,
    );
    expect(routers.map(({ metric }) => metric).sort()).toEqual([100, 200]);
    expect(routers.every(({ masquerade }) => masquerade)).toBe(true);
    expect((await ours()).map((policy) => policy.name).sort()).toEqual([
      "peer-e2e-routers-users-dev → net-e2e-lab-lan-dev, svc-e2e-lab-db-dev [TCP/5432]",
      "peer-e2e-routers-users-dev → svc-e2e-lab-dns-dev [TCP/53]",
      "peer-e2e-routers-users-dev → svc-e2e-lab-dns-dev [UDP/53]",
    ]);
    expect(await named("/dns/nameservers")).toMatchObject({ domains: ["e2e.corp"], enabled: true });
    const router = (await named("/groups", "svc-e2e-lab-router-b-dev"))!;
    const keys = await list<Named & { auto_groups: string[] }>("/setup-keys");
    // Who joins the group that is made elsewhere is not the network's to say.
    expect(keys.filter((key) => key.name.startsWith("setup-dev-e2e-lab"))).toEqual([
      expect.objectContaining({
        ...{ name: "setup-dev-e2e-lab-b", type: "reusable" },
        auto_groups: [router.id],
      }),
    ]);
  });

  test("has nothing to change afterwards, and keeps its keys secret", async () => {
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
    const state = JSON.stringify(await stack.exportState());
    expect(state).not.toMatch(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/);
  });

  test("changes a port in place", async () => {
    setProgram(project, program({ port: 5433 }));
    const { changes } = await stack.up();
    expect(changes.update).toBe(1);
    expect(changes.create ?? 0).toBe(0);
    expect((await ours()).some((policy) => policy.name.endsWith("[TCP/5433]"))).toBe(true);
  });

  test("is what another program's network must not overlap with, unless it says why", async () => {
    const other = { network: "net-e2e-other-dev", groups: "e2e-others" };
    const second = projectWith(program(other));
    try {
      const rival = await open(second, server, "dev");
      const refusal = await rival.preview().then(
        () => "",
        (error: Error) => error.message,
      );
      expect(refusal).toContain('HARoutedNetwork "net-e2e-other-dev" has');
      expect(refusal).toContain(`in the network "${name}" of this account`);
      expect(await named("/networks", "net-e2e-other-dev")).toBeUndefined();
      setProgram(second, program({ ...other, extra: 'overlaps: "A copy for the trial",' }));
      expect((await rival.preview()).changes.create).toBeGreaterThan(10);
    } finally {
      second.remove();
    }
  });

  test("goes without leaving anything", async () => {
    await stack.destroy();
    expect(await named("/networks")).toBeUndefined();
    expect(await named("/dns/nameservers")).toBeUndefined();
    expect(await contents(server)).toEqual(before);
  });
});
