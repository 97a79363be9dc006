/** A traffic event as NetBird's agents report it, whatever way it came to us. */

/** One side of a connection. */
export interface TrafficEndpoint {
  /** Id of the peer or network resource; exported events have none. */
  id?: string;
  /** Name of the peer or network resource; may be empty. */
  name: string;
  /** IP address; empty when it is not told. */
  address: string;
  /** Port; 0 when there is none, or it is not told. */
  port: number;
}

/**
 * What an agent saw of the connections between two endpoints. Every connection between two peers is
 * reported twice, once by each of them: as `source` by the one that opened it, as `destination` by the
 * other, or by the routing peer in front of it. Only the latter knows whether it was blocked.
 */
export interface TrafficEvent {
  /** Who opened the connection. */
  source: TrafficEndpoint;
  /** Who was to take it. */
  destination: TrafficEndpoint;
  /** IANA protocol number: 1 ICMP, 6 TCP, 17 UDP, 58 ICMP for IPv6. */
  protocol: number;
  /** Type of the ICMP message. Default: not told. */
  icmpType?: number;
  /** On which side the report was made. */
  reporter: "source" | "destination";
  /** Connections that began, ended and were dropped. */
  starts: number;
  ends: number;
  drops: number;
  /** When it was first and last seen, in milliseconds since 1970. */
  first: number;
  last: number;
}

/** Something that was read from an API's answer or a file: a JSON value, or why there is none. */
export type TrafficRecord =
  /** @param place where it was read, for messages: `events.json:12` */
  { place: string; value: unknown } | { place: string; problem: string };

/** The forms in which events are read. */
export const trafficFormats = ["netbird-api", "generic-http", "s3-or-firehose", "datadog"] as const;

export type TrafficFormat = (typeof trafficFormats)[number];
