import type { Stack } from "../../sandbox/engine";
import { api, contents, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(600_000);

interface Named {
  id: string;
  name: string;
}

/** An application without name resolution of its own, and the component that gives it some. */
const program = (tiers: string[], address = "10.66.0.20") => `
const vpc = new netbird.Network("vpc", { name: "net-e2edns-dev" });
const app = new netbird.ThreeTierApp("e2edns", {
  environment: "dev",
  users: ["peer-e2edns"],
  tiers: { web: [443], app: [8443], db: [5432] },
  dns: "none",
  owner: "App Team",
  because: "Trial",
});
const groups = ["peer-e2edns-dev", ...${JSON.stringify(tiers)}.map((tier) => "svc-e2edns-" + tier + "-dev")];
export const dns = new netbird.InternalDns("e2e-dns", {
  environment: "dev",
  resolvers: { addresses: ["10.66.0.10", "10.66.0.11"], network: vpc },
  matchDomains: ["e2edns.corp"],
  for: groups.map((existing) => ({ existing, id: app.groupIds.apply((ids) => ids[existing]!) })),
  zones: { "e2edns.internal": { orders: "${address}", shop: "orders.e2edns.internal" } },
  covers: [app.matrix],
  owner: "Platform Team",
});
export const matrix = dns.matrix;
`;

describe("internal name resolution", () => {
  const server = useServer();
  const project = useProject(program([]));
  let stack: Stack;
  let before: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    before = await contents(server);
    stack = await open(project, server, "dev");
  });

  const list = async <T extends Named>(path: string) =>
    (await api<T[] | null>(server, "GET", path)) ?? [];
  const named = async <T extends Named>(path: string, name: string) =>
    (await list<T>(path)).find((each) => each.name === name)!;

  test("is refused at preview when a group that initiates was forgotten", async () => {
    await expect(stack.preview()).rejects.toThrow(
      /InternalDns "e2e-dns" has 2 problems:[^]*svc-e2edns-app-dev initiates, but no policy lets it ask a name server/,
    );
    expect(await contents(server)).toEqual(before);
  });

  test("comes up with servers, both protocols and names", async () => {
    setProgram(project, program(["web", "app"]));
    await stack.up();
    const users = await Promise.all(
      ["peer-e2edns-dev", "svc-e2edns-web-dev", "svc-e2edns-app-dev"].map(
        async (name) => (await named("/groups", name)).id,
      ),
    );
    const servers = await named<Named & { groups: string[] }>("/dns/nameservers", "e2e-dns-dev");
    expect(servers).toMatchObject({ domains: ["e2edns.corp"], primary: false, enabled: true });
    expect([...servers.groups].sort()).toEqual([...users].sort());
    const network = await named("/networks", "net-e2edns-dev");
    const resources = await list<Named & { address: string; groups: Named[] }>(
      `/networks/${network.id}/resources`,
    );
    expect(resources.map(({ address }) => address).sort()).toEqual([
      "10.66.0.10/32",
      "10.66.0.11/32",
    ]);
    expect(resources.flatMap(({ groups }) => groups.map(({ name }) => name))).toEqual([
      "svc-e2e-dns-dev",
      "svc-e2e-dns-dev",
    ]);
    const { policies } = await contents(server);
    const asking = policies.filter(({ rules }) =>
      rules.some(({ destinations }) =>
        destinations?.some(({ name }) => name === "svc-e2e-dns-dev"),
      ),
    );
    expect(asking.map(({ rules }) => [rules[0]!.protocol, rules[0]!.ports]).sort()).toEqual([
      ["tcp", ["53"]],
      ["udp", ["53"]],
    ]);
    const zone = await named<Named & { distribution_groups: string[] }>(
      ...(["/dns/zones", "e2edns.internal"] as const),
    );
    expect([...zone.distribution_groups].sort()).toEqual([...users].sort());
    const records = await list<Named & { type: string; content: string }>(
      `/dns/zones/${zone.id}/records`,
    );
    expect(records.map(({ name, type, content }) => `${name} ${type} ${content}`).sort()).toEqual([
      "orders.e2edns.internal A 10.66.0.20",
      "shop.e2edns.internal CNAME orders.e2edns.internal",
    ]);
  });

  test("has nothing to change afterwards, and changes an address in place", async () => {
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
    setProgram(project, program(["web", "app"], "10.66.0.21"));
    const { changes } = await stack.up();
    expect([changes.update, changes.create ?? 0, changes.delete ?? 0]).toEqual([1, 0, 0]);
  });

  test("goes without leaving anything", async () => {
    await stack.destroy();
    expect(await named("/dns/nameservers", "e2e-dns-dev")).toBeUndefined();
    expect(await named("/dns/zones", "e2edns.internal")).toBeUndefined();
    expect(await contents(server)).toEqual(before);
  });
});
