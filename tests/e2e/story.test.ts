import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  discover,
  emergencyKey,
  emergencyOff,
  emergencyOn,
  parseMatrixYaml,
  readTrafficEvents,
  verify,
} from "../../index";
import type { Discovery, EmergencyConfiguration, LivePolicy } from "../../index";
import type { DeploymentError, RunResult, Stack } from "../../sandbox/engine";
import { apiEvent } from "../segmentation/discovery/wire";
import { everything, liveAccount, peersOf, policiesOf, reach } from "./story/account";
import { api, open, requests, useCopyOf, useSandbox } from "./world";

jest.setTimeout(240_000);

const devices = ["ada", "app-1", "db-1", "stray", "web-1"];
const windowPolicy = "peer-devops-prod → svc-orders-app-prod, svc-orders-web-prod [ALL]";
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/**
 * The guide's section 8 on one account, from the open account to zero trust and back. Its program is
 * story/index.ts. After every step the account is asked through its API who reaches whom, and all of the
 * answer is compared: nothing is reachable that should not be, and everything that must be is. Always a
 * sandbox, where devices can be made to join and to report traffic.
 */
describe("the way of an account", () => {
  const server = useSandbox();
  const project = useCopyOf(join(__dirname, "story"), ["index.ts", "orders.yaml"]);
  let stack: Stack;
  let before: LivePolicy[];

  beforeAll(async () => {
    before = await policiesOf(server);
    stack = await open(project, server);
  });

  // What operators do.
  const setPhase = (phase: string) => stack.setConfig("story:phase", phase);
  const setEmergency = (configuration: EmergencyConfiguration) =>
    stack.setConfig(emergencyKey("orders-emergency"), JSON.stringify(configuration));
  const setRotation = (rotation: object) =>
    stack.setConfig("setupKeys:joining", JSON.stringify(rotation));
  const matrixFile = () => join(project.dir, "orders.yaml");
  /** Whoever owns the application reads what is proposed, and says why it is needed. */
  const confirm = ({ matrix }: Discovery) =>
    writeFileSync(matrixFile(), matrix.replace(/TO CONFIRM: [^"]+/g, "Order processing"));

  // What devices do, which only the sandbox can play.
  const control = async <T>(path: string, body: object) => {
    const url = `${server.managementUrl}/sandbox/${path}`;
    return (await (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json()) as T;
  };
  const enroll = async (setup_key: string, hostname: string) =>
    (await control<{ ok: boolean }>("enroll", { setup_key, hostname })).ok;
  const keys = async () => (await stack.outputs()).keys!.value as Record<string, string>;
  /** Connections that agents report; each list replaces the one before. */
  const report = async (traffic: [from: string, to: string, port: number, counts: number[]][]) => {
    const peers = await peersOf(server);
    const address = (name: string) => peers.find(({ hostname }) => hostname === name)!.ip;
    const events = traffic.map(([from, to, port, counts]) => ({
      ...apiEvent({ from: `${address(from)}:50001`, to: `${address(to)}:${port}`, counts }),
      receive_timestamp: new Date().toISOString(),
    }));
    await control("traffic-events", { events });
  };

  // What is seen of it.
  const discovered = async () =>
    discover({
      matrix: readFileSync(matrixFile(), "utf8"),
      environment: "prod",
      account: { peers: await peersOf(server) },
      events: readTrafficEvents(server),
      now: new Date(),
      atLeast: 2,
    });
  const flowsOf = ({ report }: Discovery) =>
    report.proposals.map(({ flow }) => [flow.from, flow.to, flow.allow].flat().join(" "));
  /** Rules that what the account holds breaks, as far as they stop or alarm. */
  const alarms = async () => {
    const { noDnsBecause } = parseMatrixYaml(readFileSync(matrixFile(), "utf8"));
    const live = { ...(await liveAccount(server)), ...(noDnsBecause && { noDnsBecause }) };
    const findings = verify(live, { now: new Date() });
    const loud = findings.filter(({ severity }) => ["error", "alarm"].includes(severity));
    return [...new Set(loud.map(({ rule }) => rule))].sort();
  };
  const preview = async () => {
    const { diagnostics, steps }: RunResult = await stack.preview();
    const told = diagnostics.filter(({ severity }) => severity === "warning");
    return {
      told: told.map(({ message }) => message).join("\n"),
      changes: steps.filter(({ operation }) => operation !== "same"),
    };
  };
  const refusal = (action: Promise<unknown>) =>
    action.then(
      () => "",
      (error: DeploymentError) => error.message,
    );
  /** Who is in the account: what an agent keeps as long as nobody makes it join again. */
  const identities = async () =>
    (await peersOf(server)).map(({ id, hostname, ip, groups }) => ({
      ...{ id, hostname, ip },
      groups: groups?.map(({ name }) => name).sort(),
    }));
  const keyStates = async () => {
    const found = await api<{ name: string; state: string }[]>(server, "GET", "/setup-keys");
    return Object.fromEntries(found.map(({ name, state }) => [name, state]));
  };

  const orders = ["ada → web-1 [TCP/443]", "app-1 → db-1 [TCP/5432]", "web-1 → app-1 [TCP/8443]"];
  const monthEnd = "ada → app-1 [TCP/9443]";

  test("begins open: whoever joins reaches everybody, whatever the groups", async () => {
    await setPhase("enrolling");
    await stack.up();
    const { devops, web, app, db } = await keys();
    const joined = { ada: devops, "web-1": web, "app-1": app, "db-1": db };
    for (const [name, key] of Object.entries(joined)) expect(await enroll(key!, name)).toBe(true);
    // Somebody's device from before there were groups.
    const old = { name: "by hand", type: "one-off", auto_groups: [] };
    const { key } = await api<{ key: string }>(server, "POST", "/setup-keys", old);
    expect(await enroll(key, "stray")).toBe(true);

    expect(await reach(server)).toEqual(everything(devices));
    expect(await reach(server, ["Default"])).toEqual([]);
    expect(await alarms()).toContain("all-to-all");
    const { told, changes } = await preview();
    expect(told).toContain("Default lets every peer reach every other");
    expect(changes).toEqual([]);
  });

  test("refuses to close before anything takes Default's place", async () => {
    await setPhase("disabled");
    expect(await refusal(stack.up())).toContain("prod");
    expect(await reach(server)).toEqual(everything(devices));
    await setPhase("enrolling");
  });

  test("opens a discovery window, which is no wider than it says", async () => {
    const window = { start: hoursFromNow(-1), end: hoursFromNow(60) };
    await stack.setConfig("story:window", JSON.stringify(window));
    await stack.up();
    expect(await reach(server)).toEqual(everything(devices));
    expect(await reach(server, ["Default"])).toEqual(["ada → app-1 [ALL]", "ada → web-1 [ALL]"]);
    expect((await preview()).told).toContain(`is open until ${window.end}`);
  });

  test("discovers what is used, and proposes nothing that must not be", async () => {
    await report([
      ["ada", "web-1", 443, [40, 40]],
      ["web-1", "app-1", 8443, [30, 30]],
      ["app-1", "db-1", 5432, [20, 20]],
      ["ada", "db-1", 5432, [3, 3]],
      ["ada", "web-1", 22, [1, 1]],
      ["stray", "web-1", 443, [2, 2]],
    ]);
    const found = await discovered();
    expect(flowsOf(found)).toEqual([
      "peer-devops svc-orders-web tcp/443",
      "svc-orders-web svc-orders-app tcp/8443",
      "svc-orders-app svc-orders-db tcp/5432",
    ]);
    expect(found.report.violations).toMatchObject([
      { from: "peer-devops-prod", to: "svc-orders-db-prod", service: "tcp/5432", count: 3 },
    ]);
    expect(found.report.strangers).toMatchObject([{ from: "stray", service: "tcp/443" }]);
    confirm(found);
  });

  test("puts exact flows in the window's place", async () => {
    await stack.removeConfig("story:window");
    await stack.up();
    expect((await policiesOf(server)).map(({ name }) => name)).not.toContain(windowPolicy);
    expect(await reach(server, ["Default"])).toEqual(orders);
    expect(await reach(server)).toEqual(everything(devices));
  });

  test("disables Default: what is left is what was discovered", async () => {
    await setPhase("disabled");
    await stack.up();
    expect(await reach(server)).toEqual(orders);
    expect(await alarms()).toEqual([]);
    expect((await preview()).changes).toEqual([]);
  });

  test("deletes Default, which changes nothing for anybody", async () => {
    await setPhase("deleted");
    await stack.up();
    expect((await policiesOf(server)).map(({ name }) => name)).not.toContain("Default");
    expect(await reach(server)).toEqual(orders);
    expect((await preview()).changes).toEqual([]);
  });

  test("breaks at the end of the month: the console of the books was not used in the window", async () => {
    await report([["ada", "app-1", 9443, [0, 0, 7]]]);
    const found = await discovered();
    expect(found.report.blocked).toMatchObject([
      {
        from: "peer-devops-prod",
        to: "svc-orders-app-prod",
        service: "tcp/9443",
        matrix: "unknown",
      },
    ]);
    expect(flowsOf(found)).toEqual([]);
    expect(await reach(server)).not.toContain(monthEnd);
  });

  const activation = () => ({ until: hoursFromNow(1), reason: "Books cannot close", by: "Ada" });

  test("enables the emergency access, within its scope, with an alarm", async () => {
    const { until } = activation();
    await setEmergency(emergencyOn({}, { ...activation(), until }));
    await stack.up();
    expect(await reach(server)).toEqual(["ada → app-1 [ALL]", ...orders]);
    expect(await alarms()).toEqual(["emergency-enabled"]);
    expect((await preview()).told).toContain(`is in force until ${until}`);
  });

  test("finds the cause in what goes through now, and writes the exact fix", async () => {
    await report([["ada", "app-1", 9443, [5, 5]]]);
    const found = await discovered();
    expect(flowsOf(found)).toEqual(["peer-devops svc-orders-app tcp/9443"]);
    confirm(found);
    await stack.up();
    expect(await reach(server)).toEqual(["ada → app-1 [ALL]", ...orders]);
  });

  test("disables the emergency access: the fix holds, and nothing else is left of it", async () => {
    await setEmergency(emergencyOff(activation()));
    await stack.up();
    expect(await reach(server)).toEqual([monthEnd, ...orders]);
    expect(await alarms()).toEqual([]);
    expect((await preview()).changes).toEqual([]);
  });

  test("rotates a key: who joins with the new one reaches what the group does, nobody else is touched", async () => {
    const joined = await identities();
    const old = (await keys()).web!;
    await setRotation({ purposes: { web: { generation: 2 } } });
    await stack.up();
    const fresh = (await keys()).web!;
    expect(await enroll(fresh, "web-2")).toBe(true);
    await setRotation({ purposes: { web: { generation: 2, previous: "revoked" } } });
    await stack.up();
    expect(await keyStates()).toMatchObject({
      "setup-prod-web": "revoked",
      "setup-prod-web-g2": "valid",
      "setup-prod-app": "valid",
    });
    expect(await enroll(old, "web-3")).toBe(false);
    expect(await identities()).toEqual(expect.arrayContaining(joined));
    expect(await reach(server)).toEqual(
      [...[monthEnd, ...orders], ...["ada → web-2 [TCP/443]", "web-2 → app-1 [TCP/8443]"]].sort(),
    );
  });

  test("destroy opens the account again, and before it takes away what replaced Default", async () => {
    const exact = (await policiesOf(server)).filter(({ name }) => /\[TCP/.test(name));
    await requests(server);
    await stack.destroy();
    const log = await requests(server);
    expect(await reach(server)).toEqual(everything([...devices, "web-2"].sort()));
    expect(exact).toHaveLength(4);
    const taken = exact.map(({ id }) => log.indexOf(`DELETE /api/policies/${id}`));
    expect(Math.min(...taken)).toBeGreaterThan(log.indexOf("POST /api/policies"));
    expect(log).toContain("POST /api/policies");
    const access = ({ name, enabled, rules }: LivePolicy) => ({
      ...{ name, enabled },
      rules: rules.map(({ sources, destinations, protocol, bidirectional, action }) => ({
        ...{ protocol, bidirectional, action },
        ends: [sources, destinations].map((end) => end!.map((group) => group.name)),
      })),
    });
    expect((await policiesOf(server)).map(access)).toEqual(before.map(access));
    expect(await peersOf(server)).toHaveLength(devices.length + 1);
  });
});
