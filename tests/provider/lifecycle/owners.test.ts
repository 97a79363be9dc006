/** One object, one resource: what a run adopts, replaces and leaves behind. */
import type { Arguments } from "../../../provider/lifecycle/kind";
import type { Handler } from "../../../provider/lifecycle/handler";
import { create, failure, preview, update, useTestAccount } from "../account";
import type { Made } from "../account";

const account = useTestAccount();

const adopting = { name: "a", adopt: true };
const key = { name: "setup-dev-a", type: "reusable", expiresIn: 3600 };

const ids = async (name: string, collection = "networks") =>
  (await account.named(collection, name)).map(({ id }) => id);

/** A network of an earlier run. */
const networkOfBefore = () => create(account.provider().Network, { name: "a" });

/** What the engine asks when it replaces a resource whose old object may stay. */
async function replace(handler: Handler, old: Made, args: Arguments, remove: boolean) {
  expect((await preview(handler, old, args)).replaces).not.toEqual([]);
  if (remove) await handler.delete(old.id, old.outs);
  return create(handler, args);
}

test("what one resource adopts outlives another one that had it", async () => {
  const old = await networkOfBefore();
  const { Network } = account.provider();
  expect((await create(Network, adopting)).id).toBe(old.id);
  await Network.delete(old.id, old.outs);
  expect(await ids("a")).toEqual([old.id]);
});

test("what two resources have outlives one of them, also when the other was adopted by an earlier run", async () => {
  const old = await networkOfBefore();
  const adopted = await create(account.provider().Network, adopting);
  const { Network } = account.provider();
  expect(await preview(Network, adopted, adopting)).toMatchObject({ changes: false });
  await Network.delete(old.id, old.outs);
  expect(await ids("a")).toEqual([old.id]);
});

test("what only a refresh has compared is deleted with its resource", async () => {
  const old = await networkOfBefore();
  const { Network } = account.provider();
  await Network.diff(old.id, old.outs, { name: "a" });
  await Network.delete(old.id, old.outs);
  expect(await ids("a")).toEqual([]);
});

test("what the engine wants to replace, and not the comparison, is deleted", async () => {
  const old = await networkOfBefore();
  const { Network } = account.provider();
  const args = { name: "a", description: "by replaceOnChanges" };
  expect(await preview(Network, old, args)).toEqual({ changes: true, replaces: [] });
  await Network.check({}, args);
  await Network.delete(old.id, old.outs);
  const made = await create(Network, args);
  expect(made.id).not.toBe(old.id);
  expect(await ids("a")).toEqual([made.id]);
});

test.each([
  ["made", () => Promise.resolve({ id: undefined })],
  ["adopted", networkOfBefore],
])("of two that adopt one name, the second is refused what the first has %s", async (_how, has) => {
  const { id } = await has();
  const { Network } = account.provider();
  const results = await Promise.allSettled([create(Network, adopting), create(Network, adopting)]);
  const [first, second] = results.sort((one) => (one.status === "fulfilled" ? -1 : 1));
  const made = (first as PromiseFulfilledResult<Made>).value;
  if (id !== undefined) expect(made.id).toBe(id);
  expect((second as PromiseRejectedResult).reason).toMatchObject({
    message: expect.stringMatching(
      new RegExp(`"a" \\(${made.id}\\) is managed by another resource of this program.*aliases`),
    ) as string,
  });
  expect(await ids("a")).toEqual([made.id]);
});

test("of two that adopt one id, the second is refused", async () => {
  const { id } = await networkOfBefore();
  const { Network } = account.provider();
  const results = await Promise.allSettled(
    ["b", "c"].map((name) => create(Network, { name, adopt: id })),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect([...(await ids("b")), ...(await ids("c"))]).toEqual([id]);
});

describe("when one resource is renamed, and another adopts the former name", () => {
  test("that is refused while the first has it", async () => {
    const old = await networkOfBefore();
    const { Network } = account.provider();
    await preview(Network, old, { name: "b" });
    expect(await failure(create(Network, adopting))).toMatch(/run `pulumi up` again without adopt/);
    await update(Network, old, { name: "b" });
    expect([await ids("a"), await ids("b")]).toEqual([[], [old.id]]);
  });

  test("each has one of its own once the first is renamed", async () => {
    const old = await networkOfBefore();
    const { Network } = account.provider();
    await update(Network, old, { name: "b" });
    const made = await create(Network, adopting);
    expect([await ids("a"), await ids("b")]).toEqual([[made.id], [old.id]]);
  });

  test("the first is refused when the second was before it, and nothing is renamed", async () => {
    const old = await networkOfBefore();
    const { Network } = account.provider();
    await create(Network, adopting);
    const refused = /adopted by another resource of this program.*pulumi state delete/;
    expect(await failure(preview(Network, old, { name: "b" }))).toMatch(refused);
    expect(await failure(update(Network, old, { name: "b" }))).toMatch(refused);
    expect(await ids("a")).toEqual([old.id]);
  });
});

test("without adopt, what another resource has is not offered for adoption", async () => {
  const old = await networkOfBefore();
  const { Network } = account.provider();
  await preview(Network, old, { name: "a" });
  const message = await failure(create(Network, { name: "a" }));
  expect(message).toMatch(/managed by another resource of this program/);
  expect(message).not.toContain("set adopt: true");
});

describe("a replacement that leaves its old object there", () => {
  test.each([true, false])("does not take it for the new one (adopt: %p)", async (adopt) => {
    const old = await create(account.provider().SetupKey, key);
    const longer = { ...key, expiresIn: 7200, adopt };
    const message = await failure(replace(account.provider().SetupKey, old, longer, false));
    expect(message).toMatch(
      new RegExp(`\\(${old.id}\\) is the one that is to be replaced.*retainOnDelete.*another name`),
    );
    const other = { ...longer, name: "setup-dev-b" };
    const made = await replace(account.provider().SetupKey, old, other, false);
    expect(made.outs.key).toMatch(/^[0-9A-F-]{36}$/);
    expect(await ids(key.name, "setup-keys")).toEqual([old.id]);
  });

  test("holds for tokens, too", async () => {
    const { id } = await create(account.provider().User, { name: "ci", role: "auditor" });
    const token = { user: { id }, name: "github", expiresIn: 30 };
    const old = await create(account.provider().PersonalAccessToken, token);
    const longer = { ...token, expiresIn: 90, adopt: true };
    const replacing = replace(account.provider().PersonalAccessToken, old, longer, false);
    expect(await failure(replacing)).toMatch(/is the one that is to be replaced/);
  });

  test("is no other than any when the old object is deleted first", async () => {
    const old = await create(account.provider().SetupKey, key);
    const longer = { ...key, expiresIn: 7200, adopt: true };
    const made = await replace(account.provider().SetupKey, old, longer, true);
    expect(made.outs.key).toMatch(/^[0-9A-F-]{36}$/);
    expect(await ids(key.name, "setup-keys")).toEqual([made.id]);
  });
});
