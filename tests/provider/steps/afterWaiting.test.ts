/** What one process sees of devices that join while it works: no write of ours tells it. */
import { groupKind, peerKind } from "../../../provider";
import { Session } from "../../../provider/api/session";
import { Handler } from "../../../provider/lifecycle/handler";
import { ConnectedPeerHandler } from "../../../provider/steps/connectedPeer";
import { JoinedPeersHandler } from "../../../provider/steps/joinedPeers";
import { create, useTestAccount } from "../account";
import type { ApiJson } from "../account";

const account = useTestAccount();
let group: string;
let key: { id: string; key: string };
beforeEach(async () => {
  group = (await account.api("POST", "/groups", { name: "svc-web-prod" })).id;
  key = await account.api<ApiJson & { key: string }>("POST", "/setup-keys", {
    ...{ name: "setup-prod-web", type: "reusable", auto_groups: [group] },
  });
});

/** Handlers of one process, which share what they have read. */
function process() {
  const { managementUrl: NB_MANAGEMENT_URL, token: NB_PAT } = account.sandbox;
  const session = new Session({ NB_PAT, NB_MANAGEMENT_URL }, { firstPause: 1 });
  const pace = { first: 5, longest: 20 };
  return {
    Peer: new Handler(peerKind, session),
    Group: new Handler(groupKind, session),
    connected: new ConnectedPeerHandler(session, pace),
    joined: new JoinedPeersHandler(session, pace),
  };
}

const web = { peer: { hostname: "web-1" }, sshEnabled: true };
const reference = () => ({ name: "svc-web-prod", id: group });

test.each<[string, (run: ReturnType<typeof process>) => Promise<unknown>]>([
  [
    "ConnectedPeer",
    ({ connected }) =>
      connected.create({ hostname: "web-1", group: reference(), timeoutSeconds: 4 }),
  ],
  [
    "JoinedPeers",
    ({ joined }) => joined.create({ setupKey: key, groups: [reference()], timeoutSeconds: 4 }),
  ],
])("what %s has waited for is seen by what comes after it", async (_kind, wait) => {
  const run = process();
  const members = async () =>
    (await run.Group.read("x", { lookup: { id: group } })).props!.peers as unknown[];
  expect(await members()).toEqual([]);
  expect((await run.Peer.check({}, web)).failures).toHaveLength(1);
  const waiting = wait(run);
  const id = await account.enrollWith(key.key, "web-1");
  await account.connect(id);
  await waiting;
  expect(await members()).toEqual([{ id, name: "web-1" }]);
  expect((await create(run.Peer, web)).id).toBe(id);
  expect(await account.api("GET", `/peers/${id}`)).toMatchObject({ ssh_enabled: true });
});

test("a device that has joined since the last list can be set, whoever waited for it", async () => {
  const run = process();
  expect((await run.Peer.check({}, web)).failures).toHaveLength(1);
  const id = await account.enrollWith(key.key, "web-1");
  expect((await create(run.Peer, web)).id).toBe(id);
  const other = process();
  const db = { ...web, peer: { hostname: "db-1" } };
  const { inputs } = await other.Peer.check({}, web);
  const later = await account.enrollWith(key.key, "db-1");
  expect((await other.Peer.create({ ...inputs, ...db })).id).toBe(later);
  expect(await account.api("GET", `/peers/${later}`)).toMatchObject({ ssh_enabled: true });
});
