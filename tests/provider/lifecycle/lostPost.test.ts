/** Creations whose answer is lost, while somebody else writes, or while nothing answers any more. */
import { setTimeout as pause } from "node:timers/promises";
import type { Arguments } from "../../../provider/lifecycle/kind";
import type { Fault } from "../../../sandbox/netbird";
import { create, expectNothingToDo, failure, useTestAccount } from "../account";
import type { ApiJson, KindName, Made } from "../account";

const account = useTestAccount();

const key = { name: "setup-dev-x", type: "reusable" };
const theirKey = { name: key.name, type: "reusable", auto_groups: [] };
const person = { name: "Ada", email: "ada@example.com", role: "user" };
const ciUser = { name: "ci", role: "auditor", isServiceUser: true };
const always = { times: 1_000_000 };

/** Time for somebody else, after a POST has failed and before we look what became of it. */
const patient = { firstPause: 400 };
const hasty = { firstPause: 1 };

/** Creates an object whose POST suffers a fault; somebody else acts before we look for it. */
async function createMeanwhile(
  kind: KindName,
  args: Arguments,
  fault: Fault["kind"],
  meanwhile: () => Promise<unknown>,
): Promise<Made & { message: string }> {
  await account.fail({ kind: fault, method: "POST" });
  const creation = create(account.provider({}, patient)[kind], args).then(
    (made) => ({ ...made, message: "" }),
    (error: Error) => ({ id: "", outs: {}, message: error.message }),
  );
  while ((await account.faults()).length > 0) await pause(5);
  await meanwhile();
  return creation;
}

describe("somebody else's object", () => {
  const others: [string, KindName, Arguments, string, Arguments & { name: string }, string][] = [
    [
      "key of another type",
      "SetupKey",
      key,
      "/setup-keys",
      { ...theirKey, type: "one-off" },
      "type",
    ],
    [
      "network",
      "Network",
      { name: "x", description: "ours" },
      "/networks",
      { name: "x", description: "theirs" },
      "description",
    ],
    [
      "person",
      "User",
      person,
      "/users",
      { ...person, role: "admin", is_service_user: false, auto_groups: [] },
      "role",
    ],
    [
      "person of another name",
      "User",
      person,
      "/users",
      { ...person, name: "Ada Lovelace", is_service_user: false, auto_groups: [] },
      "name",
    ],
  ];

  test.each(others)(
    "of the same name, a %s that differs, is neither taken nor deleted, but named",
    async (_what, kind, args, path, theirs, differs) => {
      let id = "";
      const { message } = await createMeanwhile(kind, args, "reset-before", async () => {
        id = (await account.api("POST", path, theirs)).id;
      });
      expect(message).toMatch(/cannot be reached \(ECONNRESET\).*It is not clear whether/);
      expect(message).toContain(`1 of that kind has appeared meanwhile (${id})`);
      expect(message).toContain(`another ${differs}.`);
      const left = await account.named(path.slice(1), theirs.name);
      expect(left).toEqual([expect.objectContaining({ id })]);
      const called = await account.named(path.slice(1), args.name as string);
      expect(called).toHaveLength(theirs.name === args.name ? 1 : 0);
    },
  );

  test("of the same name beside ours is told apart from it", async () => {
    let theirs = "";
    const made = await createMeanwhile("SetupKey", key, "reset-after", async () => {
      theirs = (await account.api("POST", "/setup-keys", { ...theirKey, type: "one-off" })).id;
    });
    expect(made.message).toBe("");
    expect(made.outs.key).toMatch(/^[0-9A-F-]{36}$/);
    const left = await account.named("setup-keys", key.name);
    expect(left.map(({ id }) => id).sort()).toEqual([made.id, theirs].sort());
  });

  test("that is just like ours is left, with ours, and both are named", async () => {
    let theirs = "";
    const { message } = await createMeanwhile("SetupKey", key, "reset-after", async () => {
      theirs = (await account.api("POST", "/setup-keys", theirKey)).id;
    });
    const ids = (await account.named("setup-keys", key.name)).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(ids).toContain(theirs);
    for (const id of ids) expect(message).toContain(id);
    expect(message).toMatch(
      /all as it was sent.*Nothing was changed or deleted.*set adopt to the id/,
    );
  });

  test("that was made long after the first list of this process is no trace of our POST", async () => {
    const { SetupKey } = account.provider({}, hasty);
    await create(SetupKey, { ...key, name: "setup-dev-first" });
    const { id } = await account.api("POST", "/setup-keys", theirKey);
    await account.fail({ kind: "reset-before", method: "POST" });
    expect(await failure(create(SetupKey, key))).toContain(`exists already (${id})`);
    expect(await account.named("setup-keys", key.name)).toEqual([expect.objectContaining({ id })]);
  });
});

test.each<[string, KindName, Arguments, string]>([
  ["a blocked person", "User", { ...person, isBlocked: true }, "users"],
  ["a blocked service user", "User", { ...ciUser, isBlocked: true }, "users"],
  ["a revoked key", "SetupKey", { ...key, revoked: true }, "setup-keys"],
])(
  "%s, which the POST cannot make in one go, is still found to be ours",
  async (_what, kind, args, path) => {
    await account.fail({ kind: "reset-after", method: "POST" });
    const made = await create(account.provider({}, hasty)[kind], args);
    expect(await account.named(path, args.name as string)).toEqual([
      expect.objectContaining({ id: made.id }),
    ]);
    await expectNothingToDo(account.provider()[kind], made, args);
  },
);

test("a service user, of whom nothing is told once, is kept and not made again", async () => {
  await account.fail({ kind: "reset-after", method: "POST" });
  await create(account.provider({}, hasty).User, ciUser);
  const requests = await account.requests();
  expect(requests.filter((request) => /POST|DELETE/.test(request))).toEqual(["POST /api/users"]);
});

test.each<[string, KindName, Arguments]>([
  ["networks", "Network", { name: "x" }],
  ["setup-keys", "SetupKey", key],
])("a 503 after the server acted makes no second one of the %s", async (path, kind, args) => {
  await account.fail({ kind: "503-after", method: "POST" });
  const { id } = await create(account.provider({}, hasty)[kind], args);
  expect(await account.named(path, args.name as string)).toEqual([expect.objectContaining({ id })]);
});

test("a key that is deleted unheard is gone all the same", async () => {
  await account.fail(
    { kind: "reset-after", method: "POST" },
    { kind: "reset-after", method: "DELETE" },
  );
  const { id } = await create(account.provider({}, hasty).SetupKey, key);
  expect(await account.named("setup-keys", key.name)).toEqual([expect.objectContaining({ id })]);
});

describe("when nothing answers after a lost POST", () => {
  // The check lists what there is, and the creation lists once more what cannot be told again.
  test.each<[KindName, Arguments, string, string, number]>([
    ["SetupKey", key, "setup-keys", 'the setup key named "setup-dev-x"', 2],
    ["Network", { name: "x" }, "networks", 'the network named "x"', 1],
  ])("the error says that the %s may exist, and what to do", async (...each) => {
    const [kind, args, path, what, lists] = each;
    await account.fail(
      { kind: "reset-after", method: "POST" },
      { kind: "502-html", method: "GET", path: `/${path}$`, skip: lists, ...always },
    );
    const message = await failure(create(account.provider({}, hasty)[kind], args));
    expect(message).toMatch(/^Cannot create .*cannot be reached \(ECONNRESET\)/);
    expect(message).toContain(`The POST was sent, so that ${what} may have been made`);
    expect(message).toMatch(
      /looking for it failed as well \(Cannot list .*HTTP 502.*run `pulumi up`/,
    );
    await account.fail();
    expect(await account.named(path, args.name as string)).toHaveLength(1);
  });

  test("the error names the key that could not be deleted", async () => {
    await account.fail(
      { kind: "reset-after", method: "POST" },
      { kind: "502-html", method: "DELETE", ...always },
    );
    const message = await failure(create(account.provider({}, hasty).SetupKey, key));
    await account.fail();
    const [{ id }] = (await account.named("setup-keys", key.name)) as [ApiJson];
    expect(message).toMatch(/^Cannot create .*cannot be reached \(ECONNRESET\)/);
    expect(message).toContain(`The POST has made the setup key named "setup-dev-x" (${id})`);
    expect(message).toMatch(
      /its key was in the lost answer only.*failed as well \(Cannot delete .*HTTP 502/,
    );
    expect(message).toMatch(/Delete it when the server answers again, then run `pulumi up`/);
  });
});

describe("what exists already", () => {
  test.each<[KindName, Arguments, string]>([
    ["SetupKey", key, "key"],
    ["User", person, "password"],
  ])("as a %s is to be deleted for its secret, or adopted without", async (kind, args, told) => {
    const { id } = await create(account.provider()[kind], args);
    const message = await failure(create(account.provider()[kind], args));
    expect(message).toContain(`Its ${told} cannot be told again`);
    expect(message).toContain(`delete it (${id}) and run \`pulumi up\` again`);
    expect(message).toMatch(/to manage it here without, set adopt: true/);
  });

  test("and has nothing to tell is adopted without further ado", async () => {
    await create(account.provider().User, ciUser);
    const message = await failure(create(account.provider().User, ciUser));
    expect(message).toMatch(/To manage it here, set adopt: true; to refer to it only/);
  });

  test("twice is adopted by an id", async () => {
    await account.api("POST", "/setup-keys", theirKey);
    await account.api("POST", "/setup-keys", theirKey);
    const message = await failure(create(account.provider().SetupKey, key));
    expect(message).toMatch(/without, set adopt to one of these ids/);
  });
});
