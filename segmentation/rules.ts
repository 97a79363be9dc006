/**
 * The one table of rules about a single policy. The provider's check, the components and the
 * verification of a matrix all judge by it.
 */
import { hasPorts, highestPort, isPort, lowestPort, portText, protocols } from "./ports";

/** A policy as far as it is known. Fields are the arguments of the resource `Policy`. */
export interface PolicyShape {
  protocol?: unknown;
  ports?: unknown;
  portRanges?: unknown;
  bidirectional?: unknown;
  sources?: unknown;
  destinations?: unknown;
  sourceResource?: unknown;
  destinationResource?: unknown;
  broadAccessReason?: unknown;
  /** Fields whose values, or parts of them, are known only later; rules about them stay silent. */
  unknown?: ReadonlySet<string>;
}

/** One fault of a policy. */
export interface PolicyProblem {
  /** Id of the rule in {@link policyRules}. */
  rule: string;
  /** The field at fault, such as `ports[0]`. */
  property: string;
  /** What is wrong. */
  message: string;
  /** What to do about it. */
  remedy: string;
}

/** A rule that every policy must keep. */
export interface PolicyRule {
  id: string;
  /** What the rule asks for, in one line. */
  title: string;
  /** Where it comes from. */
  source: string;
  /** The faults of a policy; only known fields may be judged. */
  judge: (policy: PolicyShape) => Omit<PolicyProblem, "rule">[];
}

/** Every fault of a policy, in the order of the table. */
export function judgePolicy(policy: PolicyShape): PolicyProblem[] {
  return policyRules.flatMap(({ id, judge }) =>
    judge(policy).map((problem) => ({ rule: id, ...problem })),
  );
}

const exactPorts = `Give exact ports from ${lowestPort} to ${highestPort}.`;
const askForBroadAccess =
  "If it is really meant, say why in broadAccessReason; it becomes part of the description.";

export const policyRules: readonly PolicyRule[] = [
  {
    id: "known-protocol",
    title: "The protocol is one of NetBird's",
    source: "API: PolicyRule.protocol",
    judge: ({ protocol, unknown }) =>
      isKnown("protocol", unknown) && !(protocols as readonly unknown[]).includes(protocol)
        ? [
            {
              property: "protocol",
              message:
                protocol === undefined
                  ? "the protocol is missing."
                  : `unknown protocol ${show(protocol)}.`,
              remedy: `Use one of ${protocols.join(", ")}, in lower case.`,
            },
          ]
        : [],
  },
  {
    id: "valid-port",
    title: `Ports are whole numbers from ${lowestPort} to ${highestPort}`,
    source: "API: PolicyRule.ports",
    judge: ({ ports, unknown }) =>
      known(ports, "ports", unknown).flatMap((port, index) =>
        isPort(port)
          ? []
          : [
              {
                property: `ports[${index}]`,
                message: `${show(port)} is not a port.`,
                remedy: exactPorts,
              },
            ],
      ),
  },
  {
    id: "valid-port-range",
    title: "Port ranges start before they end",
    source: "API: PolicyRule.port_ranges",
    judge: ({ portRanges, unknown }) =>
      known(portRanges, "portRanges", unknown).flatMap((range, index) =>
        rangeProblem(range as { start?: unknown; end?: unknown }, `portRanges[${index}]`),
      ),
  },
  {
    id: "ports-once",
    title: "Every port is listed once",
    source: "the guide's section 4.3: exact ports",
    judge: ({ ports, unknown }) =>
      known(ports, "ports", unknown).flatMap((port, index, all) =>
        all.findIndex((other) => portText(other) === portText(port)) < index
          ? [
              {
                property: `ports[${index}]`,
                message: `port ${show(port)} is listed twice.`,
                remedy: "List it once.",
              },
            ]
          : [],
      ),
  },
  {
    id: "ports-or-ranges",
    title: "A policy has single ports or ranges, not both",
    source: "API: 422 specify either individual ports or port ranges",
    judge: ({ ports, portRanges }) =>
      count(ports) > 0 && count(portRanges) > 0
        ? [
            {
              property: "portRanges",
              message: "a policy takes ports or portRanges, not both.",
              remedy: "Write the single ports as ranges such as { start: 443, end: 443 }.",
            },
          ]
        : [],
  },
  {
    id: "ports-need-protocol",
    title: "Only tcp, udp and netbird-ssh have ports",
    source: "API: 422 for all or icmp protocol ports is not allowed",
    judge: ({ protocol, ports, portRanges }) =>
      (protocol === "icmp" || protocol === "all") && count(ports) + count(portRanges) > 0
        ? [
            {
              property: count(ports) > 0 ? "ports" : "portRanges",
              message: `protocol ${protocol} has no ports.`,
              remedy: "Use protocol tcp or udp, or leave the ports out.",
            },
          ]
        : [],
  },
  {
    id: "has-source",
    title: "A policy has a source: groups, or one resource",
    source: "API: 422 specify either sources or source resources",
    judge: (policy) => endProblems(policy, "sources", "sourceResource"),
  },
  {
    id: "has-destination",
    title: "A policy has a destination: groups, or one resource",
    source: "API: 422 specify either destinations or destination resources",
    judge: (policy) => endProblems(policy, "destinations", "destinationResource"),
  },
  {
    id: "exact-ports",
    title: "No policy is open on every port without a written reason",
    source: "the guide's section 4.3: portless rules are wide open",
    judge: ({ protocol, ports, portRanges, broadAccessReason, unknown }) =>
      typeof protocol === "string" &&
      hasPorts(protocol) &&
      ["ports", "portRanges", "broadAccessReason"].every((field) => isKnown(field, unknown)) &&
      count(ports) + count(portRanges) === 0 &&
      isMissing(broadAccessReason)
        ? [
            {
              property: "ports",
              message: `protocol ${protocol} without ports opens every port.`,
              remedy: `${exactPorts} ${askForBroadAccess}`,
            },
          ]
        : [],
  },
  {
    id: "no-all-protocol",
    title: "Protocol all needs a written reason",
    source: 'the guide\'s section 4.3: "All" protocol policies are broad',
    judge: ({ protocol, broadAccessReason, unknown }) =>
      protocol === "all" && isKnown("broadAccessReason", unknown) && isMissing(broadAccessReason)
        ? [
            {
              property: "protocol",
              message: "protocol all opens every protocol and port.",
              remedy: `Use tcp or udp with exact ports. ${askForBroadAccess}`,
            },
          ]
        : [],
  },
  {
    id: "one-way",
    title: "Two-way access needs a written reason",
    source: "the guide's section 4.3: only the source initiates",
    judge: ({ bidirectional, broadAccessReason, unknown }) =>
      bidirectional === true &&
      isKnown("broadAccessReason", unknown) &&
      isMissing(broadAccessReason)
        ? [
            {
              property: "bidirectional",
              message: "a bidirectional policy lets destinations initiate as well.",
              remedy: `Write one policy per direction that is needed. ${askForBroadAccess}`,
            },
          ]
        : [],
  },
];

function rangeProblem(
  { start, end }: { start?: unknown; end?: unknown },
  property: string,
): Omit<PolicyProblem, "rule">[] {
  const range = `${show(start)} to ${show(end)}`;
  if (!isPort(start) || !isPort(end)) {
    return [{ property, message: `${range} is not a range of ports.`, remedy: exactPorts }];
  }
  if (Number(start) <= Number(end)) return [];
  return [{ property, message: `the range ${range} ends before it starts.`, remedy: "Swap them." }];
}

function endProblems(
  policy: PolicyShape,
  groups: "sources" | "destinations",
  resource: "sourceResource" | "destinationResource",
): Omit<PolicyProblem, "rule">[] {
  const { [groups]: list, [resource]: single, unknown } = policy;
  const isEmpty = Array.isArray(list) && list.length === 0;
  if (list !== undefined && single !== undefined && !isEmpty) {
    const message = `${groups} and ${resource} exclude each other.`;
    return [{ property: resource, message, remedy: "Give one of them." }];
  }
  const mayBeGiven = [groups, resource].some((field) => unknown?.has(field) && !isEmpty);
  if (mayBeGiven || single !== undefined || (list !== undefined && !isEmpty)) return [];
  const message = `${groups} ${isEmpty ? "is empty" : "is missing"}: the policy would match nothing.`;
  return [{ property: groups, message, remedy: `Name at least one group, or a ${resource}.` }];
}

function isKnown(field: string, unknown: ReadonlySet<string> | undefined): boolean {
  return unknown?.has(field) !== true;
}

/** The items of a list whose every item is known. */
function known(
  list: unknown,
  field: string,
  unknown: ReadonlySet<string> | undefined,
): readonly unknown[] {
  return Array.isArray(list) && isKnown(field, unknown) ? list : [];
}

function count(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function isMissing(reason: unknown): boolean {
  return typeof reason !== "string" || reason.trim() === "";
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
