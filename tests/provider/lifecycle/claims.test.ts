/** Two resources of one program for one object that is set and never made. */
import type { Handler } from "../../../provider/lifecycle/handler";
import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { create, update, useTestAccount } from "../account";
import type { Made } from "../account";

const account = useTestAccount();
const ids: Record<string, string> = {};
beforeEach(async () => {
  for (const name of ["peer-a", "peer-b"]) {
    ids[name] = (await account.api("POST", "/groups", { name })).id;
  }
  ids["web-1"] = await account.enroll("web-1");
  ids["web-2"] = await account.enroll("web-2");
});

const groups = (...names: string[]) => ({
  disabledManagementGroups: names.map((name) => ({ name })),
});

/** What the engine asks of one resource of a run: whether its new arguments are right. */
async function check(handler: Handler, news: Arguments, olds: Arguments = {}): Promise<string[]> {
  const { failures } = await handler.check(olds, news);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

const refused = (argument: string, kind: string): unknown[] => [
  expect.stringMatching(
    new RegExp(
      `^${argument}: another ${kind} of this program sets it for the same .*Keep it in one`,
    ),
  ),
];

test.each([
  ["differ", groups("peer-b")],
  ["are equal", groups("peer-a")],
])("DNS settings that %s are refused, and the argument is named", async (_how, second) => {
  const { DnsSettings } = account.provider();
  expect(await check(DnsSettings, groups("peer-a"))).toEqual([]);
  expect(await check(DnsSettings, second)).toEqual(
    refused("disabledManagementGroups", "DnsSettings"),
  );
});

test("two that are known already, and equal, are refused as well", async () => {
  const { AccountSettings } = account.provider();
  const same = { metricsPushEnabled: true };
  expect(await check(AccountSettings, same, same)).toEqual([]);
  expect(await check(AccountSettings, same, same)).toEqual(
    refused("metricsPushEnabled", "AccountSettings"),
  );
});

test("a known one is checked once more when it is replaced, and no third time", async () => {
  const { AccountSettings } = account.provider();
  const args = { metricsPushEnabled: true, dnsDomain: "a.internal" };
  expect(await check(AccountSettings, args, { metricsPushEnabled: true })).toEqual([]);
  expect(await check(AccountSettings, args)).toEqual([]);
  expect(await check(AccountSettings, args)).toHaveLength(2);
});

test("a peer that is named in other words is the same one: another that sets it is refused", async () => {
  const { Peer } = account.provider();
  const olds = { peer: { name: "web-1" }, sshEnabled: true };
  const byId = { peer: { id: ids["web-1"] }, sshEnabled: true };
  expect(await check(Peer, byId, olds)).toEqual([]);
  expect(await check(Peer, { peer: { hostname: "web-1" }, sshEnabled: false })).toEqual(
    refused("sshEnabled", "Peer"),
  );
});

test("a setting that moves to a peer that is named in other words is not given back", async () => {
  const web1 = { hostname: "web-1" };
  const first = account.provider().Peer;
  const named = await create(first, { peer: "web-1", loginExpirationEnabled: false });
  const going = await create(first, { peer: web1, sshEnabled: true });
  const { Peer } = account.provider();
  const args = { peer: { id: ids["web-1"] }, loginExpirationEnabled: false, sshEnabled: true };
  await update(Peer, named, args);
  await Peer.delete(going.id, going.outs);
  expect(await account.api("GET", `/peers/${ids["web-1"]}`)).toMatchObject({ ssh_enabled: true });
});

test("account settings may be spread over resources, an argument each", async () => {
  const { AccountSettings } = account.provider();
  const first = { lazyConnectionEnabled: false, dnsDomain: "a.internal" };
  expect(await check(AccountSettings, first)).toEqual([]);
  expect(await check(AccountSettings, { metricsPushEnabled: true })).toEqual([]);
  const third = { autoUpdateAlways: true, dnsDomain: "b.internal" };
  expect(await check(AccountSettings, third)).toEqual(refused("dnsDomain", "AccountSettings"));
});

test.each([false, true])(
  "one that is new beside a known one is refused (known last: %p)",
  async (last) => {
    const { AccountSettings } = account.provider();
    const known = { dnsDomain: "a.internal" };
    const checks: [Arguments, Arguments][] = [
      [known, known],
      [{ dnsDomain: "b.internal" }, {}],
    ];
    if (last) checks.reverse();
    expect(await check(AccountSettings, ...checks[0]!)).toEqual([]);
    expect(await check(AccountSettings, ...checks[1]!)).toEqual(
      refused("dnsDomain", "AccountSettings"),
    );
  },
);

test("an argument may move from one resource to another", async () => {
  const { AccountSettings } = account.provider();
  const moved = { dnsDomain: "b.internal" };
  expect(await check(AccountSettings, moved, { metricsPushEnabled: true })).toEqual([]);
  const left = { lazyConnectionEnabled: false };
  expect(await check(AccountSettings, left, { ...left, dnsDomain: "a.internal" })).toEqual([]);
});

test("the same device by its name and its id is one device, and another one is another", async () => {
  const { Peer } = account.provider();
  expect(await check(Peer, { peer: "web-1", sshEnabled: true })).toEqual([]);
  expect(await check(Peer, { peer: "web-2", sshEnabled: false })).toEqual([]);
  const byId = { peer: { id: ids["web-1"] }, sshEnabled: false };
  expect(await check(Peer, byId)).toEqual(refused("sshEnabled", "Peer"));
});

test("a known peer by a name that another device has now keeps nobody from that device", async () => {
  const { Peer } = account.provider();
  const known = { peer: { name: "web-1" }, name: "frontend" };
  expect(await check(Peer, known, known)).toEqual([]);
  expect(await check(Peer, { peer: { id: ids["web-1"] }, name: "backend" })).toEqual([]);
});

test("what was there before outlives a replacement (up --replace), and is given back at the end", async () => {
  await account.api("PUT", "/dns/settings", { disabled_management_groups: [ids["peer-b"]] });
  const made = await create(account.provider().DnsSettings, groups("peer-a"));
  const { DnsSettings } = account.provider();
  const kept = (await DnsSettings.check(made.outs, groups("peer-a"))).inputs;
  const { inputs, failures } = await DnsSettings.check({}, groups("peer-a"));
  expect([inputs, failures]).toEqual([kept, []]);
  await DnsSettings.delete(made.id, made.outs);
  const again = await DnsSettings.create(inputs);
  await account.provider().DnsSettings.delete(again.id, again.outs);
  expect(await account.api("GET", "/dns/settings")).toEqual({
    disabled_management_groups: [ids["peer-b"]],
  });
});

test("a replacement is checked again, with what ignoreChanges kept back before", async () => {
  const { Peer } = account.provider();
  const olds = { peer: { id: ids["web-1"] }, sshEnabled: false };
  const peer = { id: ids["web-2"] };
  expect(await check(Peer, { peer, sshEnabled: false }, olds)).toEqual([]);
  expect(await check(Peer, { peer, sshEnabled: true })).toEqual([]);
});

test("what is not known yet is nobody's", async () => {
  const { AccountSettings, Peer } = account.provider();
  expect(await check(AccountSettings, { dnsDomain: unknownValue })).toEqual([]);
  expect(await check(AccountSettings, { dnsDomain: "b.internal" })).toEqual([]);
  expect(await check(Peer, { peer: unknownValue, sshEnabled: true })).toEqual([]);
  expect(await check(Peer, { peer: "web-1", sshEnabled: false })).toEqual([]);
});

test("the next run knows nothing of this one", async () => {
  expect(await check(account.provider().DnsSettings, groups("peer-a"))).toEqual([]);
  expect(await check(account.provider().DnsSettings, groups("peer-b"))).toEqual([]);
});

test("what goes is not given back where another resource of the run sets it", async () => {
  const args = { metricsPushEnabled: true, autoUpdateAlways: true };
  const old = await create(account.provider().AccountSettings, args);
  const { AccountSettings } = account.provider();
  await create(AccountSettings, { metricsPushEnabled: true });
  await AccountSettings.delete(old.id, old.outs);
  const [stored] = await account.api<{ settings: object }[]>("GET", "/accounts");
  expect(stored!.settings).toMatchObject({ metrics_push_enabled: true, auto_update_always: false });
});

test("so it is with a peer, by whichever selector it was found", async () => {
  const args = { peer: "web-1", sshEnabled: true, name: "frontend" };
  const old = await create(account.provider().Peer, args);
  const { Peer } = account.provider();
  await create(Peer, { peer: { id: ids["web-1"] }, sshEnabled: true });
  await Peer.delete(old.id, old.outs);
  expect(await account.api("GET", `/peers/${ids["web-1"]}`)).toMatchObject({
    ...{ ssh_enabled: true, name: "web-1" },
  });
});

describe("an argument that moves to another resource", () => {
  const both = { metricsPushEnabled: true, autoUpdateAlways: true };
  const kept = { autoUpdateAlways: true };
  const moved = { metricsPushEnabled: true };

  async function stored(): Promise<object> {
    const [only] = await account.api<{ settings: object }[]>("GET", "/accounts");
    return only!.settings;
  }

  /** What the account has once the new owner is gone. */
  async function afterwards(
    how: (giveUp: () => Promise<Made>, take: () => Promise<Made>) => Promise<Made>,
  ) {
    const made = await create(account.provider().AccountSettings, both);
    const { AccountSettings } = account.provider();
    const taker = await how(
      () => update(AccountSettings, made, kept),
      () => create(AccountSettings, moved),
    );
    expect(await stored()).toMatchObject({ metrics_push_enabled: true });
    await account.provider().AccountSettings.delete(taker.id, taker.outs);
    return stored();
  }

  test("takes along what was there before, also while both are written", async () => {
    const oneByOne = afterwards(async (giveUp, take) => {
      await giveUp();
      return take();
    });
    expect(await oneByOne).toMatchObject({ metrics_push_enabled: false });
    await account.reset();
    const atOnce = afterwards(async (giveUp, take) => (await Promise.all([take(), giveUp()]))[0]);
    expect(await atOnce).toMatchObject({ metrics_push_enabled: false });
  });

  test("is given up too late when the other has it already", async () => {
    const late = afterwards(async (giveUp, take) => {
      const taker = await take();
      await giveUp();
      return taker;
    });
    expect(await late).toMatchObject({ metrics_push_enabled: true });
  });
});
