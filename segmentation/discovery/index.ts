/** Discovery of flows from traffic events. Pure. */
export type { AccountNames, LivePeer } from "./directory";
export { discover } from "./discover";
export type { DiscoverOptions, Discovery } from "./discover";
export { trafficFormats } from "./event";
export type { TrafficEndpoint, TrafficEvent, TrafficFormat, TrafficRecord } from "./event";
export { readTrafficValue } from "./reading";
export type { ReadValue } from "./reading";
export type * from "./report";
export { renderDiscovery } from "./text";
