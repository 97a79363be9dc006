/** What the engine keeps of objects, and that it stands for all that handlers need. */
import { PartialCreateError } from "../../../provider/lifecycle/engineErrors";
import { kindsIn } from "../../../provider/lifecycle/kind";
import type { Arguments, Kind } from "../../../provider/lifecycle/kind";
import { recalled, recordOf } from "../../../provider/lifecycle/record";
import { isAsRecorded } from "../../../provider/lifecycle/state";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import * as objects from "../../../provider";
import { recording, useTestAccount } from "../account";
import type { KindName } from "../account";

const account = useTestAccount();

/** A new run's handler, as the engine calls it. */
const inNewRun = (name: KindName) => recording(name, account.provider());

const makeGroup = async (name: string) =>
  (await account.api("POST", "/groups", { name, peers: [] })).id;

const line = { __provider: "exports.handler=…" };

/** What a program writes, between groups that are made elsewhere. */
const program = {
  ...line,
  name: "peer-devops → svc-web [TCP/443]",
  description: "Staff (owner: X)",
  protocol: "tcp",
  ports: [443],
  sources: [{ name: "peer-devops" }],
  destinations: [{ name: "svc-web" }],
};

describe("a policy", () => {
  let devops: string;
  let web: string;
  let inputs: Arguments;
  let id: string;
  let outs: Arguments;

  beforeEach(async () => {
    devops = await makeGroup("peer-devops");
    web = await makeGroup("svc-web");
    const policies = inNewRun("Policy");
    ({ inputs } = await policies.check({}, program));
    ({ id, outs } = await policies.create({ ...line, ...inputs }));
    outs = { ...line, ...outs };
  });

  const behindOurBack = async (rule: object) => {
    const policy = await account.api("GET", `/policies/${id}`);
    const [before] = policy.rules as Arguments[];
    const ids = (groups: unknown) => (groups as { id: string }[]).map((group) => group.id);
    const asSent = {
      ...before,
      sources: ids(before!.sources),
      destinations: ids(before!.destinations),
    };
    await account.api("PUT", `/policies/${id}`, { ...policy, rules: [{ ...asSent, ...rule }] });
  };

  test("is recorded as the program wrote it, each reference in one text", () => {
    const asWritten = {
      name: program.name,
      description: program.description,
      protocol: "tcp",
      ports: ["443"],
    };
    expect(inputs).toEqual({ ...asWritten, sources: ["peer-devops"], destinations: ["svc-web"] });
    expect(outs).toEqual({
      ...line,
      ...asWritten,
      sources: [`peer-devops (${devops})`],
      destinations: [`svc-web (${web})`],
    });
  });

  test("has the defaults on the server all the same", async () => {
    const policy = await account.api("GET", `/policies/${id}`);
    expect(policy).toMatchObject({
      enabled: true,
      rules: [{ action: "accept", bidirectional: false, sources: [{ id: devops }] }],
    });
  });

  test("that nobody touched is read as it is recorded, and differs in nothing", async () => {
    expect(await inNewRun("Policy").read(id, outs)).toEqual({ id, props: outs });
    expect(await inNewRun("Policy").diff(id, outs, inputs)).toMatchObject({ changes: false });
  });

  test("shows a default that was changed behind our back, and gets it back", async () => {
    await behindOurBack({ bidirectional: true });
    const read = await inNewRun("Policy").read(id, outs);
    expect(read.props).toEqual({ ...outs, bidirectional: true, __provider: undefined });
    expect(read.inputs).toMatchObject({
      bidirectional: true,
      sources: [`peer-devops (${devops})`],
    });
    expect(await inNewRun("Policy").diff(id, read.props!, inputs)).toMatchObject({
      changes: true,
    });
    const updated = await inNewRun("Policy").update(id, read.props!, inputs);
    expect(updated.outs).not.toHaveProperty("bidirectional");
    const policy = await account.api("GET", `/policies/${id}`);
    expect(policy.rules).toMatchObject([{ bidirectional: false, sources: [{ id: devops }] }]);
  });

  test("keeps a default that the program says", async () => {
    const policies = inNewRun("Policy");
    const saying = { ...program, enabled: true };
    const checked = await policies.check(inputs, saying);
    expect(checked.inputs).toHaveProperty("enabled", true);
    expect(await policies.diff(id, outs, checked.inputs)).toMatchObject({ changes: false });
  });

  test("of an older release is known, read as it is recorded, and differs in nothing", async () => {
    const older = {
      ...outs,
      ...{ enabled: true, action: "accept", bidirectional: false },
      sources: [{ name: "peer-devops", id: devops }],
      destinations: [{ name: "svc-web", id: web }],
    };
    expect(await inNewRun("Policy").read(id, older)).toEqual({ id, props: older });
    expect(await inNewRun("Policy").diff(id, older, inputs)).toMatchObject({ changes: false });
    const { outs: now } = await inNewRun("Policy").update(id, older, inputs);
    expect({ ...line, ...now }).toEqual(outs);
  });

  test("takes from the record what the program ignores the changes of", async () => {
    const ignoring = { ...program, sources: outs.sources };
    const { inputs: checked, failures } = await inNewRun("Policy").check(inputs, ignoring);
    expect(failures).toEqual([]);
    expect(checked.sources).toEqual([`peer-devops (${devops})`]);
    expect(await inNewRun("Policy").diff(id, outs, checked)).toMatchObject({ changes: false });
  });

  test("goes with its group's id: a group that comes anew under the same name is another", async () => {
    const renewed = { ...program, sources: [{ name: "peer-devops", id: unknownValue }] };
    const { inputs: checked } = await inNewRun("Policy").check(inputs, renewed);
    expect(checked.sources).toEqual(["peer-devops (new)"]);
    expect(await inNewRun("Policy").diff(id, outs, checked)).toMatchObject({ changes: true });
  });

  test("is deleted by its record", async () => {
    await inNewRun("Policy").delete(id, outs);
    expect(await account.named("policies", program.name)).toEqual([]);
  });
});

test("what is not known at all stays the engine's marker, alone and in a list", async () => {
  const unknown = { name: unknownValue, id: unknownValue };
  const args = { ...program, sources: [unknown], destinations: unknownValue };
  const { inputs } = await inNewRun("Policy").check({}, args);
  expect(inputs).toMatchObject({ sources: [unknownValue], destinations: unknownValue });
});

test("a policy that was made without a group that vanished is recorded like any other", async () => {
  const devops = await makeGroup("peer-devops");
  const web = await makeGroup("svc-web");
  const lost = await makeGroup("peer-lost");
  const policies = inNewRun("Policy");
  const sources = [...program.sources, { name: "peer-lost", id: lost }];
  const { inputs } = await policies.check({}, { ...program, sources });
  await account.api("DELETE", `/groups/${lost}`);
  const failure: unknown = await policies
    .create({ ...line, ...inputs })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PartialCreateError);
  const { properties } = failure as PartialCreateError;
  expect(properties).toMatchObject({
    ...line,
    sources: [`peer-devops (${devops})`],
    destinations: [`svc-web (${web})`],
  });
  expect(properties).not.toHaveProperty("enabled");
});

describe("a record of references", () => {
  const policies = kindsIn(objects).find(({ name }) => name === "Policy")!;
  const tokens = kindsIn(objects).find(({ name }) => name === "PersonalAccessToken")!;

  test.each([
    { name: unknownValue },
    { id: unknownValue },
    { name: unknownValue, id: unknownValue },
  ])("has the engine's marker where nothing is known: %j", (reference) => {
    const record = recordOf(policies, { sources: [reference] }, {});
    expect(record).toEqual({ sources: [unknownValue] });
    expect(recalled(policies, record).sources).toEqual([unknownValue]);
  });

  test.each([
    [{ name: unknownValue, id: "d3k0" }, "(d3k0)"],
    [{ name: "peer-a", id: unknownValue }, "peer-a (new)"],
  ])("says what is known of %j", (reference, text) => {
    expect(recordOf(policies, { sources: [reference] }, {})).toEqual({ sources: [text] });
  });

  test.each([
    { name: "Jane", id: "a(b)" },
    { name: "Jane", id: "new" },
    { id: "new" },
    { name: "Jane (EU)", id: "auth0|5f7c" },
    { name: "Jane (EU)" },
  ])("stands for %j", (user) => {
    expect(recalled(tokens, recordOf(tokens, { user }, {}))).toEqual({ user });
  });
});

const withDefaults = kindsIn(objects).filter(({ defaults }) => defaults !== undefined);

test.each(withDefaults.map((kind): [string, Kind] => [kind.name, kind]))(
  "%s: a record has of the defaults only what is otherwise, and stands for all",
  (_name, kind) => {
    const { defaults = {} } = kind;
    expect(recordOf(kind, defaults, {})).toEqual({});
    for (const [name, value] of Object.entries(defaults)) {
      const values = { ...defaults, [name]: otherThan(value) };
      const record = recordOf(kind, values, {});
      expect(Object.keys(record)).toEqual([name]);
      expect(recalled(kind, record)).toEqual(values);
    }
  },
);

/** Another value of the same type. */
function otherThan(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value - 1;
  if (Array.isArray(value)) return ["x.example.com"];
  return `${String(value)}-not`;
}

// States rely on them: what changes here would change what they say.
test("defaults are what they were", () => {
  expect(Object.fromEntries(withDefaults.map(({ name, defaults }) => [name, defaults]))).toEqual({
    DnsRecord: { ttl: 300 },
    DnsZone: { enableSearchDomain: false, enabled: true },
    EventStreaming: { enabled: true },
    IdentitySync: { enabled: true },
    NameserverGroup: { domains: [], searchDomainsEnabled: false, enabled: true },
    NetworkResource: { enabled: true },
    NetworkRouter: { metric: 9999, masquerade: true, enabled: true },
    Policy: {
      ...{ enabled: true, action: "accept", bidirectional: false },
      ...{ ports: [], portRanges: [] },
    },
    Route: {
      ...{ metric: 9999, masquerade: true, keepRoute: false },
      ...{ skipAutoApply: false, enabled: true },
    },
  });
});

test.each([
  ["api", true],
  ["jwt", false],
])("a group that is issued by %s now: as recorded is %s", (issued, expected) => {
  const group = { id: "g1", name: "peer-a", issued, peers: [], resources: [] };
  const recorded = { name: "peer-a", issued: "api" };
  const kind = objects.groupKind as Kind;
  expect(isAsRecorded(kind, group, { name: "peer-a" }, recorded)).toBe(expected);
});

test("what depends on other arguments is always recorded", async () => {
  const group = { name: "peer-a", id: await makeGroup("peer-a") };
  const args = { ...line, name: "ns", nameservers: [{ ip: "1.1.1.1" }], groups: [group] };
  const { inputs } = await inNewRun("NameserverGroup").check({}, args);
  expect(inputs).toHaveProperty("primary", true);
  expect(inputs).not.toHaveProperty("domains");
});
