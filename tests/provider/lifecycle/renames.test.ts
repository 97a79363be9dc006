/** No change may make two objects the same: each reference by name would be ambiguous. */
import type { Handler } from "../../../provider/lifecycle/handler";
import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { create, failure, preview, problems, update, useTestAccount } from "../account";
import type { ApiJson, KindName } from "../account";

const account = useTestAccount();
beforeEach(async () => {
  await account.api("POST", "/groups", { name: "peer-all-of-it" });
});

const ends = [{ name: "peer-all-of-it" }];

const cases: [KindName, string, string, Arguments][] = [
  ["Group", "group", "groups", {}],
  [
    "PostureCheck",
    "posture check",
    "posture-checks",
    { checks: { nbVersionCheck: { minVersion: "0.45.0" } } },
  ],
  ["Network", "network", "networks", {}],
  [
    "Policy",
    "policy",
    "policies",
    { protocol: "tcp", ports: [443], sources: ends, destinations: ends },
  ],
];

describe.each(cases)("%s", (kind, title, collection, rest) => {
  const called = (name: string) => ({ ...rest, name });
  const stored = async (name: string) =>
    (await account.named(collection, name)).map(({ id }) => id);

  test("is not renamed to what another one is called, and both ids are named", async () => {
    const handler = account.provider()[kind];
    const first = await create(handler, called("peer-a"));
    const second = await create(handler, called("peer-b"));
    const refused = `a ${title} named "peer-a" exists already (${first.id}), and nothing was written. `;
    const advice = /rename or delete the other one first.*dependsOn.*in two updates/;
    const message = await failure(preview(account.provider()[kind], second, called("peer-a")));
    expect(message).toContain(`name: A${refused.slice(1)}`);
    expect(message).toMatch(advice);
    // The other one may also come between preview and update.
    const later = await failure(handler.update(second.id, second.outs, called("peer-a")));
    expect(later).toContain(`Cannot change ${title} "peer-b" (${second.id}): ${refused}`);
    expect(later).toMatch(advice);
    expect(await stored("peer-a")).toEqual([first.id]);
    expect(await stored("peer-b")).toEqual([second.id]);
  });

  test("is not adopted by its id under a name that another one has", async () => {
    const handler = account.provider()[kind];
    const first = await create(handler, called("peer-a"));
    const second = await create(handler, called("peer-b"));
    const adopting = { ...called("peer-a"), adopt: second.id };
    const refused = `a ${title} named "peer-a" exists already (${first.id})`;
    expect(await problems(account.provider()[kind], adopting)).toEqual([
      expect.stringContaining(`adopt: A${refused.slice(1)}`),
    ]);
    expect(await failure(account.provider()[kind].create(adopting))).toContain(
      `"peer-b" (${second.id}): ${refused}`,
    );
    expect(await stored("peer-a")).toEqual([first.id]);
  });

  test("takes a name that was freed in the same run, by a change or by a deletion", async () => {
    const handler = account.provider()[kind];
    const first = await create(handler, called("peer-a"));
    const second = await create(handler, called("peer-b"));
    const third = await create(handler, called("peer-c"));
    await update(handler, first, called("peer-z"));
    await update(handler, second, called("peer-a"));
    await handler.delete(third.id, third.outs);
    await update(handler, first, called("peer-c"));
    expect(await stored("peer-a")).toEqual([second.id]);
    expect(await stored("peer-c")).toEqual([first.id]);
  });

  test("takes a name that somebody else freed since this run has looked", async () => {
    const handler = account.provider()[kind];
    const first = await create(handler, called("peer-a"));
    const second = await create(handler, called("peer-b"));
    await account.api("DELETE", `/${collection}/${first.id}`);
    await update(handler, second, called("peer-a"));
    expect(await stored("peer-a")).toEqual([second.id]);
    await account.api("DELETE", `/${collection}/${second.id}`);
    const again = await create(handler, called("peer-a"));
    expect(await stored("peer-a")).toEqual([again.id]);
  });

  test("keeps a name that two have already, and may leave it", async () => {
    const handler = account.provider()[kind];
    const first = await create(handler, called("peer-a"));
    const second = await create(handler, called("peer-b"));
    const json = await account.api<object>("GET", `/${collection}/${second.id}`);
    await account.api("PUT", `/${collection}/${second.id}`, asSent({ ...json, name: "peer-a" }));
    expect((await stored("peer-a")).sort()).toEqual([first.id, second.id].sort());
    const adopting = { ...called("peer-a"), adopt: second.id };
    const adopted = await create(account.provider()[kind], adopting);
    await update(account.provider()[kind], adopted, called("peer-b"));
    expect(await stored("peer-b")).toEqual([second.id]);
  });
});

/** What the API answers, as it takes it: a policy's groups by id. */
function asSent(json: object): object {
  const { rules } = json as { rules?: Record<string, { id: string }[]>[] };
  if (rules === undefined) return json;
  const ids = (list: { id: string }[] = []) => list.map(({ id }) => id);
  return {
    ...json,
    rules: rules.map((rule) => ({
      ...rule,
      sources: ids(rule.sources),
      destinations: ids(rule.destinations),
    })),
  };
}

describe("at preview", () => {
  const first = { name: "peer-a" };
  const second = { name: "peer-b" };
  /** What the check finds of a resource that has been there before. */
  const renamed = async (handler: Handler, olds: Arguments, news: Arguments) =>
    (await handler.check(olds, news)).failures.map(({ reason }) => reason);

  /** What is printed while a new resource is checked, in which nothing is wrong. */
  const noticesOf = async (handler: Handler, args: Arguments) => {
    said.mockClear();
    expect(await problems(handler, args)).toEqual([]);
    return said.mock.calls.map(([text]) => text as unknown);
  };
  let said: jest.SpyInstance;

  beforeEach(async () => {
    said = jest.spyOn(console, "error").mockReturnValue();
    for (const args of [first, second]) await create(account.provider().Group, args);
  });

  test("a name is free that a resource of the program, checked before, is about to leave", async () => {
    const { Group } = account.provider();
    expect(await renamed(Group, first, { name: "peer-z" })).toEqual([]);
    expect(await renamed(Group, second, first)).toEqual([]);
    expect(await noticesOf(Group, second)).toEqual([]);
  });

  test("it is taken while that one comes later, or is no longer in the program", async () => {
    const { Group } = account.provider();
    expect(await renamed(Group, second, first)).toEqual([
      expect.stringMatching(/^A group named "peer-a" exists already .*\(dependsOn\)/),
    ]);
  });

  test("of what is new it can only be told, as it may be about to be replaced", async () => {
    const told =
      /^A group named "peer-a" exists already \(\w+\)\. Unless this update replaces it.* set adopt: true\.$/;
    expect(await noticesOf(account.provider().Group, first)).toEqual([expect.stringMatching(told)]);
    expect(await noticesOf(account.provider().Group, { ...first, adopt: true })).toEqual([]);
    // Whom the comparison finds to be replaced is checked twice.
    const { Group } = account.provider();
    expect(await renamed(Group, first, first)).toEqual([]);
    expect(await noticesOf(Group, first)).toEqual([]);
  });

  test("what refers to others by name is the same with their ids", async () => {
    const [{ id }] = (await account.named("groups", "peer-a")) as [ApiJson];
    const zone = await account.api("POST", "/dns/zones", {
      ...{ name: "z", domain: "corp.test", distribution_groups: [id] },
    });
    const record = { zone: { name: "z" }, name: "a.corp.test", type: "A", content: "10.0.0.1" };
    const moved = { ...record, name: "b.corp.test" };
    for (const args of [record, moved]) await create(account.provider().DnsRecord, args);
    await account.requests();
    const { DnsRecord } = account.provider();
    expect(await renamed(DnsRecord, record, moved)).toEqual([
      expect.stringMatching(/^A DNS record with the same name and type and content exists already/),
    ]);
    // One that makes way, and one that is checked twice.
    const next = account.provider().DnsRecord;
    expect(await renamed(next, record, { ...record, name: "c.corp.test" })).toEqual([]);
    expect(await renamed(next, moved, record)).toEqual([]);
    expect(await noticesOf(next, moved)).toEqual([]);
    const asked = (await account.requests()).filter((request) => request.includes("records"));
    expect([...new Set(asked)]).toEqual([`GET /api/dns/zones/${zone.id}/records`]);
  });

  test("a program may follow somebody else's rename", async () => {
    const [theirs] = await account.named("groups", "peer-a");
    await account.api("PUT", `/groups/${theirs!.id}`, { name: "peer-renamed", peers: [] });
    const news = { name: "peer-renamed" };
    const { Group } = account.provider();
    expect(await renamed(Group, first, news)).toEqual([]);
    const outs = (await Group.update(theirs!.id, first, news)).outs;
    expect(outs).toMatchObject(news);
  });

  test("what is not known yet is left to the update", async () => {
    const { DnsRecord } = account.provider();
    const record = { name: "a.corp.test", type: "A", content: "10.0.0.1" };
    expect(await problems(DnsRecord, { ...record, zone: { id: unknownValue } })).toEqual([]);
    expect(await problems(account.provider().Group, { name: unknownValue })).toEqual([]);
    const adopting = { ...first, adopt: unknownValue };
    expect(await problems(account.provider().Group, adopting)).toEqual([]);
  });

  test("what cannot be adopted is told, with the candidates", async () => {
    const twice = { name: "twice" };
    for (const body of [twice, twice]) await account.api("POST", "/networks", body);
    const [a, b] = await account.named("networks", "twice");
    const { Network } = account.provider();
    expect(await problems(Network, { ...twice, adopt: true })).toEqual([
      `name: There are 2 objects of kind network named "twice": set adopt to the id of one of ${a!.id}, ${b!.id}.`,
    ]);
    expect(await problems(Network, { ...twice, adopt: "none" })).toEqual([
      expect.stringMatching(/^adopt: There is no network with the id "none" to adopt/),
    ]);
    expect(await problems(Network, { ...twice, adopt: b!.id })).toEqual([]);
    // What a resource has already, it cannot adopt when it is replaced.
    const [theirs] = await account.named("groups", "peer-a");
    const { Group } = account.provider();
    const adopting = { ...first, adopt: theirs!.id };
    expect(await renamed(Group, first, adopting)).toEqual([]);
    expect(await problems(Group, adopting)).toEqual([
      `adopt: The group "peer-a" (${theirs!.id}) is managed by a resource of this program already. Remove adopt.`,
    ]);
  });
});

test("of two renames to one name at the same time, one is refused", async () => {
  const { Network } = account.provider();
  const first = await create(Network, { name: "a" });
  const second = await create(Network, { name: "b" });
  const results = await Promise.allSettled([
    update(Network, first, { name: "c" }),
    update(Network, second, { name: "c" }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await account.named("networks", "c")).toHaveLength(1);
});

test("a rename whose answer was lost counts", async () => {
  const { Network } = account.provider({}, { timeout: 5_000, firstPause: 1 });
  const first = await create(Network, { name: "a" });
  await account.fail({ kind: "invalid-json", method: "PUT", times: 99 });
  await failure(update(Network, first, { name: "b" }));
  await account.fail();
  expect(await failure(create(Network, { name: "b" }))).toMatch(
    /named "b" \(\w+\) is managed by another resource/,
  );
});

test("two that swap their names are refused, and the message says how to do it", async () => {
  const { Group } = account.provider();
  const first = await create(Group, { name: "peer-a" });
  const second = await create(Group, { name: "peer-b" });
  const results = await Promise.allSettled([
    update(Group, first, { name: "peer-b" }),
    update(Group, second, { name: "peer-a" }),
  ]);
  const reasons = results.map((result) => (result as { reason?: Error }).reason?.message);
  expect(reasons).toEqual([
    expect.stringMatching(/If the two swap places, .* do it in two updates/),
    expect.stringMatching(/If the two swap places, .* do it in two updates/),
  ]);
});
