import type { DeploymentError, RunResult, Stack } from "../../sandbox/engine";
import { emergencyKey, emergencyOff, emergencyOn, emergencyRehearse } from "../../index";
import type { EmergencyConfiguration, RehearsalRecord } from "../../index";
import { startGate } from "../provider/steps/gate";
import type { Gate } from "../provider/steps/gate";
import { api, contents, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(240_000);

const policyName = "peer-e2e-oncall-prod → svc-e2e-rescue-prod [ALL]";
const program = (probe: string) => `
const oncall = new netbird.Group("oncall", { name: "peer-e2e-oncall-prod" });
const rescue = new netbird.Group("rescue", { name: "svc-e2e-rescue-prod" });
const emergency = new netbird.EmergencyAccess("e2e-emergency", {
  environment: "prod",
  from: oncall,
  to: rescue,
  because: "Known-good access while the cause of an outage is unknown",
  owner: "Platform Team",
  outOfBand: "Serial console, runbook 7",
  rehearsal: { probe: "${probe}", waitSeconds: 30 },
});
export const matrix = emergency.matrix;
export const rehearsal = emergency.rehearsal;
export const enabled = emergency.enabled;
`;

describe("an emergency access", () => {
  // Hooks run in the order in which they are written: the gate asks the server until it is closed.
  afterAll(() => gate.close());
  const server = useServer();
  const project = useProject();
  let stack: Stack;
  let gate: Gate;
  let before: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    before = await contents(server);
    gate = await startGate(async () => (await policy())?.enabled === true);
    setProgram(project, program(gate.probe));
    stack = await open(project, server);
  });

  const policy = async () =>
    (await contents(server)).policies.find(({ name }) => name === policyName);
  const configure = (configuration: EmergencyConfiguration) =>
    stack.setConfig(emergencyKey("e2e-emergency"), JSON.stringify(configuration));
  const warnings = ({ diagnostics }: RunResult) =>
    diagnostics
      .filter(({ severity }) => severity === "warning")
      .map(({ message }) => message)
      .join("\n");
  const refusal = (action: Promise<unknown>) =>
    action.then(
      () => "",
      (error: DeploymentError) => error.message,
    );
  const enable = async (enabled: boolean, description: string) => {
    const found = (await policy())!;
    const rules = found.rules.map((rule) => ({
      ...rule,
      enabled,
      sources: rule.sources!.map(({ id }) => id),
      destinations: rule.destinations!.map(({ id }) => id),
    }));
    await api(server, "PUT", `/policies/${found.id}`, { ...found, enabled, description, rules });
  };
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const off = { enabled: false, description: expect.stringContaining("runbook 7") as string };

  test("is there, scoped and disabled, and nobody has rehearsed it", async () => {
    await stack.up();
    expect(await policy()).toMatchObject(off);
    expect((await policy())!.rules).toMatchObject([
      {
        protocol: "all",
        bidirectional: false,
        sources: [{ name: "peer-e2e-oncall-prod" }],
        destinations: [{ name: "svc-e2e-rescue-prod" }],
      },
    ]);
    const preview = await stack.preview();
    expect(warnings(preview)).toContain("was never rehearsed");
    expect(preview.steps.filter(({ operation }) => operation !== "same")).toEqual([]);
  });

  test("is rehearsed once, and leaves a dated record", async () => {
    const requested = new Date().toISOString();
    await configure(emergencyRehearse({}, { requested, by: "Ada" }));
    const { outputs } = await stack.up();
    expect(gate.opened()).toBe(1);
    expect(await policy()).toMatchObject(off);
    const record = outputs.rehearsal!.value as RehearsalRecord;
    expect(record).toMatchObject({ requested, by: "Ada", probe: gate.probe });
    expect(outputs.matrix!.value).toMatchObject({ flows: [{ rehearsed: record.at }] });
    const preview = await stack.preview();
    expect(warnings(preview)).not.toContain("rehearsed");
    expect(preview.steps.filter(({ operation }) => operation !== "same")).toEqual([]);
  });

  test("a rehearsal that was killed is seen and ended, without being asked for", async () => {
    const { description } = (await policy())!;
    await enable(true, `[Rehearsal by Ada since 2026-12-01T18:00:00Z] ${description}`);
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation === "update")).toMatchObject([
      { name: "e2e-emergency-rehearsal" },
    ]);
    await stack.up();
    expect(await policy()).toMatchObject({ enabled: false, description });
  });

  test("the configuration enables it, and every preview then shows an alarm", async () => {
    const activation = { until: inAnHour(), reason: "Orders is down", by: "Ada" };
    await configure(emergencyOn({}, activation));
    const { outputs } = await stack.up();
    expect(outputs.enabled!.value).toBe(true);
    expect(await policy()).toMatchObject({ enabled: true });
    expect((await policy())!.description).toMatch(/^Enabled by Ada: Orders is down\. .*until 2/);
    const told = warnings(await stack.preview());
    expect(told).toContain(`is in force until ${activation.until}`);
    expect(told).toContain("It was enabled by Ada: Orders is down");
  });

  test("after its end nothing else is deployed until it is off", async () => {
    const until = new Date(Date.now() - 1_000).toISOString();
    const activation = { until, reason: "Orders is down", by: "Ada" };
    await configure(emergencyOn({}, activation));
    for (const run of [() => stack.preview(), () => stack.up()]) {
      expect(await refusal(run())).toContain(`ended at ${until} and is still in force`);
    }
    await configure(emergencyOff(activation));
    await stack.up();
    expect(await policy()).toMatchObject(off);
  });

  test("somebody who enables it past the program is seen at refresh, and it is disabled", async () => {
    await enable(true, (await policy())!.description);
    const { steps } = await stack.refresh();
    expect(steps.some(({ operation }) => operation === "update")).toBe(true);
    await stack.up();
    expect(await policy()).toMatchObject(off);
  });

  test("an incident that nobody signs for is refused", async () => {
    await configure({ until: inAnHour() });
    expect(await refusal(stack.preview())).toContain("emergency:e2e-emergency.by is missing");
    await stack.removeConfig(emergencyKey("e2e-emergency"));
  });

  test("goes without leaving anything", async () => {
    await stack.destroy();
    expect(await contents(server)).toEqual(before);
  });
});
