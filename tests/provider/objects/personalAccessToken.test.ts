import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { create, expectNothingToDo, failure, preview, problems, useTestAccount } from "../account";
import type { ApiJson } from "../account";

const account = useTestAccount();
let user: string;
beforeEach(async () => {
  user = (await newUser("ci")).id;
});

const newUser = (name: string) =>
  account.api("POST", "/users", { name, role: "auditor", is_service_user: true, auto_groups: [] });

const args = { user: { name: "ci" }, name: "github", expiresIn: 30 };

const onServer = async () =>
  (await account.api<ApiJson[] | null>("GET", `/users/${user}/tokens`)) ?? [];

test.each<[string, Arguments, string]>([
  ["no name", { name: "" }, "name: a token needs a name"],
  ["no days", { expiresIn: 0 }, "expiresIn: must be 1 to 365 days"],
  ["a day too many", { expiresIn: 366 }, "expiresIn: must be 1 to 365 days"],
  ["half a day", { expiresIn: 0.5 }, "expiresIn: must be whole days"],
  ["no lifetime", { expiresIn: undefined }, "expiresIn: is required: give a number."],
  ["an unknown user", { user: { name: "cd" } }, 'user: There is no user named "cd"'],
])("check refuses %s", async (_what, change, expected) => {
  expect(
    (await problems(account.provider().PersonalAccessToken, { ...args, ...change }))[0],
  ).toContain(expected);
});

test.each<[string, Arguments, string[]]>([
  ["another user", { user: { name: "cd" } }, ["user"]],
  ["another name", { name: "gitlab" }, ["name"]],
  ["another lifetime", { expiresIn: 31 }, ["expiresIn"]],
])("%s replaces it", async (_what, change, replaces) => {
  await newUser("cd");
  const { PersonalAccessToken } = account.provider();
  const made = await create(PersonalAccessToken, args);
  expect(await preview(PersonalAccessToken, made, { ...args, ...change })).toEqual({
    changes: true,
    replaces,
  });
});

test("is told once and kept; it works, and is in no input", async () => {
  const { PersonalAccessToken } = account.provider();
  const made = await create(PersonalAccessToken, args);
  expect(made.outs.token).toMatch(/^nbp_[A-Za-z0-9]{36}$/);
  expect(made.outs.expirationDate).toMatch(/^\d{4}-/);
  const { Group } = account.provider({ "netbird:token": made.outs.token });
  expect(await problems(Group, { name: "peer-x" })).toEqual([]);
  await expectNothingToDo(account.provider().PersonalAccessToken, made, args);
  const read = await account.provider().PersonalAccessToken.read(made.id, {
    ...made.outs,
    expirationDate: "another",
  });
  expect(read.props).toEqual(made.outs);
  expect(read.inputs).toEqual({ ...args, user: { name: "ci", id: user } });
});

test("is adopted without the token itself, and told apart by its id where names repeat", async () => {
  const body = { name: "github", expires_in: 10 };
  type Answer = { personal_access_token: { id: string } };
  const path = `/users/${user}/tokens`;
  const first = (await account.api<Answer>("POST", path, body)).personal_access_token.id;
  const adopted = await create(account.provider().PersonalAccessToken, { ...args, adopt: true });
  expect(adopted.id).toBe(first);
  expect(adopted.outs).not.toHaveProperty("token");
  await expectNothingToDo(account.provider().PersonalAccessToken, adopted, args);
  const second = (await account.api<Answer>("POST", path, body)).personal_access_token.id;
  const twice = { ...args, adopt: true };
  expect(await failure(create(account.provider().PersonalAccessToken, twice))).toMatch(
    new RegExp(
      `set adopt to the id of one of expirationDate ".*" \\(${first}\\), expirationDate ".*" \\(${second}\\)`,
    ),
  );
});

test.each(["reset-after", "timeout-after", "invalid-json"] as const)(
  "one whose answer was lost (%s) is made again, and leaves nothing behind",
  async (kind) => {
    await account.fail({ kind, method: "POST" });
    const { PersonalAccessToken } = account.provider({ "netbird:requestTimeout": 1 });
    const made = await create(PersonalAccessToken, args);
    expect(made.outs.token).toMatch(/^nbp_/);
    expect(await onServer()).toMatchObject([{ id: made.id }]);
  },
);

test("another person's token is refused at preview, where the token could write it", async () => {
  const ada = { name: "Ada", email: "ada@example.com", role: "user", auto_groups: [] };
  const { id } = await account.api("POST", "/users", ada);
  const { PersonalAccessToken } = account.provider();
  for (const person of [{ id }, { name: "Ada" }]) {
    expect(await problems(PersonalAccessToken, { ...args, user: person })).toEqual([
      expect.stringMatching(/^user: "Ada" is a person.*Name a service user, or the user that runs/),
    ]);
  }
  const all = await account.api<ApiJson[]>("GET", "/users");
  const self = all.find(({ is_current }) => is_current === true)!;
  for (const fine of [{ id: self.id }, { name: "Ada", id: unknownValue }, unknownValue]) {
    expect(await problems(PersonalAccessToken, { ...args, user: fine })).toEqual([]);
  }
  // A preview with a token that only reads does not know who runs the update.
  const reader = await create(PersonalAccessToken, args);
  const reading = account.provider({ "netbird:token": reader.outs.token }).PersonalAccessToken;
  expect(await problems(reading, { ...args, name: "new", user: { id: self.id } })).toEqual([]);
});

test("of another user is shown to no token but an administrator's: a refresh with any other leaves it", async () => {
  const said = jest.spyOn(console, "error").mockReturnValue();
  const { PersonalAccessToken } = account.provider();
  const made = await create(PersonalAccessToken, args);
  const { id: reader } = await newUser("reader");
  const path = `/users/${reader}/tokens`;
  const body = { name: "preview", expires_in: 1 };
  const token = (await account.api<{ plain_token: string }>("POST", path, body)).plain_token;
  const reading = () => account.provider({ "netbird:token": token }).PersonalAccessToken;
  await account.api("DELETE", `/users/${user}/tokens/${made.id}`);
  expect(await reading().read(made.id, made.outs)).toEqual({ id: made.id, props: made.outs });
  expect(said).toHaveBeenCalledTimes(1);
  const { PersonalAccessToken: writing } = account.provider();
  expect(await writing.read(made.id, made.outs)).toEqual({ id: "" });
  const lookup = { user: { name: "ci" }, name: "github" };
  expect(await failure(reading().read("x", { lookup }))).toMatch(
    /HTTP 403: admin role required .*another user's tokens need the role admin/,
  );
  // That its user is gone is told to everybody, and its own user sees it.
  await account.api("DELETE", `/users/${user}`);
  expect(await reading().read(made.id, made.outs)).toEqual({ id: "" });
  const own = { user: { name: "reader", id: reader }, name: "nope", expiresIn: 1 };
  expect(await reading().read("gone", own)).toEqual({ id: "" });
  expect(said).toHaveBeenCalledTimes(1);
});

test("goes with its user, which is no error", async () => {
  const { PersonalAccessToken } = account.provider();
  const { id, outs } = await create(PersonalAccessToken, args);
  await account.api("DELETE", `/users/${user}`);
  expect(await account.provider().PersonalAccessToken.read(id, outs)).toEqual({ id: "" });
  await account.provider().PersonalAccessToken.delete(id, outs);
});

test("is looked up by user and name", async () => {
  const { PersonalAccessToken } = account.provider();
  await create(PersonalAccessToken, { ...args, name: "other" });
  const { id } = await create(PersonalAccessToken, args);
  const lookup = { user: { name: "ci" }, name: "github" };
  expect(await PersonalAccessToken.read("x", { lookup })).toMatchObject({ id });
  expect(await failure(PersonalAccessToken.read("x", { lookup: { id } }))).toMatch(
    /has to know its user/,
  );
  expect(
    await failure(PersonalAccessToken.read("x", { lookup: { ...lookup, expiresIn: 30 } })),
  ).toMatch(/cannot be looked up by its expiresIn/);
});
