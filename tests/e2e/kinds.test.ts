import type { Stack, TemporaryProject } from "../../sandbox/engine";
import { api, open, projectWith, startServer } from "./world";
import type { TestServer } from "./world";

jest.setTimeout(180_000);

/** One object of each kind, and what somebody does to it behind our back. */
interface KindCase {
  kind: string;
  collection: string;
  name: string;
  program: string;
  /** The body that somebody PUTs in the object's place. */
  drift: (object: Record<string, unknown>) => object;
  /** What the API must hold before the drift and after the repair. */
  wanted: object;
}

const cases: KindCase[] = [
  {
    kind: "PostureCheck",
    collection: "posture-checks",
    name: "kinds-laptops",
    program: `new netbird.PostureCheck("laptops", {
      name: "kinds-laptops",
      checks: {
        nbVersionCheck: { minVersion: "0.45.0" },
        osVersionCheck: { darwin: { minVersion: "13.0" }, linux: { minKernelVersion: "5.15" } },
        peerNetworkRangeCheck: { action: "allow", ranges: ["10.0.0.0/8", "192.168.1.1"] },
        processCheck: { processes: [{ linuxPath: "/usr/bin/agent" }] },
      },
    });`,
    drift: ({ name }) => ({ name, checks: { nb_version_check: { min_version: "0.1.0" } } }),
    wanted: {
      checks: {
        nb_version_check: { min_version: "0.45.0" },
        peer_network_range_check: { ranges: ["10.0.0.0/8", "192.168.1.1/32"] },
      },
    },
  },
  {
    kind: "SetupKey",
    collection: "setup-keys",
    name: "setup-dev-kinds",
    program: `new netbird.SetupKey("key", {
      name: "setup-dev-kinds", type: "reusable", expiresIn: 86400, autoGroups: [group],
    });`,
    drift: () => ({ auto_groups: [], revoked: false }),
    wanted: { type: "reusable", auto_groups: [expect.any(String)], valid: true },
  },
  {
    kind: "NameserverGroup",
    collection: "dns/nameservers",
    name: "kinds-corp",
    program: `new netbird.NameserverGroup("corp", {
      name: "kinds-corp",
      nameservers: [{ ip: "10.10.0.10" }, { ip: "2001:DB8::1", port: 5353 }],
      domains: ["corp.internal"],
      groups: [group],
    });`,
    drift: ({ groups }) => ({
      name: "kinds-corp",
      nameservers: [{ ip: "6.6.6.6", ns_type: "udp", port: 53 }],
      groups,
      primary: true,
      enabled: true,
    }),
    wanted: {
      nameservers: [
        { ip: "10.10.0.10", ns_type: "udp", port: 53 },
        { ip: "2001:db8::1", ns_type: "udp", port: 5353 },
      ],
      domains: ["corp.internal"],
      primary: false,
      enabled: true,
    },
  },
];

describe("every kind", () => {
  let server: TestServer;
  let project: TemporaryProject;
  let stack: Stack;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    server = await startServer();
    const programs = cases.map(({ program }) => program).join("\n");
    project = projectWith(
      `const group = new netbird.Group("group", { name: "svc-kinds" });\n${programs}`,
    );
    stack = await open(project, server, "dev");
  });
  afterAll(async () => {
    project.remove();
    await server.close();
  });

  async function named({ collection, name }: KindCase): Promise<Record<string, unknown>[]> {
    const objects = await api<Record<string, unknown>[]>(server, "GET", `/${collection}`);
    return objects.filter((object) => object.name === name);
  }

  test("is created, and has nothing to change or refresh afterwards", async () => {
    await stack.up();
    for (const each of cases) {
      const objects = await named(each);
      expect(objects).toEqual([expect.objectContaining({ name: each.name })]);
      expect(objects[0]).toMatchObject(each.wanted);
      ids[each.kind] = objects[0]!.id as string;
    }
    const unchanged = { same: cases.length + 2 };
    expect((await stack.preview()).changes).toEqual(unchanged);
    expect((await stack.refresh()).changes).toEqual(unchanged);
    expect((await stack.preview()).changes).toEqual(unchanged);
  });

  test("shows drift on refresh, and is repaired in place", async () => {
    for (const each of cases) {
      const [object] = await named(each);
      await api(server, "PUT", `/${each.collection}/${ids[each.kind]}`, each.drift(object!));
    }
    const refreshed = await stack.refresh();
    const drifted = refreshed.steps.filter(({ operation }) => operation === "update");
    expect(drifted.map(({ type }) => type.split(":").at(-1)).sort()).toEqual(
      cases.map(({ kind }) => kind).sort(),
    );
    expect((await stack.up()).changes).toEqual({ same: 2, update: cases.length });
    for (const each of cases) {
      expect(await named(each)).toEqual([expect.objectContaining({ id: ids[each.kind] })]);
      expect((await named(each))[0]).toMatchObject(each.wanted);
    }
  });

  test("keeps its secrets out of the state in clear", async () => {
    const state = await stack.exportState();
    const key = state.deployment.resources!.find(({ type }) => type.endsWith(":SetupKey"))!;
    expect(key.outputs!.key).toEqual(
      expect.objectContaining({ ciphertext: expect.any(String) as string }),
    );
    expect(JSON.stringify(state)).not.toMatch(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/);
  });

  test("is created again when it was deleted behind our back", async () => {
    for (const { collection, kind } of cases) {
      await api(server, "DELETE", `/${collection}/${ids[kind]}`);
    }
    expect((await stack.refresh()).changes.delete).toBe(cases.length);
    expect((await stack.up()).changes.create).toBe(cases.length);
    for (const each of cases) expect((await named(each))[0]).toMatchObject(each.wanted);
  });

  test("is destroyed", async () => {
    await stack.destroy();
    for (const each of cases) expect(await named(each)).toEqual([]);
  });
});
