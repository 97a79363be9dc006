import type { Stack } from "../../sandbox/engine";
import { startIssuer } from "../provider/objects/issuer";
import { kindCases } from "./kindCases";
import type { ApiJson, Device, Ids, KindCase } from "./kindCases";
import { api, enroll, open, projectWith, setProgram, useProject, useServer } from "./world";

jest.setTimeout(180_000);

describe("every kind", () => {
  const server = useServer();
  const project = useProject();
  let stopIssuer: () => void;
  let cases: KindCase[];
  let stack: Stack;
  const ids: Ids = {};
  const before: Record<string, ApiJson> = {};

  beforeAll(async () => {
    const started = await startIssuer();
    stopIssuer = started.stop;
    cases = kindCases(started.issuer, await someDevice());
    for (const { kind, settings } of cases) {
      if (settings) before[kind] = await object(settings.path, settings.read);
    }
    setProgram(project, program("adopt: false"));
    stack = await open(project, server, "dev");
  });
  afterAll(() => stopIssuer());

  /** One that is there already, which on a real server is an agent's; the sandbox is told to have one. */
  async function someDevice(): Promise<Device | undefined> {
    if (server.real) return (await api<Device[]>(server, "GET", "/peers"))[0];
    const body = { name: "kinds-joining", type: "one-off", auto_groups: [] };
    const { key } = await api<{ key: string }>(server, "POST", "/setup-keys", body);
    return (await enroll(server, key, "kinds-device")).peer;
  }

  function program(adopt: string): string {
    return cases.map((each) => each.program.replace("ADOPT", adopt)).join("\n");
  }

  async function object(path: string, read: (answer: unknown) => ApiJson): Promise<ApiJson> {
    return read(await api<unknown>(server, "GET", `/${path}`));
  }

  async function ours({ collection, isOurs, settings }: KindCase): Promise<ApiJson[]> {
    if (settings) return [await object(settings.path, settings.read)];
    // The answer is null, or an error, when the object around the collection is gone.
    const objects = await api<unknown>(server, "GET", `/${collection(ids)}`);
    return Array.isArray(objects) ? (objects as ApiJson[]).filter(isOurs) : [];
  }

  const pathOf = (each: KindCase) =>
    each.kind === "DnsSettings"
      ? `/${each.collection(ids)}`
      : `/${each.collection(ids)}/${ids[each.kind]}`;

  async function expectAllAsWanted(): Promise<void> {
    for (const each of cases) {
      const objects = await ours(each);
      expect([each.kind, objects]).toEqual([each.kind, [expect.any(Object)]]);
      expect(objects[0]).toMatchObject(each.wanted);
      ids[each.kind] = objects[0]!.id;
    }
  }

  test("is created, and has nothing to change or refresh afterwards", async () => {
    await stack.up();
    await expectAllAsWanted();
    const unchanged = { same: cases.length + 1 };
    expect((await stack.preview()).changes).toEqual(unchanged);
    expect((await stack.refresh()).changes).toEqual(unchanged);
    expect((await stack.preview()).changes).toEqual(unchanged);
  });

  test("shows drift on refresh, and is repaired in place", async () => {
    const drifting = cases.filter(({ drift }) => drift !== undefined);
    for (const each of drifting) {
      const [current] = await ours(each);
      await api(server, "PUT", pathOf(each), each.drift!(current!));
    }
    const drifted = (await stack.refresh()).steps.filter(({ operation }) => operation === "update");
    expect(drifted.map(({ type }) => type.split(":").at(-1)).sort()).toEqual(
      drifting.map(({ kind }) => kind).sort(),
    );
    const known = { ...ids };
    expect((await stack.up()).changes).toEqual({
      same: cases.length - drifting.length + 1,
      update: drifting.length,
    });
    await expectAllAsWanted();
    expect(ids).toEqual(known);
  });

  test("keeps its secrets out of the state in clear", async () => {
    const state = await stack.exportState();
    const secret = { ciphertext: expect.any(String) as string };
    const outputs = (kind: string) =>
      state.deployment.resources!.find(({ type }) => type.endsWith(`:${kind}`))!.outputs!;
    expect(outputs("SetupKey").key).toEqual(expect.objectContaining(secret));
    expect(outputs("PersonalAccessToken").token).toEqual(expect.objectContaining(secret));
    expect(outputs("IdentityProvider").clientSecret).toEqual(expect.objectContaining(secret));
    const text = JSON.stringify(state);
    expect(text).not.toMatch(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/);
    expect(text).not.toMatch(/nbp_|kinds-client-secret/);
  });

  test("is adopted by another program, whose next preview is empty", async () => {
    const known = { ...ids };
    const adopting = projectWith(program("adopt: true"));
    try {
      const second = await open(adopting, server, "dev");
      await second.up();
      await expectAllAsWanted();
      expect(ids).toEqual(known);
      const unchanged = { same: cases.length + 1 };
      expect((await second.preview()).changes).toEqual(unchanged);
      expect((await second.refresh()).changes).toEqual(unchanged);
    } finally {
      adopting.remove();
    }
  });

  test("is created again when it was deleted behind our back", async () => {
    const deletable = cases.filter(({ settings }) => settings === undefined);
    // What refers to others goes first, as the server wants it.
    await api(server, "PUT", "/dns/settings", { disabled_management_groups: [] });
    for (const each of [...deletable].reverse()) await api(server, "DELETE", pathOf(each));
    expect((await stack.refresh()).changes.delete).toBe(deletable.length);
    expect((await stack.up()).changes.create).toBe(deletable.length);
    await expectAllAsWanted();
  });

  test("is destroyed, and settings are what they were", async () => {
    await stack.destroy();
    for (const each of cases) {
      if (each.settings === undefined)
        expect([each.kind, await ours(each)]).toEqual([each.kind, []]);
      else expect(await ours(each)).toEqual([before[each.kind]]);
    }
  });
});
