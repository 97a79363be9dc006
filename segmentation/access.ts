/** Effective access: what a set of policies lets through between groups, planned or live. */
import { formatService, mergeServices, service } from "./ports";
import type { PortRange, Protocol, Service } from "./ports";

/** A policy as far as it decides about access. */
export interface PolicyView {
  name: string;
  enabled: boolean;
  action: string;
  bidirectional: boolean;
  protocol: Protocol;
  ports: readonly string[];
  portRanges: readonly PortRange[];
  /** Names of groups. */
  sources: readonly string[];
  /** Names of groups. */
  destinations: readonly string[];
}

/** What one group may open towards another. */
export interface Access {
  source: string;
  destination: string;
  /** Merged: at most one service per protocol. */
  services: Service[];
  /** Names of the policies that allow it, sorted. */
  policies: string[];
}

/**
 * The access that policies give, sorted by source and destination. Disabled policies and those
 * that drop give none. Policies on the group All count as written: from and to "All".
 */
export function accessOf(policies: readonly PolicyView[]): Access[] {
  const cells = new Map<string, Access>();
  for (const policy of policies) {
    if (!policy.enabled || policy.action !== "accept") continue;
    for (const [source, destination] of directions(policy)) {
      addTo(cells, source, destination, policy);
    }
  }
  return [...cells.values()].sort(
    (a, b) => compare(a.source, b.source) || compare(a.destination, b.destination),
  );
}

function directions(policy: PolicyView): [string, string][] {
  const forward = policy.sources.flatMap((source) =>
    policy.destinations.map((destination): [string, string] => [source, destination]),
  );
  if (!policy.bidirectional) return forward;
  return [...forward, ...forward.map(([a, b]): [string, string] => [b, a])];
}

function addTo(
  cells: Map<string, Access>,
  source: string,
  destination: string,
  policy: PolicyView,
): void {
  const key = JSON.stringify([source, destination]);
  const cell = cells.get(key) ?? { source, destination, services: [], policies: [] };
  const opened = service(policy.protocol, policy.ports, policy.portRanges);
  cell.services = mergeServices([...cell.services, opened]);
  cell.policies = [...new Set([...cell.policies, policy.name])].sort();
  cells.set(key, cell);
}

/** `peer-support → svc-orders-db-prod [TCP/5432]` */
export function formatAccess({ source, destination, services }: Omit<Access, "policies">): string {
  return `${source} → ${destination} [${services.map(formatService).join(", ")}]`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
