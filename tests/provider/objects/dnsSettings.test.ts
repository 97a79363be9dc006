import {
  create,
  expectNothingToDo,
  preview,
  problems,
  refresh,
  unchanged,
  update,
  useTestAccount,
} from "../account";

const account = useTestAccount();
const ids: Record<string, string> = {};
beforeEach(async () => {
  for (const name of ["peer-a", "peer-b", "peer-c", "peer-d"]) {
    ids[name] = (await account.api("POST", "/groups", { name })).id;
  }
});

const wanting = (...names: string[]) => ({
  disabledManagementGroups: names.map((name) => ({ name })),
});

async function set(...names: string[]): Promise<void> {
  const list = names.map((name) => ids[name]);
  await account.api("PUT", "/dns/settings", { disabled_management_groups: list });
}

async function onServer(): Promise<string[]> {
  const { disabled_management_groups: list } = await account.api("GET", "/dns/settings");
  const names = Object.entries(ids).filter(([, id]) => (list as string[]).includes(id));
  return names.map(([name]) => name);
}

test.each<[string, Record<string, unknown>, string]>([
  ["no list", {}, "disabledManagementGroups: "],
  ["an unknown group", wanting("peer-x"), "disabledManagementGroups[0]: There is no group named"],
  ["a group twice", wanting("peer-a", "peer-a"), "disabledManagementGroups[1]: repeats"],
  ["another deletion", { ...wanting(), onDelete: "reset" }, "onDelete: "],
])("check refuses %s", async (_what, args, expected) => {
  expect(await problems(account.provider().DnsSettings, args)).toEqual([
    expect.stringContaining(expected),
  ]);
});

test("an empty list clears, and order is no change", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const made = await create(DnsSettings, wanting());
  expect(await onServer()).toEqual([]);
  await expectNothingToDo(account.provider().DnsSettings, made, wanting());
  const both = await update(account.provider().DnsSettings, made, wanting("peer-a", "peer-b"));
  expect(await preview(account.provider().DnsSettings, both, wanting("peer-b", "peer-a"))).toEqual(
    unchanged,
  );
});

test("deletion gives back what was there before", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const made = await create(DnsSettings, wanting("peer-b"));
  const changed = await update(account.provider().DnsSettings, made, wanting("peer-b", "peer-c"));
  await account.provider().DnsSettings.delete(changed.id, changed.outs);
  expect(await onServer()).toEqual(["peer-a"]);
});

test("or leaves it, when the argument says so", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const { id, outs } = await create(DnsSettings, { ...wanting("peer-b"), onDelete: "leave" });
  await account.provider().DnsSettings.delete(id, outs);
  expect(await onServer()).toEqual(["peer-b"]);
});

test("what shall happen on deletion may change, and is then all that changes", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const leaving = { ...wanting("peer-b"), onDelete: "leave" };
  const made = await create(DnsSettings, leaving);
  expect(await preview(account.provider().DnsSettings, made, wanting("peer-b"))).toMatchObject({
    changes: true,
  });
  const restoring = await update(account.provider().DnsSettings, made, wanting("peer-b"));
  await expectNothingToDo(account.provider().DnsSettings, restoring, wanting("peer-b"));
  await account.provider().DnsSettings.delete(restoring.id, restoring.outs);
  expect(await onServer()).toEqual(["peer-a"]);
});

test.each([false, true])(
  "of a list that somebody has changed since, only our part is taken back (after a refresh: %p)",
  async (refreshed) => {
    await set("peer-a");
    const { DnsSettings } = account.provider();
    let made = await create(DnsSettings, wanting("peer-b"));
    await set("peer-b", "peer-c");
    if (refreshed) made = await refresh(account.provider().DnsSettings, made);
    await account.provider().DnsSettings.delete(made.id, made.outs);
    expect(await onServer()).toEqual(["peer-a", "peer-c"]);
  },
);

test("of a list that somebody has rewritten, what is ours goes, and nothing comes back", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const made = await create(DnsSettings, wanting("peer-b", "peer-c"));
  await set("peer-b", "peer-d");
  await account.provider().DnsSettings.delete(made.id, made.outs);
  expect(await onServer()).toEqual(["peer-d"]);
});

test("what somebody has put back, or taken out, is not touched", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const made = await create(DnsSettings, wanting("peer-b"));
  await set("peer-a", "peer-c");
  await account.requests();
  await account.provider().DnsSettings.delete(made.id, made.outs);
  expect(await account.requests()).toEqual(["GET /api/dns/settings"]);
  expect(await onServer()).toEqual(["peer-a", "peer-c"]);
});

test("a change by somebody that we repaired does not count as what was there before", async () => {
  await set("peer-a");
  const { DnsSettings } = account.provider();
  const made = await create(DnsSettings, wanting("peer-b"));
  await set("peer-c");
  const drifted = await refresh(account.provider().DnsSettings, made);
  expect(await preview(account.provider().DnsSettings, drifted, wanting("peer-b"))).toMatchObject({
    changes: true,
  });
  const repaired = await update(account.provider().DnsSettings, drifted, wanting("peer-b"));
  await account.provider().DnsSettings.delete(repaired.id, repaired.outs);
  expect(await onServer()).toEqual(["peer-a"]);
});

test("a group that is gone is not given back", async () => {
  await set("peer-a", "peer-c");
  const { DnsSettings } = account.provider();
  const { id, outs } = await create(DnsSettings, wanting("peer-b"));
  await account.api("DELETE", `/groups/${ids["peer-a"]}`);
  await account.provider().DnsSettings.delete(id, outs);
  expect(await onServer()).toEqual(["peer-c"]);
});
