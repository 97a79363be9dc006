import { EmergencyRehearsalHandler } from "../../../provider/steps/emergencyRehearsal";
import type { RehearsalRecord } from "../../../provider/steps/emergencyRehearsal";
import type { Arguments } from "../../../provider/lifecycle/kind";
import { Session } from "../../../provider/api/session";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { failure, useTestAccount } from "../account";
import type { ApiJson } from "../account";
import { startGate } from "./gate";
import type { Gate } from "./gate";

jest.setTimeout(60_000);

const account = useTestAccount();
let gate: Gate | undefined;
afterEach(() => gate?.close());

/** As a new run of the engine has it, with less patience. */
function handler(): EmergencyRehearsalHandler {
  const { managementUrl, token } = account.sandbox;
  const session = new Session(
    { NB_MANAGEMENT_URL: managementUrl, NB_PAT: token },
    { firstPause: 1 },
  );
  return new EmergencyRehearsalHandler(session, { probe: 300, pause: 20 });
}

type Policy = ApiJson & { enabled: boolean; description: string; rules: object[] };

const description = "Known good. Without NetBird: console (owner: Ops; emergency)";
const policy = () => account.api<Policy>("GET", `/policies/${policyId}`);
const write = async (change: object) => {
  const { rules, ...rest } = await policy();
  const group = (await account.named("groups", "All"))[0]!.id;
  const whole = rules.map((rule) => ({
    ...rule,
    sources: [group],
    destinations: [group],
    ...("enabled" in change && { enabled: change.enabled }),
  }));
  await account.api("PUT", `/policies/${policyId}`, { ...rest, ...change, rules: whole });
};

let policyId: string;

beforeEach(async () => {
  const group = (await account.named("groups", "All"))[0]!.id;
  const rule = { action: "accept", protocol: "all", sources: [group], destinations: [group] };
  const body = { name: "emergency", description, enabled: false, rules: [rule] };
  policyId = (await account.api("POST", "/policies", body)).id;
});

const requested = "2026-12-01T18:00:00Z";
const args = (more: object = {}): Arguments => ({
  policy: { id: policyId, name: "emergency" },
  probe: gate?.probe ?? "tcp://127.0.0.1:1",
  request: { requested, by: "Ada" },
  waitSeconds: 2,
  ...more,
});
const isPolicyOpen = async () => (await policy()).enabled;
const changes = async (olds: Arguments, news: Arguments) =>
  (await handler().diff("id", olds, news)).changes;

test("shows that the policy opens what is blocked otherwise, and leaves a dated record", async () => {
  gate = await startGate(isPolicyOpen);
  const before = Date.now();
  const { outs } = await handler().create(args());
  const [record, ...others] = outs.records as RehearsalRecord[];
  expect(others).toEqual([]);
  expect(record).toMatchObject({ requested, by: "Ada", probe: gate.probe });
  expect(Date.parse(record!.at)).toBeGreaterThanOrEqual(before);
  expect(await policy()).toMatchObject({ enabled: false, description });
  expect(gate.opened()).toBe(1);
  expect(await changes(outs, args())).toBe(false);
});

test("rehearses once per request, and forgets no record", async () => {
  gate = await startGate(isPolicyOpen);
  const made = await handler().create(args());
  const without = args({ request: undefined });
  expect(await changes(made.outs, without)).toBe(false);
  const again = args({ request: { requested: "2027-01-01T00:00:00Z", by: "Bob" } });
  expect(await changes(made.outs, again)).toBe(true);
  const { outs } = await handler().update(made.id, made.outs, again);
  expect((outs.records as RehearsalRecord[]).map(({ by }) => by)).toEqual(["Bob", "Ada"]);
  expect(gate.opened()).toBe(2);
  const { outs: after } = await handler().update(made.id, outs, without);
  expect(after.records).toEqual(outs.records);
  expect(gate.opened()).toBe(2);
});

test("without a request nothing is enabled, and that there was no rehearsal is known", async () => {
  gate = await startGate(isPolicyOpen);
  const { outs } = await handler().create(args({ request: undefined }));
  expect(outs.records).toEqual([]);
  expect(gate.opened()).toBe(0);
});

const failed = async (action: Promise<unknown>) =>
  action.then(
    () => undefined,
    (error: { message: string; id?: string; properties?: Arguments }) => error,
  );

test("fails when the policy does not open the probe, disables it, and tries again", async () => {
  gate = await startGate(() => false);
  const error = await failed(handler().create(args()));
  expect(error!.message).toMatch(/^The emergency access does not work: "emergency" was enabled/);
  expect(await policy()).toMatchObject({ enabled: false, description });
  expect(error!.properties).toMatchObject({ records: [] });
  expect(await changes(error!.properties!, args())).toBe(true);
});

test("proves nothing with a probe that answers anyway", async () => {
  gate = await startGate(() => true);
  expect(await failure(handler().create(args()))).toMatch(
    /answers although "emergency" is disabled/,
  );
  expect(gate.opened()).toBe(1);
});

test("fails when something else keeps the probe open afterwards", async () => {
  let wasOpen = false;
  gate = await startGate(async () => (wasOpen ||= await isPolicyOpen()));
  expect(await failure(handler().create(args()))).toMatch(/still answers 2 seconds after/);
  expect((await policy()).enabled).toBe(false);
});

test("refuses while the policy is enabled", async () => {
  await write({ enabled: true });
  expect(await failure(handler().create(args()))).toMatch(/is enabled on the server/);
  expect((await policy()).enabled).toBe(true);
});

describe("a run that is killed on the way", () => {
  const killed = () =>
    write({ enabled: true, description: `[Rehearsal by Ada since ${requested}] ${description}` });
  const recorded = (): Arguments => args({ records: [{ requested, by: "Ada" }] });

  test.each([
    ["whose request is still there", {}],
    ["whose request was taken away", { request: undefined }],
  ])("is seen at the next preview and ended by the next up: one %s", async (_what, more) => {
    await killed();
    expect(await changes(recorded(), args(more))).toBe(true);
    const { outs } = await handler().update("id", recorded(), args(more));
    expect(await policy()).toMatchObject({ enabled: false, description });
    expect(await changes(outs, args(more))).toBe(false);
  });

  test("is ended by a destroy", async () => {
    await killed();
    await handler().delete("id", recorded());
    expect(await policy()).toMatchObject({ enabled: false, description });
  });

  test("is not what somebody enabled on purpose, which is the policy's own drift", async () => {
    await write({ enabled: true });
    expect(await changes(recorded(), args())).toBe(false);
    await handler().delete("id", recorded());
    expect((await policy()).enabled).toBe(true);
  });
});

test("says loudly when the policy cannot be disabled, and does it next time", async () => {
  gate = await startGate(isPolicyOpen);
  await account.fail({ kind: "500", method: "PUT", path: "policies", times: 9, skip: 1 });
  const error = await failed(handler().create(args()));
  await account.clearFaults();
  expect(error!.message).toMatch(/may still be ENABLED after its rehearsal/);
  expect((await policy()).enabled).toBe(true);
  await handler().update(error!.id!, error!.properties!, args({ request: undefined }));
  expect(await policy()).toMatchObject({ enabled: false, description });
});

test("an answer to the enabling that is lost does not leave it enabled", async () => {
  gate = await startGate(isPolicyOpen);
  await account.fail({ kind: "502-html", method: "PUT", path: "policies", times: 4 });
  await failed(handler().create(args()));
  await account.clearFaults();
  expect((await policy()).enabled).toBe(false);
});

test("checks its arguments, and lets unknown ones pass", async () => {
  const failures = async (news: object) => (await handler().check({}, args(news))).failures;
  expect(await failures({ policy: { id: unknownValue }, probe: unknownValue })).toEqual([]);
  for (const probe of ["10.0.0.1:22", "ftp://x", "tcp://10.0.0.1", "https://a:b@x"]) {
    expect(await failures({ probe })).toEqual([expect.objectContaining({ property: "probe" })]);
  }
  expect(await failures({ waitSeconds: 0 })).toHaveLength(1);
  expect(await failures({ request: { requested: "today", by: "" } })).toHaveLength(2);
  expect(await failures({ policy: { name: "emergency" } })).toHaveLength(1);
});
