import type { Arguments } from "../../../provider/lifecycle/kind";
import {
  create,
  expectNothingToDo,
  preview,
  problems,
  refresh,
  update,
  useTestAccount,
} from "../account";

const account = useTestAccount();
let devops: string;
beforeEach(async () => {
  devops = (await account.api("POST", "/groups", { name: "peer-devops" })).id;
});

const args = {
  name: "corp-internal",
  description: "Internal names",
  nameservers: [{ ip: "10.10.0.10" }, { ip: "[2001:DB8::1]", port: 5353 }],
  domains: ["corp.internal"],
  groups: [{ name: "peer-devops" }],
};

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test.each<[string, object, string]>([
  ["a name of 41 characters", { name: "x".repeat(41) }, "name: may have 40 characters"],
  ["no servers", { nameservers: [] }, "nameservers: name at least one"],
  [
    "four servers",
    { nameservers: [1, 2, 3, 4].map((n) => ({ ip: `1.1.1.${n}` })) },
    "nameservers: the server takes three",
  ],
  [
    "an address that is none",
    { nameservers: [{ ip: "dns.example" }] },
    "nameservers[0].ip: is not an address",
  ],
  [
    "a port beyond the last",
    { nameservers: [{ ip: "1.1.1.1", port: 70000 }] },
    "nameservers[0].port: is not a port",
  ],
  [
    "a server beside itself with its port",
    { nameservers: [{ ip: "1.1.1.1" }, { ip: "1.1.1.1", port: 53 }] },
    "nameservers[1]: repeats nameservers[0]",
  ],
  [
    "no list of groups",
    { groups: undefined },
    "groups: is required: give a list; each item is a group (the resource itself), its name, or { id }.",
  ],
  ["no groups", { groups: [] }, "groups: name at least one group"],
  ["a domain twice", { domains: ["x.com", "X.com"] }, "domains[1]: repeats domains[0]"],
  ["a domain with and without dot", { domains: ["x.com", "x.com."] }, "domains[1]: repeats"],
  [
    "an international domain in both its forms",
    { domains: ["münchen.de", "xn--mnchen-3ya.de"] },
    "domains[1]: repeats domains[0]",
  ],
  ["a wildcard", { domains: ["*.corp.internal"] }, "domains[0]: is not a domain"],
  [
    "a label of 64 characters",
    { domains: [`${"a".repeat(63)}.internal.`, `${"a".repeat(64)}.internal`] },
    "domains[1]: is not a domain",
  ],
  [
    "a label that is too long in Punycode",
    { domains: [`${"aü".repeat(20)}.internal`, `${"aü".repeat(30)}.internal`] },
    "domains[1]: is not a domain",
  ],
  [
    "domains of a primary group",
    { primary: true },
    "primary: a primary group is asked for every domain",
  ],
  [
    "neither domains nor primary",
    { domains: [], primary: false },
    "domains: a group that is not primary",
  ],
  [
    "a search without domains",
    { domains: undefined, searchDomainsEnabled: true },
    "searchDomainsEnabled: there are no domains",
  ],
])("check refuses %s", async (_what, change, expected) => {
  const wrong = JSON.parse(JSON.stringify({ ...args, ...change })) as Arguments;
  expect(await problems(account.provider().NameserverGroup, wrong)).toEqual([
    expect.stringContaining(expected),
  ]);
});

test("check lets unknown values pass, anywhere", async () => {
  const { NameserverGroup } = account.provider();
  for (const key of Object.keys(args)) {
    expect(await problems(NameserverGroup, { ...args, [key]: unknown })).toEqual([]);
  }
  const inside = { domains: [unknown], nameservers: [{ ip: unknown, port: unknown }] };
  expect(await problems(NameserverGroup, { ...args, ...inside })).toEqual([]);
});

test("defaults are filled in, and reading back changes nothing", async () => {
  const { NameserverGroup } = account.provider();
  const { id, outs } = await create(NameserverGroup, args);
  expect(await account.api("GET", `/dns/nameservers/${id}`)).toMatchObject({
    nameservers: [
      { ip: "10.10.0.10", ns_type: "udp", port: 53 },
      { ip: "2001:db8::1", ns_type: "udp", port: 5353 },
    ],
    groups: [devops],
    primary: false,
    enabled: true,
    search_domains_enabled: false,
  });
  const { inputs } = await NameserverGroup.check({}, args);
  expect(await NameserverGroup.diff(id, outs, inputs)).toMatchObject({ changes: false });
  expect((await account.provider().NameserverGroup.read(id, outs)).props).toEqual(outs);
});

test("an international domain in its other form is no change", async () => {
  const { NameserverGroup } = account.provider();
  const wanted = { ...args, domains: ["corp.internal", "münchen.de"] };
  const made = await create(NameserverGroup, wanted);
  const reworded = { ...wanted, domains: ["xn--mnchen-3ya.de", "corp.internal"] };
  await expectNothingToDo(NameserverGroup, made, reworded);
});

test("a name of 40 characters counts characters, not code units", async () => {
  const { id } = await create(account.provider().NameserverGroup, {
    ...args,
    name: "🌍".repeat(40),
  });
  expect(await account.api("GET", `/dns/nameservers/${id}`)).toMatchObject({
    name: "🌍".repeat(40),
  });
});

test("an IPv4 address in the form of IPv6 is stored as it is, and is no change", async () => {
  const mapped = { ...args, nameservers: [{ ip: "::FFFF:10.10.0.10" }] };
  const made = await create(account.provider().NameserverGroup, mapped);
  expect(await account.api("GET", `/dns/nameservers/${made.id}`)).toMatchObject({
    nameservers: [{ ip: "::ffff:10.10.0.10" }],
  });
  await expectNothingToDo(account.provider().NameserverGroup, made, mapped);
});

test("without domains the group is primary", async () => {
  const { domains: _none, ...rest } = args;
  const { id } = await create(account.provider().NameserverGroup, rest);
  expect(await account.api("GET", `/dns/nameservers/${id}`)).toMatchObject({
    primary: true,
    domains: [],
  });
});

test("other servers behind our back are shown and repaired in place", async () => {
  const { NameserverGroup } = account.provider();
  const { id, outs } = await create(NameserverGroup, args);
  await account.api("PUT", `/dns/nameservers/${id}`, {
    name: args.name,
    nameservers: [{ ip: "6.6.6.6", ns_type: "udp", port: 53 }],
    groups: [devops],
    primary: true,
  });
  const read = await account.provider().NameserverGroup.read(id, outs);
  expect(read.props).toMatchObject({
    nameservers: [{ ip: "6.6.6.6" }],
    primary: true,
    enabled: false,
  });
  const { inputs } = await NameserverGroup.check({}, args);
  expect(await NameserverGroup.diff(id, read.props as Arguments, inputs)).toMatchObject({
    changes: true,
    replaces: [],
  });
  await NameserverGroup.update(id, read.props as Arguments, inputs);
  expect((await account.provider().NameserverGroup.read(id, outs)).props).toEqual(outs);
});

test("the order of the servers counts: a swap is applied, and one behind our back repaired", async () => {
  const { NameserverGroup } = account.provider();
  const serversOf = async (id: string) => {
    const path = `/dns/nameservers/${id}`;
    const { nameservers } = await account.api<{ nameservers: { ip: string }[] }>("GET", path);
    return nameservers.map(({ ip }) => ip);
  };
  const made = await create(NameserverGroup, args);
  const swapped = { ...args, nameservers: [...args.nameservers].reverse() };
  expect(await preview(NameserverGroup, made, swapped)).toEqual({ changes: true, replaces: [] });
  const done = await update(NameserverGroup, made, swapped);
  expect(await serversOf(made.id)).toEqual(["2001:db8::1", "10.10.0.10"]);
  await expectNothingToDo(account.provider().NameserverGroup, done, swapped);

  // The state of before the swap is what somebody else's swap looks like.
  const drifted = await refresh(account.provider().NameserverGroup, made);
  expect(drifted.outs).not.toEqual(made.outs);
  await update(account.provider().NameserverGroup, drifted, args);
  expect(await serversOf(made.id)).toEqual(["10.10.0.10", "2001:db8::1"]);
  const twoDomains = { ...args, domains: ["b.internal", "a.internal"] };
  const two = await update(account.provider().NameserverGroup, drifted, twoDomains);
  await expectNothingToDo(account.provider().NameserverGroup, two, {
    ...twoDomains,
    domains: ["a.internal", "b.internal"],
  });
});

test("a taken name is refused and adopted on request; a group in use is explained; delete may be repeated", async () => {
  const { NameserverGroup, Group } = account.provider();
  const { id, outs } = await create(NameserverGroup, args);
  await expect(create(account.provider().NameserverGroup, args)).rejects.toThrow(
    /exists already.*adopt/,
  );
  expect((await create(account.provider().NameserverGroup, { ...args, adopt: true })).id).toBe(id);
  await expect(Group.delete(devops, { name: "peer-devops" })).rejects.toThrow(
    /the name server groups "corp-internal" still uses it/,
  );
  await NameserverGroup.delete(id, outs);
  await NameserverGroup.delete(id, outs);
  expect(await account.named("dns/nameservers", args.name)).toEqual([]);
});

test.each(["reset-after", "timeout-after", "invalid-json"] as const)(
  "exactly one is made when the answer is lost (%s)",
  async (kind) => {
    await account.fail({ kind, method: "POST" });
    const { NameserverGroup } = account.provider({ "netbird:requestTimeout": 1 });
    const { id } = await create(NameserverGroup, args);
    expect(await account.named("dns/nameservers", args.name)).toEqual([
      expect.objectContaining({ id }),
    ]);
  },
);

test("the case of domains is no difference, and what is there stays spelled as it is", async () => {
  const capitals = { ...args, domains: ["Corp.internal", "b.internal."] };
  const { NameserverGroup } = account.provider();
  const made = await create(NameserverGroup, capitals);
  const lower = { ...args, domains: ["b.internal", "corp.internal"] };
  await expectNothingToDo(account.provider().NameserverGroup, made, lower);
  await update(account.provider().NameserverGroup, made, { ...lower, enabled: false });
  const stored = () => account.api("GET", `/dns/nameservers/${made.id}`);
  expect(await stored()).toMatchObject({ domains: capitals.domains, enabled: false });
  await update(account.provider().NameserverGroup, made, args);
  expect(await stored()).toMatchObject({ domains: ["corp.internal"] });
});
