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
let zone: string;
beforeEach(async () => {
  zone = (await newZone("corp.internal")).id;
});

async function newZone(domain: string): Promise<ApiJson> {
  const [all] = await account.named("groups", "All");
  return account.api("POST", "/dns/zones", {
    name: domain,
    domain,
    distribution_groups: [all!.id],
  });
}

const args = {
  zone: { name: "corp.internal" },
  name: "db.corp.internal",
  type: "A",
  content: "10.0.0.1",
};

const onServer = () => account.api<ApiJson[]>("GET", `/dns/zones/${zone}/records`);

test.each<[string, object, string]>([
  ["no name", { name: "" }, "name: is not a full name inside the zone"],
  ["a trailing dot", { name: "db.corp.internal." }, "name: is not a full name inside the zone"],
  [
    "an international name",
    { name: "*.bücher.corp.internal" },
    "name: the server takes international names only in their ASCII form here: write *.xn--bcher-kva.corp.internal",
  ],
  [
    "an international name to stand for",
    { type: "CNAME", content: "bücher.example" },
    "content: the server takes international names only in their ASCII form here: write xn--bcher-kva.example",
  ],
  [
    "a name outside the zone",
    { name: "db.corp.example" },
    'name: "db.corp.example" is not inside the zone corp.internal: write the full name, such as db.corp.internal',
  ],
  ["a short name", { name: "db" }, 'name: "db" is not inside the zone corp.internal'],
  ["a name of which the zone is only a suffix", { name: "dbcorp.internal" }, "name: "],
  ["another type", { type: "MX" }, "type: must be one of A, AAAA, CNAME."],
  ["no type", { type: undefined }, "type: is required: give one of A, AAAA, CNAME."],
  [
    "no zone",
    { zone: undefined },
    "zone: is required: give the DNS zone (the resource itself), its name, or { id }.",
  ],
  ["no content", { content: "" }, "content: a record needs a content"],
  [
    "an A record of IPv6",
    { content: "2001:db8::1" },
    'content: "2001:db8::1" is not an IPv4 address',
  ],
  ["an AAAA record of IPv4", { type: "AAAA" }, 'content: "10.0.0.1" is not an IPv6 address'],
  [
    "an AAAA record of IPv4 in the form of IPv6",
    { type: "AAAA", content: "::FFFF:10.0.0.1" },
    'content: "::FFFF:10.0.0.1" is not an IPv6 address',
  ],
  ["a zone of one machine", { type: "AAAA", content: "fe80::1%eth0" }, "content: "],
  ["a CNAME to a wildcard", { type: "CNAME", content: "*.a.b" }, 'content: "*.a.b" is not a name'],
  ["a CNAME to an address", { type: "CNAME" }, 'content: "10.0.0.1" is not a name'],
  [
    "a CNAME to itself",
    { type: "CNAME", content: "DB.corp.internal" },
    'content: "DB.corp.internal" is the record\'s own name',
  ],
  ["a negative lifetime", { ttl: -1 }, "ttl: must be 0 seconds or more"],
  ["more than DNS can say", { ttl: 2 ** 31 }, "ttl: must be 2147483647 seconds or less"],
  ["half a second", { ttl: 0.5 }, "ttl: must be whole seconds"],
  ["an unknown zone", { zone: { name: "corp" } }, 'zone: There is no DNS zone named "corp"'],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().DnsRecord, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test("the longest lifetime that DNS can say passes", async () => {
  const longest = { ...args, ttl: 2 ** 31 - 1 };
  const made = await create(account.provider().DnsRecord, longest);
  expect(await onServer()).toMatchObject([{ id: made.id, ttl: 2_147_483_647 }]);
  await expectNothingToDo(account.provider().DnsRecord, made, longest);
});

test("the server refuses international names as well", async () => {
  const { DnsRecord } = account.provider();
  await expect(DnsRecord.create({ ...args, name: "bücher.corp.internal" })).rejects.toThrow(
    /invalid record name format/i,
  );
  const alias = { ...args, type: "CNAME", content: "bücher.example" };
  await expect(DnsRecord.create(alias)).rejects.toThrow(/invalid CNAME target format/i);
});

test("a zone that is about to be replaced does not judge the names in it", async () => {
  const replaced = { name: "corp.internal", id: unknownValue };
  const change = { zone: replaced, name: "db.corp.example" };
  expect(await problems(account.provider().DnsRecord, { ...args, ...change })).toEqual([]);
});

test.each(["corp.internal", "*.corp.internal", "a.b.corp.internal"])(
  "%s is inside",
  async (name) => {
    const made = await create(account.provider().DnsRecord, { ...args, name });
    await expectNothingToDo(account.provider().DnsRecord, made, { ...args, name });
  },
);

test("the spelling of IPv6 is no change, whoever wrote it", async () => {
  const { DnsRecord } = account.provider();
  const written = { ...args, type: "AAAA", content: "2001:DB8:0:0::1" };
  const made = await create(DnsRecord, written);
  await expectNothingToDo(account.provider().DnsRecord, made, written);
  expect(await preview(DnsRecord, made, { ...written, content: "2001:db8::1" })).toEqual(unchanged);
  await account.provider().DnsRecord.delete(made.id, made.outs);
  const byHand = { name: args.name, type: "AAAA", content: "2001:DB8::0001", ttl: 300 };
  const { id } = await account.api("POST", `/dns/zones/${zone}/records`, byHand);
  await account.requests();
  const adopted = await create(account.provider().DnsRecord, { ...written, adopt: true });
  expect(adopted.id).toBe(id);
  expect(await account.requests()).not.toContainEqual(expect.stringMatching(/^P(OS|U)T/));
  await expectNothingToDo(account.provider().DnsRecord, adopted, written);
});

test.each<[string, Arguments, string[]]>([
  ["another zone", { zone: { name: "corp.example" }, name: "db.corp.example" }, ["zone"]],
  ["another name", { name: "db2.corp.internal" }, []],
  ["another type", { type: "CNAME", content: "a.corp.internal" }, []],
  ["another content", { content: "10.0.0.2" }, []],
  ["another lifetime", { ttl: 5 }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  await newZone("corp.example");
  const { DnsRecord } = account.provider();
  const made = await create(DnsRecord, args);
  expect(await preview(DnsRecord, made, { ...args, ...change })).toEqual({
    changes: true,
    replaces,
  });
  if (replaces.length > 0) return;
  await update(DnsRecord, made, { ...args, ...change });
  expect(await onServer()).toMatchObject([{ id: made.id, ...change }]);
});

test("several records of one name stand beside each other; a CNAME does not", async () => {
  const { DnsRecord } = account.provider();
  await create(DnsRecord, args);
  await create(DnsRecord, { ...args, content: "10.0.0.2" });
  const alias = { ...args, type: "CNAME", content: "a.b" };
  expect(await problems(DnsRecord, alias)).toEqual([
    expect.stringMatching(
      /^name: this program gives "db\.corp\.internal" another record, of type A/,
    ),
  ]);
  const { inputs } = await DnsRecord.check(
    {},
    { ...args, zone: { id: zone }, content: "10.0.0.3" },
  );
  expect(await failure(DnsRecord.create({ ...inputs, ...alias, zone: { id: zone } }))).toMatch(
    /an a, aaaa, or cname record with name db.corp.internal already exists/i,
  );
  expect(await onServer()).toHaveLength(2);
});

test("drift is shown and repaired with the same id", async () => {
  const { DnsRecord } = account.provider();
  const made = await create(DnsRecord, args);
  const hacked = { name: args.name, type: "A", content: "6.6.6.6" };
  await account.api("PUT", `/dns/zones/${zone}/records/${made.id}`, hacked);
  const drifted = await refresh(account.provider().DnsRecord, made);
  expect(drifted.outs).toMatchObject({ content: "6.6.6.6", ttl: 0 });
  await update(DnsRecord, drifted, args);
  expect(await onServer()).toMatchObject([{ id: made.id, content: "10.0.0.1", ttl: 300 }]);
});

test("goes with its zone, which is no error", async () => {
  const { DnsRecord } = account.provider();
  const { id, outs } = await create(DnsRecord, args);
  await account.api("DELETE", `/dns/zones/${zone}`);
  expect(await account.provider().DnsRecord.read(id, outs)).toEqual({ id: "" });
  await account.provider().DnsRecord.delete(id, outs);
});

test("is called by its name and type where it fails", async () => {
  await account.fail({ kind: "html", method: "POST", path: "/records", times: 9 });
  expect(await failure(create(account.provider().DnsRecord, args))).toContain(
    'Cannot create DNS record "db.corp.internal A": ',
  );
});

test("is looked up inside its zone", async () => {
  const { DnsRecord } = account.provider();
  const { id } = await create(DnsRecord, args);
  const other = await create(DnsRecord, { ...args, name: "x.corp.internal" });
  for (const selector of [{ id }, { name: args.name }, { name: args.name, type: "A" }]) {
    const lookup = { zone: { name: "corp.internal" }, ...selector };
    expect(await DnsRecord.read("x", { lookup })).toMatchObject({ id });
  }
  expect(await failure(DnsRecord.read("x", { lookup: { zone: { id: zone }, type: "A" } }))).toMatch(
    /There are 2 objects of kind DNS record with the type "A": .*Refer to one by its id/,
  );
  const six = await create(DnsRecord, { ...args, type: "AAAA", content: "::7" });
  const lookup = { zone: { id: zone }, name: args.name };
  const told = await failure(account.provider().DnsRecord.read("x", { lookup }));
  expect(told).toContain(`type "A" and content "10.0.0.1" (${id})`);
  expect(told).toContain(`type "AAAA" and content "::7" (${six.id})`);
  expect(told).not.toContain(other.id);
});

describe("a CNAME beside another record of its name", () => {
  const alias = { ...args, type: "CNAME", content: "www.example.com" };

  test("is refused at preview, either way", async () => {
    const { id, outs } = await create(account.provider().DnsRecord, args);
    expect(await problems(account.provider().DnsRecord, alias)).toEqual([
      expect.stringMatching(
        /^name: "db\.corp\.internal" has the A record 10\.0\.0\.1 already.*a CNAME stands alone/,
      ),
    ]);
    // One record may become the other, and its replacement is checked as a new one.
    const { DnsRecord } = account.provider();
    expect((await DnsRecord.check(outs, alias)).failures).toEqual([]);
    expect(await problems(DnsRecord, alias)).toEqual([]);
    await update(account.provider().DnsRecord, { id, outs }, alias);
    expect(await problems(account.provider().DnsRecord, args)).toEqual([
      expect.stringMatching(/^name: "db\.corp\.internal" has the CNAME record www\.example\.com/),
    ]);
    expect(await problems(account.provider().DnsRecord, { ...alias, adopt: true })).toEqual([]);
    expect(await problems(account.provider().DnsRecord, { ...args, adopt: id })).toEqual([]);
  });

  test("passes under another name, where nothing is known, and where the other goes before", async () => {
    const { outs } = await create(account.provider().DnsRecord, args);
    for (const change of [
      { name: "www.corp.internal" },
      { name: unknownValue },
      { content: unknownValue },
      { type: unknownValue },
      { zone: { name: "corp.internal", id: unknownValue } },
    ]) {
      expect(await problems(account.provider().DnsRecord, { ...alias, ...change })).toEqual([]);
    }
    const { DnsRecord } = account.provider();
    await DnsRecord.check(outs, { ...args, name: "db-2.corp.internal" });
    expect(await problems(DnsRecord, alias)).toEqual([]);
    const kept = account.provider().DnsRecord;
    await kept.check(outs, { ...args, ttl: 60 });
    expect(await problems(kept, alias)).toHaveLength(1);
  });

  test("passes for its own that somebody made a CNAME by hand, and that is repaired", async () => {
    const made = await create(account.provider().DnsRecord, args);
    const path = `/dns/zones/${zone}/records`;
    await account.api("PUT", `${path}/${made.id}`, { ...alias, ttl: 300 });
    expect(await preview(account.provider().DnsRecord, made, args)).toEqual(unchanged);
    const drifted = await refresh(account.provider().DnsRecord, made);
    await update(account.provider().DnsRecord, drifted, args);
    expect(await account.api("GET", path)).toEqual([
      expect.objectContaining({ id: made.id, type: "A", content: "10.0.0.1" }),
    ]);
  });

  test("two addresses of one name pass", async () => {
    await create(account.provider().DnsRecord, args);
    const second = { ...args, content: "10.0.0.2" };
    expect(await problems(account.provider().DnsRecord, second)).toEqual([]);
  });
});

describe("the case of names is no difference", () => {
  const capitals = { ...args, name: "DB.corp.internal" };
  const alias = { ...args, type: "CNAME", content: "WWW.example.com" };

  test("neither of the record's own nor of the one that it stands for", async () => {
    const { DnsRecord } = account.provider();
    const made = await create(DnsRecord, { ...alias, name: "DB.corp.internal" });
    await expectNothingToDo(account.provider().DnsRecord, made, alias);
    const lower = { ...alias, content: "www.example.com" };
    expect(await preview(account.provider().DnsRecord, made, lower)).toEqual(unchanged);
    await update(account.provider().DnsRecord, made, { ...lower, ttl: 5 });
    expect(await onServer()).toMatchObject([
      { name: "DB.corp.internal", content: "WWW.example.com", ttl: 5 },
    ]);
    const lookup = { zone: { id: zone }, name: "db.CORP.internal" };
    expect(await account.provider().DnsRecord.read("x", { lookup })).toMatchObject({ id: made.id });
  });

  test("one by hand is in the way of the same one, and is adopted", async () => {
    const byHand = { name: "Db.corp.internal", type: "A", content: "10.0.0.1", ttl: 300 };
    const { id } = await account.api("POST", `/dns/zones/${zone}/records`, byHand);
    expect(await failure(create(account.provider().DnsRecord, args))).toContain(id);
    const made = await create(account.provider().DnsRecord, { ...capitals, adopt: true });
    expect(made.id).toBe(id);
    await expectNothingToDo(account.provider().DnsRecord, made, args);
    expect(await onServer()).toMatchObject([{ ...byHand, id }]);
  });

  test("a CNAME stands alone, beside what is there and beside what the program makes", async () => {
    const newCorp = { name: "corp.internal", id: unknownValue };
    const other = { name: "another", id: unknownValue };
    const { DnsRecord } = account.provider();
    expect(await problems(DnsRecord, { ...capitals, zone: newCorp })).toEqual([]);
    expect(await problems(DnsRecord, { ...alias, zone: other })).toEqual([]);
    expect(await problems(DnsRecord, { ...alias, zone: newCorp })).toEqual([
      expect.stringMatching(
        /^name: this program gives "DB\.corp\.internal" another record, of type A/,
      ),
    ]);
    await create(account.provider().DnsRecord, capitals);
    expect(await problems(account.provider().DnsRecord, alias)).toEqual([
      expect.stringMatching(/^name: "DB\.corp\.internal" has the A record 10\.0\.0\.1 already/),
    ]);
  });

  test("but the server wants the zone's spelling in new names, which the preview tells", async () => {
    const { id } = await newZone("Case.Internal");
    const inside = { ...args, zone: { id }, name: "db.case.internal" };
    const { DnsRecord } = account.provider();
    const advice = expect.stringMatching(
      /^name: the zone is spelled Case\.Internal, .* write db\.Case\.Internal\.$/,
    ) as string;
    expect(await problems(DnsRecord, inside)).toEqual([advice]);
    await expect(DnsRecord.create(inside)).rejects.toThrow(/does not belong to zone/);
    const spelled = { ...inside, name: "db.Case.Internal" };
    const made = await create(account.provider().DnsRecord, spelled);
    expect(await preview(account.provider().DnsRecord, made, inside)).toEqual(unchanged);
    await update(account.provider().DnsRecord, made, { ...inside, ttl: 5 });
    for (const adopt of [true, made.id]) {
      const adopting = { ...inside, ttl: 5, adopt };
      const adopted = await create(account.provider().DnsRecord, adopting);
      expect(adopted.id).toBe(made.id);
    }
    expect(await account.api("GET", `/dns/zones/${id}/records`)).toMatchObject([
      { id: made.id, name: "db.Case.Internal", ttl: 5 },
    ]);
  });

  test("a name is judged by a new zone of the program, too", async () => {
    const { DnsZone, DnsRecord } = account.provider();
    const distributionGroups = [{ name: "All" }];
    await DnsZone.check({}, { name: "new", domain: "New.internal", distributionGroups });
    const inside = { ...args, zone: { name: "new", id: unknownValue } };
    expect(await problems(DnsRecord, { ...inside, name: "db.New.internal" })).toEqual([]);
    expect(await problems(DnsRecord, { ...inside, name: "db.new.internal" })).toEqual([
      expect.stringContaining("write db.New.internal."),
    ]);
    expect(await problems(DnsRecord, inside)).toEqual([
      expect.stringContaining('"db.corp.internal" is not inside the zone New.internal'),
    ]);
    // One that is there already and is adopted keeps its spelling.
    await newZone("Old.internal");
    const old = { name: "old", domain: "old.internal", distributionGroups, adopt: true };
    await DnsZone.check({}, old);
    const adopted = { ...args, zone: { name: "old", id: unknownValue } };
    expect(await problems(DnsRecord, { ...adopted, name: "db.old.internal" })).toEqual([]);
  });
});
