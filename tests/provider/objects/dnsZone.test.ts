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
let group: string;
beforeEach(async () => {
  group = (await account.api("POST", "/groups", { name: "peer-devops" })).id;
});

const args = {
  name: "corp",
  domain: "corp.internal",
  distributionGroups: [{ name: "peer-devops" }],
};

test.each<[string, object, string]>([
  ["an empty name", { name: "" }, "name: a zone needs a name"],
  ["a name of 256 bytes", { name: "é".repeat(128) }, "name: may have 255 bytes"],
  ["a wildcard", { domain: "*.corp.internal" }, "domain: is not a domain"],
  ["a trailing dot", { domain: "corp.internal." }, "domain: is not a domain"],
  [
    "an umlaut",
    { domain: "münchen.de" },
    "domain: the server takes international names only in their ASCII form here: write xn--mnchen-3ya.de",
  ],
  ["an empty domain", { domain: "" }, "domain: is not a domain"],
  ["an empty label", { domain: "a..b" }, "domain: is not a domain"],
  ["an underscore at the end of a label", { domain: "a_.b" }, "domain: is not a domain"],
  ["an underscore at the top", { domain: "corp._internal" }, "domain: is not a domain"],
  ["no group", { distributionGroups: [] }, "distributionGroups: name at least one group"],
  [
    "an unknown group",
    { distributionGroups: [{ id: "x" }] },
    "distributionGroups[0]: There is no group",
  ],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().DnsZone, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test.each<[string, Arguments, string[]]>([
  ["another domain", { domain: "corp.example" }, ["domain"]],
  ["another name", { name: "other" }, []],
  ["other groups", { distributionGroups: [{ name: "All" }] }, []],
  ["a search domain", { enableSearchDomain: true }, []],
  ["disabling", { enabled: false }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  const { DnsZone } = account.provider();
  const made = await create(DnsZone, args);
  expect(await preview(DnsZone, made, { ...args, ...change })).toEqual({ changes: true, replaces });
});

test("is adopted by its domain under another name, and keeps its records", async () => {
  const zone = { name: "by hand", domain: "corp.internal", distribution_groups: [group] };
  const { id } = await account.api("POST", "/dns/zones", zone);
  const record = { name: "a.corp.internal", type: "A", content: "10.0.0.1" };
  await account.api("POST", `/dns/zones/${id}/records`, record);
  const { DnsZone } = account.provider();
  expect(await failure(create(DnsZone, args))).toMatch(
    /with the domain "corp.internal" exists already/,
  );
  const made = await create(DnsZone, { ...args, adopt: true });
  expect(made.id).toBe(id);
  await expectNothingToDo(account.provider().DnsZone, made, args);
  expect(await account.api("GET", `/dns/zones/${id}`)).toMatchObject({
    name: "corp",
    records: [record],
  });
});

test("another domain's zone is not adopted: it could only be replaced", async () => {
  const zone = { name: "by hand", domain: "other.internal", distribution_groups: [group] };
  const { id } = await account.api("POST", "/dns/zones", zone);
  expect(await failure(create(account.provider().DnsZone, { ...args, adopt: id }))).toMatch(
    /cannot be adopted: it differs in domain \("other.internal"\), which cannot be changed/,
  );
});

test("drift is shown and repaired with the same id", async () => {
  const { DnsZone } = account.provider();
  const made = await create(DnsZone, args);
  const [all] = await account.named("groups", "All");
  await account.api("PUT", `/dns/zones/${made.id}`, {
    ...{ name: "hacked", domain: "corp.internal", distribution_groups: [all!.id] },
    ...{ enabled: false, enable_search_domain: true },
  });
  const drifted = await refresh(account.provider().DnsZone, made);
  expect(drifted.outs).toMatchObject({ name: "hacked", enabled: false, enableSearchDomain: true });
  await update(DnsZone, drifted, args);
  expect(await account.api("GET", `/dns/zones/${made.id}`)).toMatchObject({
    ...{ name: "corp", distribution_groups: [group], enabled: true, enable_search_domain: false },
  });
});

test("a group that was deleted from under it is named, not hidden", async () => {
  const { DnsZone } = account.provider();
  const made = await create(DnsZone, args);
  await account.api("DELETE", `/groups/${group}`);
  expect(await problems(account.provider().DnsZone, args)).toEqual([
    expect.stringContaining('distributionGroups[0]: There is no group named "peer-devops"'),
  ]);
  await account.provider().DnsZone.delete(made.id, made.outs);
  expect(await account.api("GET", "/dns/zones")).toEqual([]);
});

test("the peers' own domain is refused with the server's reason, as far as nothing else tells", async () => {
  expect(
    await failure(create(account.provider().DnsZone, { ...args, domain: "netbird.selfhosted" })),
  ).toMatch(/conflicts with peer dns domain/i);
});

test("which an account has of the server, peers tell the preview", async () => {
  const theirs = { ...args, domain: "netbird.selfhosted" };
  const { DnsZone } = account.provider();
  expect(await problems(DnsZone, theirs)).toEqual([]);
  await account.enroll("web-1");
  expect(await problems(account.provider().DnsZone, theirs)).toEqual([
    expect.stringMatching(/^domain: netbird.selfhosted is the domain of the peers' own names/),
  ]);
  const below = { ...args, domain: "db.netbird.selfhosted" };
  expect(await problems(account.provider().DnsZone, below)).toEqual([]);
});

test("is looked up by its domain", async () => {
  const { DnsZone } = account.provider();
  const { id } = await create(DnsZone, args);
  await create(DnsZone, { ...args, name: "other", domain: "other.internal" });
  expect(await DnsZone.read("x", { lookup: { domain: "corp.internal" } })).toMatchObject({ id });
  expect(await failure(DnsZone.read("x", { lookup: { domain: "none.internal" } }))).toMatch(
    /There is no DNS zone with the domain "none.internal"\. There is "corp" \(.*"other" \(/,
  );
});

describe("the case of the domain is no difference", () => {
  const capitals = { ...args, domain: "Corp.Internal" };
  const stored = (id: string) => account.api("GET", `/dns/zones/${id}`);

  test("a change of it replaces nothing, and other changes pass with the spelling that is there", async () => {
    const made = await create(account.provider().DnsZone, capitals);
    await expectNothingToDo(account.provider().DnsZone, made, capitals);
    expect(await preview(account.provider().DnsZone, made, args)).toEqual(unchanged);
    const changed = { ...args, name: "renamed" };
    const { DnsZone } = account.provider();
    expect(await preview(DnsZone, made, changed)).toEqual({ changes: true, replaces: [] });
    const after = await update(DnsZone, made, changed);
    expect(await stored(made.id)).toMatchObject({ name: "renamed", domain: "Corp.Internal" });
    await expectNothingToDo(account.provider().DnsZone, after, changed);
  });

  test("a zone that was made by hand with capitals is in the way, and is adopted", async () => {
    const byHand = { name: "corp", domain: "CORP.internal", distribution_groups: [group] };
    const { id } = await account.api("POST", "/dns/zones", byHand);
    expect(await failure(create(account.provider().DnsZone, args))).toContain(id);
    await account.requests();
    const made = await create(account.provider().DnsZone, { ...args, adopt: true });
    expect(made.id).toBe(id);
    expect(await account.requests()).not.toContainEqual(expect.stringMatching(/^P(OS|U)T/));
    await expectNothingToDo(account.provider().DnsZone, made, args);
    const changed = { ...args, enabled: false };
    await update(account.provider().DnsZone, made, changed);
    expect(await stored(id)).toMatchObject({ domain: "CORP.internal", enabled: false });
  });

  test("two of one run do not both make one", async () => {
    const { DnsZone } = account.provider();
    const [one, other] = await Promise.allSettled([DnsZone.create(args), DnsZone.create(capitals)]);
    expect([one.status, other.status].sort()).toEqual(["fulfilled", "rejected"]);
    expect(await account.api("GET", "/dns/zones")).toHaveLength(1);
  });

  test("is looked up in any", async () => {
    const { DnsZone } = account.provider();
    const { id } = await create(DnsZone, args);
    expect(await DnsZone.read("x", { lookup: { domain: "cOrP.internal" } })).toMatchObject({ id });
  });
});
