/** What settings were before us must outlive a first write whose run fails. */
import { Client } from "../../../provider/api/client";
import type { Handler } from "../../../provider/lifecycle/handler";
import type { Arguments } from "../../../provider/lifecycle/kind";
import type { FaultKind } from "../../../sandbox/netbird";
import {
  create,
  expectNothingToDo,
  failure,
  preview,
  refresh,
  update,
  useTestAccount,
} from "../account";
import type { Made, TestAccount } from "../account";

const account = useTestAccount();
const ids: Record<string, string> = {};
beforeEach(async () => {
  for (const name of ["peer-a", "peer-b", "peer-c"]) {
    ids[name] = (await account.api("POST", "/groups", { name })).id;
  }
  await account.api("PUT", "/dns/settings", { disabled_management_groups: [ids["peer-a"]] });
});

const wanting = (name: string) => ({ disabledManagementGroups: [{ name }] });

async function disabled(): Promise<string[]> {
  const { disabled_management_groups: list } = await account.api("GET", "/dns/settings");
  return Object.keys(ids).filter((name) => (list as string[]).includes(ids[name]!));
}

/** What the engine records of a call that fails; the test fails when it records nothing. */
async function recorded(action: Promise<unknown>): Promise<Made> {
  const error: unknown = await action.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  const { id, properties, reasons } = error as Record<string, unknown>;
  expect([id, reasons]).toEqual([expect.any(String), [expect.any(String)]]);
  return { id: id as string, outs: properties as Arguments };
}

const impatient = () => account.provider({}, { timeout: 5_000, firstPause: 1 });

async function checked(handler: Handler, args: Arguments, olds: Arguments = {}) {
  return { ...(await handler.check(olds, args)).inputs, __provider: "a line" };
}

const onPut = (kind: FaultKind) => ({ kind, method: "PUT", times: 100 });
/** Everything fails after the first write, which is carried out. */
const afterPut = (kind: FaultKind, reads: number) => ({
  kind,
  method: "GET",
  skip: reads,
  times: 99,
});

describe.each<[string, (reads: number) => Parameters<TestAccount["fail"]>[0]]>([
  ["the answer to the write is broken", () => onPut("invalid-json")],
  ["the connection breaks after the write", () => onPut("reset-after")],
  ["reading again fails", (reads) => afterPut("502-html", reads)],
])("%s", (_what, fault) => {
  test("at creation: the next run goes on, and deletion gives back the original", async () => {
    const { DnsSettings } = impatient();
    const inputs = await checked(DnsSettings, wanting("peer-b"));
    // One list to find the settings, a pair of readings, and one more just before the write.
    await account.fail(fault(4));
    const half = await recorded(DnsSettings.create(inputs));
    await account.fail();
    expect(half.outs).toMatchObject({ __provider: "a line" });
    expect(await disabled()).toEqual(["peer-b"]);
    await account.provider().DnsSettings.delete(half.id, half.outs);
    expect(await disabled()).toEqual(["peer-a"]);
    await account.api("PUT", "/dns/settings", { disabled_management_groups: [ids["peer-b"]] });
    const made = await update(account.provider().DnsSettings, half, wanting("peer-b"));
    await account.provider().DnsSettings.delete(made.id, made.outs);
    expect(await disabled()).toEqual(["peer-a"]);
  });

  test("at an update: deletion gives back the original", async () => {
    const made = await dnsSettingsWith("peer-b");
    const { DnsSettings } = impatient();
    const inputs = await checked(DnsSettings, wanting("peer-c"), made.outs);
    await account.fail(fault(3));
    const half = await recorded(DnsSettings.update(made.id, made.outs, inputs));
    await account.fail();
    expect(await disabled()).toEqual(["peer-c"]);
    await account.provider().DnsSettings.delete(half.id, half.outs);
    expect(await disabled()).toEqual(["peer-a"]);
  });
});

async function dnsSettingsWith(name: string): Promise<Made> {
  const { DnsSettings } = account.provider();
  return DnsSettings.create(await checked(DnsSettings, wanting(name)));
}

test("an update that was not carried out is given back as well, also after several tries", async () => {
  let half = await dnsSettingsWith("peer-b");
  await account.fail(onPut("reset-before"));
  for (const name of ["peer-c", "peer-a", "peer-c"]) {
    const { DnsSettings } = impatient();
    const inputs = await checked(DnsSettings, wanting(name), half.outs);
    half = await recorded(DnsSettings.update(half.id, half.outs, inputs));
  }
  await account.fail();
  expect(await disabled()).toEqual(["peer-b"]);
  await account.provider().DnsSettings.delete(half.id, half.outs);
  expect(await disabled()).toEqual(["peer-a"]);
});

test("once an update succeeds, what somebody sets back is theirs", async () => {
  const made = await dnsSettingsWith("peer-b");
  const { DnsSettings } = impatient();
  const inputs = await checked(DnsSettings, wanting("peer-c"), made.outs);
  await account.fail(onPut("reset-before"));
  const half = await recorded(DnsSettings.update(made.id, made.outs, inputs));
  await account.fail();
  const done = await update(account.provider().DnsSettings, half, wanting("peer-c"));
  await account.api("PUT", "/dns/settings", { disabled_management_groups: [ids["peer-b"]] });
  await account.provider().DnsSettings.delete(done.id, done.outs);
  expect(await disabled()).toEqual(["peer-b"]);
});

test("what fails before anything is sent is recorded nowhere", async () => {
  const { DnsSettings } = impatient();
  const inputs = await checked(DnsSettings, wanting("peer-b"));
  await account.fail({ kind: "500", method: "GET", times: 99 });
  const error: unknown = await DnsSettings.create(inputs).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toHaveProperty("id");
});

test("an argument that a failed update adds is given back", async () => {
  const original = await settings();
  const { AccountSettings } = account.provider();
  const first = { lazyConnectionEnabled: false };
  const made = await AccountSettings.create(await checked(AccountSettings, first));
  const next = impatient().AccountSettings;
  const inputs = await checked(next, { ...first, dnsDomain: "corp.internal" }, made.outs);
  await account.fail(onPut("invalid-json"));
  const half = await recorded(next.update(made.id, made.outs, inputs));
  await account.fail();
  expect(await settings()).toMatchObject({ dns_domain: "corp.internal" });
  await account.provider().AccountSettings.delete(half.id, half.outs);
  expect(await settings()).toMatchObject({
    dns_domain: original.dns_domain,
    lazy_connection_enabled: original.lazy_connection_enabled,
  });
});

test("a setting that is there anyway shows once, and is given back as it was found", async () => {
  await set({ regular_users_view_blocked: true });
  const given = { lazyConnectionEnabled: false };
  const more = { ...given, regularUsersViewBlocked: true };
  const { AccountSettings } = account.provider();
  const made = await AccountSettings.create(await checked(AccountSettings, given));
  expect(await preview(account.provider().AccountSettings, made, more)).toEqual({
    ...{ changes: true, replaces: [] },
  });
  const recorded = await update(account.provider().AccountSettings, made, more);
  await expectNothingToDo(account.provider().AccountSettings, recorded, more);
  await set({ regular_users_view_blocked: false });
  const drifted = await refresh(account.provider().AccountSettings, recorded);
  const repaired = await update(account.provider().AccountSettings, drifted, more);
  await account.provider().AccountSettings.delete(made.id, repaired.outs);
  expect(await settings()).toMatchObject({ regular_users_view_blocked: true });
});

async function set(some: object): Promise<void> {
  const [{ id }] = await account.api<[{ id: string }]>("GET", "/accounts");
  await account.api("PUT", `/accounts/${id}`, { settings: { ...(await settings()), ...some } });
}

test.each([
  ["gives it up", true],
  ["takes it", false],
])(
  "a setting that moves takes along what was there before, also if the resource that %s comes first",
  async (_which, isGivenUpFirst) => {
    const given = { lazyConnectionEnabled: false };
    const taken = { peerLoginExpiration: 7200 };
    const moving = { regularUsersViewBlocked: true };
    await set({ regular_users_view_blocked: false });
    const { AccountSettings } = account.provider();
    const one = await create(AccountSettings, { ...given, ...moving });
    const other = await create(AccountSettings, taken);
    const next = account.provider().AccountSettings;
    const steps = [
      () => update(next, one, given),
      () => update(next, other, { ...taken, ...moving }),
    ];
    // The engine updates only what has a difference.
    expect(
      await preview(account.provider().AccountSettings, other, { ...taken, ...moving }),
    ).toEqual({ changes: true, replaces: [] });
    const order = isGivenUpFirst ? steps : steps.reverse();
    for (const { id, outs } of await Promise.all(order.map((step) => step())))
      await account.provider().AccountSettings.delete(id, outs);
    expect(await settings()).toMatchObject({ regular_users_view_blocked: false });
  },
);

async function settings(): Promise<Record<string, unknown>> {
  const [only] = await account.api<{ settings: Record<string, unknown> }[]>("GET", "/accounts");
  return only!.settings;
}

test("an argument that this server does not store keeps nobody from giving back the others", async () => {
  const id = await account.enroll("web-1");
  const { Peer } = account.provider();
  const made = await Peer.create(await checked(Peer, { peer: "web-1", sshEnabled: true }));
  const args = { peer: "web-1", sshEnabled: true, name: "frontend", approvalRequired: true };
  const inputs = await checked(Peer, args, made.outs);
  const half = await recorded(Peer.update(made.id, made.outs, inputs));
  expect(await account.api("GET", `/peers/${id}`)).toMatchObject({ name: "frontend" });
  await account.provider().Peer.delete(half.id, half.outs);
  expect(await account.api("GET", `/peers/${id}`)).toMatchObject({
    ...{ name: "web-1", ssh_enabled: false },
  });
});

test("a peer's address that moved before the rest was refused is given back", async () => {
  const id = await account.enroll("web-1");
  const { ip } = await account.api<{ ip: string }>("GET", `/peers/${id}`);
  const moved = ip.replace(/\d+\.\d+$/, "7.7");
  const { Peer } = account.provider();
  const args = { peer: "web-1", ip: moved, loginExpirationEnabled: true };
  const half = await recorded(Peer.create(await checked(Peer, args)));
  expect(await account.api("GET", `/peers/${id}`)).toMatchObject({ ip: moved });
  await account.provider().Peer.delete(half.id, half.outs);
  expect(await account.api("GET", `/peers/${id}`)).toMatchObject({ ip });
});

test("what the server takes no longer is told by a deletion, with the way out", async () => {
  const peerId = await account.enroll("web-1");
  const { ip: before } = await account.api<{ ip: string }>("GET", `/peers/${peerId}`);
  const [here, there] = before.startsWith("100.99.")
    ? ["100.99", "100.98"]
    : [before.split(".", 2).join("."), "100.99"];
  const made = await create(account.provider().Peer, { peer: "web-1", ip: `${here}.9.9` });
  const [{ id: own, settings }] = await account.api<[{ id: string; settings: object }]>(
    "GET",
    "/accounts",
  );
  const moved = { settings: { ...settings, network_range: `${there}.0.0/16` } };
  await account.api("PUT", `/accounts/${own}`, moved);
  const args = { peer: "web-1", ip: `${there}.9.9` };
  const updated = await update(account.provider().Peer, made, args);
  const message = await failure(account.provider().Peer.delete(made.id, updated.outs));
  expect(message).toMatch(
    /^Cannot give back what peer "\S+" had before: ip \(HTTP 422: .*\)\. The server takes it no longer\. Leave it as it is: set onDelete: "leave", run `pulumi up`, then remove the resource\.$/,
  );
  const left = await update(account.provider().Peer, updated, { ...args, onDelete: "leave" });
  await account.provider().Peer.delete(made.id, left.outs);
  expect(await account.api("GET", `/peers/${peerId}`)).toMatchObject({ ip: `${there}.9.9` });
});

test("what the server takes no longer keeps nothing else from being given back", async () => {
  const before = { regular_users_view_blocked: false, peer_login_expiration: 7200 };
  await set({ ...before, peer_expose_enabled: true, peer_expose_groups: [ids["peer-c"]] });
  const args = {
    ...{ regularUsersViewBlocked: true, peerLoginExpiration: 3600, lazyConnectionEnabled: true },
    ...{ peerExposeEnabled: false, peerExposeGroups: [{ name: "peer-b" }] },
  };
  const made = await create(account.provider().AccountSettings, args);
  await account.api("DELETE", `/groups/${ids["peer-c"]}`);
  const { AccountSettings } = account.provider();
  const message = await failure(AccountSettings.delete(made.id, made.outs));
  expect(message).toMatch(
    /^Cannot give back what account settings had before: peerExposeEnabled and peerExposeGroups \(HTTP 4\d\d: .*\)\. The server takes it no longer; everything else has been given back\. Leave it/,
  );
  // Whom nobody named may not publish: of these two, neither is given back without the other.
  const theirs = { peer_expose_enabled: false, peer_expose_groups: [ids["peer-b"]] };
  expect(await settings()).toMatchObject({ ...before, ...theirs });
});

test("what somebody adds to a list once we have looked at it stays when it is given back", async () => {
  const made = await dnsSettingsWith("peer-b");
  const { DnsSettings } = account.provider();
  const get = Reflect.get<Client, "get">(Client.prototype, "get");
  jest.spyOn(Client.prototype, "get").mockImplementationOnce(async function (
    this: Client,
    ...call
  ) {
    const answer = await get.apply(this, call);
    const list = { disabled_management_groups: [ids["peer-b"], ids["peer-c"]] };
    await account.api("PUT", "/dns/settings", list);
    return answer;
  });
  await DnsSettings.delete(made.id, made.outs);
  jest.restoreAllMocks();
  expect(await disabled()).toEqual(["peer-a", "peer-c"]);
});
