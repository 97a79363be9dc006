import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";
import { compile, parseMatrixYaml } from "../../segmentation";
import type { PlannedPolicy, Segmentation } from "../../segmentation";
import { Folder, orders } from "./run";

jest.setTimeout(120_000);

interface ApiObject {
  id: string;
  name: string;
}

let sandbox: NetBirdSandbox;
let folder: Folder;
let env: Record<string, string>;

beforeEach(async () => {
  sandbox = await startNetBirdSandbox();
  folder = new Folder();
  folder.write("orders.matrix.yaml", orders);
  env = { NB_MANAGEMENT_URL: sandbox.managementUrl, NB_PAT: sandbox.token };
});
afterEach(async () => {
  folder.remove();
  await sandbox.close();
});

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.managementUrl}/api${path}`, {
    method,
    headers: { Authorization: `Token ${env.NB_PAT}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Puts a plan into the account, as an update would. */
async function deploy({ groups, policies }: Segmentation): Promise<void> {
  const ids = new Map((await api<ApiObject[]>("GET", "/groups")).map(({ name, id }) => [name, id]));
  for (const { name } of groups) {
    if (!ids.has(name)) ids.set(name, (await api<ApiObject>("POST", "/groups", { name })).id);
  }
  for (const policy of policies) await api("POST", "/policies", policyJson(policy, ids));
}

function policyJson(policy: PlannedPolicy, ids: ReadonlyMap<string, string>) {
  const { name, description, enabled, ports, portRanges, sources, destinations } = policy;
  const { action, bidirectional, protocol } = policy;
  const rule = {
    ...{ name, enabled, action, bidirectional, protocol },
    ...(ports.length > 0 && { ports }),
    ...(portRanges.length > 0 && { port_ranges: portRanges }),
    sources: sources.map((group) => ids.get(group)),
    destinations: destinations.map((group) => ids.get(group)),
  };
  return { name, description, enabled, rules: [rule] };
}

async function deleteDefault(): Promise<void> {
  const policies = await api<ApiObject[]>("GET", "/policies");
  await api("DELETE", `/policies/${policies.find(({ name }) => name === "Default")!.id}`);
}

const prod = compile(parseMatrixYaml(orders), "prod");

test("diff --live: everything before, nothing after, and what somebody widened", async () => {
  const before = await folder.run(["diff", "--live", "-e", "prod", "--exit-code"], env);
  expect(before.code).toBe(1);
  expect(before.stdout).toContain("+ peer-support gains TCP/443 to svc-orders-web-prod");
  expect(before.stderr).toContain('Policy "Default" names the group All');

  await deploy(prod);
  const after = await folder.run(["diff", "--live", "-e", "prod", "--exit-code"], env);
  expect(after).toMatchObject({ code: 0, stdout: "prod\n  No access changes.\n" });

  const widened = { ...prod.policies.find(({ key }) => key === "app-to-db")!, name: "Somebody's" };
  await deploy({ ...prod, policies: [{ ...widened, ports: ["22"], portRanges: [] }] });
  const drifted = await folder.run(["diff", "--live", "-e", "prod", "--exit-code"], env);
  expect(drifted.code).toBe(1);
  expect(drifted.stdout).toBe(
    'prod\n  - svc-orders-app-prod loses TCP/22 to svc-orders-db-prod through "Somebody\'s"\n',
  );
});

test("verify --live: the starter policy breaks what the matrices forbid; without it all is well", async () => {
  await deploy(prod);
  const open = await folder.run(["verify", "--live", "-e", "prod", "--json"], env);
  expect(open.code).toBe(1);
  // What was found in the account is called by its name, and the starter policy is what has to go.
  expect(open.stdout).toContain('Remove the flow \\"Default\\"');
  expect(open.stdout).toContain("Keep it, and remove Default once everything that is needed has");
  const rules = (text: string) =>
    (JSON.parse(text) as { findings: { rule: string; severity: string }[] }).findings
      .filter(({ severity }) => severity === "error")
      .map(({ rule }) => rule);
  expect(rules(open.stdout)).toEqual(expect.arrayContaining(["all-to-all", "never-violated"]));

  await deleteDefault();
  const closed = await folder.run(["verify", "--live", "-e", "prod", "--json"], env);
  expect(rules(closed.stdout)).toEqual([]);
  // In dev, where nothing was brought up, what has to work does not: told at the matrix's lines.
  const dev = await folder.run(["verify", "--live", "-e", "dev"], env);
  expect(dev.stdout).toMatch(/^orders\.matrix\.yaml:\d+:5 \(dev\): error .*\[must-unmet\]$/m);
});

interface Found {
  rule: string;
  severity: string;
  environments: string[];
  line?: number;
}

test("verify --live tells in one line which environments nobody deployed; -e insists", async () => {
  await deploy(prod);
  await deleteDefault();
  const { code, stdout } = await folder.run(["verify", "--live"], env);
  const lines = stdout.split("\n").filter((line) => /\(dev|-dev\b/.test(line));
  expect(lines).toEqual([
    expect.stringMatching(
      /^orders\.matrix\.yaml:\d+:\d+ \(dev, stage\): info "orders" is not deployed here: .* \[environment-deployed\]$/,
    ),
  ]);
  expect(stdout).not.toContain("must-unmet");
  const named = await folder.run(["verify", "--live", "-e", "prod"], env);
  expect(code).toBe(named.code);
  expect(named.stdout).not.toContain("environment-deployed");
  // Whoever wants to hear of it says so.
  expect((await folder.run(["verify", "--live", "--fail-on", "info"], env)).code).toBe(1);

  const all = await folder.run(["verify", "--live", "-e", "dev,stage,prod", "--json"], env);
  expect(all.code).toBe(1);
  const { findings } = JSON.parse(all.stdout) as { findings: Found[] };
  expect(
    findings.filter(({ rule }) => rule === "must-unmet").map((one) => one.environments),
  ).toEqual(expect.arrayContaining([["dev", "stage"]]));
  expect(findings.map(({ rule }) => rule)).not.toContain("environment-deployed");
});

test("verify --live: a matrix that is deployed nowhere does not pass", async () => {
  await deleteDefault();
  // Groups that are made elsewhere, or are of all environments, deploy nothing.
  for (const name of ["peer-support", "svc-monitoring"]) await api("POST", "/groups", { name });
  const args = ["verify", "--live", "--json", "--sarif", "found.sarif"];
  const { code, stdout } = await folder.run(args, env);
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: Found[] };
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([
    expect.objectContaining({
      rule: "environment-deployed",
      environments: ["dev", "stage", "prod"],
      message: expect.stringMatching(/^"orders" is not deployed anywhere/) as string,
    }),
  ]);
  expect(folder.read("found.sarif")).toMatch(/"id": "environment-deployed"/);
  // Beside one that is deployed, the other still counts.
  const own = { orders: "billing", "peer-devops": "peer-finance", "svc-dns": "svc-names" };
  const renamed = Object.entries(own).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    orders,
  );
  folder.write("billing.matrix.yaml", renamed);
  await deploy(prod);
  const both = await folder.run(["verify", "--live", "--json"], env);
  expect(both.code).toBe(1);
  const errors = (JSON.parse(both.stdout) as { findings: Found[] }).findings.filter(
    ({ severity }) => severity === "error",
  );
  expect(errors).toMatchObject([{ rule: "environment-deployed", place: "billing" }]);
});

test("render --live draws what the account holds", async () => {
  await deploy(prod);
  await deleteDefault();
  const { code, stdout } = await folder.run(["render", "--live", "-f", "csv"], env);
  expect(code).toBe(0);
  expect(stdout).toContain("peer-support,svc-orders-web-prod,TCP/443");
});

test("a read-only user's token is enough, and nothing is written", async () => {
  const reader = await api<ApiObject>("POST", "/users", {
    name: "reader",
    role: "auditor",
    is_service_user: true,
    auto_groups: [],
  });
  const { plain_token } = await api<{ plain_token: string }>("POST", `/users/${reader.id}/tokens`, {
    name: "reads",
    expires_in: 1,
  });
  await fetch(`${sandbox.managementUrl}/sandbox/requests`, { method: "DELETE" });
  for (const args of [
    ["verify", "--live"],
    ["diff", "--live"],
    ["render", "--live"],
  ]) {
    const { code, stderr } = await folder.run(args, { ...env, NB_PAT: plain_token });
    expect([stderr, code]).toEqual([stderr, args[0] === "verify" ? 1 : 0]);
    expect(stderr).not.toContain(plain_token);
  }
  const log = await (await fetch(`${sandbox.managementUrl}/sandbox/requests`)).json();
  const requests = log as { method: string; status: number }[];
  expect(requests.length).toBeGreaterThanOrEqual(12);
  expect(requests.every(({ method, status }) => method === "GET" && status === 200)).toBe(true);
});

test("no token is wrong use; a wrong one, or no server, is no answer", async () => {
  const { NB_MANAGEMENT_URL } = env as { NB_MANAGEMENT_URL: string };
  expect((await folder.run(["diff", "--live"], { NB_MANAGEMENT_URL })).code).toBe(2);
  const wrong = await folder.run(["diff", "--live"], { ...env, NB_PAT: "nbp_wrong" });
  expect(wrong).toMatchObject({ code: 3, stdout: "" });
  expect(wrong.stderr).toContain("401");
  await sandbox.close();
  expect((await folder.run(["diff", "--live"], env)).code).toBe(3);
  sandbox = await startNetBirdSandbox();
});

test("sandbox serves until it is told to stop", async () => {
  expect((await folder.run(["sandbox", "--port", "70000"])).code).toBe(2);
  const port = new URL(sandbox.managementUrl).port;
  const taken = await folder.run(["sandbox", "--port", port]);
  expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining("in use") as string });
});
