import type { Arguments } from "../../../provider/lifecycle/kind";
import { create, expectNothingToDo, failure, preview, problems, useTestAccount } from "../account";
import { unchanged, update } from "../account";
import type { ApiJson, Made } from "../account";

const account = useTestAccount();

const service = { name: "ci", role: "auditor" };

async function onServer(id: string): Promise<ApiJson | undefined> {
  return (await account.api<ApiJson[]>("GET", "/users")).find((user) => user.id === id);
}

/** The requests that write, of those since this was asked last. */
async function writes(): Promise<string[]> {
  return (await account.requests()).filter((request) => !request.startsWith("GET"));
}

/** What a preview refuses. */
async function refused({ outs }: Made, args: Arguments): Promise<string[]> {
  const { failures } = await account.provider().User.check(outs, args);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("a server whose identity provider does not know the user", () => {
  const untold = /"ci" may be blocked or not: this server does not tell/;
  beforeEach(knowOwnerOnly);

  async function knowOwnerOnly(): Promise<void> {
    const owner = (await account.named("users", "Admin"))[0]!;
    await account.setIdentities([{ id: owner.id, name: "Admin", email: "a@example.com" }]);
  }

  /** The user as the server keeps it, which it tells with its own identity provider only. */
  async function stored(id: string): Promise<ApiJson | undefined> {
    await account.setIdentities();
    return onServer(id);
  }

  const block = (id: string) =>
    account.api("PUT", `/users/${id}`, { role: "auditor", auto_groups: [], is_blocked: true });

  test("an update does not unblock whom an administrator has blocked", async () => {
    const made = await create(account.provider().User, service);
    expect(await block(made.id)).toMatchObject({ is_blocked: false, issued: "" });
    const wanted = { ...service, role: "user" };
    expect(await refused(made, wanted)).toEqual([
      expect.stringMatching(/^isBlocked: "ci" may be blocked or not: this server does not tell/),
    ]);
    await writes();
    const { User } = account.provider();
    expect(await failure(User.update(made.id, made.outs, wanted))).toMatch(untold);
    const grouped = { ...service, autoGroups: [{ name: "peer-devops" }] };
    await account.api("POST", "/groups", { name: "peer-devops" });
    expect(await failure(User.update(made.id, made.outs, grouped))).toMatch(untold);
    expect(await writes()).toEqual(["POST /api/groups"]);
    expect(await stored(made.id)).toMatchObject({ role: "auditor", is_blocked: true });
  });

  test("a program that says whether the user is blocked has its way", async () => {
    const args = { ...service, isBlocked: true };
    let made = await create(account.provider().User, args);
    await expectNothingToDo(account.provider().User, made, args);
    made = await update(account.provider().User, made, { ...args, role: "user" });
    await expectNothingToDo(account.provider().User, made, { ...args, role: "user" });
    // To leave it out is to leave it to the server, which does not say what it has.
    expect(await refused(made, { ...service, role: "user" })).toEqual([
      expect.stringMatching(/^isBlocked: "ci" may be blocked or not/),
    ]);
    expect(await stored(made.id)).toMatchObject({ role: "user", is_blocked: true });
    await update(account.provider().User, made, { ...args, role: "user", isBlocked: false });
    expect(await onServer(made.id)).toMatchObject({ is_blocked: false });
  });

  test("a program that begins to say so is heard", async () => {
    const made = await create(account.provider().User, service);
    const args = { ...service, isBlocked: true };
    expect(await preview(account.provider().User, made, args)).toEqual({
      ...{ changes: true, replaces: [] },
    });
    await update(account.provider().User, made, args);
    expect(await stored(made.id)).toMatchObject({ is_blocked: true });
  });

  test("an adopted user is blocked if the program says so, and else left as it is", async () => {
    const { id } = await create(account.provider().User, service);
    await block(id);
    await writes();
    const made = await create(account.provider().User, { ...service, adopt: true });
    expect(made.id).toBe(id);
    expect(await preview(account.provider().User, made, service)).toEqual(unchanged);
    expect(await writes()).toEqual([]);
    const other = { ...service, role: "user", adopt: true };
    expect(await problems(account.provider().User, other)).toEqual([
      expect.stringMatching(/^isBlocked: "ci" may be blocked or not/),
    ]);
    await create(account.provider().User, { ...service, isBlocked: false, adopt: true });
    expect(await stored(id)).toMatchObject({ is_blocked: false });
    await knowOwnerOnly();
    await create(account.provider().User, { ...service, isBlocked: true, adopt: true });
    expect(await stored(id)).toMatchObject({ is_blocked: true });
  });

  test("one whose creation was answered by nobody is blocked all the same", async () => {
    await account.fail({ kind: "reset-after", method: "POST", path: "^/api/users" });
    const made = await create(account.provider().User, { ...service, isBlocked: true });
    expect(await account.faults()).toEqual([]);
    expect(await stored(made.id)).toMatchObject({ name: "ci", is_blocked: true });
  });
});

describe("a person who waits for approval", () => {
  const eve = { name: "Eve", email: "eve@example.com", role: "user", adopt: true };
  const waiting = { is_blocked: true, pending_approval: true };
  let id: string;
  beforeEach(async () => {
    id = await account.loginUnapproved(eve.name, eve.email);
  });

  test("is not let in by isBlocked: false, at preview or at the update", async () => {
    const expected =
      /^isBlocked: "Eve" waits for approval.*Approve the user in the dashboard first/;
    const unblocked = { ...eve, isBlocked: false };
    expect(await problems(account.provider().User, unblocked)).toEqual([
      expect.stringMatching(expected),
    ]);
    expect(await failure(account.provider().User.create(unblocked))).toMatch(/waits for approval/);
    const made = await create(account.provider().User, eve);
    expect(made.id).toBe(id);
    expect(await refused(made, unblocked)).toEqual([expect.stringMatching(expected)]);
    const { User } = account.provider();
    expect(await failure(User.update(id, made.outs, unblocked))).toMatch(/waits for approval/);
    expect(await onServer(id)).toMatchObject({ role: "user", ...waiting });
  });

  test("keeps waiting while the program changes something else, and may be blocked", async () => {
    let made = await create(account.provider().User, { ...eve, role: "auditor" });
    expect(await onServer(id)).toMatchObject({ role: "auditor", ...waiting });
    made = await update(account.provider().User, made, { ...eve, isBlocked: true });
    expect(await onServer(id)).toMatchObject({ role: "user", ...waiting });
    await account.api("POST", `/users/${id}/approve`);
    await update(account.provider().User, made, { ...eve, isBlocked: false });
    expect(await onServer(id)).toMatchObject({ is_blocked: false, pending_approval: false });
  });
});
