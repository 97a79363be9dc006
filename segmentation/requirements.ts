/** Which ports are open between two groups, and under which posture checks, cut into exact pieces. */
import type { Grant } from "./effective";
import { hasPorts, highestPort, lowestPort, protocols } from "./ports";
import type { PortRange, Protocol, Service } from "./ports";

/** Posture checks that a device must pass, one of the sets; no set: closed; an empty set: none needed. */
export type Requirement = readonly (readonly string[])[];

/** Ports of a protocol that are all open to the same devices. */
export interface Piece extends PortRange {
  protocol: Protocol;
}

/** The only "port" of protocols that have none. */
const whole: PortRange = { start: lowestPort, end: highestPort };

/** What grants ask of a device on a protocol's port: the least of what each of them asks. */
export function requirementAt(
  grants: readonly Grant[],
  protocol: Protocol,
  port: number,
): Requirement {
  const sets = grants
    .filter(({ services }) => services.some((service) => opens(service, protocol, port)))
    .map(({ policy }) => policy.postureChecks);
  const weakest = sets.filter(
    (set) =>
      !sets.some((other) => other.length < set.length && other.every((c) => set.includes(c))),
  );
  return [...new Map(weakest.map((set) => [JSON.stringify(set), set])).values()].sort((a, b) =>
    a.join() < b.join() ? -1 : 1,
  );
}

/** Every protocol cut at every port where one of the grants begins or ends. */
export function piecesOf(grants: readonly Grant[]): Piece[] {
  return protocols.flatMap((protocol) => {
    if (!hasPorts(protocol)) return [{ protocol, ...whole }];
    const ranges = grants.flatMap(({ services }) =>
      services.filter((service) => service.protocol === protocol).flatMap(({ ports }) => ports),
    );
    const starts = new Set([lowestPort, ...ranges.flatMap(({ start, end }) => [start, end + 1])]);
    const sorted = [...starts].filter((port) => port <= highestPort).sort((a, b) => a - b);
    return sorted.map((start, index) => ({
      protocol,
      start,
      end: (sorted[index + 1] ?? highestPort + 1) - 1,
    }));
  });
}

/**
 * Pieces as services, as few as possible. `all` stands for everything, or, by itself, for the
 * protocols that have no name of their own here; beside others these go without saying.
 */
export function servicesOf(pieces: readonly Piece[]): Service[] {
  const named = protocols.flatMap((protocol): Service[] => {
    const own = pieces.filter((piece) => piece.protocol === protocol);
    if (protocol === "all" || own.length === 0) return [];
    return [{ protocol, ports: hasPorts(protocol) ? joined(own) : [] }];
  });
  const others = pieces.some(({ protocol }) => protocol === "all");
  const isEverything =
    others && named.length === protocols.length - 1 && named.every(({ ports }) => !ports.length);
  return isEverything || named.length === 0 ? [{ protocol: "all", ports: [] }] : named;
}

/** Neighbours become one range; the full range is written as no ports at all. */
function joined(pieces: readonly Piece[]): PortRange[] {
  const ranges: PortRange[] = [];
  for (const { start, end } of pieces) {
    const last = ranges.at(-1);
    if (last !== undefined && last.end + 1 === start) last.end = end;
    else ranges.push({ start, end });
  }
  const isFull = ranges[0]?.start === lowestPort && ranges[0].end === highestPort;
  return isFull ? [] : ranges;
}

/** Whether a service lets through a port of a protocol; the port is ignored where there is none. */
export function opens(service: Service, protocol: Protocol, port: number): boolean {
  if (service.protocol === "all") return true;
  if (service.protocol !== protocol) return false;
  if (!hasPorts(protocol) || service.ports.length === 0) return true;
  return service.ports.some(({ start, end }) => start <= port && port <= end);
}
