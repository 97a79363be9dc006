import type { Arguments } from "../../../provider/lifecycle/kind";
import {
  create,
  expectNothingToDo,
  failure,
  preview,
  problems,
  refresh,
  update,
  useTestAccount,
} from "../account";
import type { ApiJson } from "../account";

const account = useTestAccount();
let network: string;
let group: string;
let peer: string;
beforeEach(async () => {
  network = (await account.api("POST", "/networks", { name: "vpc" })).id;
  group = (await account.api("POST", "/groups", { name: "net-euc1-routers" })).id;
  peer = await account.enroll("router-1");
});

const args = { network: { name: "vpc" }, peerGroups: [{ name: "net-euc1-routers" }] };
const { peerGroups: _groups, ...byPeer } = { ...args, peer: { name: "router-1" } };

const onServer = () => account.api<ApiJson[]>("GET", `/networks/${network}/routers`);

test.each<[string, object, string]>([
  [
    "no routing peer at all",
    { peerGroups: undefined },
    ": say who routes: give peer or peerGroups",
  ],
  ["no group", { peerGroups: [] }, "peerGroups: name at least one group whose members route"],
  [
    "a peer beside groups",
    { peer: { name: "router-1" } },
    "peerGroups: give either peer or peerGroups",
  ],
  // The server stores all of these.
  ["a metric of 0", { metric: 0 }, "metric: must be 1 to 9999"],
  ["a negative metric", { metric: -1 }, "metric: must be 1 to 9999"],
  ["a metric of 10000", { metric: 10_000 }, "metric: must be 1 to 9999"],
  ["half a metric", { metric: 1.5 }, "metric: must be a whole number"],
  [
    "an unknown group",
    { peerGroups: [{ id: "x" }] },
    'peerGroups[0]: There is no group with the id "x"',
  ],
  [
    "a group twice",
    { peerGroups: [{ name: "net-euc1-routers" }, { name: "net-euc1-routers" }] },
    "peerGroups[1]: repeats peerGroups[0]",
  ],
  [
    "an unknown peer",
    { peerGroups: undefined, peer: { name: "router-2" } },
    'peer: There is no peer named "router-2". Did you mean "router-1"',
  ],
])("check refuses %s", async (_what, change, expected) => {
  const found = await problems(account.provider().NetworkRouter, { ...args, ...change });
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test.each<[string, Arguments, string[]]>([
  ["another network", { network: { name: "other" } }, ["network"]],
  ["another metric", { metric: 1 }, []],
  ["no masquerading", { masquerade: false }, []],
  ["disabling", { enabled: false }, []],
  ["another group", { peerGroups: [{ name: "All" }] }, []],
])("%s replaces it only where the API cannot change it", async (_what, change, replaces) => {
  await account.api("POST", "/networks", { name: "other" });
  const { NetworkRouter } = account.provider();
  const made = await create(NetworkRouter, args);
  expect(await preview(NetworkRouter, made, { ...args, ...change })).toEqual({
    changes: true,
    replaces,
  });
});

test("goes from groups to a peer and back in place", async () => {
  const { NetworkRouter } = account.provider();
  const made = await create(NetworkRouter, { ...args, metric: 5 });
  expect(await preview(NetworkRouter, made, { ...byPeer, metric: 5 })).toMatchObject({
    replaces: [],
  });
  const direct = await update(NetworkRouter, made, { ...byPeer, metric: 5 });
  expect(await onServer()).toMatchObject([{ id: made.id, peer, peer_groups: null, metric: 5 }]);
  await expectNothingToDo(account.provider().NetworkRouter, direct, { ...byPeer, metric: 5 });
  await update(NetworkRouter, direct, { ...args, metric: 5 });
  expect(await onServer()).toMatchObject([{ id: made.id, peer: "", peer_groups: [group] }]);
});

test("created disabled it is disabled, although the server first enables every router", async () => {
  const { NetworkRouter } = account.provider();
  const made = await create(NetworkRouter, { ...byPeer, enabled: false });
  expect(await onServer()).toMatchObject([{ enabled: false, metric: 9999, masquerade: true }]);
  await expectNothingToDo(account.provider().NetworkRouter, made, { ...byPeer, enabled: false });
});

test("drift is shown and repaired with the same id", async () => {
  const { NetworkRouter } = account.provider();
  const made = await create(NetworkRouter, args);
  await account.api("PUT", `/networks/${network}/routers/${made.id}`, { peer, metric: 1 });
  const drifted = await refresh(account.provider().NetworkRouter, made);
  expect(drifted.outs).toMatchObject({ peerGroups: [], metric: 1, enabled: false });
  await update(NetworkRouter, drifted, args);
  expect(await onServer()).toMatchObject([
    { id: made.id, peer: "", peer_groups: [group], metric: 9999, enabled: true },
  ]);
});

test("two routers of the same peers are told apart by the id only", async () => {
  const body = { peer_groups: [group], metric: 1 };
  const first = await account.api("POST", `/networks/${network}/routers`, body);
  const second = await account.api("POST", `/networks/${network}/routers`, body);
  const { NetworkRouter } = account.provider();
  expect(await failure(create(NetworkRouter, { ...args, adopt: true }))).toMatch(
    new RegExp(
      `2 .*with the same peerGroups: set adopt to the id of one of ${first.id}, ${second.id}`,
    ),
  );
  expect(await create(NetworkRouter, { ...args, adopt: second.id })).toMatchObject(
    second.id ? { id: second.id } : {},
  );
});

test("routers that could be meant are listed with what tells them apart", async () => {
  const router = (body: object) =>
    account.api("POST", `/networks/${network}/routers`, { metric: 5, ...body });
  const first = await router({ peer });
  const second = await router({ peer_groups: [group] });
  const { NetworkRouter } = account.provider();
  const lookup = { network: { name: "vpc" } };
  expect(await failure(NetworkRouter.read("x", { lookup: { ...lookup, metric: 5 } }))).toBe(
    "There are 2 objects of kind network router with the metric 5: " +
      `peer "router-1" (${first.id}), peerGroups "net-euc1-routers" (${second.id}). Refer to one by its id.`,
  );
  const third = await router({ peer, metric: 6 });
  const byMetric = `metric 5 (${first.id}), metric 6 (${third.id})`;
  expect(await failure(create(account.provider().NetworkRouter, byPeer))).toContain(
    `There are 2 objects of kind network router with the same peer already: ${byMetric}. Nothing was written. To manage it here, set adopt to one of these ids;`,
  );
  expect(
    await failure(create(account.provider().NetworkRouter, { ...byPeer, adopt: true })),
  ).toContain(`set adopt to the id of one of ${byMetric}.`);
});

test("is looked up inside its network", async () => {
  const { NetworkRouter } = account.provider();
  const { id } = await create(NetworkRouter, byPeer);
  for (const selector of [{ id }, { metric: 9999 }, { peer: { id: peer } }]) {
    const lookup = { network: { id: network }, ...selector };
    expect(await NetworkRouter.read("x", { lookup })).toMatchObject({ id });
  }
});

test.each<[string, Arguments]>([
  ["vpc through net-euc1-routers", args],
  [
    "vpc through net-euc1-routers and All",
    { ...args, peerGroups: [...args.peerGroups, { name: "All" }] },
  ],
  ["vpc through router-1", byPeer],
])("is called %s where it fails", async (called, wanted) => {
  const { NetworkRouter } = account.provider();
  await account.fail({ kind: "html", method: "POST", path: "/routers", times: 9 });
  expect(await failure(create(NetworkRouter, wanted))).toContain(
    `Cannot create network router "${called}": `,
  );
  await account.clearFaults();
  const { id, outs } = await create(NetworkRouter, wanted);
  await account.fail({ kind: "html", method: "DELETE", times: 9 });
  expect(await failure(NetworkRouter.delete(id, outs))).toContain(
    `Cannot delete network router "${called}": `,
  );
});
