import type { Arguments } from "../../../provider/lifecycle/kind";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { create, refresh, update, useTestAccount } from "../account";
import type { Made } from "../account";

/** A peer whose address the program gives, in the one group whose peers have IPv6. */
const account = useTestAccount();
let web: string;
let address: string;
let group: Made;
let settings: Made;
let peer: Made;

const groupArgs = { name: "svc-v6-prod", peers: [{ name: "web-1" }] };
const settingsArgs = { ipv6EnabledGroups: [{ name: "svc-v6-prod" }] };
const peerArgs = () => ({ peer: { name: "web-1" }, ipv6: address });

beforeEach(async () => {
  web = await account.enroll("web-1");
  group = await create(account.provider().Group, groupArgs);
  settings = await create(account.provider().AccountSettings, settingsArgs);
  address = (await onServer()).ipv6!.replace(/\w+$/, "251");
  peer = await create(account.provider().Peer, peerArgs());
});

const onServer = () =>
  account.api<{ id: string; name: string; ipv6?: string }>("GET", `/peers/${web}`);

/** What the checks of a run say, in their order. Each is of a resource with what it had. */
async function run(...checks: ["Group" | "AccountSettings" | "Peer", Arguments, Arguments][]) {
  const provider = account.provider();
  const found: string[] = [];
  for (const [kind, olds, args] of checks) {
    const { failures } = await provider[kind].check(olds, args);
    found.push(...failures.map(({ property, reason }) => `${kind}.${property}: ${reason}`));
  }
  return found;
}

const keptPeer = () => ["Peer", peer.outs, peerArgs()] as ["Peer", Arguments, Arguments];
const groupWith = (...peers: unknown[]) =>
  ["Group", group.outs, { ...groupArgs, peers }] as ["Group", Arguments, Arguments];
const settingsWith = (...ipv6EnabledGroups: unknown[]) =>
  ["AccountSettings", settings.outs, { ipv6EnabledGroups }] as [
    "AccountSettings",
    Arguments,
    Arguments,
  ];

test("what the checks refuse would lose the address without a word", async () => {
  expect(await onServer()).toMatchObject({ ipv6: address });
  group = await update(account.provider().Group, group, { ...groupArgs, peers: [] });
  expect(await onServer()).not.toHaveProperty("ipv6");
  // Whoever is back gets another one.
  group = await update(account.provider().Group, group, groupArgs);
  const { ipv6 } = await onServer();
  expect([undefined, address]).not.toContain(ipv6);
});

describe("taken out of the group", () => {
  const said = /"web-1" is in none of the account's ipv6EnabledGroups and loses the IPv6 address/;

  test("by the list of its peers: whichever is checked last complains", async () => {
    expect(await run(keptPeer(), groupWith())).toEqual([
      expect.stringMatching(new RegExp(`^Group\\.peers: ${said.source}.* once out of this group`)),
    ]);
    expect(await run(groupWith(), keptPeer())).toEqual([
      expect.stringMatching(/^Peer\.ipv6: this run takes "web-1" out of the last of its groups/),
    ]);
  });

  test("by the account's list of groups, also by one that is new", async () => {
    const other: ["Group", Arguments, Arguments] = ["Group", {}, { name: "svc-other-prod" }];
    const listed = { name: "svc-other-prod", id: unknownValue };
    expect(await run(keptPeer(), settingsWith())).toEqual([
      expect.stringMatching(new RegExp(`^AccountSettings\\.ipv6EnabledGroups: ${said.source}`)),
    ]);
    expect(await run(keptPeer(), other, settingsWith(listed))).toEqual([
      expect.stringMatching(/^AccountSettings\.ipv6EnabledGroups: /),
    ]);
    expect(await run(other, settingsWith(listed), keptPeer())).toEqual([
      expect.stringMatching(/^Peer\.ipv6: /),
    ]);
    // The last check of the run leaves the server as it was.
    expect(await onServer()).toMatchObject({ ipv6: address });
  });

  test("also where the address is asked for by the same run", async () => {
    const change = { ...peerArgs(), ipv6: address.replace(/\w+$/, "252") };
    expect(await run(settingsWith(), ["Peer", peer.outs, change])).toEqual([
      expect.stringMatching(/^Peer\.ipv6: this run takes "web-1" out/),
    ]);
  });
});

describe("what passes", () => {
  test("a peer that is in another of the groups", async () => {
    expect(await run(keptPeer(), settingsWith({ name: "All" }))).toEqual([]);
    expect(
      await run(settingsWith({ name: "svc-v6-prod" }, { name: "All" }), groupWith(), keptPeer()),
    ).toEqual([]);
  });

  test("a peer that moves to a group that has it first; the other way round the address is lost between", async () => {
    const other: ["Group", Arguments, Arguments] = [
      "Group",
      {},
      { name: "svc-other-prod", peers: [{ name: "web-1" }] },
    ];
    const listed = { name: "svc-other-prod", id: unknownValue };
    expect(await run(keptPeer(), other, settingsWith(listed), groupWith())).toEqual([]);
    expect(await run(keptPeer(), settingsWith(listed), other)).toEqual([]);
    expect(await run(keptPeer(), groupWith(), other)).toEqual([
      expect.stringMatching(/^Group\.peers: .*let this group depend on that one\.$/),
    ]);
  });

  test("what is not known yet", async () => {
    for (const peers of [[unknownValue], [{ name: unknownValue, id: unknownValue }]]) {
      expect(await run(keptPeer(), groupWith(...peers))).toEqual([]);
    }
    expect(
      await run(["Group", group.outs, { ...groupArgs, peers: unknownValue }], keptPeer()),
    ).toEqual([]);
    expect(
      await run(
        ["AccountSettings", settings.outs, { ipv6EnabledGroups: unknownValue }],
        keptPeer(),
      ),
    ).toEqual([]);
  });

  test("what no resource asks for, without a question to the server", async () => {
    const named: ["Peer", Arguments, Arguments] = ["Peer", {}, { peer: "web-1", sshEnabled: true }];
    expect(await run(named, groupWith(), settingsWith())).toEqual([]);
    await account.requests();
    expect(await run(groupWith(), settingsWith())).toEqual([]);
    expect(await account.requests()).toEqual(["GET /api/groups"]);
  });

  test("what does not change", async () => {
    const unchanged = [
      keptPeer(),
      groupWith({ name: "web-1" }),
      settingsWith({ name: "svc-v6-prod" }),
    ];
    expect(await run(...unchanged)).toEqual([]);
    // Somebody took the peer out: the next refresh tells, and nothing else.
    await account.api("PUT", `/groups/${group.id}`, { name: groupArgs.name });
    expect(await run(keptPeer())).toEqual([]);
    peer = await refresh(account.provider().Peer, peer);
    expect(peer.outs).toMatchObject({ ipv6: "" });
    expect(await run(keptPeer())).toEqual([
      expect.stringMatching(/^Peer\.ipv6: "web-1" has no IPv6 address, because none of its groups/),
    ]);
  });
});
