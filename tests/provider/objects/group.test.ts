import { unknownValue } from "../../../provider/lifecycle/unknown";
import { newToken } from "../../../sandbox/netbird/ids";
import { create, preview, problems, refresh, update, useTestAccount } from "../account";

const account = useTestAccount();

describe("check", () => {
  test.each([
    ["an empty name", { name: "" }, ["name: a group needs a name"]],
    ["no name", {}, [expect.stringMatching(/^name: /)]],
    [
      "a name against the convention",
      { name: "Developers" },
      [expect.stringMatching(/^name: "Developers" does not follow.*namingConvention: "off"/)],
    ],
    [
      "an unknown argument",
      { name: "peer-x", nmae: "y" },
      [expect.stringMatching(/unknown argument nmae; Group takes name/)],
    ],
    ["a wrong type", { name: "peer-x", peers: "all" }, [expect.stringMatching(/^peers: /)]],
    [
      "an unknown peer",
      { name: "peer-x", peers: [{ name: "laptop" }] },
      [expect.stringMatching(/^peers\[0\]: There is no peer named "laptop"/)],
    ],
  ])("refuses %s", async (_what, args, expected) => {
    expect(await problems(account.provider().Group, args)).toEqual(expected);
  });

  test("names no property whose value has a secret in it, because the engine prints that", async () => {
    const key = "7A27BF69-03E9-4326-844B-174CD688244E";
    const args = { name: `net x ${key}`, peers: [{ name: "laptop" }] };
    const { failures } = await account.provider().Group.check({}, args);
    expect(failures).toEqual([
      {
        property: "",
        reason: expect.stringMatching(/^name: "net x \[secret\]" does not follow/) as string,
      },
      expect.objectContaining({ property: "peers[0]" }),
    ]);
  });

  test("takes any name when the convention is off, here or for the stack", async () => {
    const args = { name: "Developers" };
    expect(await problems(account.provider().Group, { ...args, namingConvention: "off" })).toEqual(
      [],
    );
    const { Group } = account.provider({ "netbird:namingConvention": "off" });
    expect(await problems(Group, args)).toEqual([]);
    expect(await problems(Group, { ...args, namingConvention: "guide" })).toHaveLength(1);
  });

  test("lets unknown values pass, anywhere", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { Group } = account.provider();
    expect(await problems(Group, { name: unknown, peers: unknown, resources: unknown })).toEqual(
      [],
    );
    expect(
      await problems(Group, { name: "peer-x", peers: [{ name: unknown, id: unknown }, unknown] }),
    ).toEqual([]);
  });

  test("says that there is no token, before anything is asked of a server", async () => {
    const { Group } = account.provider({ "netbird:token": undefined });
    expect(await problems(Group, { name: "peer-x" })).toEqual([
      expect.stringMatching(/^: There is no NetBird token/),
    ]);
    expect(await account.requests()).toEqual([]);
  });

  test("refuses to adopt a group of the identity provider, by name and by id", async () => {
    const id = await account.bringGroup("engineers", "jwt");
    const off = { namingConvention: "off" };
    for (const args of [
      { name: "engineers", adopt: true, ...off },
      { name: "others", adopt: id, ...off },
    ]) {
      expect(await problems(account.provider().Group, args)).toEqual([
        expect.stringMatching(/^adopt: Group "engineers" comes from the identity provider/),
      ]);
    }
  });

  test("says that the token is wrong", async () => {
    const { Group } = account.provider({ "netbird:token": "nbp_wrong" });
    expect(await problems(Group, { name: "peer-x" })).toEqual([
      expect.stringMatching(/HTTP 401: token invalid.*set netbird:token/),
    ]);
  });
});

describe("create", () => {
  test("makes the group and records what the program wrote", async () => {
    const { id, outs } = await create(account.provider().Group, { name: "peer-x" });
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ name: "peer-x" });
    expect(outs).toEqual({ name: "peer-x", issued: "api" });
  });

  test("refuses a name that is taken, before it writes, and says how to adopt", async () => {
    const existing = await account.api("POST", "/groups", { name: "peer-x" });
    await account.requests();
    await expect(create(account.provider().Group, { name: "peer-x" })).rejects.toThrow(
      new RegExp(`"peer-x" exists already \\(${existing.id}\\).*adopt: true`),
    );
    // Twice: what would be refused may have gone since it was listed first.
    expect(await account.requests()).toEqual(["GET /api/groups", "GET /api/groups"]);
  });

  test("lists the groups once, however many are created", async () => {
    const { Group } = account.provider();
    for (const name of ["peer-a", "peer-b", "peer-c"]) await create(Group, { name });
    const requests = await account.requests();
    expect(requests.filter((request) => request === "GET /api/groups")).toHaveLength(1);
  });

  test("two resources of one name do not make two groups", async () => {
    const { Group } = account.provider();
    const results = await Promise.allSettled([
      create(Group, { name: "peer-x" }),
      create(Group, { name: "peer-x" }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await account.named("groups", "peer-x")).toHaveLength(1);
  });

  test.each(["reset-before", "reset-after", "timeout-after", "invalid-json", "502-html"] as const)(
    "makes exactly one group when the answer is lost (%s)",
    async (kind) => {
      await account.fail({ kind, method: "POST" });
      const { Group } = account.provider({ "netbird:requestTimeout": 1 });
      const { id } = await create(Group, { name: "peer-x" });
      expect(await account.named("groups", "peer-x")).toEqual([expect.objectContaining({ id })]);
    },
  );
});

describe("adopt", () => {
  test("takes over by name, keeps the id, and leaves members alone", async () => {
    const peer = await account.enroll("laptop");
    const { id } = await account.api("POST", "/groups", { name: "peer-x", peers: [peer] });
    const created = await create(account.provider().Group, { name: "peer-x", adopt: true });
    expect(created.id).toBe(id);
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ peers_count: 1 });
  });

  test("takes over by id, and renames", async () => {
    const { id } = await account.api("POST", "/groups", { name: "Old name" });
    const created = await create(account.provider().Group, { name: "peer-x", adopt: id });
    expect(created.id).toBe(id);
    expect(await account.named("groups", "peer-x")).toHaveLength(1);
  });

  test("an adopted group has nothing to change", async () => {
    await account.api("POST", "/groups", { name: "peer-x" });
    const args = { name: "peer-x", adopt: true };
    const { id, outs } = await create(account.provider().Group, args);
    expect(await account.provider().Group.diff(id, outs, args)).toMatchObject({ changes: false });
    const read = await account.provider().Group.read(id, outs);
    expect(read.props).toEqual(outs);
  });

  test("creates when there is nothing of that name", async () => {
    await create(account.provider().Group, { name: "peer-x", adopt: true });
    expect(await account.named("groups", "peer-x")).toHaveLength(1);
  });

  test("is refused when several have the name, and when the id is unknown", async () => {
    const first = await account.api("POST", "/groups", { name: "peer-x" });
    const second = await account.api("POST", "/groups", { name: "peer-y" });
    await account.api("PUT", `/groups/${second.id}`, { name: "peer-x" });
    const { Group } = account.provider();
    await expect(create(Group, { name: "peer-x", adopt: true })).rejects.toThrow(
      new RegExp(`set adopt to the id of one of ${first.id}, ${second.id}`),
    );
    await expect(create(Group, { name: "peer-z", adopt: "nope" })).rejects.toThrow(
      /no group with the id "nope" to adopt/,
    );
  });

  test("the group All is never taken over", async () => {
    const { Group } = account.provider({ "netbird:namingConvention": "off" });
    expect(await problems(Group, { name: "All", adopt: true })).toEqual([
      expect.stringMatching(/^name: The group All is the server's own: .*Name it where it is used/),
    ]);
    const [all] = await account.named("groups", "All");
    const byId = { name: "peer-x", adopt: all!.id };
    await expect(create(Group, byId)).rejects.toThrow(/server's own/);
    expect(await account.named("groups", "All")).toEqual([all]);
  });
});

describe("members", () => {
  test("that the program does not list survive every update", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    const peer = await account.enroll("laptop");
    await account.api("PUT", `/groups/${id}`, { name: "peer-x", peers: [peer] });
    await Group.update(id, outs, { name: "peer-y" });
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({
      name: "peer-y",
      peers: [{ id: peer }],
    });
  });

  test("that it lists are its own: by name or id, added and removed", async () => {
    const [laptop, phone] = [await account.enroll("laptop"), await account.enroll("phone")];
    const { Group } = account.provider();
    const { id, outs } = await create(Group, {
      name: "peer-x",
      peers: [{ name: "laptop" }, { id: phone }],
    });
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ peers_count: 2 });
    const news = { name: "peer-x", peers: [{ name: "laptop" }] };
    expect(await Group.diff(id, outs, news)).toMatchObject({ changes: true });
    await Group.update(id, outs, news);
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ peers: [{ id: laptop }] });
  });
});

describe("drift", () => {
  test("a rename behind our back is shown and repaired with the same id", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    await account.api("PUT", `/groups/${id}`, { name: "hacked" });
    const next = account.provider().Group;
    const read = await next.read(id, outs);
    expect(read).toMatchObject({ id, props: { name: "hacked" }, inputs: { name: "hacked" } });
    expect(
      await next.diff(id, read.props as object as Record<string, unknown>, { name: "peer-x" }),
    ).toMatchObject({ changes: true });
    await next.update(id, read.props as Record<string, unknown>, { name: "peer-x" });
    expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ name: "peer-x" });
  });

  test("a deleted group is gone from the state", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    await account.api("DELETE", `/groups/${id}`);
    expect(await account.provider().Group.read(id, outs)).toEqual({ id: "" });
  });

  test("members of a group that does not list them are no drift", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    const peer = await account.enroll("laptop");
    await account.api("PUT", `/groups/${id}`, { name: "peer-x", peers: [peer] });
    expect(await account.provider().Group.read(id, outs)).toEqual({ id, props: outs });
  });

  test("a refused token is an error, never a deleted group", async () => {
    const { Group } = account.provider({ "netbird:token": "nbp_wrong" });
    await expect(Group.read("some-id", { name: "peer-x" })).rejects.toThrow(/token invalid/);
  });

  test("a hundred groups are refreshed with one request, and the policies are asked for beside it", async () => {
    const { Group } = account.provider();
    const created = await Promise.all(
      Array.from({ length: 100 }, (_, index) => create(Group, { name: `peer-team${index}` })),
    );
    await account.requests();
    const next = account.provider().Group;
    await Promise.all(created.map(({ id, outs }) => next.read(id, outs)));
    expect(await account.requests()).toEqual(["GET /api/groups", "GET /api/policies"]);
  });

  test("a single group is no reason to ask for policies", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    await account.requests();
    await account.provider().Group.read(id, outs);
    expect(await account.requests()).toEqual(["GET /api/groups"]);
  });
});

describe("look-up", () => {
  test("by id, by name, and by both", async () => {
    const { id } = await account.api("POST", "/groups", { name: "peer-x" });
    const { Group } = account.provider();
    for (const lookup of [{ id }, { name: "peer-x" }, { id, name: "peer-x" }]) {
      expect(await Group.read("ignored", { lookup })).toMatchObject({
        id,
        props: { name: "peer-x", issued: "api", peers: [] },
      });
    }
  });

  test.each([
    [
      "no match, with a suggestion",
      { name: "peer-suport" },
      /no group named "peer-suport".*Did you mean "peer-support"/,
    ],
    ["an unknown id", { id: "nope" }, /no group with the id "nope".*"peer-support" \(/],
    [
      "several matches",
      { name: "peer-twice" },
      /2 objects of kind group named "peer-twice": \w+, \w+/,
    ],
  ])("%s is an error", async (_what, lookup, message) => {
    await account.api("POST", "/groups", { name: "peer-support" });
    await account.api("POST", "/groups", { name: "peer-twice" });
    const other = await account.api("POST", "/groups", { name: "peer-other" });
    await account.api("PUT", `/groups/${other.id}`, { name: "peer-twice" });
    await expect(account.provider().Group.read("x", { lookup })).rejects.toThrow(message);
  });

  test("by name tells who is in the group now, not when the process first looked", async () => {
    const run = account.provider();
    const network = await create(run.Network, { name: "vpc" });
    const group = await create(run.Group, { name: "svc-x" });
    const db = await create(run.NetworkResource, {
      ...{ network: { id: network.id }, name: "db", address: "10.0.0.1" },
      groups: [{ id: group.id }],
    });
    const { props } = await run.Group.read("x", { lookup: { name: "svc-x" } });
    expect(props!.resources).toEqual([{ id: db.id, type: "host" }]);
  });

  test("once, a refresh takes a new name as it is, and tells when the group is gone", async () => {
    const { id } = await account.api("POST", "/groups", { name: "peer-x" });
    const found = await account.provider().Group.read("x", { lookup: { name: "peer-x" } });
    await account.api("PUT", `/groups/${id}`, { name: "peer-y" });
    const renamed = await account.provider().Group.read(id, found.props!);
    expect(renamed).toMatchObject({
      id,
      props: { name: "peer-y", lookup: { name: "peer-x", id } },
    });
    await account.api("DELETE", `/groups/${id}`);
    expect(await account.provider().Group.read(id, renamed.props!)).toEqual({ id: "" });
  });

  test("a name and an id that disagree are an error", async () => {
    const { id } = await account.api("POST", "/groups", { name: "peer-x" });
    await expect(
      account.provider().Group.read("x", { lookup: { id, name: "peer-y" } }),
    ).rejects.toThrow(/No group has the id .* and the name "peer-y" at once.*"peer-x" \(/);
  });
});

describe("delete", () => {
  test("is done once, and may be repeated", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    await Group.delete(id, outs);
    await Group.delete(id, outs);
    expect(await account.named("groups", "peer-x")).toEqual([]);
  });

  test("of a group in use says what uses it", async () => {
    const { Group } = account.provider();
    const { id, outs } = await create(Group, { name: "peer-x" });
    await account.api("POST", "/setup-keys", {
      name: "setup-prod-servers",
      type: "one-off",
      auto_groups: [id],
    });
    await expect(Group.delete(id, outs)).rejects.toThrow(
      /^Cannot delete group "peer-x": the setup key "setup-prod-servers" still uses it\. Remove the group there first/,
    );
  });

  test("takes out the resources that the program listed, and no others", async () => {
    const run = account.provider();
    const network = await create(run.Network, { name: "vpc" });
    const [own, other] = await Promise.all(
      ["10.0.0.1", "10.0.0.2"].map((address) =>
        account.api("POST", `/networks/${network.id}/resources`, { name: address, address }),
      ),
    );
    const listed = [{ id: own!.id, type: "host" }];
    const { id, outs } = await create(run.Group, { name: "svc-x", resources: listed });
    const theirs = [...listed, { id: other!.id, type: "host" }];
    await account.api("PUT", `/groups/${id}`, { name: "svc-x", resources: theirs });
    await expect(account.provider().Group.delete(id, outs)).rejects.toThrow(
      /the network resource "10\.0\.0\.2" \(.*\) still uses it/,
    );
    await account.api("PUT", `/groups/${id}`, { name: "svc-x", resources: listed });
    await account.provider().Group.delete(id, outs);
    expect(await account.named("groups", "svc-x")).toEqual([]);
    expect(await account.api("GET", `/networks/${network.id}/resources`)).toHaveLength(2);
  });

  // A deleted token is answered with 404, like a deleted group.
  test.each(["nbp_wrong", newToken()])(
    "with a refused token is an error, not a success",
    async (token) => {
      const { Group } = account.provider({ "netbird:token": token });
      await expect(Group.delete("some-id", { name: "peer-x" })).rejects.toThrow(/token is wrong/);
    },
  );
});

test("check knows the network resources that a group lists, and what they are", async () => {
  const network = await account.api("POST", "/networks", { name: "vpc" });
  const { id } = await account.api("POST", `/networks/${network.id}/resources`, {
    ...{ name: "db", address: "10.0.0.1", enabled: true },
  });
  const { Group, NetworkResource } = account.provider();
  const listing = (...resources: unknown[]) =>
    problems(Group, { name: "svc-db-data-prod", resources });
  expect(await listing({ id: "gone", type: "host" }, { id, type: "subnet" })).toEqual([
    expect.stringMatching(/^resources\[0\]\.id: There is no network resource with the id "gone"/),
    `resources[1].type: "${id}" is a host: write type: "host".`,
  ]);
  expect(
    await listing({ id, type: "host" }, { id: unknownValue, type: "host" }, unknownValue),
  ).toEqual([]);
  // One that this run made is known without a new list.
  const made = await create(NetworkResource, {
    ...{ network: { name: "vpc" }, name: "cache", address: "cache.internal" },
  });
  await account.requests();
  expect(await listing({ id: made.id, type: "domain" })).toEqual([]);
  expect(await account.requests()).toEqual([]);
});

test("the type of a listed resource is compared, too, and changed in place", async () => {
  const network = await account.api("POST", "/networks", { name: "vpc" });
  const path = `/networks/${network.id}/resources`;
  const host = { name: "db", address: "10.0.0.1", enabled: true, groups: [] };
  const { id } = await account.api("POST", path, host);
  const listing = (type: string) => ({ name: "svc-db-data-prod", resources: [{ id, type }] });
  const made = await create(account.provider().Group, listing("host"));
  const stored = async () =>
    (await account.api<{ resources: object[] }>("GET", `/groups/${made.id}`)).resources;
  const theirs = { name: "svc-db-data-prod", resources: [{ id, type: "subnet" }] };
  await account.api("PUT", `/groups/${made.id}`, theirs);
  const drifted = await refresh(account.provider().Group, made);
  expect(drifted.outs).toMatchObject({ resources: [{ type: "subnet" }] });
  const repaired = await update(account.provider().Group, drifted, listing("host"));
  expect(await stored()).toEqual([{ id, type: "host" }]);
  await account.api("PUT", `${path}/${id}`, { ...host, address: "db.internal", groups: [made.id] });
  expect(await preview(account.provider().Group, repaired, listing("domain"))).toEqual({
    ...{ changes: true, replaces: [] },
  });
  await update(account.provider().Group, repaired, listing("domain"));
  expect(await stored()).toEqual([{ id, type: "domain" }]);
});
