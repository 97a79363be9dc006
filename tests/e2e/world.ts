/** What end-to-end tests run on: the engine that is there, the server that is there. */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStack, temporaryProject } from "../../sandbox/engine";
import type { Stack, TemporaryProject } from "../../sandbox/engine";
import type { LivePolicy } from "../../segmentation";
import { startNetBirdSandbox } from "../../sandbox/netbird";

export const packageRoot = join(__dirname, "../..");

/** A server for a test file; a real one when the environment names it. */
export interface TestServer {
  managementUrl: string;
  token: string;
  real: boolean;
  close(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const { NB_MANAGEMENT_URL: managementUrl, NB_PAT: token } = process.env;
  const server =
    managementUrl && token
      ? { managementUrl, token, real: true, close: () => Promise.resolve() }
      : await startSandbox();
  note("server", server.real ? `real, at ${server.managementUrl}` : "sandbox");
  return server;
}

/** Where a real server cannot be told what to do, or should not be. */
export async function startSandbox(): Promise<TestServer> {
  return { ...(await startNetBirdSandbox()), real: false };
}

/** The server of a file or a `describe`, there from the first `beforeAll` on. */
export function useServer(): TestServer {
  return use(startServer, (server) => server.close());
}

/** As {@link useServer}, but always a sandbox. */
export function useSandbox(): TestServer {
  return use(startSandbox, (server) => server.close());
}

/** Talks to a server's API past the deployment. */
export async function api<T>(
  server: TestServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`${server.managementUrl}/api${path}`, {
    method,
    headers: { Authorization: `Token ${server.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (await response.json()) as T;
}

export interface ApiPolicy extends LivePolicy {
  id: string;
  description: string;
}

export interface ApiGroup {
  id: string;
  name: string;
  peers_count: number;
}

/** Groups and policies, sorted, to compare an account before and after. */
export async function contents(
  server: TestServer,
): Promise<{ groups: ApiGroup[]; policies: ApiPolicy[] }> {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return {
    groups: (await api<ApiGroup[]>(server, "GET", "/groups")).sort(byId),
    policies: (await api<ApiPolicy[]>(server, "GET", "/policies")).sort(byId),
  };
}

/** Requests that the sandbox got since the last call, as `GET /api/groups`. */
export async function requests(server: TestServer): Promise<string[]> {
  const url = `${server.managementUrl}/sandbox/requests`;
  const log = (await (await fetch(url)).json()) as { method: string; path: string }[];
  await fetch(url, { method: "DELETE" });
  return log.map(({ method, path }) => `${method} ${path}`);
}

/** Lets a device join with a setup key, which only the sandbox can be told to. */
export async function enroll(
  server: TestServer,
  setupKey: string,
  hostname: string,
): Promise<{ ok: boolean; peer?: { id: string; name: string } }> {
  const response = await fetch(`${server.managementUrl}/sandbox/enroll`, {
    method: "POST",
    body: JSON.stringify({ setup_key: setupKey, hostname }),
  });
  return (await response.json()) as Awaited<ReturnType<typeof enroll>>;
}

/** Opens a stack of a project against a server; the token comes from the environment. */
export async function open(
  project: { dir: string; stateDir: string },
  server: TestServer,
  stackName = "prod",
  env: Record<string, string> = {},
): Promise<Stack> {
  const stack = await openStack({
    projectDir: project.dir,
    stack: stackName,
    stateDir: project.stateDir,
    env: { NB_MANAGEMENT_URL: server.managementUrl, NB_PAT: server.token, ...env },
  });
  note("engine", stack.engine.kind === "pulumi" ? `Pulumi CLI ${stack.engine.version}` : "sandbox");
  return stack;
}

/** A throw-away project whose program is a text. */
export function projectWith(program: string): TemporaryProject {
  const project = temporaryProject(packageRoot, join(packageRoot, "tests/fixtures/project"), []);
  setProgram(project, program);
  return project;
}

/** The throw-away project of a file or a `describe`, there from the first `beforeAll` on. */
export function useProject(program = ""): TemporaryProject {
  return use(
    () => projectWith(program),
    (project) => project.remove(),
  );
}

/** As {@link useProject}, with a copy of another project and of some of its files. */
export function useCopyOf(projectDir: string, files: readonly string[]): TemporaryProject {
  return use(
    () => temporaryProject(packageRoot, projectDir, files),
    (project) => project.remove(),
  );
}

/** An object that is empty until its tests begin, so that files can name it before they have it. */
function use<T extends object>(
  start: () => T | Promise<T>,
  end: (started: T) => void | Promise<void>,
): T {
  const started = {} as T;
  beforeAll(async () => {
    Object.assign(started, await start());
  });
  afterAll(() => end(started));
  return started;
}

/** Changes the program of a project that has one text as its program. */
export function setProgram(project: TemporaryProject, program: string): void {
  const imports = `import * as pulumi from "@pulumi/pulumi";\nimport * as netbird from "pulumi-netbird";\n`;
  writeFileSync(join(project.dir, "index.ts"), `${imports}${program}`);
}

/** For the suite's last lines; see tests/reporter.cjs. */
function note(what: "engine" | "server", value: string): void {
  const dir = process.env.JEST_NOTES_DIR;
  if (dir === undefined) return;
  mkdirSync(dir, { recursive: true });
  appendFileSync(join(dir, what), `${value}\n`);
}
