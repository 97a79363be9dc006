import { readTrafficEvents } from "../../../provider/inspection/trafficEvents";
import type { TrafficEventsOptions } from "../../../provider/inspection/trafficEvents";
import { discover } from "../../../segmentation";
import { account as names, at, matrixText } from "../../segmentation/discovery/account";
import { apiEvent } from "../../segmentation/discovery/wire";
import { useTestAccount } from "../account";

const account = useTestAccount();

const put = (events: unknown[]) =>
  fetch(`${account.sandbox.managementUrl}/sandbox/traffic-events`, {
    method: "POST",
    body: JSON.stringify({ events }),
  });

const read = (options: TrafficEventsOptions = {}) => {
  const { managementUrl, token } = account.sandbox;
  const until = new Date("2026-12-31T00:00:00Z");
  return readTrafficEvents({ managementUrl, token, until, ...options });
};

async function all(options?: TrafficEventsOptions): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const { value } of read(options)) values.push(value);
  return values;
}

const event = (port: number, receivedAt = "2026-12-01T12:00:00Z") => ({
  ...apiEvent({ from: `${at.app}:50001`, to: `${at.web}:${port}` }),
  receive_timestamp: receivedAt,
});

test("events are read page by page, each once", async () => {
  const events = Array.from({ length: 25 }, (_, index) => event(1000 + index));
  await put(events);
  for (const pageSize of [1, 7, 25, 50_000]) expect(await all({ pageSize })).toEqual(events);
});

test("only the wanted time is asked for", async () => {
  await put([event(1, "2026-12-01T12:00:00Z"), event(2, "2026-12-02T12:00:00Z")]);
  expect(await all({ since: new Date("2026-12-02T00:00:00Z") })).toHaveLength(1);
  expect(await all({ until: new Date("2026-12-01T00:00:00Z") })).toEqual([]);
});

test("they become proposed flows", async () => {
  await put([event(6379), event(6379)]);
  const { report } = await discover({
    ...{ matrix: matrixText, environment: "prod", account: names, now: new Date(0) },
    events: read(),
  });
  expect(report.proposals).toMatchObject([{ count: 2, flow: { allow: "tcp/6379" } }]);
});

test("a server without traffic events says who has them, and what to do", async () => {
  await expect(all()).rejects.toThrow(
    /^Cannot list traffic events: HTTP 404: the server has no such endpoint\. Traffic events belong to NetBird Cloud \(Business plan\); a self-hosted server has none\. Read files/,
  );
});

test("a token that is wrong is told, and not shown", async () => {
  const token = "nbp_wrongwrongwrongwrongwrongwrongwrong0";
  const error = await all({ token }).catch((caught: Error) => caught.message);
  expect(error).toContain("token");
  expect(error).not.toContain(token);
});

test("numbers that the API does not take are refused with its words", async () => {
  await put([]);
  await expect(all({ pageSize: 50_001 })).rejects.toThrow("invalid page_size");
});
