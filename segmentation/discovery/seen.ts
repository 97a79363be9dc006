/** How observations are told. */
import { service } from "../ports";
import type { Service } from "../ports";
import type { Observation } from "./observations";
import type { Seen, SeenService } from "./report";
import { connections, isUnconfirmed } from "./tally";
import type { Tally } from "./tally";

/** What policies call a protocol, by its IANA number. */
const protocolNames: Readonly<Record<number, "icmp" | "tcp" | "udp">> = {
  1: "icmp",
  6: "tcp",
  17: "udp",
  58: "icmp",
};

type Ported = Pick<Observation, "protocol" | "port">;

/** The service as policies know it; undefined when they cannot, or when the port is not known. */
export function serviceOf({ protocol, port }: Ported): Service | undefined {
  const name = protocolNames[protocol];
  if (name === undefined) return undefined;
  if (name === "icmp") return service(name);
  return port === 0 ? undefined : service(name, [port]);
}

/** `tcp/443`, `icmp`, `tcp/?` when the port is not known, `protocol 47`. */
export function serviceText({ protocol, port }: Ported): string {
  const name = protocolNames[protocol];
  if (name === undefined) return `protocol ${protocol}`;
  return name === "icmp" ? name : `${name}/${port === 0 ? "?" : port}`;
}

/** Connections that went through. */
export function seen(tally: Tally): Seen {
  return { count: connections(tally), ...times(tally) };
}

/** Attempts that were dropped. */
export function dropped(tally: Tally): Seen {
  return { count: tally.drops, ...times(tally) };
}

export function seenService(observation: Observation): SeenService {
  const { tally } = observation;
  return {
    service: serviceText(observation),
    ...seen(tally),
    unconfirmed: isUnconfirmed(tally),
  };
}

function times({ first, last }: Tally): Pick<Seen, "first" | "last"> {
  return { first: iso(first), last: iso(last) };
}

/** Whole seconds: more than anybody wants to read. */
export function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
}
