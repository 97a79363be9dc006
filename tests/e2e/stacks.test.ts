import type { RunResult, Stack } from "../../sandbox/engine";
import { among, compile, diff, fromNetBird, renderDiffText } from "../../segmentation";
import type { Environment, Flow, Matrix, Segmentation } from "../../segmentation";
import { api, contents, open, packageRoot, useCopyOf, useServer } from "./world";

jest.setTimeout(240_000);

const order = ["account", "dev", "stage", "prod"] as const;

const reports: Flow = {
  name: "reports",
  from: ["svc-orders-app"],
  to: ["svc-orders-db"],
  allow: "tcp/5433",
  because: "Nightly reports",
  owner: "Reports",
};

/** The steps are in order, on four stacks of one account. */
describe("the reference deployment", () => {
  const server = useServer();
  const project = useCopyOf(packageRoot, ["stacks"]);
  let stacks: Record<(typeof order)[number], Stack>;
  let before: Awaited<ReturnType<typeof contents>>;
  let settings: unknown;

  beforeAll(async () => {
    before = await contents(server);
    settings = await accountSettings();
    const opened = [];
    for (const name of order) opened.push([name, await open(project, server, name)]);
    stacks = Object.fromEntries(opened) as typeof stacks;
  });

  async function accountSettings(): Promise<unknown> {
    const [account] = await api<{ settings: unknown }[]>(server, "GET", "/accounts");
    return account!.settings;
  }

  /** Groups that the setup keys for routing peers let into, by the keys' names. */
  async function routerKeys(): Promise<Record<string, string[]>> {
    const keys = await api<{ name: string; auto_groups: string[] }[]>(server, "GET", "/setup-keys");
    const routing = keys.filter(({ name }) => /-(rack|router)/.test(name));
    return Object.fromEntries(routing.map(({ name, auto_groups: groups }) => [name, groups]));
  }

  /** What the API allows among the groups of an environment's plans. */
  async function live(plans: readonly Segmentation[]): Promise<Segmentation[]> {
    const all = fromNetBird(await contents(server));
    return plans.map(({ groups }) =>
      among(
        all,
        groups.map(({ name }) => name),
      ),
    );
  }

  async function ordersOf(environment: Environment): Promise<Segmentation> {
    return compile(applicationOf(await exported(environment), "orders"), environment);
  }

  async function exported(environment: Environment): Promise<Matrix[]> {
    return (await stacks[environment].outputs()).matrices!.value as Matrix[];
  }

  test("environments wait for the account, and say so", async () => {
    await expect(stacks.dev.preview()).rejects.toThrow(/account/);
    expect(await contents(server)).toEqual(before);
  });

  test("a stack of another name is told which there are", async () => {
    const qa = await open(project, server, "qa");
    await expect(qa.preview()).rejects.toThrow(
      'Nothing is known of a stack "qa": use account, dev, stage, prod.',
    );
    await qa.remove();
  });

  test("the account alone has keys to the routing peers of all environments, one per rack", async () => {
    await stacks.account.up();
    const { groups } = await contents(server);
    const named = (name: string) => groups.find((group) => group.name === name)!.id;
    expect(await routerKeys()).toEqual({
      "setup-prod-dc1-router-rack1": [named("svc-dc1-router-rack1")],
      "setup-prod-dc1-router-rack2": [named("svc-dc1-router-rack2")],
    });
    expect((await stacks.account.outputs()).routerKeys!.secret).toBe(true);
  });

  test("prod without stage is refused, before anything is registered, unless it is declared", async () => {
    expect(await accountSettings()).toMatchObject({ lazy_connection_enabled: false });
    const after = await contents(server);
    const refused = await failure(stacks.prod.up());
    expect(refused.message).toMatch(/stage/);
    await expectNothingWritten(refused, after);

    await stacks.prod.setConfig("noEarlierBecause", "stage is built in March");
    const { diagnostics } = await stacks.prod.preview();
    expect(diagnostics.map(({ message }) => message).join("\n")).toContain(
      "prod runs without stage before it: stage is built in March.",
    );
    await stacks.prod.removeConfig("noEarlierBecause");
  });

  test("dev, stage and prod come up in order, and do what their matrices say", async () => {
    for (const name of ["dev", "stage", "prod"] as const) {
      const { diagnostics } = await stacks[name].up();
      // The account stack has turned them off.
      expect(diagnostics.filter(({ message }) => message.includes("lazy connections"))).toEqual([]);
      const orders = await ordersOf(name);
      const [actual] = await live([orders]);
      expect(diff(orders, actual!)).toEqual([]);
    }
  });

  test("and let no further machine route", async () => {
    expect(Object.keys(await routerKeys()).sort()).toEqual([
      "setup-prod-dc1-router-rack1",
      "setup-prod-dc1-router-rack2",
    ]);
  });

  test.each(order)("the second preview of %s is empty", async (name) => {
    expect(changesOf(await stacks[name].preview())).toEqual([]);
  });

  test("each exports its matrices, and who reaches what", async () => {
    const { matrices, reachability, exceptions } = await stacks.prod.outputs();
    const names = (matrices!.value as Matrix[]).map(({ application }) => application);
    expect(names).toEqual(["orders", "dc-dc1", "network-access"]);
    expect(reachability!.value).toEqual(
      expect.arrayContaining([
        "peer-support → svc-orders-web-prod [TCP/443]",
        "peer-devops-prod → net-dc-dc1-servers-prod [TCP/22]",
      ]),
    );
    // The emergency access is off.
    expect((reachability!.value as string[]).filter((text) => text.includes("ALL"))).toEqual([]);
    expect(exceptions!.value).toEqual([]);
  });

  test("a flow that dev has is refused in prod, and nothing is registered", async () => {
    await stacks.dev.setConfig("additionalFlows", JSON.stringify([reports]));
    await stacks.dev.up();
    await stacks.prod.setConfig("additionalFlows", JSON.stringify([reports]));
    const unchanged = await contents(server);
    const state = await stacks.prod.exportState();
    const refused = await failure(stacks.prod.preview());
    expect(refused.message).toContain("stage does not run what prod is to run");
    expect(refused.message).toContain(
      '"reports": svc-orders-app → svc-orders-db [TCP/5433] (owner: Reports)',
    );
    await expectNothingWritten(refused, unchanged);
    expect(resourcesOf(await stacks.prod.exportState())).toEqual(resourcesOf(state));
  });

  test("promoted through stage, prod takes it; the difference is what the API then allows", async () => {
    const [was] = await live([await ordersOf("prod")]);
    await stacks.stage.setConfig("additionalFlows", JSON.stringify([reports]));
    await stacks.stage.up();
    const planned = applicationOf((await stacks.prod.preview()).outputs.matrices!.value, "orders");
    const shown = diff(await ordersOf("prod"), compile(planned, "prod"));
    expect(renderDiffText(shown)).toContain("svc-orders-app-prod");
    await stacks.prod.up();
    const [is] = await live([await ordersOf("prod")]);
    expect(renderDiffText(diff(was!, is!))).toBe(renderDiffText(shown));
    expect(shown).toMatchObject([{ change: "gained" }]);
  });

  test("taken away, it is shown as lost, and is lost", async () => {
    const before = await ordersOf("prod");
    const [was] = await live([before]);
    await stacks.prod.removeConfig("additionalFlows");
    const planned = applicationOf((await stacks.prod.preview()).outputs.matrices!.value, "orders");
    const shown = diff(before, compile(planned, "prod"));
    expect(shown).toMatchObject([{ change: "lost" }]);
    await stacks.prod.up();
    const [is] = await live([await ordersOf("prod")]);
    expect(renderDiffText(diff(was!, is!))).toBe(renderDiffText(shown));
  });

  test("an emergency in prod is in force, without stage having one", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const emergency = JSON.stringify({ until, reason: "Orders is down", by: "Ada" });
    await stacks.prod.setConfig("emergency:network-access", emergency);
    await stacks.prod.up();
    const reachability = (await stacks.prod.outputs()).reachability!.value;
    expect(reachability).toContain("peer-devops-prod → net-dc-dc1-servers-prod [ALL]");
    await stacks.prod.removeConfig("emergency:network-access");
    await stacks.prod.up();
  });

  test("destroyed in reverse order, the account is as it was", async () => {
    for (const name of [...order].reverse()) await stacks[name].destroy();
    expect(await contents(server)).toEqual(before);
    expect(await routerKeys()).toEqual({});
    expect(await accountSettings()).toEqual(settings);
  });

  /** Of the refused run's steps none is of NetBird, and the account has not changed. */
  async function expectNothingWritten(
    { steps }: Pick<RunResult, "steps">,
    unchanged: typeof before,
  ): Promise<void> {
    const types = steps.filter(({ operation }) => operation !== "same").map(({ type }) => type);
    expect(types.filter((type) => type.includes("netbird"))).toEqual([]);
    expect(await contents(server)).toEqual(unchanged);
  }
});

async function failure(run: Promise<RunResult>): Promise<Error & { steps: RunResult["steps"] }> {
  return run.then(
    () => Promise.reject(new Error("It was not refused.")),
    (error: Error & { steps: RunResult["steps"] }) => error,
  );
}

function applicationOf(matrices: unknown, name: string): Matrix {
  return (matrices as Matrix[]).find(({ application }) => application === name)!;
}

function changesOf({ steps }: RunResult): string[] {
  return steps
    .filter(({ operation }) => !["same", "read"].includes(operation))
    .map(({ operation, name }) => `${operation} ${name}`);
}

/** What a stack has in NetBird, by its address in the program. */
function resourcesOf({ deployment }: Awaited<ReturnType<Stack["exportState"]>>): string[] {
  return (deployment.resources ?? [])
    .filter(({ type }) => type.includes("netbird") || type.includes("pulumi-nodejs"))
    .map(({ urn, id }) => `${urn} ${id}`)
    .sort();
}
