import type { Flow, Matrix, NeverRule } from "./matrix";
import { policyName, withEnvironment } from "./names";
import type { Environment } from "./names";
import { parseServices, toApiPorts } from "./ports";
import type { PortRange, Protocol, Service } from "./ports";

/** A matrix in one environment: the groups and policies that NetBird should hold. */
export interface Segmentation {
  application: string;
  environment: Environment;
  groups: PlannedGroup[];
  policies: PlannedPolicy[];
  never: PlannedNever[];
}

/** A group as it is named in the environment. */
export interface PlannedGroup {
  /** Full name: `svc-orders-web-prod`. */
  name: string;
  /** Name in the matrix: `svc-orders-web`. */
  baseName: string;
  /** Whether the group serves all environments. */
  shared: boolean;
  /** Addresses that the group stands for. */
  addresses: string[];
}

/** A policy with its single rule. */
export interface PlannedPolicy {
  /** Stable key within the matrix: `users-to-web`, `dns-udp`. */
  key: string;
  /** Name by Appendix A. */
  name: string;
  /** Justification and owner (the guide's section 8.3). */
  description: string;
  enabled: boolean;
  action: "accept";
  bidirectional: boolean;
  protocol: Protocol;
  ports: string[];
  portRanges: PortRange[];
  /** Full names, sorted. */
  sources: string[];
  /** Full names, sorted. */
  destinations: string[];
  because: string;
  owner: string;
  broadAccessReason?: string;
}

/** A rule with its owner filled in. */
export type PlannedNever = NeverRule & { owner: string };

/**
 * What a matrix means in an environment: one policy per flow and protocol, each with one rule. The
 * same for the same matrix, in whatever order it is written.
 * @param matrix a matrix that {@link parseMatrix} accepts
 */
export function compile(matrix: Matrix, environment: Environment): Segmentation {
  const groups = matrix.groups.map(({ name, shared = false, addresses = [] }) => ({
    name: shared ? name : withEnvironment(name, environment),
    baseName: name,
    shared,
    addresses: [...addresses].sort(),
  }));
  const fullName = new Map(groups.map((group) => [group.baseName, group.name]));
  const named = (names: readonly string[]) =>
    [...new Set(names.map((name) => fullName.get(name) ?? name))].sort();
  const policies = matrix.flows.flatMap((flow) =>
    compileFlow(flow, named(flow.from), named(flow.to), matrix.owner),
  );
  return {
    application: matrix.application,
    environment,
    groups: groups.sort(byName),
    policies: policies.sort((a, b) => (a.key < b.key ? -1 : 1)),
    never: matrix.never.map((rule) => ({ ...rule, owner: rule.owner ?? matrix.owner })),
  };
}

function compileFlow(
  flow: Flow,
  sources: string[],
  destinations: string[],
  matrixOwner: string,
): PlannedPolicy[] {
  const services = parseServices(flow.allow);
  const owner = flow.owner ?? matrixOwner;
  return services.map((service) => ({
    key: policyKey(flow, service, services.length > 1),
    name: policyName(sources, destinations, service),
    description: `${flow.because} (owner: ${owner})`,
    enabled: flow.enabled ?? true,
    action: "accept",
    bidirectional: flow.twoWay ?? false,
    protocol: service.protocol,
    ...toApiPorts(service),
    sources,
    destinations,
    because: flow.because,
    owner,
    ...(flow.broadAccessReason === undefined ? {} : { broadAccessReason: flow.broadAccessReason }),
  }));
}

/** The flow's name, or one made from its groups and service, so that order never matters. */
function policyKey(flow: Flow, service: Service, several: boolean): string {
  if (flow.name !== undefined) return several ? `${flow.name}-${service.protocol}` : flow.name;
  const ports = service.ports.map(({ start, end }) => (start === end ? start : `${start}-${end}`));
  const ends = [flow.from, flow.to].map((names) => [...names].sort().join("+"));
  return [ends.join("-to-"), service.protocol, ...ports].join("-");
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
