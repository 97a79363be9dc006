import type { Arguments } from "../../../provider/lifecycle/kind";
import {
  create,
  expectNothingToDo,
  failure,
  preview,
  problems,
  refresh,
  unchanged,
  update,
  useTestAccount,
} from "../account";

const account = useTestAccount();
let servers: string;
beforeEach(async () => {
  servers = (await account.api("POST", "/groups", { name: "svc-servers" })).id;
});

const args = {
  name: "setup-prod-servers",
  type: "reusable",
  expiresIn: 86400,
  autoGroups: [{ name: "svc-servers" }],
};

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test.each<[string, object, string]>([
  ["a name against the convention", { name: "servers" }, 'name: "servers" does not follow'],
  ["an unknown type", { type: "forever" }, "type: "],
  ["a lifetime of a second", { expiresIn: 1 }, "expiresIn: must be 60 to 31536000 seconds, or 0"],
  ["a lifetime beyond a year", { expiresIn: 40_000_000 }, "expiresIn: must be 60"],
  ["half a second", { expiresIn: 99.5 }, "expiresIn: must be whole seconds"],
  ["a limit beyond 31 bits", { usageLimit: 2 ** 31 }, "usageLimit: must be 2147483647 or less"],
  ["a negative limit", { usageLimit: -1 }, "usageLimit: must be 0"],
  [
    "several devices for a one-off key",
    { type: "one-off", usageLimit: 2 },
    "usageLimit: a one-off key takes one",
  ],
  [
    "the group All",
    { autoGroups: [{ name: "All" }] },
    "autoGroups[0]: every peer is in the group All",
  ],
  [
    "an unknown group",
    { autoGroups: [{ name: "svc-server" }] },
    'autoGroups[0]: There is no group named "svc-server". Did you mean "svc-servers"',
  ],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().SetupKey, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test("check lets unknown values pass, anywhere", async () => {
  const { SetupKey } = account.provider();
  for (const key of Object.keys(args)) {
    expect(await problems(SetupKey, { ...args, [key]: unknown })).toEqual([]);
  }
});

test("the key is told at creation and kept from then on", async () => {
  const { SetupKey } = account.provider();
  const { id, outs } = await create(SetupKey, args);
  expect(outs.key).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  expect(await account.api("GET", `/setup-keys/${id}`)).toMatchObject({
    auto_groups: [servers],
    type: "reusable",
  });
  const read = await account.provider().SetupKey.read(id, { ...outs, expires: "another" });
  expect(read.props).toEqual(outs);
  expect(read.inputs).toMatchObject({ name: args.name });
  expect(read.inputs).not.toHaveProperty("key");
  const { outs: updated } = await SetupKey.update(id, outs, { ...args, revoked: true });
  expect(updated.key).toBe(outs.key);
});

test("time passing, use and defaults are no change", async () => {
  const { SetupKey } = account.provider();
  const oneOff = { ...args, type: "one-off", usageLimit: 0 };
  const { id, outs } = await create(SetupKey, oneOff);
  await account.enrollWith(outs.key as string, "server1");
  const read = await account.provider().SetupKey.read(id, outs);
  expect(read.props).toEqual(outs);
  const { inputs } = await SetupKey.check({}, oneOff);
  expect(await SetupKey.diff(id, outs, inputs)).toMatchObject({ changes: false, replaces: [] });
});

test.each<[string, Arguments, string[]]>([
  ["other groups", { autoGroups: [] }, []],
  ["revoking", { revoked: true }, []],
  ["no longer saying when it expires", { expiresIn: undefined }, []],
  ["another name", { name: "setup-prod-other" }, ["name"]],
  ["another type", { type: "one-off" }, ["type"]],
  ["another lifetime", { expiresIn: 7200 }, ["expiresIn"]],
  ["a limit", { usageLimit: 5 }, ["usageLimit"]],
  ["ephemeral devices", { ephemeral: true }, ["ephemeral"]],
  ["labels", { allowExtraDnsLabels: true }, ["allowExtraDnsLabels"]],
])(
  "%s changes it in place, or replaces it only where the API cannot",
  async (_what, change, replaces) => {
    const { SetupKey } = account.provider();
    const { id, outs } = await create(SetupKey, args);
    const news = JSON.parse(JSON.stringify({ ...args, ...change })) as Arguments;
    expect(await SetupKey.diff(id, outs, news)).toEqual({
      changes: true,
      replaces,
      deleteBeforeReplace: replaces.length > 0,
    });
  },
);

test("going back from revoked replaces the key, because the server cannot", async () => {
  const { SetupKey } = account.provider();
  const { id, outs } = await create(SetupKey, { ...args, revoked: false });
  const { outs: revoked } = await SetupKey.update(id, outs, { ...args, revoked: true });
  expect(await account.api("GET", `/setup-keys/${id}`)).toMatchObject({ state: "revoked" });
  expect(await SetupKey.diff(id, revoked, { ...args, revoked: false })).toMatchObject({
    replaces: ["revoked"],
  });
});

test("groups changed behind our back are shown and repaired, revocation by hand is left alone", async () => {
  const { SetupKey } = account.provider();
  const { id, outs } = await create(SetupKey, args);
  await account.api("PUT", `/setup-keys/${id}`, { auto_groups: [], revoked: true });
  const { props } = await account.provider().SetupKey.read(id, outs);
  expect(props).toMatchObject({ autoGroups: [] });
  expect(props).not.toHaveProperty("revoked");
  await SetupKey.update(id, props as Arguments, args);
  expect(await account.api("GET", `/setup-keys/${id}`)).toMatchObject({
    auto_groups: [servers],
    revoked: true,
  });
});

test.each(["reset-after", "timeout-after", "invalid-json"] as const)(
  "a key whose answer was lost (%s) is made again, and leaves nothing behind",
  async (kind) => {
    await account.fail({ kind, method: "POST" });
    const { SetupKey } = account.provider({ "netbird:requestTimeout": 1 });
    const { id, outs } = await create(SetupKey, args);
    expect(outs.key).toMatch(/^[0-9A-F-]{36}$/);
    expect(await account.named("setup-keys", args.name)).toEqual([expect.objectContaining({ id })]);
  },
);

test("adoption keeps the key alive, and is refused where it could not", async () => {
  const { id } = await account.api("POST", "/setup-keys", {
    name: args.name,
    type: "reusable",
    expires_in: 3600,
    auto_groups: [],
  });
  const { SetupKey } = account.provider();
  await expect(create(SetupKey, { ...args, expiresIn: 0, adopt: true })).rejects.toThrow(
    /cannot be adopted: it differs in expiresIn/,
  );
  await expect(create(SetupKey, { ...args, type: "one-off", adopt: true })).rejects.toThrow(
    /cannot be adopted: it differs in type \("reusable"\)/,
  );
  const adopted = await create(SetupKey, { ...args, adopt: true });
  expect(adopted.id).toBe(id);
  expect(adopted.outs).not.toHaveProperty("key");
  expect(await account.api("GET", `/setup-keys/${id}`)).toMatchObject({
    auto_groups: [servers],
    valid: true,
  });
  expect(await SetupKey.diff(id, adopted.outs, args)).toMatchObject({ changes: false });
});

test.each([true, "its id"])(
  "a revoked key is not adopted (%p) as one that is not, which the preview says",
  async (adopt) => {
    const key = { name: args.name, type: "reusable", auto_groups: [] };
    const { id } = await account.api("POST", "/setup-keys", key);
    await account.api("PUT", `/setup-keys/${id}`, { auto_groups: [], revoked: true });
    const adopting = { ...args, expiresIn: 0, adopt: adopt === true ? true : id };
    const wanted = { ...adopting, revoked: false };
    const refused = `The setup key "${args.name}" (${id}) cannot be adopted: it differs in revoked (true), which cannot be changed. Write these as they are or leave them out, or remove adopt and give another name.`;
    const { SetupKey } = account.provider();
    expect(await problems(SetupKey, wanted)).toEqual([expect.stringContaining(refused)]);
    expect(await failure(SetupKey.create(wanted))).toContain(refused);
    expect(await account.api("GET", `/setup-keys/${id}`)).toMatchObject({ auto_groups: [] });
    const adopted = await create(account.provider().SetupKey, adopting);
    await expectNothingToDo(account.provider().SetupKey, adopted, { ...adopting, revoked: true });
  },
);

test("a key that was revoked by hand is not updated as one that is not, and is replaced after a refresh", async () => {
  const wanted = { ...args, revoked: false };
  const made = await create(account.provider().SetupKey, wanted);
  await account.api("PUT", `/setup-keys/${made.id}`, { auto_groups: [servers], revoked: true });
  const ungrouped = { ...wanted, autoGroups: [] };
  await account.requests();
  expect(await failure(update(account.provider().SetupKey, made, ungrouped))).toMatch(
    /was revoked outside this program.*nothing was written\. Run `pulumi refresh`: the next `pulumi up` replaces/,
  );
  expect((await account.requests()).filter((one) => !one.startsWith("GET"))).toEqual([]);
  const refreshed = await refresh(account.provider().SetupKey, made);
  expect(await preview(account.provider().SetupKey, refreshed, ungrouped)).toEqual({
    changes: true,
    replaces: ["revoked"],
  });
});

test("delete may be repeated", async () => {
  const { SetupKey } = account.provider();
  const { id, outs } = await create(SetupKey, args);
  await SetupKey.delete(id, outs);
  await SetupKey.delete(id, outs);
  expect(await account.named("setup-keys", args.name)).toEqual([]);
});

// A replaced key no longer lets devices join, so that nothing but a real change may replace it.
test("defaults that are written down later, and what the server has anyway, replace nothing", async () => {
  const { SetupKey } = account.provider();
  const plain = { name: args.name, type: "reusable" };
  const made = await create(SetupKey, plain);
  const defaults = { expiresIn: 0, usageLimit: 0, ephemeral: false, allowExtraDnsLabels: false };
  for (const [name, value] of Object.entries(defaults)) {
    const { replaces } = await preview(SetupKey, made, { ...plain, [name]: value });
    expect([name, replaces]).toEqual([name, []]);
  }
  const { outs } = await update(SetupKey, made, { ...plain, ...defaults });
  expect(outs).toMatchObject({ ...defaults, key: made.outs.key });
  expect(await preview(SetupKey, made, { ...plain, expiresIn: 7200 })).toMatchObject({
    replaces: ["expiresIn"],
  });
});

test("a key that was adopted with other values shows no difference when the program writes them", async () => {
  const { id } = await account.api("POST", "/setup-keys", {
    ...{ name: args.name, type: "reusable", auto_groups: [] },
    ...{ ephemeral: true, usage_limit: 5 },
  });
  const plain = { name: args.name, type: "reusable" };
  const made = await create(account.provider().SetupKey, { ...plain, adopt: true });
  expect(made.id).toBe(id);
  const { SetupKey } = account.provider();
  const same = { ...plain, ephemeral: true, usageLimit: 5 };
  expect(await preview(SetupKey, made, same)).toEqual(unchanged);
  expect(await preview(SetupKey, made, { ...same, usageLimit: 6 })).toMatchObject({
    replaces: ["usageLimit"],
  });
  await account.api("PUT", `/setup-keys/${id}`, { auto_groups: [], revoked: true });
  expect(await preview(account.provider().SetupKey, made, { ...plain, revoked: false })).toEqual({
    changes: true,
    replaces: ["revoked"],
  });
});

test("the group All is refused by its id, too", async () => {
  const [all] = await account.named("groups", "All");
  expect(
    await problems(account.provider().SetupKey, { ...args, autoGroups: [{ id: all!.id }] }),
  ).toEqual([expect.stringContaining("autoGroups[0]: every peer is in the group All")]);
});

describe("a key that goes when it is spent", () => {
  const oneOff = { ...args, type: "one-off", removeWhenSpent: true };

  test("is removed by the next update, keeps its outputs, and has nothing to do from then on", async () => {
    const { SetupKey } = account.provider();
    const made = await create(SetupKey, oneOff);
    expect(await preview(SetupKey, made, oneOff)).toEqual(unchanged);
    const peer = await account.enrollWith(made.outs.key as string, "web-1");
    const later = account.provider().SetupKey;
    expect(await preview(later, made, oneOff)).toEqual({ changes: true, replaces: [] });
    const spent = await update(later, made, oneOff);
    expect(await account.named("setup-keys", args.name)).toEqual([]);
    expect(spent.outs).toEqual({ ...made.outs, spent: "used up" });
    await expectNothingToDo(account.provider().SetupKey, spent, oneOff);
    const { groups } = await account.api<{ groups: { name: string }[] }>("GET", `/peers/${peer}`);
    expect(groups.map(({ name }) => name)).toContain("svc-servers");
  });

  test("takes other groups without being made anew, and may be deleted", async () => {
    const { SetupKey } = account.provider();
    const made = await create(SetupKey, oneOff);
    await account.enrollWith(made.outs.key as string, "web-1");
    const later = account.provider().SetupKey;
    const spent = await update(later, made, { ...oneOff, autoGroups: [] });
    expect(spent.outs).toMatchObject({ spent: "used up", autoGroups: [] });
    const { autoGroups: _, ...ungrouped } = oneOff;
    const left = await update(account.provider().SetupKey, spent, ungrouped);
    expect(left.outs.key).toBe(made.outs.key);
    await expectNothingToDo(account.provider().SetupKey, left, ungrouped);
    expect(await preview(later, spent, oneOff)).toEqual({ changes: true, replaces: [] });
    await later.delete(spent.id, spent.outs);
    expect(await account.named("setup-keys", args.name)).toEqual([]);
  });

  test("is removed when it has expired", async () => {
    const { SetupKey } = account.provider();
    const made = await create(SetupKey, { ...oneOff, type: "reusable", expiresIn: 60 });
    jest.spyOn(Date, "now").mockReturnValue(Date.now() + 61_000);
    try {
      const later = account.provider().SetupKey;
      const expired = await update(later, made, { ...oneOff, type: "reusable", expiresIn: 60 });
      expect(expired.outs.spent).toBe("expired");
      expect(await account.named("setup-keys", args.name)).toEqual([]);
    } finally {
      jest.restoreAllMocks();
    }
  });

  test("stays when nobody asked for that, or when it was revoked", async () => {
    const { SetupKey } = account.provider();
    const kept = { ...args, type: "one-off" };
    const made = await create(SetupKey, kept);
    await account.enrollWith(made.outs.key as string, "web-1");
    expect(await preview(account.provider().SetupKey, made, kept)).toEqual(unchanged);
    const revoked = await update(SetupKey, made, { ...kept, revoked: true });
    const asked = { ...kept, revoked: true, removeWhenSpent: true };
    expect(await preview(account.provider().SetupKey, revoked, asked)).toEqual(unchanged);
    expect(await account.named("setup-keys", args.name)).toHaveLength(1);
  });
});
