import { compile, EmergencyAccess, emergencyMatrix } from "../../../index";
import type { EmergencyAccessArgs } from "../../../index";
import { judgeEmergency, settle, unrehearsed } from "../../../components/emergencyAccess/problems";
import { refusals } from "../recording";

const args: EmergencyAccessArgs = {
  environment: "prod",
  from: { existing: "peer-devops-prod" },
  to: { existing: "net-aws-euc1-prod" },
  because: "Known-good access while the cause of an outage is unknown",
  owner: "Platform Team",
  outOfBand: "EC2 serial console",
  rehearsal: { probe: "tcp://10.10.0.7:22" },
};
const activation = { until: "2026-12-01T18:00:00Z", reason: "Orders is down", by: "Ada" };
const during = new Date("2026-12-01T12:00:00Z");
const after = new Date("2026-12-01T18:00:01Z");
const name = "prod-access";

const judged = (change: object = {}, configured?: unknown, now = during) => {
  const given = { ...args, ...change };
  return judgeEmergency(name, given, settle(name, given, configured), now);
};
const nothing = { problems: [], notices: [] };

test("off, it has nothing to say", () => expect(judged()).toEqual(nothing));

test("it is the guide's policy: scoped, on everything, disabled", () => {
  const { policies, groups } = compile(emergencyMatrix(name, args), "prod");
  expect(policies).toHaveLength(1);
  expect(policies[0]).toMatchObject({
    name: "peer-devops-prod → net-aws-euc1-prod [ALL]",
    enabled: false,
    need: "emergency",
    bidirectional: false,
  });
  expect(policies[0]!.description).toContain("Without NetBird: EC2 serial console (owner: Plat");
  expect(groups.map((group) => group.name)).toEqual(["net-aws-euc1-prod", "peer-devops-prod"]);
});

test("enabled, its description says who, why and until when", () => {
  const [policy] = compile(emergencyMatrix(name, args, activation), "prod").policies;
  expect(policy).toMatchObject({ enabled: true, until: activation.until });
  expect(policy!.description).toMatch(/^Enabled by Ada: Orders is down\. Known-good/);
});

test("enabled, it is an alarm until its end and an error after it", () => {
  const { problems, notices } = judged({}, activation);
  expect(problems).toEqual([]);
  expect(notices).toEqual([
    expect.stringMatching(/^The emergency flow "emergency" is in force until 2026-12-01T18/),
    expect.stringMatching(/^It was enabled by Ada: Orders is down\..*emergency:prod-access/),
  ]);
  const over = judged({}, activation, after);
  expect(over.notices).toEqual([]);
  expect(over.problems).toEqual([
    expect.stringMatching(/ended at 2026-12-01T18:00:00Z and is still in force/),
    expect.stringMatching(/^It was enabled by Ada.*was to end at.*emergency:prod-access enables/),
  ]);
});

test("a configuration that is no JSON is refused without being repeated", async () => {
  const config = { "emergency:prod-access": "until: hunter2" };
  const [problem, ...others] = await refusals(() => new EmergencyAccess(name, args), { config });
  expect(others).toEqual([]);
  expect(problem).toMatch(/^emergency:prod-access is not an object: write \{ "until"/);
  expect(problem).not.toContain("hunter2");
});

test("an argument overrides the configuration, either way", () => {
  expect(judged({ activation: "off" }, activation)).toEqual(nothing);
  expect(judged({ activation }, undefined).notices[1]).toContain("the argument activation");
  expect(judged({ activation }, undefined, after).problems).toHaveLength(2);
  expect(judged({ activation: { until: "soon" } }).problems).toHaveLength(3);
});

test.each([
  ["no out-of-band way in", { outOfBand: " " }, /^outOfBand is empty\. Write down the way in/],
  ["nothing that says why", { because: "" }, /^because is empty/],
  ["group All", { to: { existing: "All" } }, /"All" is every peer, and no group of a matrix/],
  ["unknown services", { allow: "ftp" }, /unknown protocol "ftp"/],
  ["two protocols", { allow: "udp+tcp/53" }, /needs a policy per protocol/],
  ["no probe of ours", { rehearsal: { probe: "10.10.0.7" } }, /^rehearsal\.probe: .*write tcp:/],
  [
    "an endless wait",
    { rehearsal: { probe: "tcp://h:1", waitSeconds: 900 } },
    /^rehearsal\.waitSeconds must be 1 to 600, got 900/,
  ],
])("%s is refused", (_what, change, words) => {
  const { problems } = judged(change);
  expect(problems.filter((problem) => words.test(problem))).toHaveLength(1);
});

test("everything that is wrong is told at once", () => {
  const change = { outOfBand: "", allow: "ftp", rehearsal: { probe: "x" } };
  expect(judged(change, { until: "soon" }).problems.length).toBeGreaterThanOrEqual(5);
});

test("a rehearsal that is asked for needs a probe, and waits in an emergency", () => {
  const rehearse = { requested: "2026-11-01T09:00:00Z", by: "Bob" };
  expect(judged({ rehearsal: undefined }, { rehearse }).problems).toEqual([
    expect.stringContaining("give rehearsal.probe"),
  ]);
  expect(judged({ rehearsal: undefined }, { ...activation, rehearse }).problems).toEqual([]);
});

test("never rehearsed, or not for 180 days, is a finding with what to do", () => {
  const settled = settle(name, args, undefined);
  const told = (rehearsed?: string, given = args) =>
    unrehearsed(given, emergencyMatrix(name, args, undefined, rehearsed), settled, during);
  expect(told()).toEqual([expect.stringMatching(/was never rehearsed\. Rehearse it: set/)]);
  expect(told("2026-06-05T12:00:00Z")).toEqual([]);
  expect(told("2026-06-04T11:00:00Z")).toEqual([
    expect.stringMatching(/last rehearsed on 2026-06-04T11:00:00Z, 180 days ago/),
  ]);
  expect(told(undefined, { ...args, rehearsal: undefined })).toEqual([
    expect.stringContaining("Give rehearsal.probe"),
  ]);
});
