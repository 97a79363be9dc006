import { unknownValue } from "../../../provider/lifecycle/unknown";
import { foundReason } from "../../../segmentation";
import type { Arguments } from "../../../provider/lifecycle/kind";
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
let devops: string;
let web: string;
beforeEach(async () => {
  devops = (await account.api("POST", "/groups", { name: "peer-devops" })).id;
  web = (await account.api("POST", "/groups", { name: "svc-web" })).id;
  await account.requests();
});

const args = {
  name: "peer-devops → svc-web [TCP/443]",
  description: "Staff use the front end (owner: Team)",
  protocol: "tcp",
  ports: ["443"],
  sources: [{ name: "peer-devops" }],
  destinations: [{ name: "svc-web" }],
};

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

async function rule(id: string): Promise<Record<string, unknown>> {
  const { rules } = await account.api<{ rules: Record<string, unknown>[] }>(
    "GET",
    `/policies/${id}`,
  );
  return rules[0]!;
}

/** A host in a network; its id. */
async function newResource(name: string, address = "10.0.0.1"): Promise<string> {
  const network = await account.api("POST", "/networks", { name: `of-${name}` });
  const path = `/networks/${network.id}/resources`;
  return (await account.api("POST", path, { name, address, enabled: true, groups: [] })).id;
}

/** Writes the policy past the provider, as somebody in the dashboard would. */
async function edit(id: string, change: object, ruleChange: object = {}): Promise<void> {
  const base = { name: args.name, description: args.description, enabled: true };
  const one = {
    name: args.name,
    enabled: true,
    action: "accept",
    bidirectional: false,
    protocol: "tcp",
    ports: ["443"],
    sources: [devops],
    destinations: [web],
  };
  const rules = [{ ...one, ...ruleChange }];
  await account.api("PUT", `/policies/${id}`, { ...base, ...change, rules });
}

describe("check", () => {
  test("passes on the faults of the table of rules, each at its argument", async () => {
    const bad = { ...args, ports: [0, "https"], protocol: "icmp", sources: [] };
    const found = await problems(account.provider().Policy, bad);
    expect(found.map((text) => text.split(":")[0])).toEqual([
      "ports[0]",
      "ports[1]",
      "ports",
      "sources",
    ]);
  });

  test("a missing protocol is asked for once, with those that there are", async () => {
    const { protocol, ...others } = args;
    expect(protocol).toBe("tcp");
    expect(await problems(account.provider().Policy, others)).toEqual([
      "protocol: the protocol is missing. Use one of tcp, udp, icmp, all, netbird-ssh, in lower case.",
    ]);
  });

  test.each([
    [
      "an unknown group",
      { sources: [{ name: "peer-devop" }] },
      /^sources\[0\]: There is no group named "peer-devop". Did you mean "peer-devops"/,
    ],
    ["an empty name", { name: "" }, /^name: a policy needs a name/],
    ["an unknown action", { action: "allow" }, /^action: must be one of accept, drop\.$/],
    ["no name at all", { name: undefined }, /^name: is required: give a text\.$/],
    ["an empty reference", { sources: [{}] }, /^sources\[0\]: a reference needs a name or an id/],
  ])("refuses %s", async (_what, change, message) => {
    expect(await problems(account.provider().Policy, { ...args, ...change })).toEqual([
      expect.stringMatching(message),
    ]);
  });

  test("a group by its name beside itself by its id is a repetition", async () => {
    const sources = [{ name: "peer-devops" }, { id: devops }];
    expect(await problems(account.provider().Policy, { ...args, sources })).toEqual([
      "sources[1]: repeats sources[0]. Remove one.",
    ]);
  });

  test("a group that does not exist yet is a repetition beside itself, and none beside another new one", async () => {
    const [web, db] = ["svc-new-web", "svc-new-db"].map((name) => ({ name, id: unknownValue }));
    const of = (...sources: unknown[]) => problems(account.provider().Policy, { ...args, sources });
    expect(await of(web, db, web)).toEqual(["sources[2]: repeats sources[0]. Remove one."]);
    expect(await of(web, db, { name: unknownValue, id: unknownValue })).toEqual([]);
    expect(await of({ id: unknownValue }, { id: unknownValue })).toEqual([]);
  });

  test("refuses the name that a group of the program is about to lose, and takes it for its next owner", async () => {
    const { Group, Policy } = account.provider();
    await Group.check({ name: "peer-devops" }, { name: "peer-platform" });
    expect(await problems(Policy, args)).toEqual([
      'sources[0]: The group named "peer-devops" becomes "peer-platform" in this update. Pass the resource itself instead of its name.',
    ]);
    expect(await problems(Policy, { ...args, sources: [{ id: devops }] })).toEqual([]);
    await Group.check({}, { name: "peer-devops", adopt: true });
    expect(await problems(Policy, args)).toEqual([]);
  });

  const ssh = { ...args, protocol: "netbird-ssh", ports: ["22"] };

  test("refuses what cannot be a local user, and takes what can on any system", async () => {
    const withUsers = (users: unknown[]) => ({
      ...ssh,
      authorizedGroups: [{ group: { name: "peer-devops" }, users }],
    });
    const bad = ["", " root", "a b", "root\n", "a\u0000b", "a\u00a0b"];
    const found = await problems(account.provider().Policy, withUsers(bad));
    expect(found).toEqual(
      bad.map(
        (_user, index) =>
          expect.stringContaining(`users[${index}]: is not the name of a local user`) as string,
      ),
    );
    const users = ["root", "ci_runner.2", "CORP\\ada", "ada@corp.example", "jürgen", "svc$"];
    const { id } = await create(account.provider().Policy, withUsers(users));
    expect(await rule(id)).toMatchObject({ authorized_groups: { [devops]: users } });
    expect(await problems(account.provider().Policy, withUsers([unknown, ""]))).toHaveLength(1);
  });

  const both = { sources: [{ name: "peer-devops" }, { name: "svc-web" }] };
  const root = (group: object) => ({ group, users: ["root"] });

  test.each<[string, () => Arguments, RegExp]>([
    [
      "a source group that is not told who may log in",
      () => ({ ...ssh, ...both, authorizedGroups: [root({ id: devops })] }),
      /^authorizedGroups: the source group "svc-web" is missing.*Add \{ group: "svc-web"/,
    ],
    [
      "one group's users in two entries",
      () => ({
        ...ssh,
        authorizedGroups: [root({ id: devops }), { group: { name: "peer-devops" }, users: [] }],
      }),
      /^authorizedGroups\[1\]\.group: the group is listed before/,
    ],
    [
      "them with another protocol, which drops them",
      () => ({ ...args, authorizedGroups: [root({ id: devops })] }),
      /^authorizedGroups: only protocol netbird-ssh has authorizedGroups; with tcp the server/,
    ],
  ])("refuses %s", async (_what, wish, message) => {
    expect(await problems(account.provider().Policy, wish())).toEqual([
      expect.stringMatching(message),
    ]);
  });

  test("passes authorized groups by name, by id, or not known yet, and none", async () => {
    const { Policy } = account.provider();
    for (const authorizedGroups of [
      [root({ name: "peer-devops" }), root({ id: web })],
      [root({ id: devops }), root({ name: "svc-web", id: web })],
      [root({ id: devops }), root({ id: unknown })],
      [root({ id: devops }), unknown],
      unknown,
      [],
    ]) {
      expect(await problems(Policy, { ...ssh, ...both, authorizedGroups })).toEqual([]);
    }
    const isNew = { name: "peer-new", id: unknown };
    const wish = { ...ssh, sources: [isNew], authorizedGroups: [root(isNew)] };
    expect(await problems(Policy, wish)).toEqual([]);
    expect(await problems(Policy, { ...args, authorizedGroups: [] })).toEqual([]);
  });

  test("knows the resource that a policy names, and what it is", async () => {
    const { Policy } = account.provider();
    const peer = await account.enroll("web-1");
    const host = await newResource("db");
    const to = (destinationResource: unknown) =>
      problems(Policy, { ...args, destinations: undefined, destinationResource });
    expect(await to({ id: "gone", type: "host" })).toEqual([
      expect.stringMatching(
        /^destinationResource\.id: There is no network resource with the id "gone".*pulumi refresh/,
      ),
    ]);
    expect(await to({ id: "gone", type: "peer" })).toEqual([
      expect.stringMatching(/^destinationResource\.id: There is no peer with the id "gone"/),
    ]);
    expect(await to({ id: host, type: "subnet" })).toEqual([
      `destinationResource.type: "${host}" is a host: write type: "host".`,
    ]);
    expect(await to({ id: peer, type: "host" })).toEqual([
      `destinationResource.type: "${peer}" is a peer: write type: "peer".`,
    ]);
    for (const known of [
      { id: host, type: "host" },
      { id: peer, type: "peer" },
      { id: unknown, type: "host" },
      { id: host, type: unknown },
      unknown,
    ]) {
      expect(await to(known)).toEqual([]);
    }
  });

  test("a type that the policy has already, or that changes in the same run, is left", async () => {
    const host = await newResource("db");
    const wish = {
      ...args,
      destinations: undefined,
      destinationResource: { id: host, type: "domain" },
    };
    expect((await account.provider().Policy.check(wish, wish)).failures).toEqual([]);
    const { NetworkResource, Policy } = account.provider();
    const before = { network: { name: "of-db" }, name: "db", address: "10.0.0.1/32" };
    await NetworkResource.check(before, { ...before, address: "db.internal" });
    expect(await problems(Policy, wish)).toEqual([]);
  });

  test("lets unknown values pass, anywhere", async () => {
    const { Policy } = account.provider();
    for (const key of Object.keys(args)) {
      expect(await problems(Policy, { ...args, [key]: unknown })).toEqual([]);
    }
    const inside = {
      ports: [unknown],
      sources: [{ name: "peer-new", id: unknown }],
      portRanges: undefined,
    };
    expect(await problems(Policy, { ...args, ...inside })).toEqual([]);
    const ranges = { ports: undefined, portRanges: [{ start: unknown, end: 5 }] };
    expect(await problems(Policy, { ...args, ...ranges })).toEqual([]);
  });

  test("fills in what a policy means when it does not say so", async () => {
    const { inputs } = await account.provider().Policy.check({}, { ...args, ports: [443] });
    expect(inputs).toMatchObject({
      enabled: true,
      action: "accept",
      bidirectional: false,
      ports: ["443"],
    });
  });

  test("settles the spelling of ports, so that none is there twice", async () => {
    const { Policy } = account.provider();
    expect(await problems(Policy, { ...args, ports: ["080", 80] })).toContain(
      "ports[1]: port 80 is listed twice. List it once.",
    );
    const { id } = await create(Policy, { ...args, ports: ["080", "0443"] });
    expect(await rule(id)).toMatchObject({ ports: ["80", "443"] });
  });

  test("puts the reason for broad access into the description", async () => {
    const broad = {
      ...args,
      ports: undefined,
      protocol: "all",
      broadAccessReason: "Emergency only",
    };
    const { inputs } = await account.provider().Policy.check({}, broad);
    expect((inputs as { description: string }).description).toBe(
      `${args.description} — Broad access: Emergency only`,
    );
  });

  test.each([
    ["description", { description: unknown, broadAccessReason: "Emergency only" }],
    ["reason", { broadAccessReason: unknown }],
  ])("leaves the description unknown while the %s is", async (_what, parts) => {
    const broad = { ...args, ports: undefined, protocol: "all", ...parts };
    const { inputs, failures } = await account.provider().Policy.check({}, broad);
    expect(failures).toEqual([]);
    expect((inputs as { description: string }).description).toBe(unknown);
  });

  test("leaves the description alone when the reason is only that the policy was found", async () => {
    const broad = { ...args, ports: undefined, protocol: "all", broadAccessReason: foundReason };
    const { inputs, failures } = await account.provider().Policy.check({}, broad);
    expect(failures).toEqual([]);
    expect((inputs as { description: string }).description).toBe(args.description);
  });

  test("asks who may log in from a new source, where that is settled by hand for the others", async () => {
    const wish = { ...ssh, name: "ssh" };
    const { id, outs } = await create(account.provider().Policy, wish);
    const authorized = { protocol: "netbird-ssh", authorized_groups: { [devops]: ["root"] } };
    await edit(id, { name: "ssh" }, { ...authorized, ports: ["22"] });
    const { inputs, failures } = await account.provider().Policy.check(outs, { ...wish, ...both });
    expect(inputs).toMatchObject(both);
    expect(failures).toEqual([
      {
        property: "authorizedGroups",
        reason: expect.stringMatching(
          /^the source group "svc-web" is missing in those that the policy has on the server.*Give authorizedGroups for every source group/,
        ) as unknown,
      },
    ]);
    for (const passes of [
      wish,
      { ...wish, ...both, authorizedGroups: unknown },
      { ...wish, ...both, authorizedGroups: [root({ id: devops }), root({ id: web })] },
      { ...args, name: "ssh", ...both },
    ]) {
      const { Policy } = account.provider();
      expect((await Policy.check(outs, passes)).failures).toEqual([]);
    }
  });

  test("asks the same of what is adopted", async () => {
    const { id } = await create(account.provider().Policy, { ...ssh, name: "ssh" });
    await edit(
      id,
      { name: "ssh" },
      { protocol: "netbird-ssh", ports: ["22"], authorized_groups: { [devops]: ["root"] } },
    );
    const adopting = { ...ssh, ...both, name: "ssh", adopt: true };
    expect(await problems(account.provider().Policy, adopting)).toEqual([
      expect.stringMatching(/^authorizedGroups: the source group "svc-web" is missing/),
    ]);
  });
});

describe("create", () => {
  test("resolves names, and holds exactly what was asked", async () => {
    const { id, outs } = await create(account.provider().Policy, args);
    expect(await rule(id)).toMatchObject({
      protocol: "tcp",
      ports: ["443"],
      bidirectional: false,
      sources: [{ id: devops }],
      destinations: [{ id: web }],
    });
    expect(outs).toMatchObject({
      sources: [{ name: "peer-devops", id: devops }],
      destinations: [{ name: "svc-web", id: web }],
    });
  });

  test("with ranges sends ranges only", async () => {
    const ranges = { ...args, ports: undefined, portRanges: [{ start: 8000, end: 8100 }] };
    const { id } = await create(account.provider().Policy, ranges);
    expect(await rule(id)).toMatchObject({ port_ranges: [{ start: 8000, end: 8100 }] });
    expect(await rule(id)).not.toHaveProperty("ports");
  });

  test("of SSH access keeps who may log in as whom", async () => {
    const ssh = {
      ...args,
      protocol: "netbird-ssh",
      ports: ["22"],
      authorizedGroups: [{ group: { name: "peer-devops" }, users: ["root"] }],
    };
    const { Policy } = account.provider();
    const { id, outs } = await create(Policy, ssh);
    expect(await rule(id)).toMatchObject({ authorized_groups: { [devops]: ["root"] } });
    expect(await Policy.diff(id, outs, outs)).toMatchObject({ changes: false });
  });

  test("refuses a name that is taken, although the server would not", async () => {
    const { Policy } = account.provider();
    await create(Policy, args);
    await expect(create(account.provider().Policy, args)).rejects.toThrow(/exists already.*adopt/);
    expect(await account.named("policies", args.name)).toHaveLength(1);
  });

  test("refuses an id that does not exist", async () => {
    const sources = [{ name: "x", id: "gone" }];
    expect(await problems(account.provider().Policy, { ...args, sources })).toEqual([
      expect.stringMatching(/^sources\[0\]: There is no group with the id "gone" \("x"\)/),
    ]);
  });

  test("with a group that vanishes meanwhile fails, and is recorded for repair", async () => {
    const lost = await account.api("POST", "/groups", { name: "peer-lost" });
    const { Policy } = account.provider();
    const reference = { name: "peer-lost", id: lost.id };
    const { inputs } = await Policy.check({}, { ...args, sources: [...args.sources, reference] });
    await account.api("DELETE", `/groups/${lost.id}`);
    const error = await Policy.create(inputs).then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({
      id: expect.any(String) as string,
      reasons: [expect.stringMatching(/did not store "sources"/)],
    });
    const { id, properties } = error as { id: string; properties: Arguments };
    expect(properties.sources).toEqual([{ name: "peer-devops", id: devops }]);
    expect(await Policy.diff(id, properties, args)).toMatchObject({ changes: true });
  });

  test.each(["reset-after", "timeout-after", "invalid-json"] as const)(
    "makes exactly one policy when the answer is lost (%s)",
    async (kind) => {
      await account.fail({ kind, method: "POST" });
      const { id } = await create(account.provider({ "netbird:requestTimeout": 1 }).Policy, args);
      expect(await account.named("policies", args.name)).toEqual([expect.objectContaining({ id })]);
    },
  );
});

describe("diff", () => {
  async function changes(news: Arguments): Promise<boolean | undefined> {
    const { Policy } = account.provider();
    const { id, outs } = await create(Policy, args);
    const { inputs } = await Policy.check({}, news);
    return (await Policy.diff(id, outs, inputs)).changes;
  }

  test.each<[string, Arguments]>([
    ["the same", args],
    ["numbers for ports", { ...args, ports: [443] }],
    ["a port with leading zeros", { ...args, ports: ["00443"] }],
    ["references by id", { ...args, sources: [{ id: "DEVOPS" }] }],
    ["a renamed group", { ...args, sources: [{ name: "peer-renamed", id: "DEVOPS" }] }],
    ["defaults spelt out", { ...args, enabled: true, action: "accept", bidirectional: false }],
    ["adopt", { ...args, adopt: true }],
  ])("%s is no change", async (_what, news) => {
    const text = JSON.stringify(news).replaceAll("DEVOPS", devops);
    expect(await changes(JSON.parse(text) as Arguments)).toBe(false);
  });

  test.each<[string, Arguments]>([
    ["another port", { ...args, ports: ["8443"] }],
    ["one more port", { ...args, ports: ["443", "8443"] }],
    ["the other direction", { ...args, sources: args.destinations, destinations: args.sources }],
    ["disabling", { ...args, enabled: false }],
    ["another description", { ...args, description: "x" }],
    ["leaving the description to the server", { ...args, description: undefined }],
    [
      "a group that does not exist yet",
      { ...args, sources: [{ name: "peer-devops", id: unknown }] },
    ],
  ])("%s is a change", async (_what, news) => {
    expect(await changes(JSON.parse(JSON.stringify(news)) as Arguments)).toBe(true);
  });

  test("never asks for a replacement", async () => {
    const { Policy } = account.provider();
    const { id, outs } = await create(Policy, args);
    const other = { ...args, name: "other", protocol: "udp", action: "drop" };
    expect(await Policy.diff(id, outs, other)).toMatchObject({ changes: true, replaces: [] });
  });
});

describe("drift", () => {
  test("a port with leading zeros, which the server keeps, is none", async () => {
    const made = await create(account.provider().Policy, args);
    await edit(made.id, {}, { ports: ["0443"] });
    expect(await rule(made.id)).toMatchObject({ ports: ["0443"] });
    await expectNothingToDo(account.provider().Policy, made, args);
  });

  test.each<[string, object, object]>([
    ["taking the ports off", {}, { ports: [] }],
    ["a range in place of the ports", {}, { ports: null, port_ranges: [{ start: 1, end: 9 }] }],
    ["another protocol", {}, { protocol: "udp" }],
    ["every protocol", {}, { protocol: "all", ports: [] }],
    ["both directions", {}, { bidirectional: true }],
    ["another source", {}, { sources: ["WEB"] }],
    [
      "a resource as the destination",
      {},
      { destinations: null, destinationResource: { id: "r", type: "host" } },
    ],
    ["dropping", {}, { action: "drop" }],
    ["disabling the policy", { enabled: false }, {}],
    ["disabling the rule", {}, { enabled: false }],
    ["renaming", { name: "x" }, {}],
    ["another description", { description: "x" }, {}],
  ])("%s is shown by refresh and repaired in place", async (_what, change, ruleChange) => {
    const { id, outs } = await create(account.provider().Policy, args);
    await edit(id, change, JSON.parse(JSON.stringify(ruleChange).replace("WEB", web)) as object);
    const { Policy } = account.provider();
    const read = await Policy.read(id, outs);
    expect(read.id).toBe(id);
    expect(read.props).not.toEqual(outs);
    const { inputs } = await Policy.check({}, args);
    expect(await Policy.diff(id, read.props as Arguments, inputs)).toMatchObject({
      changes: true,
    });
    await Policy.update(id, read.props as Arguments, inputs);
    expect((await account.provider().Policy.read(id, outs)).props).toEqual(outs);
  });

  test("what the program leaves out stays the server's", async () => {
    const { description: _left, ...bare } = args;
    const { Policy } = account.provider();
    const { id, outs } = await create(Policy, bare);
    await edit(id, { description: "written in the dashboard" });
    expect((await account.provider().Policy.read(id, outs)).props).toEqual(outs);
    await Policy.update(id, outs, { ...outs, enabled: false });
    expect(await account.api("GET", `/policies/${id}`)).toMatchObject({
      description: "written in the dashboard",
      enabled: false,
    });
  });

  test("a policy written by hand is adopted with nothing left to change", async () => {
    await account.api("POST", "/policies", {
      name: args.name,
      enabled: true,
      rules: [
        {
          name: "x",
          enabled: true,
          action: "accept",
          protocol: "all",
          bidirectional: true,
          sources: [devops],
          destinations: [devops],
        },
      ],
    });
    const { id, outs } = await create(account.provider().Policy, { ...args, adopt: true });
    expect(await account.named("policies", args.name)).toEqual([expect.objectContaining({ id })]);
    expect(await rule(id)).toMatchObject({ protocol: "tcp", ports: ["443"], bidirectional: false });
    const { Policy } = account.provider();
    const { inputs } = await Policy.check(outs, { ...args, adopt: true });
    expect(await Policy.diff(id, outs, inputs)).toMatchObject({ changes: false });
  });
});

test("update refuses to create what is gone, and says what to do", async () => {
  const { Policy } = account.provider();
  const { id, outs } = await create(Policy, args);
  await account.api("DELETE", `/policies/${id}`);
  await expect(Policy.update(id, outs, { ...outs, enabled: false })).rejects.toThrow(
    /HTTP 404.*run `pulumi refresh`, then `pulumi up` creates it again/,
  );
});

test("delete may be repeated", async () => {
  const { Policy } = account.provider();
  const { id, outs } = await create(Policy, args);
  await Policy.delete(id, outs);
  await Policy.delete(id, outs);
  expect(await account.named("policies", args.name)).toEqual([]);
});

test("switching from groups to a resource and back leaves only one of them", async () => {
  const { Policy } = account.provider();
  const made = await create(Policy, args);
  const { id } = made;
  const resource = await newResource("db");
  const toResource = {
    ...args,
    destinations: undefined,
    destinationResource: { id: resource, type: "host" },
  };
  const next = await update(Policy, made, toResource);
  expect(await rule(id)).toMatchObject({
    destinations: null,
    destinationResource: { id: resource },
  });
  await update(Policy, next, args);
  expect(await rule(id)).toMatchObject({ destinations: [{ id: web }] });
});

describe("the type of a resource", () => {
  const to = (id: string, type: string) => ({
    ...args,
    destinations: undefined,
    destinationResource: { id, type },
  });

  test("that somebody changed by hand is drift, and is repaired", async () => {
    const resource = await newResource("db");
    const made = await create(account.provider().Policy, to(resource, "host"));
    await edit(
      made.id,
      {},
      {
        destinations: undefined,
        destinationResource: { id: resource, type: "peer" },
      },
    );
    const drifted = await refresh(account.provider().Policy, made);
    expect(drifted.outs).toMatchObject({ destinationResource: { type: "peer" } });
    await update(account.provider().Policy, drifted, to(resource, "host"));
    expect(await rule(made.id)).toMatchObject({
      destinationResource: { id: resource, type: "host" },
    });
  });

  test("that the program changes after the resource's address is written", async () => {
    const resource = await newResource("db");
    const made = await create(account.provider().Policy, to(resource, "host"));
    const [network] = await account.named("networks", "of-db");
    await account.api("PUT", `/networks/${network!.id}/resources/${resource}`, {
      ...{ name: "db", address: "db.internal", enabled: true, groups: [] },
    });
    expect(await preview(account.provider().Policy, made, to(resource, "host"))).toEqual(unchanged);
    const wanted = to(resource, "domain");
    expect(await preview(account.provider().Policy, made, wanted)).toMatchObject({ changes: true });
    const done = await update(account.provider().Policy, made, wanted);
    expect(await rule(made.id)).toMatchObject({
      destinationResource: { id: resource, type: "domain" },
    });
    await expectNothingToDo(account.provider().Policy, done, wanted);
  });
});

describe("what the program does not say of a policy", () => {
  test("a rule's own name stays, and one like the policy's follows it", async () => {
    const { id, outs } = await create(account.provider().Policy, args);
    await edit(id, {}, { name: "rn" });
    const made = await update(account.provider().Policy, { id, outs }, { ...args, ports: ["80"] });
    expect(await rule(id)).toMatchObject({ name: "rn", ports: ["80"] });
    await edit(id, {});
    await update(account.provider().Policy, made, { ...args, name: "renamed" });
    expect(await rule(id)).toMatchObject({ name: "renamed" });
  });

  const { description, ...others } = args;
  const broad = { ...others, ports: undefined, broadAccessReason: "why" };
  const described = async (id: string) =>
    (await account.api<{ description: string }>("GET", `/policies/${id}`)).description;

  test("a reason that is taken back leaves a description of nothing else, and nothing to do", async () => {
    const made = await create(account.provider().Policy, broad);
    expect(await described(made.id)).toBe("Broad access: why");
    await expectNothingToDo(account.provider().Policy, made, broad);
    const exact = await update(account.provider().Policy, made, others);
    expect(await described(made.id)).toBe("");
    await expectNothingToDo(account.provider().Policy, exact, others);

    const told = await create(account.provider().Policy, { ...broad, name: "told", description });
    expect(await described(told.id)).toBe(`${description} — Broad access: why`);
    await update(account.provider().Policy, told, { ...others, name: "told" });
    expect(await described(told.id)).toBe(description);
  });

  test("a reason is added to the description that an adopted policy has, and goes without it", async () => {
    const { id } = await create(account.provider().Policy, { ...broad, description });
    await edit(id, { description: "By hand — for Ann" }, { ports: undefined });
    const adopting = { ...broad, adopt: true };
    const adopted = await create(account.provider().Policy, adopting);
    expect(adopted.id).toBe(id);
    expect(await described(id)).toBe("By hand — for Ann — Broad access: why");
    await expectNothingToDo(account.provider().Policy, adopted, adopting);

    const disabled = { ...adopting, enabled: false };
    const again = await update(account.provider().Policy, adopted, disabled);
    expect(await described(id)).toBe("By hand — for Ann — Broad access: why");
    const another = { ...disabled, broadAccessReason: "incidents" };
    const changed = await update(account.provider().Policy, again, another);
    expect(await described(id)).toBe("By hand — for Ann — Broad access: incidents");
    await update(account.provider().Policy, changed, { ...others, adopt: true });
    expect(await described(id)).toBe("By hand — for Ann");
  });

  test("what is added to the description by hand stays; a reason that is lost comes back", async () => {
    const made = await create(account.provider().Policy, broad);
    const note = "Broad access: why. Reviewed in May";
    await edit(made.id, { description: note }, { ports: undefined });
    await expectNothingToDo(account.provider().Policy, made, broad);
    await update(account.provider().Policy, made, { ...broad, enabled: false });
    expect(await described(made.id)).toBe(note);
    await edit(made.id, { description: "Reviewed in June" }, { ports: undefined });
    const drifted = await refresh(account.provider().Policy, made);
    expect(await preview(account.provider().Policy, drifted, broad)).toMatchObject({
      changes: true,
    });
    const repaired = await update(account.provider().Policy, drifted, broad);
    expect(await described(made.id)).toBe("Reviewed in June — Broad access: why");
    await expectNothingToDo(account.provider().Policy, repaired, broad);
  });

  test("a reason that says only that the policy was found is never written, nor is it to do", async () => {
    const found = { ...others, ports: undefined, broadAccessReason: foundReason };
    const { id } = await create(account.provider().Policy, { ...broad, description });
    await edit(id, { description: "By hand" }, { ports: undefined });
    const adopted = await create(account.provider().Policy, { ...found, adopt: true });
    expect(await described(id)).toBe("By hand");
    await expectNothingToDo(account.provider().Policy, adopted, { ...found, adopt: true });
  });
});

describe("what somebody adds of ports where the program has ranges, or neither", () => {
  const { ports: _ports, ...anyPort } = args;
  const broad = { ...anyPort, broadAccessReason: "Migration" };
  const opened = ({ ports = null, port_ranges = null }: Record<string, unknown>) => ({
    ports,
    port_ranges,
  });
  const range = { port_ranges: [{ start: 1, end: 2 }] };

  test.each<[string, Arguments, object]>([
    ["every port, of ranges", broad, { ports: [], ...range }],
    [
      "every port that is dropped, of ranges",
      { ...broad, action: "drop" },
      { ports: [], ...range },
    ],
    ["every port, of ports", broad, { ports: ["80"] }],
    ["ports, of ranges instead", args, { ports: [], ...range }],
    [
      "ranges, of ports instead",
      { ...anyPort, portRanges: [{ start: 5, end: 9 }] },
      { ports: ["80"], port_ranges: [] },
    ],
  ])("is drift: %s", async (_what, wanted, change) => {
    const made = await create(account.provider().Policy, wanted);
    const before = await rule(made.id);
    const { action } = before as { action: string };
    await edit(made.id, {}, { action, ...change });
    expect(await rule(made.id)).toMatchObject({ action });
    const drifted = await refresh(account.provider().Policy, made);
    expect(drifted).not.toEqual(made);
    expect(await preview(account.provider().Policy, drifted, wanted)).toMatchObject({
      changes: true,
    });
    const repaired = await update(account.provider().Policy, drifted, wanted);
    expect(repaired.id).toBe(made.id);
    expect(opened(await rule(made.id))).toEqual(opened(before));
    await expectNothingToDo(account.provider().Policy, repaired, wanted);
  });

  test("is closed by an adoption", async () => {
    const made = await create(account.provider().Policy, broad);
    await edit(made.id, {}, { ports: [], ...range });
    const adopted = await create(account.provider().Policy, { ...broad, adopt: true });
    expect(adopted.id).toBe(made.id);
    const { port_ranges } = await rule(made.id);
    expect(port_ranges ?? []).toEqual([]);
  });
});
