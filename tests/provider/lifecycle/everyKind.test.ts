/** What holds for every kind alike. */
import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import {
  create,
  expectNothingToDo,
  failure,
  preview,
  unchanged,
  update,
  useTestAccount,
} from "../account";
import { startIssuer } from "../objects/issuer";
import { walkCases } from "./walkCases";
import type { WalkCase } from "./walkCases";

const account = useTestAccount();
let issuer: { issuer: string; stop: () => void };
let cases: WalkCase[];
beforeAll(async () => {
  issuer = await startIssuer();
  cases = walkCases(issuer.issuer);
});
afterAll(() => issuer.stop());

const kinds = walkCases("").map(({ kind }) => kind);
const isMade = (kind: string) => !["DnsSettings", "AccountSettings", "Peer"].includes(kind);

async function start(kind: string): Promise<WalkCase> {
  const each = cases.find((one) => one.kind === kind)!;
  await each.prepare(account);
  return each;
}

/** The arguments with a single value, anywhere, unknown. */
function* withUnknowns(value: unknown): Generator<unknown> {
  yield unknownValue;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    for (const unknown of withUnknowns(item)) {
      if (Array.isArray(value)) yield value.map((one: unknown) => (one === item ? unknown : one));
      else yield { ...value, [key]: unknown };
    }
  }
}

describe.each(kinds)("%s", (kind) => {
  test("lets unknown values pass in check and diff, anywhere", async () => {
    const { args } = await start(kind);
    const made = await create(account.provider()[kind], args);
    for (const some of withUnknowns(args)) {
      if (some === unknownValue) continue;
      const { changes } = await preview(account.provider()[kind], made, some as Arguments);
      expect([some, changes]).toEqual([some, true]);
    }
  });

  test("has nothing to do after creation; null is absent, order and repetition do not count", async () => {
    const { args } = await start(kind);
    const { [kind]: handler } = account.provider();
    const made = await create(handler, args);
    const names = Object.keys(handlerShape(kind)).filter((name) => !(name in args));
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    await expectNothingToDo(account.provider()[kind], made, { ...args, ...nulls });
    const reversed = Object.entries(args).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...(value as unknown[])].reverse() : value,
    ]);
    expect(
      await preview(
        account.provider()[kind],
        made,
        Object.fromEntries(reversed.reverse()) as Arguments,
      ),
    ).toMatchObject({ changes: false });
  });

  test("is deleted once, and deleting may be repeated", async () => {
    const { args, find, without } = await start(kind);
    const { id, outs } = await create(account.provider()[kind], args);
    await account.provider()[kind].delete(id, outs);
    await account.provider()[kind].delete(id, outs);
    expect(await find(account)).toMatchObject(without ? [without] : []);
  });
});

// A token cannot be changed.
test.each(kinds.filter((kind) => kind !== "PersonalAccessToken"))(
  "%s: an argument that the program gives up is the server's",
  async (kind) => {
    const { args, change, find, wantedChanged } = await start(kind);
    const made = await create(account.provider()[kind], args);
    const changed = await update(account.provider()[kind], made, { ...args, ...change });
    // Some have a documented default instead.
    const { inputs } = await account.provider()[kind].check({}, args);
    const optional = Object.keys(change).filter((name) => !(name in inputs));
    const left = await update(account.provider()[kind], changed, args);
    if (optional.length > 0) expect(await find(account)).toMatchObject([wantedChanged]);
    await expectNothingToDo(account.provider()[kind], left, args);
  },
);

// Settings have to be recorded, with what they were before.
test.each(kinds.filter(isMade))(
  "%s: what the server has anyway is no difference when the program writes it out; another value is",
  async (kind) => {
    const { args } = await start(kind);
    const made = await create(account.provider()[kind], args);
    const lookup = { id: made.id, network: args.network, zone: args.zone, user: args.user };
    const { props } = await account.provider()[kind].read("", { lookup });
    const names = Object.keys(handlerShape(kind)).filter(
      (name) => !(name in args) && props?.[name] !== undefined,
    );
    const isAllowed = async (some: Arguments) =>
      (await account.provider()[kind].check(args, { ...args, ...some })).failures.length === 0;
    const changed = async (some: Arguments) =>
      (await preview(account.provider()[kind], made, { ...args, ...some })).changes;
    for (const name of names) {
      const same = { [name]: props![name] };
      // Some arguments take another one's place.
      if (!(await isAllowed(same))) continue;
      // What a deletion has to take out is recorded.
      const isRecorded = name === "resources" && (props![name] as unknown[]).length > 0;
      expect([same, await changed(same)]).toEqual([same, isRecorded]);
      const other = { [name]: !props![name] };
      if (typeof props![name] !== "boolean" || !(await isAllowed(other))) continue;
      expect([other, await changed(other)]).toEqual([other, true]);
    }
    const hasAll = ["PersonalAccessToken", "IdentityProvider"].includes(kind);
    expect(names.length > 0).toBe(!hasAll);
  },
);

test("what somebody changes of what was only written out is told, as the engine shows no value of it", async () => {
  const said = jest.spyOn(console, "error").mockReturnValue();
  const { args } = await start("Network");
  const made = await create(account.provider().Network, args);
  const written = { ...args, description: "" };
  expect(await preview(account.provider().Network, made, written)).toEqual(unchanged);
  said.mockClear();
  const body = { name: args.name, description: "theirs" };
  await account.api("PUT", `/networks/${made.id}`, body);
  const told = `Somebody has changed network "${String(args.name)}": description "theirs" instead of "".`;
  // A refresh compares without a check.
  const refreshing = account.provider().Network;
  expect(await refreshing.diff(made.id, made.outs, written)).toMatchObject({ changes: true });
  expect(said.mock.calls).toEqual([[told]]);
  said.mockClear();
  const { Network } = account.provider();
  const { inputs } = await Network.check(written, written);
  expect(await Network.diff(made.id, made.outs, inputs)).toMatchObject({ changes: true });
  expect(said.mock.calls).toEqual([[told]]);
  said.mockClear();
  // What the program itself begins to want, the engine shows.
  const later = account.provider().Network;
  const wanted = (await later.check(args, { ...args, description: "ours" })).inputs;
  expect(await later.diff(made.id, made.outs, wanted)).toMatchObject({ changes: true });
  expect(said.mock.calls).toEqual([]);
});

// The description of a policy is also told its reason.
test.each(kinds.filter((kind) => kind !== "Policy" && "description" in handlerShape(kind)))(
  "%s: an empty text that is given for the first time counts",
  async (kind) => {
    const { args } = await start(kind);
    const { [kind]: handler } = account.provider();
    const made = await create(handler, args);
    expect(await preview(handler, made, { ...args, description: "" })).toMatchObject({
      changes: false,
    });
    await update(handler, made, { ...args, description: "theirs" });
    expect(await preview(account.provider()[kind], made, { ...args, description: "" })).toEqual({
      changes: true,
      replaces: [],
    });
  },
);

const nameOf = (kind: string) =>
  ["name", "networkId"].find((argument) => argument in handlerShape(kind));

// A record's name is a domain.
test.each(kinds.filter((kind) => kind !== "DnsRecord" && nameOf(kind) !== undefined))(
  "%s: blanks are no name, and blanks around one stay",
  async (kind) => {
    const { args } = await start(kind);
    const name = nameOf(kind)!;
    const noConvention = "namingConvention" in handlerShape(kind) && { namingConvention: "off" };
    for (const blank of ["   ", "\t\n"]) {
      const refused = { ...args, ...noConvention, [name]: blank };
      const { failures } = await account.provider()[kind].check({}, refused);
      expect(failures).toEqual([
        { property: name, reason: expect.stringMatching(/ needs an? .*blanks alone/) as string },
      ]);
    }
    const padded = { ...args, ...noConvention, [name]: " x y " };
    const made = await create(account.provider()[kind], padded);
    expect(made.outs[name]).toBe(" x y ");
    await expectNothingToDo(account.provider()[kind], made, padded);
  },
);

describe.each(kinds.filter(isMade))("%s that exists", (kind) => {
  test("is refused with how to adopt it, and adopted by its identity and by its id", async () => {
    const { args, find, wanted } = await start(kind);
    const first = await create(account.provider()[kind], args);
    const { [kind]: handler } = account.provider();
    expect(await failure(create(handler, args))).toMatch(
      new RegExp(`exists already \\(${first.id}\\).*set adopt: true`),
    );
    for (const adopt of [true, first.id]) {
      const adopted = await create(account.provider()[kind], { ...args, adopt });
      expect(adopted.id).toBe(first.id);
      await expectNothingToDo(account.provider()[kind], adopted, args);
      expect(await find(account)).toMatchObject([wanted]);
    }
    expect(await failure(create(handler, { ...args, adopt: "nope" }))).toMatch(
      /There is no .* with the id "nope" to adopt/,
    );
  });

  test("and is gone behind our back leaves the state, and is created again", async () => {
    const { args, find, wanted } = await start(kind);
    const first = await create(account.provider()[kind], args);
    await account.provider()[kind].delete(first.id, first.outs);
    expect(await account.provider()[kind].read(first.id, first.outs)).toEqual({ id: "" });
    await create(account.provider()[kind], args);
    expect(await find(account)).toMatchObject([wanted]);
  });
});

/** The arguments of a kind. */
function handlerShape(kind: string): object {
  const all =
    jest.requireActual<Record<string, { name?: string; schema?: { shape: object } }>>(
      "../../../provider",
    );
  return Object.values(all).find((one) => one.name === kind && one.schema)!.schema!.shape;
}
