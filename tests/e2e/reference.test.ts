import type { RunResult, Stack } from "../../sandbox/engine";
import { among, compile, diff, fromNetBird } from "../../segmentation";
import type { Matrix, Segmentation } from "../../segmentation";
import { workedExample } from "../segmentation/workedExample";
import { api, contents, open, packageRoot, requests, useCopyOf, useServer } from "./world";
import type { ApiPolicy } from "./world";

jest.setTimeout(120_000);

const usersToWeb = "peer-devops-prod, peer-support → svc-orders-web-prod [TCP/443]";

/** the application steps of the demo, in order, on one environment of an account that is up. */
describe("the reference program in prod", () => {
  const server = useServer();
  const project = useCopyOf(packageRoot, ["stacks"]);
  let stack: Stack;
  let account: Stack;
  let untouched: Awaited<ReturnType<typeof contents>>;
  let before: Awaited<ReturnType<typeof contents>>;
  let preview: RunResult;
  /** The application's plan. */
  let plan: Segmentation;
  /** Those of everything in the stack: application, network, emergency access. */
  let plans: Segmentation[];
  /** How many resources the stack has, components and the stack among them. */
  let resources: number;

  beforeAll(async () => {
    untouched = await contents(server);
    account = await open(project, server, "account");
    // Tests of a real server leave its settings and its Default policy alone.
    for (const part of ["baseline", "settings", "defaultPolicyReplacement"])
      await account.removeConfig(part);
    await account.up();
    before = await contents(server);
    stack = await open(project, server);
    await stack.setConfig("noEarlierBecause", "Only prod is tested here");
  });

  async function policy(name: string): Promise<ApiPolicy> {
    const { policies } = await contents(server);
    const found = policies.filter((candidate) => candidate.name === name);
    expect(found).toHaveLength(1);
    return found[0]!;
  }

  async function expectPlannedAccess(): Promise<void> {
    const names = plan.groups.map(({ name }) => name);
    expect(diff(plan, among(fromNetBird(await contents(server)), names))).toEqual([]);
  }

  test("1. declares the guide's matrix", async () => {
    preview = await stack.preview();
    resources = preview.changes.create!;
    const matrices = preview.outputs.matrices!.value as [Matrix, ...Matrix[]];
    const [matrix] = matrices;
    plans = matrices.map((one) => compile(one, "prod"));
    plan = plans[0]!;
    expect(diff(plan, compile(workedExample, "prod"))).toEqual([]);
    expect(matrix.groups).toContainEqual({
      name: "svc-dns",
      addresses: ["10.10.0.10", "10.10.0.11"],
    });
  });

  test("2. previews readable names, and writes nothing", async () => {
    const created = preview.steps.filter(({ operation }) => operation === "create");
    expect(created.map(({ new: next }) => next?.inputs.name)).toContain(usersToWeb);
    const users = created.find(({ new: next }) => next?.inputs.name === usersToWeb);
    expect(users?.new?.inputs.sources).toEqual([
      "peer-devops-prod (new)",
      expect.stringMatching(/^peer-support \(\w+\)$/),
    ]);
    expect(await contents(server)).toEqual(before);
  });

  test("3. brings NetBird to exactly the matrix, and nothing else", async () => {
    const { changes } = await stack.up();
    expect(changes.create).toBe(resources);
    await expectPlannedAccess();
    const { groups, policies } = await contents(server);
    const planned = plans.flatMap((one) => one.groups);
    expect(namesOf(groups)).toEqual(namesOf([...before.groups, ...planned]));
    const inForce = policies.filter(({ enabled }) => enabled);
    const access = plans.flatMap((one) => one.policies).filter(({ enabled }) => enabled);
    expect(namesOf(inForce)).toEqual(namesOf([...before.policies, ...access]));
    // The emergency access is there, and off.
    expect(namesOf(policies.filter(({ enabled }) => !enabled))).toEqual([
      "peer-devops-prod → net-dc-dc1-servers-prod [ALL]",
    ]);
    expect(await policy(usersToWeb)).toMatchObject({
      description: "Order processing: users to the web tier (owner: App Team Orders)",
      enabled: true,
      rules: [{ protocol: "tcp", ports: ["443"], bidirectional: false }],
    });
  });

  test("   keeps a small state without the token", async () => {
    const state = await stack.exportState();
    const text = JSON.stringify(state);
    expect(text).not.toContain(server.token);
    const custom = (state.deployment.resources ?? []).filter(({ type }) =>
      type.includes("netbird"),
    );
    const objects = custom.filter((resource) => resource.custom);
    expect(objects).toHaveLength(
      preview.steps.filter(({ type }) => type.startsWith("pulumi-nodejs:")).length,
    );
    for (const { inputs, outputs } of objects) {
      expect((inputs!.__provider as string).length).toBeLessThanOrEqual(200);
      expect(outputs!.__provider).toBe(inputs!.__provider);
    }
  });

  test("4. has nothing to change afterwards", async () => {
    expect(changed(await stack.preview())).toEqual([]);
  });

  test("   is refreshed with one request per collection", async () => {
    if (server.real) return;
    await requests(server);
    expect(changed(await stack.refresh())).toEqual([]);
    const sent = await requests(server);
    expect(sent).toEqual([...new Set(sent)]);
    expect(sent).toEqual(expect.arrayContaining(["GET /api/groups", "GET /api/policies"]));
    expect(sent.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });

  test("5. sees a policy widened behind its back, and repairs it in place", async () => {
    const { id, rules } = await policy(usersToWeb);
    const [rule] = rules;
    const ids = (list: readonly { id: string }[] | null | undefined) =>
      (list ?? []).map((group) => group.id);
    const widened = {
      ...rule,
      id: undefined,
      ports: undefined,
      sources: ids(rule!.sources),
      destinations: ids(rule!.destinations),
    };
    await api(server, "PUT", `/policies/${id}`, {
      name: usersToWeb,
      enabled: true,
      rules: [widened],
    });
    expect((await policy(usersToWeb)).rules[0]!.ports).toBeUndefined();

    const refreshed = await stack.refresh();
    expect(refreshed.changes.update).toBe(1);
    const drift = refreshed.steps.find(({ operation }) => operation === "update")!;
    expect(drift.old!.outputs.ports).toEqual(["443"]);
    expect(drift.new!.outputs.ports ?? []).toEqual([]);

    const repaired = await stack.up();
    expect(repaired.changes.update).toBe(1);
    expect((await policy(usersToWeb)).id).toBe(id);
    await expectPlannedAccess();
  });

  test("   recreates a group deleted behind its back, and links it again", async () => {
    const { groups, policies } = await contents(server);
    const db = groups.find(({ name }) => name === "svc-orders-db-prod")!;
    const using = policies.filter(({ rules }) =>
      rules.some(({ sources, destinations }) =>
        [...(sources ?? []), ...(destinations ?? [])].some(({ id }) => id === db.id),
      ),
    );
    for (const { id } of using) await api(server, "DELETE", `/policies/${id}`);
    await api(server, "DELETE", `/groups/${db.id}`);
    await stack.refresh();
    await stack.up();
    await expectPlannedAccess();
    const again = (await contents(server)).groups.find(
      ({ name }) => name === "svc-orders-db-prod",
    )!;
    expect(again.id).not.toBe(db.id);
    expect(changed(await stack.preview())).toEqual([]);
  });

  test("6. refuses a forbidden flow at preview, and writes nothing", async () => {
    const unchanged = await contents(server);
    const flow = {
      from: ["peer-support"],
      to: ["svc-orders-db"],
      allow: "tcp/5432",
      because: "curious",
    };
    await stack.setConfig("additionalFlows", JSON.stringify([flow]));
    const refused = stack.preview();
    await expect(refused).rejects.toThrow(
      "peer-support → svc-orders-db-prod [TCP/5432] is forbidden by",
    );
    await expect(refused).rejects.toThrow('"peer-* → svc-orders-db must be blocked"');
    await expect(refused).rejects.toThrow("owner of the rule: App Team Orders");
    await expect(stack.up()).rejects.toThrow("is forbidden by");
    await stack.removeConfig("additionalFlows");
    expect(await contents(server)).toEqual(unchanged);
  });

  test("   takes an allowed flow, and its removal", async () => {
    const flow = {
      name: "support-to-monitoring",
      from: ["peer-devops"],
      to: ["svc-monitoring"],
      allow: "tcp/3000",
      because: "Dashboards",
    };
    await stack.setConfig("additionalFlows", JSON.stringify([flow]));
    expect((await stack.up()).changes.create).toBe(1);
    const name = "peer-devops-prod → svc-monitoring [TCP/3000]";
    expect((await policy(name)).rules).toMatchObject([{ ports: ["3000"] }]);
    await stack.removeConfig("additionalFlows");
    expect((await stack.up()).changes.delete).toBe(1);
    await expectPlannedAccess();
  });

  test("7. leaves the account as it was", async () => {
    await stack.destroy();
    expect(await contents(server)).toEqual(before);
    await account.destroy();
    expect(await contents(server)).toEqual(untouched);
  });
});

/** What a run changed. Other stacks are read each time. */
function changed({ steps }: RunResult): RunResult["steps"] {
  return steps.filter(({ operation }) => !["same", "read"].includes(operation));
}

/** Each name once, sorted. */
function namesOf(objects: readonly { name: string }[]): string[] {
  return [...new Set(objects.map(({ name }) => name))].sort();
}
