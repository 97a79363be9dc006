import { parseMatrixYaml, renderDiscovery } from "../../../segmentation";
import { account, at, discovered, matrixText } from "./account";
import { apiEvent, awsEvent, datadogEvent, httpEvent } from "./wire";

const cache = { from: `${at.app}:50001`, to: `${at.web}:6379` };

describe.each([
  ["netbird-api", apiEvent],
  ["generic-http", httpEvent],
  ["s3-or-firehose", awsEvent],
  ["datadog", datadogEvent],
] as const)("as %s gives it", (format, eventOf) => {
  test("traffic becomes an exact flow, under what was seen, and nothing else changes", async () => {
    const { report, matrix } = await discovered([
      eventOf({ ...cache, time: "2026-12-01T10:00:00Z" }),
      eventOf({ ...cache, from: `${at.app}:50002`, time: "2026-12-02T11:30:00.123Z" }),
      eventOf({ ...cache, to: `${at.web}:6380` }),
    ]);
    const added = `  # tcp/6379: 2 connections, first 2026-12-01T10:00:00Z, last 2026-12-02T11:30:00Z
  # tcp/6380: 1 connection, first 2026-12-01T10:00:00Z, last 2026-12-01T10:00:00Z
  - name: svc-orders-app-to-svc-orders-web-tcp
    from: svc-orders-app
    to: svc-orders-web
    allow: tcp/6379-6380
    because: "TO CONFIRM: seen 3 times from 2026-12-01T10:00:00Z to 2026-12-02T11:30:00Z"
`;
    const [before, after] = matrix.split(added);
    expect(`${before}${after}`).toBe(matrixText);
    expect(parseMatrixYaml(matrix).flows.at(-1)).toEqual(report.proposals[0]!.flow);
    expect(report.read).toEqual({
      ...{ formats: { [format]: 3 }, traffic: 3, others: 0, bad: 0, problems: [] },
    });
    expect(report.connections).toMatchObject({ total: 3, proposed: 3, existing: 0 });
  });

  test("a connection that both sides report, with start and end, is one", async () => {
    const both = (["EGRESS", "INGRESS"] as const).flatMap((direction) =>
      ["TYPE_START", "TYPE_END"].map((type) => eventOf({ ...cache, direction, type })),
    );
    const { report } = await discovered(both);
    const times = format === "netbird-api" ? 2 : 1; // aggregated events count for themselves
    expect(report.proposals).toMatchObject([{ count: times, services: [{ unconfirmed: false }] }]);
  });
});

test("what the matrix has is explained, and names its flows that are not used", async () => {
  const { report, matrix } = await discovered([
    apiEvent({ from: `${at.devops}:50001`, to: `${at.web}:443`, counts: [9, 9] }),
    apiEvent({ from: `${at.support}:50001`, to: `${at.web2}:443` }),
    apiEvent({ from: `${at.app}:50001`, to: `${at.dns}:53`, protocol: 17 }),
  ]);
  expect(matrix).toBe(matrixText);
  expect(report.connections).toMatchObject({ total: 11, existing: 11, proposed: 0 });
  expect(report.existing.map(({ flow, count }) => [flow, count])).toEqual([
    ["users-to-web", 10],
    ["dns", 1],
  ]);
  expect(report.unused).toEqual(["app-to-db", "monitoring", "web-to-app"]);
});

test("temporary flows explain nothing: what they let through is proposed", async () => {
  const window = `flows:
  - name: window
    from: svc-orders-app
    to: svc-orders-web
    allow: all
    because: Which ports
    need: temporary
    until: 2026-12-04T00:00:00Z
`;
  const matrix = matrixText.replace("flows:\n", window);
  const { report } = await discovered([apiEvent(cache)], { matrix });
  expect(report.proposals).toMatchObject([{ allowedBy: ["window"], flow: { allow: "tcp/6379" } }]);
});

test("what a never rule forbids is told apart, and never proposed", async () => {
  const direct = { from: `${at.devops}:50001`, to: `${at.db}:5432` };
  const { report, matrix } = await discovered([
    apiEvent({ ...direct, counts: [3, 3] }),
    apiEvent({ ...direct, from: `${at.support}:50001`, counts: [0, 0, 4] }),
  ]);
  expect(matrix).toBe(matrixText);
  expect(report.violations).toMatchObject([
    {
      ...{ from: "peer-devops-prod", to: "svc-orders-db-prod", service: "tcp/5432", count: 3 },
      rule: "peer-* → svc-orders-db must be blocked",
      owner: "App Team Orders",
    },
  ]);
  expect(report.blocked).toMatchObject([{ from: "peer-support", matrix: "forbidden", count: 4 }]);
  expect(report.connections).toMatchObject({ total: 3, forbidden: 3 });
});

test("a never rule counts for devices in a group within the one that it names", async () => {
  const matrix = matrixText
    .replace(
      "- name: peer-devops\n",
      "- name: peer-devops\n    memberOf: peer-staff\n  - name: peer-staff\n",
    )
    .replace("never:\n", "never:\n  - {from: peer-staff, to: svc-orders-app, because: By tiers}\n");
  const { report } = await discovered(
    [apiEvent({ from: `${at.devops}:50001`, to: `${at.app}:22` })],
    { matrix },
  );
  expect(report.violations).toMatchObject([{ because: "By tiers" }]);
});

test("a flow is not proposed when it would let others through whom a rule forbids", async () => {
  // The devices of svc-orders-web are seen; that some may be interns is what the matrix says.
  const matrix = matrixText
    .replace(
      "  - name: svc-orders-web\n",
      "  - name: peer-interns\n    memberOf: svc-orders-web\n  - name: svc-orders-web\n",
    )
    .replace(
      "never:\n",
      "never:\n  - {from: peer-interns, to: svc-orders-db, because: No interns}\n",
    );
  const { report } = await discovered(
    [apiEvent({ from: `${at.web}:50001`, to: `${at.db}:5432` })],
    { matrix },
  );
  expect(report.proposals).toEqual([]);
  expect(report.unproposed[0]!.reason).toContain("peer-interns → svc-orders-db must be blocked");
});

test("what was blocked is legitimate, or not in the matrix", async () => {
  const drop = { direction: "INGRESS", counts: [0, 0, 2] } as const;
  const { report } = await discovered([
    apiEvent({ ...drop, from: `${at.devops}:50001`, to: `${at.web}:443` }),
    apiEvent({ ...drop, from: `${at.devops}:50001`, to: `${at.web}:22` }),
    // The side that connects does not know that it was blocked.
    apiEvent({ from: `${at.devops}:50001`, to: `${at.web}:22`, direction: "EGRESS", counts: [2] }),
  ]);
  expect(report.blocked.map(({ service, matrix, by }) => [service, matrix, by])).toEqual([
    ["tcp/443", "allowed", "users-to-web"],
    ["tcp/22", "unknown", undefined],
  ]);
  expect(report.proposals).toEqual([]);
  expect(report.connections.total).toBe(0);
});

test("answers are not taken for connections, however their ports are numbered", async () => {
  const { report } = await discovered([
    apiEvent({ from: `${at.app}:50001`, to: `${at.web}:6379` }),
    apiEvent({ from: `${at.web}:6379`, to: `${at.app}:50001` }),
    apiEvent({ from: `${at.web}:443`, to: `${at.devops}:50001` }),
    apiEvent({ from: `${at.web}:8081`, to: `${at.app}:50007` }),
    apiEvent({ from: `${at.app}:50009`, to: `${at.web}:50051` }),
  ]);
  expect(report.proposals.map(({ flow }) => [flow.from, flow.allow])).toEqual([
    [["svc-orders-app"], "tcp/6379,50051"],
  ]);
  // Connections that were there before anybody looked: of a flow of the matrix, and of none.
  expect(report.existing).toMatchObject([{ flow: "users-to-web", count: 1 }]);
  expect(report.unproposed).toMatchObject([
    { from: "svc-orders-app-prod", to: "svc-orders-web-prod", service: "tcp/8081" },
  ]);
});

test("ICMP is proposed once for both versions, and its answers are left out", async () => {
  const ping = (protocol: number, icmpType: number) =>
    apiEvent({ from: at.app, to: at.web, protocol, icmpType });
  const { report } = await discovered([ping(1, 8), ping(58, 128), ping(1, 0), ping(1, 3)]);
  expect(report.proposals).toMatchObject([{ count: 2, flow: { allow: "icmp" } }]);
});

test("what no exact flow can be written for is told with its reason", async () => {
  const from = `${at.app}:50001`;
  const scan = Array.from({ length: 30 }, (_, index) =>
    apiEvent({ from, to: `${at.web}:${1000 + index}` }),
  );
  const { report } = await discovered([
    ...scan,
    apiEvent({ from: at.app, to: at.db, protocol: 47 }),
    apiEvent({ from: `${at.monitor}:0`, to: `${at.db}:0` }),
    apiEvent({ from: `${at.dns}:50001`, to: `${at.web}:80` }),
  ]);
  expect(report.proposals).toEqual([]);
  const reasons = new Set(report.unproposed.map(({ reason }) => reason.slice(0, 40)));
  expect([...reasons]).toEqual(
    [
      "NetBird's policies know TCP, UDP and ICMP",
      "The events do not tell the port, or ther",
      "Routed addresses have no agent, so that ",
      "30 ports of one protocol: a scan, or por",
    ].map((reason) => expect.stringContaining(reason.slice(0, 40)) as string),
  );
  const rare = await discovered([apiEvent(cache)], { atLeast: 2 });
  expect(rare.report.unproposed).toMatchObject([{ reason: "Seen fewer than 2 times." }]);
});

test("a scan does not hide the services that are really used", async () => {
  const from = `${at.app}:50001`;
  const scan = Array.from({ length: 30 }, (_, index) =>
    apiEvent({ from, to: `${at.web}:${1000 + index}` }),
  );
  const used = apiEvent({ from, to: `${at.web}:6379`, counts: [50, 50] });
  const { report } = await discovered([...scan, used]);
  expect(report.proposals).toMatchObject([{ count: 50, flow: { allow: "tcp/6379" } }]);
  expect(report.connections).toMatchObject({ proposed: 50, unproposed: 30 });
});

test("whoever is in no group of the matrix is named; what does not concern it is left out", async () => {
  const { report } = await discovered([
    apiEvent({ from: `${at.stranger}:50001`, to: `${at.web}:443` }),
    apiEvent({ from: `${at.app}:50001`, to: "203.0.113.7:443" }),
    apiEvent({ from: `${at.stranger}:50001`, to: "203.0.113.7:443", counts: [5, 5] }),
  ]);
  expect(report.strangers.map(({ from, to }) => [from, to])).toEqual([
    ["stranger", "svc-orders-web-prod"],
    ["svc-orders-app-prod", "203.0.113.7"],
  ]);
  expect(report.connections).toMatchObject({ total: 2, strangers: 2, outside: 5 });
});

test("endpoints are known by id, address and name", async () => {
  const { report } = await discovered([
    apiEvent({ from: "", fromId: "id-app", to: ":6379", toId: "id-web" }),
    httpEvent({ from: "198.51.100.1:50001", fromName: "app", to: `${at.web}:6379` }),
  ]);
  expect(report.proposals).toMatchObject([{ count: 2 }]);
});

test("discovery can be limited to the groups of a window", async () => {
  const events = [apiEvent(cache), apiEvent({ from: `${at.monitor}:50001`, to: `${at.web}:8080` })];
  const limited = await discovered(events, {
    sources: ["svc-monitoring"],
    destinations: ["svc-orders-web-prod"],
  });
  expect(limited.report.proposals.map(({ flow }) => flow.allow)).toEqual(["tcp/8080"]);
  expect(limited.report.connections.outside).toBe(1);
  await expect(discovered(events, { sources: ["svc-monitorin"] })).rejects.toThrow(
    'The matrix has no group "svc-monitorin" to discover the traffic of. Did you mean "svc-monitoring"?',
  );
});

test("of several groups the smallest is chosen, and the others are named", async () => {
  const groups = ["All", "svc-orders-app-prod", "svc-monitoring"].map((name) => ({
    id: name,
    name,
  }));
  const peers = [
    ...account.peers.filter(({ name }) => name !== "app"),
    { id: "both", name: "both", ip: at.app, groups },
  ];
  const { report, matrix } = await discovered([apiEvent(cache)], { account: { peers } });
  expect(report.proposals).toMatchObject([
    { flow: { from: ["svc-orders-app"] }, alternatives: { from: ["svc-monitoring"], to: [] } },
  ]);
  expect(matrix).toContain("# the same devices are also in: from svc-monitoring\n");
});

test("verification of the matrix with the proposals says what they bring", async () => {
  const { report } = await discovered([
    apiEvent({ from: `${at.db}:50001`, to: `${at.monitor}:9093` }),
  ]);
  expect(report.findings.map(({ rule }) => rule)).toContain("database-initiates");
});

test("what cannot be read is counted, with its place", async () => {
  const { report } = await discovered([
    { ...httpEvent(cache), Message: "peer added", meta: { name: "web" } },
    { hello: 1 },
    { ...apiEvent(cache), protocol: "tcp" },
    { ...apiEvent(cache), window_start: "", window_end: "", events: [], receive_timestamp: "-" },
    "text",
    { data: [apiEvent(cache)], page: 1, page_size: 1000, total_records: 1, total_pages: 1 },
  ]);
  expect(report.read).toMatchObject({ traffic: 1, others: 1, bad: 4 });
  expect(report.read.problems).toEqual([
    "events.json:2: is no event of NetBird: it has neither endpoints nor a message",
    'events.json:3: has no IANA protocol number: "tcp"',
    "events.json:4: has no time that can be read",
    "events.json:5: is no event: not a JSON object",
  ]);
});

test("the report as text says what is to be done", async () => {
  const { report } = await discovered([
    apiEvent({ from: `${at.devops}:50001`, to: `${at.web}:443`, counts: [3] }),
    apiEvent(cache),
  ]);
  const text = renderDiscovery(report);
  expect(text).toContain(
    "Discovery of orders in prod, 2026-12-01T10:00:00Z to 2026-12-01T10:00:00Z",
  );
  expect(text).toContain(
    "  3 (75.0 %) explained by flows of the matrix\n  1 (25.0 %) explained by the proposals",
  );
  expect(text).toContain("svc-orders-app → svc-orders-web [tcp/6379]  1 times");
});
