import { judgePolicy, policyRules } from "../../segmentation";
import type { PolicyShape } from "../../segmentation";

const valid: PolicyShape = {
  protocol: "tcp",
  ports: ["443"],
  sources: [{ name: "peer-devops-prod" }],
  destinations: [{ name: "svc-orders-web-prod" }],
};

function broken(change: PolicyShape): string[] {
  return judgePolicy({ ...valid, ...change }).map(({ rule, property }) => `${rule}: ${property}`);
}

test("a least-privilege policy keeps every rule", () => {
  expect(judgePolicy(valid)).toEqual([]);
});

const faults: [string, PolicyShape, string[]][] = [
  ["an unknown protocol", { protocol: "sctp" }, ["known-protocol: protocol"]],
  ["an upper-case protocol", { protocol: "TCP" }, ["known-protocol: protocol"]],
  ["port 0", { ports: [0] }, ["valid-port: ports[0]"]],
  ["port 70000", { ports: ["443", 70000] }, ["valid-port: ports[1]"]],
  ["a service name", { ports: ["https"] }, ["valid-port: ports[0]"]],
  ["a fraction", { ports: [1.5] }, ["valid-port: ports[0]"]],
  [
    "a reversed range",
    { ports: undefined, portRanges: [{ start: 90, end: 80 }] },
    ["valid-port-range: portRanges[0]"],
  ],
  [
    "a range beyond the last port",
    { ports: undefined, portRanges: [{ start: 1, end: 65536 }] },
    ["valid-port-range: portRanges[0]"],
  ],
  ["a port listed twice", { ports: ["443", 443] }, ["ports-once: ports[1]"]],
  ["a port in two spellings", { ports: ["080", 80] }, ["ports-once: ports[1]"]],
  ["ports beside ranges", { portRanges: [{ start: 1, end: 2 }] }, ["ports-or-ranges: portRanges"]],
  ["ports with icmp", { protocol: "icmp" }, ["ports-need-protocol: ports"]],
  [
    "ports with all",
    { protocol: "all", broadAccessReason: "emergency" },
    ["ports-need-protocol: ports"],
  ],
  ["no sources", { sources: [] }, ["has-source: sources"]],
  ["missing sources", { sources: undefined }, ["has-source: sources"]],
  ["no destinations", { destinations: [] }, ["has-destination: destinations"]],
  [
    "groups beside a resource",
    { destinationResource: { id: "x", type: "host" } },
    ["has-destination: destinationResource"],
  ],
  ["no ports", { ports: [] }, ["exact-ports: ports"]],
  ["missing ports", { ports: undefined }, ["exact-ports: ports"]],
  ["protocol all", { protocol: "all", ports: [] }, ["no-all-protocol: protocol"]],
  ["both directions", { bidirectional: true }, ["one-way: bidirectional"]],
  ["a blank reason", { ports: [], broadAccessReason: " " }, ["exact-ports: ports"]],
];

test.each(faults)("%s is refused", (_what, change, expected) => {
  expect(broken(change)).toEqual(expected);
});

test("every rule of the table is broken by one of these faults", () => {
  const hit = new Set(faults.flatMap(([, , expected]) => expected.map((e) => e.split(":")[0])));
  expect(policyRules.map(({ id }) => id).filter((id) => !hit.has(id))).toEqual([]);
});

test("broad access is accepted with a written reason", () => {
  const broadAccessReason = "Emergency access, kept disabled";
  expect(broken({ ports: [], broadAccessReason })).toEqual([]);
  expect(broken({ protocol: "all", ports: undefined, broadAccessReason })).toEqual([]);
  expect(broken({ bidirectional: true, broadAccessReason })).toEqual([]);
});

test("icmp and a single resource are fine", () => {
  expect(broken({ protocol: "icmp", ports: undefined })).toEqual([]);
  expect(broken({ sources: undefined, sourceResource: { id: "x", type: "peer" } })).toEqual([]);
});

test("several faults are told at once", () => {
  expect(broken({ protocol: "sctp", ports: [0, 70000], sources: [] })).toHaveLength(4);
});

test("rules are silent about what is not known yet", () => {
  const unknown = new Set(["ports", "sources", "destinations", "protocol", "bidirectional"]);
  expect(judgePolicy({ unknown })).toEqual([]);
});

test("every problem says what to do", () => {
  for (const [, change] of faults) {
    for (const { message, remedy } of judgePolicy({ ...valid, ...change })) {
      expect(message).toMatch(/\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  }
});
