/** `netbird-zt discover`, against the sandbox's account and its traffic events. */
import { mkdirSync } from "node:fs";
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";
import { parseMatrixYaml } from "../../segmentation";
import { apiEvent, httpEvent } from "../segmentation/discovery/wire";
import { Folder, orders } from "./run";

jest.setTimeout(120_000);

let sandbox: NetBirdSandbox;
let folder: Folder;
let env: Record<string, string>;
/** Overlay addresses of the sandbox's peers. */
let at: Record<"app" | "web" | "db" | "support", string>;

beforeEach(async () => {
  sandbox = await startNetBirdSandbox();
  folder = new Folder();
  folder.write("orders.matrix.yaml", orders);
  env = { NB_MANAGEMENT_URL: sandbox.managementUrl, NB_PAT: sandbox.token };
  at = {
    app: await join("app", "svc-orders-app-prod"),
    web: await join("web", "svc-orders-web-prod"),
    db: await join("db", "svc-orders-db-prod"),
    support: await join("support", "peer-support"),
  };
});
afterEach(async () => {
  folder.remove();
  await sandbox.close();
});

const run = (...args: string[]) =>
  folder.run(["discover", "orders.matrix.yaml", "-e", "prod", ...args], env);

test("events of the API become flows in the file, which keeps its comments", async () => {
  const cache = {
    ...apiEvent({ from: `${at.app}:50001`, to: `${at.web}:6379`, counts: [3, 3] }),
    receive_timestamp: "2026-01-01T00:00:00Z",
  };
  await post("/sandbox/traffic-events", { events: [cache] });
  const dry = await run("--dry-run");
  expect([dry.stderr, dry.code]).toEqual([expect.stringContaining("Reading traffic events"), 0]);
  expect(dry.stdout).toContain("svc-orders-app → svc-orders-web [tcp/6379]  3 times");
  expect(dry.stdout).toMatch(/would get \(nothing was written\)\n[^]*\+ +allow: tcp\/6379/);
  expect(folder.read("orders.matrix.yaml")).toBe(orders);

  const { code, stdout } = await run("--json");
  expect(code).toBe(0);
  const answer = JSON.parse(stdout) as { matrix: string };
  expect(answer).toMatchObject({
    file: "orders.matrix.yaml",
    written: true,
    report: { proposals: [{ count: 3, flow: { allow: "tcp/6379" } }] },
  });
  const text = folder.read("orders.matrix.yaml");
  expect(text).toBe(answer.matrix);
  for (const comment of orders.match(/#.*/g)!) expect(text).toContain(comment);
  const added = parseMatrixYaml(text).flows.at(-1);
  expect(added).toMatchObject({ from: ["svc-orders-app"], to: ["svc-orders-web"] });

  const again = await run();
  expect(again.stdout).toContain("orders.matrix.yaml: nothing to add.");
  const earlier = await run("--until", "2020-01-01T00:00:00Z");
  expect(earlier.stdout).toContain("Read 0 traffic events");
});

test("exported files, limited to some groups; what must not have gone through is exit code 1", async () => {
  mkdirSync(`${folder.dir}/exports`);
  const events = [
    httpEvent({ from: `${at.app}:50001`, to: `${at.web}:6379` }),
    httpEvent({ from: `${at.support}:50001`, to: `${at.db}:5432` }),
  ];
  folder.write("exports/a.jsonl", events.map((event) => JSON.stringify(event)).join("\n"));
  const all = await run("--events", "exports", "--dry-run");
  expect(all.code).toBe(1);
  expect(all.stdout).toContain("Forbidden, and went through\n  peer-support → svc-orders-db");
  const apps = ["--events", "exports", "--source", "svc-orders-app"];
  const some = await run(...apps, "--dry-run");
  expect([some.code, some.stdout]).toEqual([0, expect.not.stringContaining("peer-support →")]);
  const often = await run(...apps, "--at-least", "2");
  expect(often.stdout).toContain("nothing to add");
  expect(folder.read("orders.matrix.yaml")).toBe(orders);
});

test("there is no answer without events that can be read; wrong use is told apart", async () => {
  folder.write("broken.jsonl", "not json\n");
  for (const [code, message, args] of [
    // Without the cloud's plan the server has no such endpoint.
    [3, "Traffic events belong to NetBird Cloud", []],
    [3, "broken.jsonl:1: is not JSON", ["--events", "broken.jsonl"]],
    [3, "cannot be read (ENOENT)", ["--events", "nothing"]],
    [3, 'no group "svc-order-app"', ["--events", "broken.jsonl", "--source", "svc-order-app"]],
    [2, "of files, all events are read", ["--events", "x", "--since", "2026-12-01T08:00:00Z"]],
    [2, "date, time and time zone", ["--since", "yesterday"]],
    [2, "from 1 on", ["--at-least", "0"]],
  ] as const) {
    const ended = await run(...args);
    expect([args, ended.code, ended.stderr]).toEqual([
      args,
      code,
      expect.stringContaining(message),
    ]);
  }
  folder.write("b.matrix.yaml", orders);
  const two = await folder.run(["discover", "-e", "prod"], env);
  expect([two.code, two.stderr]).toEqual([2, expect.stringContaining("one matrix at a time")]);
  expect((await folder.run(["discover"], env)).code).toBe(2);
});

/** Lets a machine join a group, which is made for it, and gives its address. */
async function join(name: string, groupName: string): Promise<string> {
  const group = (await post("/api/groups", { name: groupName })) as { id: string };
  const key = (await post("/api/setup-keys", {
    ...{ name, type: "one-off", expires_in: 86400, usage_limit: 1 },
    auto_groups: [group.id],
  })) as { key: string };
  await post("/sandbox/enroll", { setup_key: key.key, hostname: name });
  const headers = { Authorization: `Token ${sandbox.token}` };
  const answer = await fetch(`${sandbox.managementUrl}/api/peers`, { headers });
  const peers = (await answer.json()) as { name: string; ip: string }[];
  return peers.find((peer) => peer.name === name)!.ip;
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox.managementUrl}${path}`, {
    method: "POST",
    headers: { Authorization: `Token ${sandbox.token}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}
