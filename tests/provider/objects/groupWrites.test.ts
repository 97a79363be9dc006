/** Groups are written by many: the program, setup keys, users, other resources. */
import { setTimeout as pause } from "node:timers/promises";
import { create, failure, update, useTestAccount } from "../account";

const account = useTestAccount();
let id: string;
beforeEach(async () => {
  id = (await account.api("POST", "/groups", { name: "peer-x" })).id;
});

test("members that join while the group is renamed are not lost", async () => {
  const made = await create(account.provider().Group, { name: "peer-x", adopt: true });
  const peer = await account.enroll("laptop");
  // Ours has looked once, and its second look takes a while.
  const path = `/groups/${id}`;
  await account.fail({
    kind: "latency",
    method: "GET",
    path,
    times: 1,
    skip: 1,
    milliseconds: 300,
  });
  const ours = update(account.provider().Group, made, { name: "peer-y" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  await account.api("PUT", path, { name: "peer-x", peers: [peer] });
  await ours;
  expect(await account.api("GET", path)).toMatchObject({ name: "peer-y", peers: [{ id: peer }] });
});

test.each(["429", "503", "502-html", "reset-before", "reset-after", "invalid-json"] as const)(
  "members that join while a renaming waits after %s are not lost, and who left stays away",
  async (kind) => {
    const [stays, leaves] = [await account.enroll("laptop"), await account.enroll("phone")];
    const path = `/groups/${id}`;
    await account.api("PUT", path, { name: "peer-x", peers: [leaves] });
    const made = await create(account.provider().Group, { name: "peer-x", adopt: true });
    await account.fail({ kind, method: "PUT", path });
    const ours = update(account.provider({}, { firstPause: 400 }).Group, made, { name: "peer-y" });
    while ((await account.faults()).length > 0) await pause(10);
    await account.api("PUT", path, { name: "peer-x", peers: [stays] });
    await ours;
    expect(await account.api("GET", path)).toMatchObject({
      name: "peer-y",
      peers: [{ id: stays }],
    });
  },
);

test("updates of one process wait for each other", async () => {
  const made = await create(account.provider().Group, { name: "peer-x", adopt: true });
  const { Group } = account.provider();
  const peer = await account.enroll("laptop");
  await Promise.all([
    update(Group, made, { name: "peer-y" }),
    update(Group, made, { name: "peer-y", peers: [{ id: peer }] }),
  ]);
  expect(await account.api("GET", `/groups/${id}`)).toMatchObject({
    name: "peer-y",
    peers: [{ id: peer }],
  });
});

test("resources in a group survive an update that does not list them, and are owned when listed", async () => {
  const network = await account.api("POST", "/networks", { name: "vpc" });
  const resource = await account.api("POST", `/networks/${network.id}/resources`, {
    ...{ name: "db", address: "10.0.0.1", enabled: true, groups: [id] },
  });
  const made = await create(account.provider().Group, { name: "peer-x", adopt: true });
  const { Group } = account.provider();
  const renamed = await update(Group, made, { name: "peer-y" });
  const listed = [{ id: resource.id, type: "host" }];
  expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ resources: listed });
  await update(Group, renamed, { name: "peer-y", resources: listed });
  await update(account.provider().Group, renamed, { name: "peer-y", resources: [] });
  expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ resources: null });
});

test("an empty list of members that is given for the first time empties the group", async () => {
  const peer = await account.enroll("laptop");
  await account.api("PUT", `/groups/${id}`, { name: "peer-x", peers: [peer] });
  const made = await create(account.provider().Group, { name: "peer-x", adopt: true });
  const { Group } = account.provider();
  const args = { name: "peer-x", peers: [] };
  expect(await Group.diff(made.id, made.outs, args)).toMatchObject({ changes: true });
  const emptied = await update(Group, made, args);
  expect(await account.api("GET", `/groups/${id}`)).toMatchObject({ peers: null });
  expect(await Group.diff(made.id, emptied.outs, args)).toMatchObject({ changes: false });
});

const rule = { protocol: "tcp", ports: ["443"], action: "accept", enabled: true };

test.each<[string, (id: string) => Promise<unknown>, RegExp]>([
  [
    "a policy",
    (group) =>
      account.api("POST", "/policies", {
        ...{ name: "web access", enabled: true },
        rules: [{ ...rule, name: "r", sources: [group], destinations: [group] }],
      }),
    /the policy "web access" still uses it/,
  ],
  [
    "a route",
    (group) =>
      account.api("POST", "/routes", {
        ...{ network_id: "exit", network: "0.0.0.0/0", peer_groups: [group], groups: [group] },
        metric: 1,
      }),
    /the route "exit" still uses it/,
  ],
  [
    "name servers",
    (group) =>
      account.api("POST", "/dns/nameservers", {
        ...{ name: "corp", nameservers: [{ ip: "1.1.1.1", ns_type: "udp", port: 53 }] },
        ...{ groups: [group], primary: true, enabled: true },
      }),
    /the name server groups "corp" still uses it/,
  ],
  [
    "a user",
    (group) =>
      account.api("POST", "/users", {
        ...{ name: "ci", role: "user", is_service_user: true, auto_groups: [group] },
      }),
    /the user "ci" \(.+\) still uses it/,
  ],
  [
    "a network router",
    async (group) => {
      const network = await account.api("POST", "/networks", { name: "vpc" });
      return account.api("POST", `/networks/${network.id}/routers`, { peer_groups: [group] });
    },
    /the router of network "vpc" \(.+\) still uses it/,
  ],
  [
    "a network resource",
    async (group) => {
      const network = await account.api("POST", "/networks", { name: "vpc" });
      const resource = { name: "db", address: "10.0.0.1", enabled: true, groups: [group] };
      return account.api("POST", `/networks/${network.id}/resources`, resource);
    },
    /the network resource "db" \(.+\) still uses it/,
  ],
  [
    "DNS settings",
    (group) => account.api("PUT", "/dns/settings", { disabled_management_groups: [group] }),
    /the DNS settings list it in disabledManagementGroups\. Take it out there first/,
  ],
])("a deletion that %s prevents says so", async (_what, use, expected) => {
  const made = await create(account.provider().Group, { name: "peer-x", adopt: true });
  const { Group } = account.provider();
  await use(id);
  const message = await failure(Group.delete(made.id, made.outs));
  expect(message).toMatch(/^Cannot delete group "peer-x": /);
  expect(message).toMatch(expected);
});

describe("a group of the program with resources in it, that a key still uses", () => {
  let made: Awaited<ReturnType<typeof create>>;
  let resources: { id: string; type: string }[];
  beforeEach(async () => {
    const network = await account.api("POST", "/networks", { name: "vpc" });
    const db = { name: "db", address: "10.0.0.1", enabled: true, groups: [] };
    const { id: resource } = await account.api("POST", `/networks/${network.id}/resources`, db);
    resources = [{ id: resource, type: "host" }];
    made = await create(account.provider().Group, { name: "svc-db", resources });
    const key = { name: "k", type: "reusable", expires_in: 86_400, usage_limit: 0 };
    await account.api("POST", "/setup-keys", { ...key, auto_groups: [made.id] });
  });
  const remove = () => failure(account.provider().Group.delete(made.id, made.outs));
  const group = () => account.api("GET", `/groups/${made.id}`);

  test("keeps them when its deletion is refused, as a policy may use the group", async () => {
    const message = await remove();
    expect(message).toMatch(/^Cannot delete group "svc-db": the setup key "k" still uses it/);
    expect(message).not.toContain("put back");
    expect(await group()).toMatchObject({ resources });
  });

  test("says so where they cannot be put back", async () => {
    await account.fail({ kind: "500", method: "PUT", path: `/groups/${made.id}`, skip: 1 });
    expect(await remove()).toMatch(
      /the setup key "k" still uses it.* Its resources of this program had been taken out before, and could not be put back: Cannot update group .*Run `pulumi refresh`, then `pulumi up`\.$/,
    );
    expect(await group()).toMatchObject({ resources: null });
  });
});
