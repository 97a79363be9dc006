import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ConnectedPeerHandler } from "../../../provider/steps/connectedPeer";
import { Session } from "../../../provider/api/session";
import { unknownValue } from "../../../provider/lifecycle/unknown";

/** A server with nothing but peers, as many answers as given; the last one stays. */
async function peersServer(...answers: (object[] | number)[]) {
  let asked = 0;
  const server: Server = createServer((_request, response) => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    response.writeHead(typeof answer === "number" ? answer : 200, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify(typeof answer === "number" ? { message: "no" } : answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const session = new Session(
    { NB_PAT: "nbp_test", NB_MANAGEMENT_URL: `http://127.0.0.1:${port}` },
    { firstPause: 1 },
  );
  const handler = new ConnectedPeerHandler(session, { first: 5, longest: 20 });
  return { handler, asked: () => asked, close: () => server.close() };
}

const group = { id: "g1", name: "svc-routers-prod" };
const peer = { id: "p1", hostname: "router-b-1", connected: true, groups: [group] };
const wanted = { hostname: "router-b-1", group, timeoutSeconds: 5 };
const soon = { ...wanted, timeoutSeconds: 0.05 };

test("waits until the peer is connected and in the group", async () => {
  const away = { ...peer, connected: false };
  const elsewhere = { ...peer, groups: [] };
  const { handler, asked, close } = await peersServer([], [away], [elsewhere], [peer]);
  const { id, outs } = await handler.create(wanted);
  expect({ id, outs }).toEqual({ id: "router-b-1", outs: wanted });
  expect(asked()).toBe(4);
  close();
});

test.each([
  [[], /Seen at last: no peer with that hostname, and none in the group\./],
  [[{ ...peer, hostname: "router-b-0" }], /in the group "router-b-0" \(connected; groups svc/],
  [
    [{ ...peer, connected: false, last_seen: "2026-11-01T00:00:00Z" }],
    /not connected, last seen 2026/,
  ],
  [[{ ...peer, groups: [] }], /"router-b-1" \(connected; groups none\)/],
])("says what it waited for, what it saw and what to check: %#", async (seen, words) => {
  const { handler, close } = await peersServer(seen);
  const error = await handler.create(soon).then(
    () => "",
    ({ message }: Error) => message,
  );
  expect(error).toMatch(/^No peer with the hostname "router-b-1" was connected in the group "svc/);
  expect(error).toMatch(words);
  expect(error).toMatch(/setup key is neither expired, revoked nor used up/);
  close();
});

test("rides out a server that is away, and gives up at once on a wrong token", async () => {
  const away = await peersServer(503, 503, [peer]);
  await away.handler.create(wanted);
  away.close();
  const refusing = await peersServer(401);
  await expect(refusing.handler.create(wanted)).rejects.toThrow(/401/);
  expect(refusing.asked()).toBe(1);
  refusing.close();
});

test("waits again for another hostname or group, and for nothing else", async () => {
  const { handler, close } = await peersServer([peer]);
  const changes = async (news: object) => (await handler.diff("id", wanted, news as never)).changes;
  expect(await changes(wanted)).toBe(false);
  expect(await changes({ ...wanted, timeoutSeconds: 9 })).toBe(false);
  expect(await changes({ ...wanted, group: { ...group, name: "renamed" } })).toBe(false);
  expect(await changes({ ...wanted, hostname: "router-b-2" })).toBe(true);
  expect(await changes({ ...wanted, hostname: unknownValue })).toBe(true);
  expect(await changes({ ...wanted, group: { id: "g2" } })).toBe(true);
  close();
});

test("checks its arguments, and lets unknown ones pass", async () => {
  const { handler, close } = await peersServer([]);
  const failures = async (news: object) => (await handler.check({}, news as never)).failures;
  expect(await failures({ hostname: unknownValue, group: { id: unknownValue } })).toEqual([]);
  expect(await failures({})).toEqual([
    { property: "hostname", reason: "is required: give a text." },
    {
      property: "group",
      reason: "is required: give the group (the resource itself), its name, or { id }.",
    },
  ]);
  expect(await failures({ ...wanted, timeoutSeconds: 0 })).toHaveLength(1);
  // So a secret that is undefined arrives.
  expect(await failures({ ...wanted, group: { id: group.id, name: null } })).toEqual([]);
  close();
});
