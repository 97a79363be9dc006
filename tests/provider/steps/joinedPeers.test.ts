import { JoinedPeersHandler } from "../../../provider/steps/joinedPeers";
import { Session } from "../../../provider/api/session";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { failure, useTestAccount } from "../account";

const account = useTestAccount();
let group: string;
let key: { id: string; key: string };
beforeEach(async () => {
  group = (await account.api("POST", "/groups", { name: "svc-servers-prod" })).id;
  key = await makeKey("setup-prod-servers-g2");
});

const makeKey = (name: string) =>
  account.api<{ id: string; key: string }>("POST", "/setup-keys", {
    ...{ name, type: "reusable", auto_groups: [group] },
  });

function handler(): JoinedPeersHandler {
  const { managementUrl: NB_MANAGEMENT_URL, token: NB_PAT } = account.sandbox;
  const session = new Session({ NB_PAT, NB_MANAGEMENT_URL }, { firstPause: 1 });
  return new JoinedPeersHandler(session, { first: 5, longest: 20 });
}

const wanted = (change: object = {}) => ({
  setupKey: { name: "setup-prod-servers-g2", id: key.id },
  groups: [{ name: "svc-servers-prod", id: group }],
  timeoutSeconds: 5,
  ...change,
});
const soon = { timeoutSeconds: 0.05 };

test("waits for a peer that joins with the key, and tells which it was", async () => {
  const waiting = handler().create(wanted());
  const other = await makeKey("setup-prod-servers");
  await account.enrollWith(other.key, "by-the-old-key");
  const peer = await account.enrollWith(key.key, "web-7");
  const { id, outs } = await waiting;
  expect(id).toBe(key.id);
  expect(outs.peers).toEqual([{ id: peer, hostname: "web-7" }]);
});

test("a peer that joined with another key does not count, whatever its groups", async () => {
  const other = await makeKey("setup-prod-servers");
  await account.enrollWith(other.key, "by-the-old-key");
  expect(await failure(handler().create(wanted(soon)))).toMatch(
    /^No peer joined with the setup key "setup-prod-servers-g2" into "svc-servers-prod" within 0.05 seconds\. Seen at last: the key is valid and was never used\./,
  );
});

test("a peer that is not in the groups does not count, and is named", async () => {
  const peer = await account.enrollWith(key.key, "web-7");
  await account.api("PUT", `/groups/${group}`, { name: "svc-servers-prod", peers: [] });
  expect(await failure(handler().create(wanted(soon)))).toMatch(
    /was used, by "web-7" \(groups All\)/,
  );
  await account.api("DELETE", `/peers/${peer}`);
  expect(await failure(handler().create(wanted(soon)))).toMatch(/by no peer that is still there/);
});

test("waits for nothing when the key that would go is not valid any more", async () => {
  const before = "setup-prod-servers";
  const { outs } = await handler().create(wanted({ ...soon, before }));
  expect(outs.peers).toEqual([]);
  const old = await makeKey(before);
  expect(await failure(handler().create(wanted({ ...soon, before })))).toMatch(/never used/);
  await account.api("PUT", `/setup-keys/${old.id}`, { auto_groups: [group], revoked: true });
  expect((await handler().create(wanted({ ...soon, before }))).outs.peers).toEqual([]);
});

test("a key that is gone is said to be gone", async () => {
  await account.api("DELETE", `/setup-keys/${key.id}`);
  expect(await failure(handler().create(wanted(soon)))).toMatch(/no such setup key/);
});

test("looks again for another key or other groups, and for nothing else", async () => {
  const changes = async (news: object) =>
    (await handler().diff("id", wanted(), wanted(news))).changes;
  expect(await changes({})).toBe(false);
  expect(await changes({ timeoutSeconds: 9, before: "x" })).toBe(false);
  expect(await changes({ setupKey: { id: "other" } })).toBe(true);
  expect(await changes({ groups: [{ id: unknownValue, name: "svc-servers-prod" }] })).toBe(true);
});

test("checks its arguments, and lets unknown ones pass", async () => {
  const problems = async (news: object) => (await handler().check({}, news as never)).failures;
  expect(await problems(wanted({ groups: unknownValue }))).toEqual([]);
  expect(await problems(wanted({ groups: [] }))).toHaveLength(1);
  expect(await problems({ groups: [{ id: "g" }, {}] })).toEqual([
    {
      property: "setupKey",
      reason: "is required: give the setup key (the resource itself), its name, or { id }.",
    },
    { property: "groups[1]", reason: "a reference needs a name or an id" },
  ]);
});
