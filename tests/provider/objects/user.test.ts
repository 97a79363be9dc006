import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
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
import type { ApiJson } from "../account";

const account = useTestAccount();
let group: string;
beforeEach(async () => {
  group = (await account.api("POST", "/groups", { name: "peer-devops" })).id;
});

const service = { name: "ci", role: "auditor", autoGroups: [{ name: "peer-devops" }] };
const person = { name: "Ada", email: "ada@example.com", role: "user" };

async function onServer(id: string): Promise<ApiJson | undefined> {
  return (await account.api<ApiJson[]>("GET", "/users")).find((user) => user.id === id);
}

test.each<[string, Arguments, string]>([
  ["an empty name", { name: "" }, "name: a user needs a name"],
  ["another role", { role: "root" }, "role: "],
  ["an owner", { role: "owner" }, "role: the owner exists already"],
  [
    "an owner who is not adopted",
    { role: "owner", adopt: false },
    "role: the owner exists already",
  ],
  ["an address that is none", { email: "ada" }, "email: is not an e-mail address"],
  [
    "a service user's address",
    { email: "a@b.c", isServiceUser: true },
    "email: a service user has no",
  ],
  ["a person without address", { isServiceUser: false }, "email: a person needs"],
  [
    "the group All",
    { autoGroups: [{ name: "All" }] },
    "autoGroups[0]: every peer is in the group All",
  ],
  [
    "an unknown group",
    { autoGroups: [{ name: "x" }] },
    'autoGroups[0]: There is no group named "x"',
  ],
  // The server takes this at creation, and refuses every update afterwards.
  [
    "a group id that is none",
    { autoGroups: [{ id: "x" }] },
    "autoGroups[0]: There is no group with",
  ],
  [
    "a group twice",
    { autoGroups: [{ name: "peer-devops" }, { name: "peer-devops" }] },
    "autoGroups[1]: repeats",
  ],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().User, { ...service, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test("an id where a name is expected is told as one, with what to write", async () => {
  // As `stackReference.requireOutput("groupId")` gives it.
  const byId = { ...service, autoGroups: [{ name: group }] };
  expect(await problems(account.provider().User, byId)).toEqual([
    `autoGroups[0]: "${group}" is the id of the group "peer-devops", and a text is taken for a name: write { id: "${group}" }.`,
  ]);
  const { id } = await create(account.provider().User, { ...service, autoGroups: [{ id: group }] });
  expect(await onServer(id)).toMatchObject({ auto_groups: [group] });
});

test.each<[string, Arguments, string[]]>([
  ["another name", { name: "other" }, ["name"]],
  ["an address", { email: "ci@example.com" }, ["email", "isServiceUser"]],
  ["another role", { role: "admin" }, []],
  ["no groups", { autoGroups: [] }, []],
  ["blocking", { isBlocked: true }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  const { User } = account.provider();
  const made = await create(User, service);
  const result = await preview(User, made, { ...service, ...change });
  expect({ ...result, replaces: result.replaces?.sort() }).toEqual({ changes: true, replaces });
});

test("saying what follows anyway replaces nothing", async () => {
  const { User } = account.provider();
  const made = await create(User, service);
  expect(await preview(User, made, { ...service, isServiceUser: true })).toEqual(unchanged);
  const ada = await create(User, person);
  expect(await preview(User, ada, { ...person, isServiceUser: false })).toEqual(unchanged);
});

test("an update does not unblock or empty what the program leaves out", async () => {
  const { User } = account.provider();
  const { autoGroups: _groups, ...plain } = service;
  const made = await create(User, plain);
  await account.api("PUT", `/users/${made.id}`, {
    ...{ role: "auditor", auto_groups: [group], is_blocked: true },
  });
  await expectNothingToDo(account.provider().User, made, plain);
  await update(User, made, { ...plain, role: "user" });
  expect(await onServer(made.id)).toMatchObject({
    ...{ role: "user", auto_groups: [group], is_blocked: true },
  });
});

test("drift is shown and repaired with the same id", async () => {
  const { User } = account.provider();
  const args = { ...service, isBlocked: false };
  const made = await create(User, args);
  const hacked = { role: "admin", auto_groups: [], is_blocked: true };
  await account.api("PUT", `/users/${made.id}`, hacked);
  const drifted = await refresh(account.provider().User, made);
  expect(drifted.outs).toMatchObject({ role: "admin", autoGroups: [], isBlocked: true });
  await update(User, drifted, args);
  expect(await onServer(made.id)).toMatchObject({
    ...{ role: "auditor", auto_groups: [group], is_blocked: false },
  });
});

test("a person's first password is told once, kept, and in no input", async () => {
  const { User } = account.provider();
  const made = await create(User, person);
  expect(made.outs.password).toEqual(expect.stringMatching(/.{8}/));
  await expectNothingToDo(account.provider().User, made, person);
  const read = await account.provider().User.read(made.id, { ...made.outs, role: "owner" });
  expect(read.inputs).toMatchObject({ role: person.role });
  expect(read.inputs).not.toHaveProperty("password");
  const changed = await update(User, made, { ...person, role: "auditor" });
  expect(changed.outs.password).toBe(made.outs.password);
});

test("a person is adopted by the address in any case, without a new password", async () => {
  const { id } = await account.api("POST", "/users", {
    ...{ name: "Ada", email: "Ada@Example.com", role: "user", auto_groups: [] },
  });
  expect(await failure(create(account.provider().User, person))).toMatch(
    /with the email "ada@example.com" exists already/,
  );
  const made = await create(account.provider().User, { ...person, adopt: true });
  expect(made.id).toBe(id);
  expect(made.outs).not.toHaveProperty("password");
  await expectNothingToDo(account.provider().User, made, person);
  await expectNothingToDo(account.provider().User, made, { ...person, email: "ADA@example.com" });
});

test("the owner, once adopted, stays one without adopt", async () => {
  const owner = (await account.api<ApiJson[]>("GET", "/users")).find(
    ({ role }) => role === "owner",
  )!;
  const wish = { name: owner.name, email: owner.email, role: "owner" };
  const made = await create(account.provider().User, { ...wish, adopt: true });
  expect(made.id).toBe(owner.id);
  // The engine hands the check the arguments of before, not the outputs.
  const { failures } = await account.provider().User.check({ ...wish, adopt: true }, wish);
  expect(failures).toEqual([]);
  await expectNothingToDo(account.provider().User, made, wish);
  // Who has become the owner elsewhere may be called so by the program.
  const before = { ...wish, role: "user" };
  expect((await account.provider().User.check(before, wish)).failures).toEqual([]);
});

describe("nobody is made owner", () => {
  const bob = { name: "Bob", email: "bob@example.com", role: "admin" };
  const asOwner = { ...bob, role: "owner", adopt: true };
  const refused = 'role: "Bob" is not the owner of the account';
  const owners = async () =>
    (await account.api<ApiJson[]>("GET", "/users"))
      .filter(({ role }) => role === "owner")
      .map(({ name }) => name);

  test("of a person who is there already, when it is adopted or afterwards", async () => {
    const made = await create(account.provider().User, { ...bob, adopt: true });
    const { User } = account.provider();
    const { failures } = await User.check(made.outs, asOwner);
    expect(failures.map(({ property, reason }) => `${property}: ${reason}`)).toEqual([
      expect.stringContaining(refused),
    ]);
    expect(await problems(User, asOwner)).toEqual([expect.stringContaining(refused)]);
    expect(await problems(User, { ...asOwner, adopt: made.id })).toEqual([
      expect.stringContaining(refused),
    ]);
    expect(await problems(User, { ...asOwner, email: "eve@example.com" })).toEqual([
      expect.stringContaining("role: the owner exists already"),
    ]);
    // Nor is it asked of the server where a preview could not tell.
    for (const attempt of [() => User.create(asOwner), () => User.update(made.id, bob, asOwner)]) {
      await account.requests();
      expect(await failure(attempt())).toMatch(/"Bob" is not the owner of the account/);
      expect((await account.requests()).filter((one) => !one.startsWith("GET"))).toEqual([]);
    }
    expect(await owners()).toEqual(["Admin"]);
  });

  test("a preview that does not know who is meant leaves it to the update", async () => {
    const unknown = { ...asOwner, email: unknownValue };
    expect(await problems(account.provider().User, unknown)).toEqual([]);
  });

  test("the server would hand the account over, and demote the token's user", async () => {
    const made = await create(account.provider().User, bob);
    await account.api("PUT", `/users/${made.id}`, { role: "owner", auto_groups: [] });
    expect(await owners()).toEqual(["Bob"]);
    const all = await account.api<ApiJson[]>("GET", "/users");
    expect(all.find(({ name }) => name === "Admin")).toMatchObject({ role: "admin" });
    const back = { role: "owner", auto_groups: [] };
    const self = all.find(({ name }) => name === "Admin")!.id;
    expect(await account.api("PUT", `/users/${self}`, back)).toMatchObject({ code: 403 });
  });
});

describe.each(["jwt", "integration"] as const)("groups of the provider (%s)", (issued) => {
  const args = { ...person, autoGroups: [{ name: "peer-devops" }] };
  let staff: string;
  beforeEach(async () => {
    staff = await account.bringGroup("staff", issued);
  });
  const groupsOf = async (id: string) => (await onServer(id))!.auto_groups;
  /** What the server does at a login, and somebody in the dashboard. */
  const put = (id: string, groups: string[]) =>
    account.api("PUT", `/users/${id}`, { role: "user", auto_groups: groups });

  test("are no drift of a person's, and no update takes them away", async () => {
    const made = await create(account.provider().User, args);
    await put(made.id, [group, staff]);
    await expectNothingToDo(account.provider().User, made, args);
    const after = await update(account.provider().User, made, { ...args, role: "auditor" });
    expect(await groupsOf(made.id)).toEqual([group, staff]);
    await expectNothingToDo(account.provider().User, after, { ...args, role: "auditor" });
    const none = { ...args, autoGroups: [] };
    await update(account.provider().User, after, none);
    expect(await groupsOf(made.id)).toEqual([staff]);
  });

  test("stay while other drift is shown and repaired, though the group is new", async () => {
    const { User } = account.provider();
    const made = await create(User, args);
    const later = await account.bringGroup("later", issued);
    const other = (await account.api("POST", "/groups", { name: "peer-other" })).id;
    await put(made.id, [other, staff, later]);
    const drifted = await refresh(User, made);
    expect(drifted.outs.autoGroups).toEqual([{ id: other }]);
    await update(User, drifted, args);
    expect(await groupsOf(made.id)).toEqual([group, staff, later]);
  });

  test("stay when a person is adopted, and when the program begins to list groups", async () => {
    const { autoGroups: _groups, ...plain } = args;
    const ada = await create(account.provider().User, plain);
    await put(ada.id, [staff]);
    const none = { ...args, autoGroups: [] };
    expect(await preview(account.provider().User, ada, none)).toEqual(unchanged);
    const adopted = await create(account.provider().User, { ...args, adopt: true });
    expect(await groupsOf(ada.id)).toEqual([group, staff]);
    await expectNothingToDo(account.provider().User, adopted, args);
  });

  test("are compared where the program lists them", async () => {
    const listed = { ...args, autoGroups: [{ name: "peer-devops" }, { name: "staff" }] };
    const made = await create(account.provider().User, listed);
    expect(await groupsOf(made.id)).toEqual([group, staff]);
    await expectNothingToDo(account.provider().User, made, listed);
    await put(made.id, [group]);
    const drifted = await refresh(account.provider().User, made);
    expect(drifted.outs.autoGroups).toEqual([{ id: group }]);
    await update(account.provider().User, drifted, listed);
    expect(await groupsOf(made.id)).toEqual([group, staff]);
  });
});

describe("a server with local logins switched off", () => {
  const expected = /^email: this server has local logins switched off.*ada@example\.com comes with/;

  test("makes nobody, which the preview says", async () => {
    await account.setLocalLogins(false);
    for (const args of [person, { ...person, adopt: true }]) {
      expect(await problems(account.provider().User, args)).toEqual([
        expect.stringMatching(expected),
      ]);
      expect(await failure(account.provider().User.create(args))).toMatch(
        /HTTP 412.*local user creation is disabled/,
      );
    }
    expect(await account.named("users", "Ada")).toEqual([]);
    await create(account.provider().User, service);
  });

  test("keeps the people who are there, who are adopted and changed", async () => {
    await account.bringUser("Ada", person.email);
    await account.setLocalLogins(false);
    const made = await create(account.provider().User, { ...person, adopt: true });
    await update(account.provider().User, made, { ...person, role: "auditor" });
    expect(await onServer(made.id)).toMatchObject({ email: person.email, role: "auditor" });
  });
});

test("one that differs in what cannot be changed is not adopted", async () => {
  const { id } = await create(account.provider().User, service);
  expect(
    await failure(create(account.provider().User, { ...service, name: "other", adopt: id })),
  ).toMatch(/cannot be adopted: it differs in name \("ci"\), which cannot be changed/);
});

test("a person whom the identity provider calls otherwise is neither changed nor replaced", async () => {
  const { id } = await account.api("POST", "/users", {
    ...{ name: "Ada Lovelace", email: person.email, role: "user", auto_groups: [] },
  });
  const made = await create(account.provider().User, { ...person, adopt: true });
  expect(made.id).toBe(id);
  await expectNothingToDo(account.provider().User, made, person);
  // As an earlier refresh has recorded it.
  const renamed = { id, outs: { ...made.outs, name: "Ada Lovelace" } };
  await expectNothingToDo(account.provider().User, renamed, person);
  await update(account.provider().User, renamed, { ...person, role: "auditor" });
  expect(await onServer(id)).toMatchObject({ name: "Ada Lovelace", role: "auditor" });
});

describe("an address that the identity provider changes", () => {
  const renamed = { ...person, email: "ada.lovelace@example.com" };

  test("replaces nobody, and no program that follows does", async () => {
    const made = await create(account.provider().User, person);
    await account.setIdentities([{ id: made.id, name: "Ada", email: renamed.email }]);
    expect(await onServer(made.id)).toMatchObject({ email: renamed.email });
    await expectNothingToDo(account.provider().User, made, person);
    const auditor = await update(account.provider().User, made, { ...person, role: "auditor" });
    expect(await onServer(made.id)).toMatchObject({ email: renamed.email, role: "auditor" });
    const followed = { ...renamed, role: "auditor" };
    expect(await preview(account.provider().User, auditor, followed)).toEqual({
      ...{ changes: true, replaces: [] },
    });
    const after = await update(account.provider().User, auditor, followed);
    await expectNothingToDo(account.provider().User, after, followed);
    expect(await onServer(made.id)).toMatchObject(followed);
    // Whom the program means otherwise is another person.
    const eve = { ...followed, email: "eve@example.com" };
    expect(await preview(account.provider().User, after, eve)).toEqual({
      ...{ changes: true, replaces: ["email"] },
    });
  });

  test("or loses, replaces nobody", async () => {
    const owner = (await account.named("users", "Admin"))[0]!;
    const id = await account.bringUser("Ada", "");
    await account.setIdentities([{ id, name: "Ada", email: person.email }]);
    const made = await create(account.provider().User, { ...person, adopt: true });
    expect(made.id).toBe(id);
    await account.setIdentities([{ id: owner.id, name: "Admin", email: "a@example.com" }]);
    expect(await onServer(id)).toMatchObject({ name: "", email: "" });
    await expectNothingToDo(account.provider().User, made, person);
  });

  test("is looked for as the provider has it when a person is adopted", async () => {
    const { id } = await create(account.provider().User, person);
    await account.setIdentities([{ id, name: "Ada", email: renamed.email }]);
    expect(await failure(create(account.provider().User, { ...person, adopt: id }))).toMatch(
      /differs in email \("ada\.lovelace@example\.com"\), which cannot be changed/,
    );
    expect((await create(account.provider().User, { ...renamed, adopt: true })).id).toBe(id);
  });
});

test("a person's name is given at the creation, and no more afterwards", async () => {
  const { User } = account.provider();
  const made = await create(User, person);
  expect(await onServer(made.id)).toMatchObject({ name: "Ada" });
  expect(await preview(User, made, { ...person, name: "Ada L." })).toEqual(unchanged);
});

test("service users of one name are told apart by their ids", async () => {
  const body = { name: "ci", role: "auditor", is_service_user: true, auto_groups: [] };
  const first = await account.api("POST", "/users", body);
  const second = await account.api("POST", "/users", body);
  expect(await failure(create(account.provider().User, { ...service, adopt: true }))).toMatch(
    new RegExp(`set adopt to the id of one of .*(${first.id}|${second.id})`),
  );
  const made = await create(account.provider().User, { ...service, adopt: second.id });
  expect(made.id).toBe(second.id);
});

test("the owner can be adopted, and is not deleted with the resource by the server", async () => {
  const owner = { name: "Admin", email: "a@example.com", role: "owner", adopt: true };
  const made = await create(account.provider().User, owner);
  expect(await failure(account.provider().User.delete(made.id, made.outs))).toMatch(
    /Cannot delete user "Admin": it is the user whose token is used \(self deletion is not allowed\)\. To leave it .*retainOnDelete/,
  );
});

test("one of the sync is not deleted by a person's token, and what to do is said", async () => {
  const id = await account.bringUser("Ada", person.email);
  const made = await create(account.provider().User, { ...person, adopt: true });
  expect(made.id).toBe(id);
  expect(await failure(account.provider().User.delete(id, made.outs))).toMatch(
    /^Cannot delete user "Ada": it comes from the sync .*\(only integration service user can delete this user\)\. To leave it .*retainOnDelete/,
  );
});

test("is looked up by address, name or id", async () => {
  const { User } = account.provider();
  const ada = await create(User, person);
  const ci = await create(User, service);
  for (const lookup of [{ email: "ADA@example.com" }, { name: "Ada" }, { id: ada.id }]) {
    expect(await User.read("x", { lookup })).toMatchObject({ id: ada.id });
  }
  expect(await User.read("x", { lookup: { name: "ci", isServiceUser: true } })).toMatchObject({
    id: ci.id,
  });
  expect(await failure(User.read("x", { lookup: { email: "eve@example.com" } }))).toMatch(
    /There is no user with the email "eve@example.com"\. There is /,
  );
});

describe("what the server lets nobody do", () => {
  const admin = { name: "robot", role: "admin" };
  const owner = { name: "Admin", email: "a@example.com", role: "owner" };
  let id: string;
  let token: string;
  beforeEach(async () => {
    id = (await create(account.provider().User, admin)).id;
    const made = await account.api<{ plain_token: string }>("POST", `/users/${id}/tokens`, {
      ...{ name: "t", expires_in: 1 },
    });
    token = made.plain_token;
  });

  const mine = () => account.provider({ "netbird:token": token }).User;

  test.each<[string, Arguments, Arguments, string]>([
    [
      "to change its own role",
      admin,
      { ...admin, role: "user" },
      "role: .robot. is the user whose",
    ],
    [
      "to block itself",
      admin,
      { ...admin, isBlocked: true },
      "isBlocked: .robot. is the user whose",
    ],
    ["to block the owner", owner, { ...owner, isBlocked: true }, "isBlocked: .Admin. is the owner"],
    ["to demote the owner", owner, { ...owner, role: "admin" }, "role: .Admin. is the owner"],
  ])("is refused at preview: %s", async (_what, before, wanted, expected) => {
    const { failures } = await mine().check(before, wanted);
    expect(failures.map(({ property, reason }) => `${property}: ${reason}`)).toEqual([
      expect.stringMatching(new RegExp(`^${expected}`)),
    ]);
    // As it is refused by the server.
    const users = await account.api<ApiJson[]>("GET", "/users");
    const user = users.find(({ name }) => name === before.name)!;
    const adopted = await create(mine(), { ...before, adopt: user.id });
    expect(await failure(mine().update(user.id, adopted.outs, wanted))).toMatch(/HTTP 403/);
    expect(await account.api("GET", "/users")).toEqual(expect.arrayContaining([user]));
  });

  test("the owner's own token changes the owner's role as little", async () => {
    const adopted = { ...owner, role: "admin", adopt: true };
    expect(await problems(account.provider().User, adopted)).toEqual([
      expect.stringMatching(/^role: "Admin" is the user whose token is used.*Keep role: "owner"/),
    ]);
  });

  test("passes for others, for what stays, and with a token that only reads", async () => {
    const blocked = { ...admin, isBlocked: true };
    expect((await account.provider().User.check(admin, blocked)).failures).toEqual([]);
    expect((await mine().check(admin, { ...admin, isBlocked: false })).failures).toEqual([]);
    expect((await mine().check(blocked, blocked)).failures).toEqual([]);
    await account.api("PUT", `/users/${id}`, { role: "auditor", auto_groups: [] });
    expect((await mine().check({ ...admin, role: "auditor" }, admin)).failures).toEqual([]);
  });
});
