/**
 * The forms that NetBird gives its traffic events. The API's own object has its endpoints as objects;
 * what is streamed has them in `meta`, in an envelope with the type of the event as its message.
 * Sources: the API's `NetworkTrafficEvent`, and the documentation of traffic events and event streaming.
 */
import type { TrafficEndpoint, TrafficEvent, TrafficFormat } from "./event";

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

/** What the envelopes around an event say, where the event itself does not. */
export interface Envelope {
  /** `TYPE_START`, `TYPE_END`, `TYPE_DROP`. */
  type?: string;
  /** When it happened. */
  time?: string;
  format?: TrafficFormat;
}

/** The event in an object; undefined when the object is not an event, a text when the event is faulty. */
export function wireEvent(fields: Fields, envelope: Envelope): TrafficEvent | string | undefined {
  const { source, destination } = fields;
  if (isFields(source) && isFields(destination)) {
    return read(fields, envelope, endpoint(source), endpoint(destination));
  }
  if (typeof fields.source_addr !== "string" || typeof fields.destination_addr !== "string") {
    return undefined;
  }
  return read(
    fields,
    envelope,
    flatEndpoint(fields, "source"),
    flatEndpoint(fields, "destination"),
  );
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(
  fields: Fields,
  envelope: Envelope,
  source: TrafficEndpoint,
  destination: TrafficEndpoint,
): TrafficEvent | string {
  const protocol = Number(fields.protocol);
  if (!Number.isInteger(protocol) || protocol <= 0 || protocol > 255) {
    return `has no IANA protocol number: ${JSON.stringify(fields.protocol)}`;
  }
  if (source.address === "" && source.id === undefined) return "has no source address";
  if (destination.address === "" && destination.id === undefined)
    return "has no destination address";
  const times = timesOf(fields, envelope);
  if (times === undefined) return "has no time that can be read";
  const icmpType = icmpTypeOf(fields);
  return {
    source,
    destination,
    protocol,
    ...(icmpType !== undefined && { icmpType }),
    reporter: reporterOf(fields, destination),
    ...countsOf(fields, envelope),
    ...times,
  };
}

function endpoint(fields: Fields): TrafficEndpoint {
  const id = textOf(fields.id);
  return {
    ...(id !== "" && { id }),
    name: textOf(fields.name),
    ...parseAddress(textOf(fields.address)),
  };
}

function flatEndpoint(fields: Fields, side: "source" | "destination"): TrafficEndpoint {
  const id = textOf(fields[`${side}_id`]);
  return {
    ...(id !== "" && { id }),
    name: textOf(fields[`${side}_name`]),
    ...parseAddress(textOf(fields[`${side}_addr`])),
  };
}

/** `100.64.0.10:443`, `[fd00::1]:443`, or an address alone. */
function parseAddress(text: string): { address: string; port: number } {
  const match = /^\[(.+)\]:(\d+)$/.exec(text) ?? /^([^:]*):(\d+)$/.exec(text);
  const [, address = text, port = "0"] = match ?? [];
  return { address: address.toLowerCase(), port: Number(port) };
}

/** An outgoing connection is reported by who opened it. What is not told is not known to be confirmed. */
function reporterOf(fields: Fields, destination: TrafficEndpoint): TrafficEvent["reporter"] {
  const direction = textOf(fields.direction).toUpperCase();
  if (direction === "INGRESS") return "destination";
  if (direction === "EGRESS") return "source";
  return destination.id !== undefined && destination.id === fields.reporter_id
    ? "destination"
    : "source";
}

/** Counts of an aggregated event, else the one that its type says. */
function countsOf(
  fields: Fields,
  envelope: Envelope,
): Pick<TrafficEvent, "starts" | "ends" | "drops"> {
  const told = {
    starts: countOf(fields.num_of_starts),
    ends: countOf(fields.num_of_ends),
    drops: countOf(fields.num_of_drops),
  };
  if (told.starts + told.ends + told.drops > 0) return told;
  const types = subEvents(fields).map(({ type }) => type);
  const all = types.length > 0 ? types : [textOf(fields.type) || (envelope.type ?? "")];
  const count = (type: string) => all.filter((one) => one === type).length;
  const counts = {
    starts: count("TYPE_START"),
    ends: count("TYPE_END"),
    drops: count("TYPE_DROP"),
  };
  // An event of no known type still tells of a connection.
  return counts.starts + counts.ends + counts.drops > 0 ? counts : { ...counts, starts: 1 };
}

function timesOf(
  fields: Fields,
  envelope: Envelope,
): Pick<TrafficEvent, "first" | "last"> | undefined {
  const exact = subEvents(fields).map(({ timestamp }) => timestamp);
  const own = [fields.window_start, fields.window_end, fields.timestamp];
  const candidates = [exact, own, [envelope.time], [fields.receive_timestamp]];
  for (const texts of candidates) {
    const times = texts.map((text) => Date.parse(textOf(text))).filter((time) => time > 0);
    if (times.length > 0) return { first: Math.min(...times), last: Math.max(...times) };
  }
  return undefined;
}

function subEvents(fields: Fields): { type: string; timestamp: string }[] {
  if (!Array.isArray(fields.events)) return [];
  return fields.events
    .filter(isFields)
    .map(({ type, timestamp }) => ({ type: textOf(type), timestamp: textOf(timestamp) }));
}

function icmpTypeOf(fields: Fields): number | undefined {
  const type = isFields(fields.icmp) ? fields.icmp.type : fields.icmp_type;
  return typeof type === "number" ? type : undefined;
}

function countOf(value: unknown): number {
  const count = Number(value ?? 0);
  return Number.isFinite(count) && count > 0 ? count : 0;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
