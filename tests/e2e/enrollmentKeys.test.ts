import type { Stack } from "../../sandbox/engine";
import { api, contents, enroll, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(240_000);

interface ApiKey {
  id: string;
  key: string;
  name: string;
  state: string;
  auto_groups: string[];
}

const program = (devices = ["a", "b"]) => `
const web = new netbird.Group("web", { name: "svc-e2ekeys-web-dev" });
export const joining = new netbird.EnrollmentKeys("joining", {
  environment: "dev",
  owner: "Platform Team",
  keys: {
    "e2ekeys-servers": { groups: [web] },
    "e2ekeys-racks": { groups: ["svc-e2ekeys-racks"], devices: ${JSON.stringify(devices)} },
  },
  joinTimeoutSeconds: 1,
});
export const keys = joining.keys;
`;

const servers = "setup-dev-e2ekeys-servers";

describe("keys with which machines join", () => {
  const server = useServer();
  const project = useProject(program());
  let stack: Stack;
  let before: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    before = await contents(server);
    stack = await open(project, server, "dev");
  });

  const ours = async () => {
    const keys = await api<ApiKey[]>(server, "GET", "/setup-keys");
    const own = keys.filter(({ name }) => name.includes("e2ekeys"));
    return Object.fromEntries(own.map((key) => [key.name, key]));
  };
  const states = async () =>
    Object.fromEntries(Object.values(await ours()).map(({ name, state }) => [name, state]));
  const group = async (name: string) =>
    (await contents(server)).groups.find((each) => each.name === name)!;
  const keys = async () => {
    return (await stack.outputs()).keys!.value as Record<string, string>;
  };
  const join = (key: string, hostname: string) => enroll(server, key, hostname);
  /** As an operator or a command does it: through the stack's configuration. */
  const up = async (rotation: object, devices?: string[]) => {
    setProgram(project, program(devices));
    await stack.setConfig("setupKeys:joining", JSON.stringify(rotation));
    return stack.up();
  };
  const failed = (action: Promise<unknown>) =>
    action.then(
      () => "",
      (error: Error) => error.message,
    );

  test("come up scoped, with their groups, and secret", async () => {
    await stack.up();
    const made = await ours();
    expect(Object.keys(made).sort()).toEqual([
      "setup-dev-e2ekeys-racks-a",
      "setup-dev-e2ekeys-racks-b",
      servers,
    ]);
    expect(made[servers]!.auto_groups).toEqual([(await group("svc-e2ekeys-web-dev")).id]);
    expect(JSON.stringify(await stack.exportState())).not.toMatch(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-/);
    expect((await stack.preview()).changes.same).toBeGreaterThan(4);
  });

  test("a rotation makes a second key, and refuses to end before a peer has joined", async () => {
    const old = (await ours())[servers]!;
    const first = (await keys())["e2ekeys-servers"]!;
    await up({ generation: 2 });
    expect(await states()).toMatchObject({ [servers]: "valid", [`${servers}-g2`]: "valid" });
    const made = await ours();
    expect(made[servers]!.id).toBe(old.id);
    expect(made[`${servers}-g2`]!.auto_groups).toEqual(old.auto_groups);
    expect((await keys())["e2ekeys-servers"]).not.toBe(first);

    const refusal = await failed(up({ generation: 2, previous: "revoked" }));
    expect(refusal).toContain(`No peer joined with the setup key "${servers}-g2"`);
    expect(await states()).toMatchObject({ [servers]: "valid", [`${servers}-g2`]: "valid" });
    // Nor by leaving the step out.
    expect(await failed(up({ generation: 2, previous: "removed" }))).toContain("No peer joined");
    expect(await states()).toMatchObject({ [servers]: "valid" });
  });

  test("ends when one has, and leaves those that joined before alone", async () => {
    if (server.real) return;
    await up({ generation: 2 });
    const fresh = (await keys())["e2ekeys-servers"]!;
    const web = "svc-e2ekeys-web-dev";
    expect((await join(fresh, "web-2")).ok).toBe(true);
    await up({ generation: 2, previous: "revoked" });
    expect(await states()).toMatchObject({ [servers]: "revoked", [`${servers}-g2`]: "valid" });
    expect((await group(web)).peers_count).toBe(1);
    await up({ generation: 2, previous: "removed" });
    expect(Object.keys(await ours())).not.toContain(servers);
    expect((await group(web)).peers_count).toBe(1);
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
  });

  test("a one-off key goes once it is used, and comes back neither by update nor by refresh", async () => {
    if (server.real) return;
    const done = { generation: 2, previous: "removed" };
    const key = (await keys())["e2ekeys-racks/a"]!;
    const joined = await join(key, "rack-a");
    expect((await states())["setup-dev-e2ekeys-racks-a"]).toBe("overused");
    await up(done);
    expect(await states()).toEqual({
      "setup-dev-e2ekeys-racks-b": "valid",
      [`${servers}-g2`]: "valid",
    });
    await stack.refresh();
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
    // Machines that were made with the key are not made anew.
    expect((await keys())["e2ekeys-racks/a"]).toBe(key);
    await up(done, ["b"]);
    const { groups } = await api<{ groups: { name: string }[] }>(
      ...[server, "GET", `/peers/${joined.peer!.id}`],
    );
    expect(groups.map(({ name }) => name)).toContain("svc-e2ekeys-racks-dev");
  });

  test("go without leaving anything", async () => {
    await stack.destroy();
    expect(await ours()).toEqual({});
    expect((await contents(server)).groups.length).toBe(before.groups.length);
  });
});
