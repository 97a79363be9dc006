/** From JSON values, as an API answers or a log platform exports them, to traffic events. */
import type { TrafficEvent, TrafficFormat } from "./event";
import { isFields, wireEvent } from "./wireEvent";
import type { Envelope, Fields } from "./wireEvent";

/** What a JSON value has. */
export interface ReadValue {
  events: TrafficEvent[];
  format: TrafficFormat;
  /** Events of other kinds: audit events, tests of an integration. */
  others: number;
  /** What is wrong with it; empty: nothing. */
  problems: string[];
}

/** Envelopes within each other; the deepest known form has four. */
const deepest = 6;

/** Fields in which log platforms and receivers put what they were sent. */
const wrappers = ["meta", "Meta", "fields", "attributes", "nb", "event", "content", "log", "data"];

/**
 * The traffic events in a JSON value: an event, a list of them, a page of the API, or either of these
 * in the envelope of a log platform.
 */
export function readTrafficValue(value: unknown): ReadValue {
  const read: ReadValue = { events: [], format: "netbird-api", others: 0, problems: [] };
  collect(value, { format: "netbird-api" }, read, deepest);
  return read;
}

function collect(value: unknown, envelope: Envelope, read: ReadValue, depth: number): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, envelope, read, depth - 1);
    return;
  }
  if (!isFields(value) || depth === 0) {
    read.problems.push("is no event: not a JSON object");
    return;
  }
  const event = wireEvent(value, envelope);
  if (event !== undefined) {
    read.format = envelope.format ?? "netbird-api";
    if (typeof event === "string") read.problems.push(event);
    else read.events.push(event);
    return;
  }
  const inner = innerOf(value, depth);
  if (inner !== undefined) collect(inner, { ...envelope, ...envelopeOf(value) }, read, depth - 1);
  else if (isOtherEvent(value)) read.others++;
  else read.problems.push("is no event of NetBird: it has neither endpoints nor a message");
}

/** What an envelope holds: of several fields, the one in which an event may be. */
function innerOf(fields: Fields, depth: number): unknown {
  if (depth === 0) return undefined;
  const candidates = wrappers.map((name) => fields[name]);
  const text = fields.message ?? fields.Message;
  if (typeof text === "string" && text.startsWith("{")) candidates.unshift(parsed(text));
  return candidates.find(
    (candidate) => Array.isArray(candidate) || holdsMore(candidate, depth - 1),
  );
}

/** Metadata of an audit event are a flat object, in which there is no event. */
function holdsMore(value: unknown, depth: number): boolean {
  if (!isFields(value)) return false;
  return (
    wireEvent(value, {}) !== undefined || innerOf(value, depth) !== undefined || isOtherEvent(value)
  );
}

function envelopeOf(fields: Fields): Envelope {
  const type = [fields.Message, fields.message, fields.event].find(
    (text) => typeof text === "string" && text.startsWith("TYPE_"),
  );
  const time = [fields.Timestamp, fields.timestamp, fields.date].find(
    (text) => typeof text === "string",
  );
  const format = formatOf(fields);
  return {
    ...(type !== undefined && { type: type as string }),
    ...(time !== undefined && { time: time }),
    ...(format && { format }),
  };
}

/** By the envelope: its fields are spelled in another way on each path. */
function formatOf(fields: Fields): TrafficFormat | undefined {
  if ("attributes" in fields || "ddsource" in fields || "ddtags" in fields) return "datadog";
  if ("InitiatorID" in fields || "Message" in fields) return "generic-http";
  return "initiator_id" in fields ? "s3-or-firehose" : undefined;
}

/** Audit events, and the event with which an integration is tried. */
function isOtherEvent(fields: Fields): boolean {
  return [fields.message, fields.Message, fields.activity].some((text) => typeof text === "string");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
