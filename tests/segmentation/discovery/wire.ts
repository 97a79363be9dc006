/** Traffic events in the forms in which NetBird gives them, as its specification and documentation show. */

/** What a test says of an event. */
export interface Event {
  from: string;
  to: string;
  protocol?: number;
  direction?: "INGRESS" | "EGRESS";
  type?: string;
  time?: string;
  icmpType?: number;
  fromName?: string;
  toName?: string;
}

const defaults = { protocol: 6, direction: "INGRESS", type: "TYPE_START" } as const;
export const time = "2026-12-01T10:00:00Z";

/** As `GET /api/events/network-traffic` answers it by its specification. */
export function apiEvent(
  given: Event & { fromId?: string; toId?: string; counts?: readonly number[] },
) {
  const event = { ...defaults, time, ...given };
  const [starts = 1, ends = 1, drops = 0] = event.counts ?? [];
  const endpoint = (address: string, name = "", id = "") => ({
    ...{ id, type: "PEER", name, address, os: "linux", dns_label: "" },
    geo_location: { city_name: "", country_code: "" },
  });
  return {
    id: "c94e398c-dbfb-4344-8c47-a731b984d86e",
    flow_id: "61092452-b17c-4b14-b7cf-a2158c549826",
    reporter_id: "reporter",
    receive_timestamp: "2026-12-01T12:00:00Z",
    source: endpoint(event.from, event.fromName, event.fromId),
    destination: endpoint(event.to, event.toName, event.toId),
    user: { id: "", email: "", name: "" },
    policy: { id: "", name: "" },
    icmp: { type: event.icmpType ?? 0, code: 0 },
    protocol: event.protocol,
    direction: event.direction,
    ...{ rx_bytes: 1, rx_packets: 1, tx_bytes: 1, tx_packets: 1 },
    ...{ num_of_starts: starts, num_of_ends: ends, num_of_drops: drops },
    window_start: event.time,
    window_end: event.time,
    events: [{ type: event.type, timestamp: event.time }],
  };
}

function meta(given: Event) {
  const event = { ...defaults, ...given };
  return {
    flow_id: "61092452-b17c-4b14-b7cf-a2158c549826",
    direction: event.direction,
    ...{ source_addr: event.from, source_name: event.fromName ?? "", source_type: "PEER" },
    ...{ destination_addr: event.to, destination_name: event.toName ?? "" },
    destination_type: "PEER",
    protocol: event.protocol,
    ...(event.icmpType !== undefined && { icmp_type: event.icmpType }),
    ...{ tx_bytes: 56, tx_packets: 1, rx_bytes: 0, rx_packets: 0 },
    ...{ policy_name: "", reporter_id: "reporter", user_id: "" },
  };
}

/** As the generic HTTP integration posts it. */
export function httpEvent(given: Event) {
  return {
    ID: "c94e398c-dbfb-4344-8c47-a731b984d86e",
    Timestamp: given.time ?? time,
    Message: given.type ?? "TYPE_START",
    ...{ InitiatorID: "", target_id: "", reference: "" },
    meta: meta(given),
  };
}

/** As it is put into S3, and through Firehose. */
export function awsEvent(given: Event) {
  return {
    timestamp: given.time ?? time,
    message: given.type ?? "TYPE_START",
    ...{ id: 0, initiator_id: "", target_id: "", reference: "" },
    meta: meta(given),
  };
}

/** As Datadog's archives keep a log. */
export function datadogEvent(given: Event) {
  return {
    ...{
      _id: "AZ",
      date: given.time ?? time,
      service: "netbird",
      source: "netbird",
      status: "info",
    },
    message: given.type ?? "TYPE_START",
    attributes: { meta: meta(given), timestamp: given.time ?? time },
    tags: ["env:prod"],
  };
}
