/** Small segmentations for tests: written by hand, or arbitrary. */
import fc from "fast-check";
import { policyName } from "../../segmentation/names";
import { service } from "../../segmentation/ports";
import { emptySegmentation } from "../../segmentation";
import type { PlannedGroup, PlannedPolicy, Segmentation } from "../../segmentation";

/** A segmentation of groups (others that policies name are added) and policies. */
export function segmentation(
  groups: (string | (Partial<PlannedGroup> & { name: string }))[],
  policies: Partial<PlannedPolicy>[],
): Segmentation {
  const given = groups.map((each) => group(typeof each === "string" ? { name: each } : each));
  return {
    ...emptySegmentation(),
    groups: given,
    policies: policies.map(policy),
  };
}

function group(given: Partial<PlannedGroup> & { name: string }): PlannedGroup {
  return {
    ...{ baseName: given.name, shared: true, madeBy: "program", addresses: [], memberOf: [] },
    ...given,
  };
}

/** A policy from its ends; the rest is usual. */
export function policy(given: Partial<PlannedPolicy>): PlannedPolicy {
  const { sources = [], destinations = [], protocol = "tcp", ports = [], portRanges = [] } = given;
  const name = policyName(sources, destinations, service(protocol, ports, portRanges));
  return {
    ...{ key: name, name, description: "", enabled: true, action: "accept", bidirectional: false },
    ...{ postureChecks: [], because: "tests", owner: "Testers", need: "required" },
    ...given,
    ...{ protocol, ports, portRanges, sources, destinations },
  };
}

/** `from → to` on TCP ports. */
export function allow(from: string, to: string, ...ports: number[]): PlannedPolicy {
  return policy({ sources: [from], destinations: [to], ports: ports.map(String) });
}

const names = ["peer-a", "peer-b", "svc-c", "svc-d"];
const routed = [
  { name: "svc-range", addresses: ["10.0.0.0/8"] },
  { name: "svc-host", addresses: ["10.1.2.3"] },
];
const ends = fc.subarray([...names, ...routed.map(({ name }) => name), "All"], {
  minLength: 1,
  maxLength: 3,
});

const arbitraryPolicy: fc.Arbitrary<PlannedPolicy> = fc
  .record({
    enabled: fc.boolean(),
    action: fc.constantFrom("accept" as const, "accept" as const, "drop" as const),
    bidirectional: fc.boolean(),
    protocol: fc.constantFrom("tcp" as const, "udp" as const, "icmp" as const, "all" as const),
    ranges: fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 3 })), {
      maxLength: 3,
    }),
    sources: ends,
    destinations: ends,
    postureChecks: fc.subarray(["laptops", "recent"]),
  })
  .map(({ ranges, ...given }) =>
    policy({
      ...given,
      portRanges: ["tcp", "udp"].includes(given.protocol)
        ? ranges.map(([start, more]) => ({ start, end: start + more }))
        : [],
    }),
  );

/** Few groups and ports, so that everything meets everything. */
export const arbitrarySegmentation: fc.Arbitrary<Segmentation> = fc
  .tuple(
    fc.array(arbitraryPolicy, { maxLength: 6 }),
    fc.subarray(["peer-b", "svc-c"]),
    fc.boolean(),
  )
  .map(([policies, memberOf, shares]) =>
    segmentation(
      [
        { name: "peer-a", memberOf },
        { name: "peer-b", members: shares ? ["p1", "p2"] : ["p1"] },
        { name: "svc-c", members: ["p2"] },
        "svc-d",
        ...routed,
      ],
      policies,
    ),
  );

/** Every way to open a port, asked the slow way: one policy and one port at a time. */
export const samplePorts = [1, 2, 5, 8, 12, 13, 16, 40_000];
