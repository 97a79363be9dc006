/** What the engine keeps of objects, and that it stands for all that handlers need. */
import { PartialCreateError } from "../../../provider/lifecycle/engineErrors";
import { kindsIn } from "../../../provider/lifecycle/kind";
import type { Arguments, Kind } from "../../../provider/lifecycle/kind";
import { recalled, recordOf } from "../../../provider/lifecycle/record";
import { RecordingHandler } from "../../../provider/lifecycle/recordingHandler";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import * as objects from "../../../provider";
import { useTestAccount } from "../account";
import type { KindName } from "../account";

const account = useTestAccount();

/** A new run's handler, as the engine calls it. */
function recording(name: KindName): RecordingHandler {
  const kind = kindsIn(objects).find((one) => one.name === name)!;
  return new RecordingHandler(kind, account.provider()[name]);
}

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
    const policies = recording("Policy");
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
    expect(await recording("Policy").read(id, outs)).toEqual({ id, props: outs });
    expect(await recording("Policy").diff(id, outs, inputs)).toMatchObject({ changes: false });
  });

  test("shows a default that was changed behind our back, and gets it back", async () => {
    await behindOurBack({ bidirectional: true });
    const read = await recording("Policy").read(id, outs);
    expect(read.props).toEqual({ ...outs, bidirectional: true, __provider: undefined });
    expect(read.inputs).toMatchObject({
      bidirectional: true,
      sources: [`peer-devops (${devops})`],
    });
    expect(await recording("Policy").diff(id, read.props!, inputs)).toMatchObject({
      changes: true,
    });
    const updated = await recording("Policy").update(id, read.props!, inputs);
    expect(updated.outs).not.toHaveProperty("bidirectional");
    const policy = await account.api("GET", `/policies/${id}`);
    expect(policy.rules).toMatchObject([{ bidirectional: false, sources: [{ id: devops }] }]);
  });

  test("keeps a default that the program says", async () => {
    const policies = recording("Policy");
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
    expect(await recording("Policy").read(id, older)).toEqual({ id, props: older });
    expect(await recording("Policy").diff(id, older, inputs)).toMatchObject({ changes: false });
    const { outs: now } = await recording("Policy").update(id, older, inputs);
    expect({ ...line, ...now }).toEqual(outs);
  });

  test("takes from the record what the program ignores the changes of", async () => {
    const ignoring = { ...program, sources: outs.sources };
    const { inputs: checked, failures } = await recording("Policy").check(inputs, ignoring);
    expect(failures).toEqual([]);
    expect(checked.sources).toEqual([`peer-devops (${devops})`]);
    expect(await recording("Policy").diff(id, outs, checked)).toMatchObject({ changes: false });
  });

  test("goes with its group's id: a group that comes anew under the same name is another", async () => {
    const renewed = { ...program, sources: [{ name: "peer-devops", id: unknownValue }] };
    const { inputs: checked } = await recording("Policy").check(inputs, renewed);
    expect(checked.sources).toEqual(["peer-devops (new)"]);
    expect(await recording("Policy").diff(id, outs, checked)).toMatchObject({ changes: true });
  });

  test("is deleted by its record", async () => {
    await recording("Policy").delete(id, outs);
    expect(await account.named("policies", program.name)).toEqual([]);
  });
});

test("what is not known at all stays the engine's marker, alone and in a list", async () => {
  const unknown = { name: unknownValue, id: unknownValue };
  const args = { ...program, sources: [unknown], destinations: unknownValue };
  const { inputs } = await recording("Policy").check({}, args);
  expect(inputs).toMatchObject({ sources: [unknownValue], destinations: unknownValue });
});

test("a policy that was made without a group that vanished is recorded like any other", async () => {
  const devops = await makeGroup("peer-devops");
  const web = await makeGroup("svc-web");
  const lost = await makeGroup("peer-lost");
  const policies = recording("Policy");
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

test.each(kindsIn(objects).map((kind): [string, Kind] => [kind.name, kind]))(
  "%s: a record stands for what it was made of, whatever is a default in it",
  (_name, kind) => {
    const defaults = kind.defaults?.({}) ?? {};
    const others = Object.fromEntries(
      Object.entries(defaults).map(([name, value]) => [name, otherThan(value)]),
    );
    for (const name of ["none", ...Object.keys(defaults)]) {
      const values = recalled(kind, name in others ? { [name]: others[name] } : {});
      expect(recalled(kind, recordOf(kind, values, {}))).toEqual(values);
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

test("a nameserver group that got domains behind our back keeps saying whether it is primary", () => {
  const kind = kindsIn(objects).find(({ name }) => name === "NameserverGroup")!;
  const drifted = {
    domains: ["x.example.com"],
    primary: true,
    enabled: true,
    searchDomainsEnabled: false,
  };
  const record = recordOf(kind, drifted, {});
  expect(record).toEqual({ domains: ["x.example.com"], primary: true });
  expect(recalled(kind, record)).toEqual(drifted);
});
