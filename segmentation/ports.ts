/** Protocols and ports: what a policy lets through, and how it is written. */
import { SegmentationError } from "./errors";

/** Protocols of NetBird's policies. `netbird-ssh` is TCP with SSH authorisation on top. */
export const protocols = ["tcp", "udp", "icmp", "all", "netbird-ssh"] as const;

export type Protocol = (typeof protocols)[number];

/** Ports from `start` to `end`, both included; a single port has both equal. 1–65535. */
export interface PortRange {
  /** First port, 1–65535. */
  start: number;
  /** Last port, `start` or more. */
  end: number;
}

/**
 * What one policy lets through: a protocol and its ports. Ports are sorted and merged. No ports
 * with `tcp`, `udp` or `netbird-ssh` means every port; `icmp` and `all` have none.
 */
export interface Service {
  protocol: Protocol;
  ports: readonly PortRange[];
}

export const lowestPort = 1;
export const highestPort = 65535;

/** Whether a protocol has ports at all. */
export function hasPorts(protocol: string): boolean {
  return protocol === "tcp" || protocol === "udp" || protocol === "netbird-ssh";
}

/** Whether a value is a port: a whole number from 1 to 65535, also as text. */
export function isPort(value: unknown): boolean {
  const number = typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && Number(number) >= lowestPort && Number(number) <= highestPort;
}

/** A port as the API's text: `80`, also for `"080"`, which the server would keep. Anything else as it is. */
export function portText(port: unknown): string {
  return isPort(port) ? String(Number(port)) : String(port);
}

/** A service from the API's fields. Ports must be valid already. */
export function service(
  protocol: Protocol,
  ports: readonly (string | number)[] = [],
  portRanges: readonly PortRange[] = [],
): Service {
  const singles = ports.map((port) => ({ start: Number(port), end: Number(port) }));
  return { protocol, ports: mergeRanges([...singles, ...portRanges]) };
}

/** Sorted, without overlaps; ranges that touch become one. */
export function mergeRanges(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end + 1) last.end = Math.max(last.end, range.end);
    else merged.push({ start: range.start, end: range.end });
  }
  return merged;
}

/**
 * The API's fields for a service. It takes either single ports, as text, or ranges, never both.
 */
export function toApiPorts({ ports }: Service): { ports: string[]; portRanges: PortRange[] } {
  // Two neighbouring ports were merged into a range, but read better as single ports.
  const single = ports.every(({ start, end }) => end - start < 2);
  return single
    ? { ports: ports.flatMap(({ start, end }) => numbers(start, end)), portRanges: [] }
    : { ports: [], portRanges: ports.map((range) => ({ ...range })) };
}

function numbers(start: number, end: number): string[] {
  return Array.from({ length: end - start + 1 }, (_, index) => String(start + index));
}

/** Whether a service is open on every port: no exact ports although the protocol has some, or `all`. */
export function isAnyPort({ protocol, ports }: Service): boolean {
  return protocol === "all" || (hasPorts(protocol) && ports.length === 0);
}

/** `TCP/443`, `TCP/9100,9200`, `TCP/8000-8100`, `TCP/*` for every port, `ICMP`, `ALL`. */
export function formatService(value: Service): string {
  const protocol = value.protocol.toUpperCase();
  if (!hasPorts(value.protocol)) return protocol;
  const ports = value.ports.map(({ start, end }) => (start === end ? start : `${start}-${end}`));
  return `${protocol}/${ports.length === 0 ? "*" : ports.join(",")}`;
}

/**
 * Reads what a matrix writes: `tcp/443`, `tcp/9100,9200`, `tcp/8000-8100`, `udp+tcp/53`, `icmp`,
 * `all`, and `tcp/*` for every port. Several protocols give several services.
 * @throws SegmentationError that lists what cannot be read
 */
export function parseServices(text: string): Service[] {
  const [protocolPart = "", portPart, ...rest] = text.trim().toLowerCase().split("/");
  const problems: string[] = [];
  const named = protocolPart.split("+").map((name) => name.trim());
  for (const name of named) {
    if (!(protocols as readonly string[]).includes(name)) {
      problems.push(`unknown protocol "${name}" in "${text}": use ${protocols.join(", ")}`);
    } else if (hasPorts(name) && portPart === undefined) {
      problems.push(`"${text}" names no ports: write ${name}/443, or ${name}/* for every port`);
    } else if (!hasPorts(name) && portPart !== undefined) {
      problems.push(`${name} has no ports: write "${name}" instead of "${text}"`);
    }
  }
  if (rest.length > 0) problems.push(`"${text}" has more than one "/": write it like tcp/443`);
  const ports = parsePorts(portPart, text, problems);
  if (problems.length > 0) throw new SegmentationError(problems);
  return [...new Set(named)].sort().map((name) => ({ protocol: name as Protocol, ports }));
}

function parsePorts(part: string | undefined, text: string, problems: string[]): PortRange[] {
  if (part === undefined || part.trim() === "*") return [];
  const ranges = part.split(",").map((item) => {
    const [start = "", end = start, ...rest] = item.trim().split("-");
    if (!isPort(start.trim()) || !isPort(end.trim()) || rest.length > 0) {
      problems.push(
        `"${item.trim()}" in "${text}" is not a port from ${lowestPort} to ${highestPort}, nor a range such as 8000-8100`,
      );
    } else if (Number(start) > Number(end)) {
      problems.push(
        `range ${item.trim()} in "${text}" ends before it starts: write ${end}-${start}`,
      );
    }
    return { start: Number(start), end: Number(end) };
  });
  return problems.length > 0 ? [] : mergeRanges(ranges);
}

/** Whether two services have a protocol and port in common. */
export function overlaps(a: Service, b: Service): boolean {
  if (a.protocol === "all" || b.protocol === "all") return true;
  if (transport(a.protocol) !== transport(b.protocol)) return false;
  return spans(a).some((x) => spans(b).some((y) => x.start <= y.end && y.start <= x.end));
}

/** Whether everything that `b` lets through, `a` lets through as well. */
export function covers(a: Service, b: Service): boolean {
  if (a.protocol === "all") return true;
  if (transport(a.protocol) !== transport(b.protocol)) return false;
  return spans(b).every((y) => spans(a).some((x) => x.start <= y.start && y.end <= x.end));
}

/** NetBird's SSH is TCP on the wire. */
function transport(protocol: Protocol): Protocol {
  return protocol === "netbird-ssh" ? "tcp" : protocol;
}

/** The ports as ranges; every port when none are named. */
function spans({ protocol, ports }: Service): readonly PortRange[] {
  return ports.length > 0 && hasPorts(protocol) ? ports : [everyPort];
}

const everyPort: PortRange = { start: lowestPort, end: highestPort };

/** The same access in as few services as possible: one per protocol, in a fixed order. */
export function mergeServices(services: readonly Service[]): Service[] {
  if (services.some(({ protocol }) => protocol === "all")) return [{ protocol: "all", ports: [] }];
  return protocols.flatMap((protocol) => {
    const same = services.filter((candidate) => candidate.protocol === protocol);
    if (same.length === 0) return [];
    if (same.some(isAnyPort)) return [{ protocol, ports: [] }];
    return [{ protocol, ports: mergeRanges(same.flatMap(({ ports }) => ports)) }];
  });
}

/** What `a` lets through and `b` does not. */
export function subtract(a: Service, b: Service): Service | undefined {
  if (covers(b, a)) return undefined;
  if (!overlaps(a, b) || a.protocol === "all" || !hasPorts(a.protocol)) return a;
  const left = spans(a).flatMap((range) => spans(b).reduce<PortRange[]>(cut, [{ ...range }]));
  return { protocol: a.protocol, ports: left };
}

function cut(ranges: PortRange[], hole: PortRange): PortRange[] {
  return ranges.flatMap(({ start, end }) =>
    [
      { start, end: Math.min(end, hole.start - 1) },
      { start: Math.max(start, hole.end + 1), end },
    ].filter((range) => range.start <= range.end),
  );
}
