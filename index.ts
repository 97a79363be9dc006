/** pulumi-netbird: zero trust networks as TypeScript. Everything public is exported here. */
export * from "./segmentation";
export { ConfigError, ApiError, NetBirdError, NotFoundError } from "./provider/errors";
export * from "./provider";
export { readTrafficEvents } from "./provider/trafficEvents";
export type { TrafficEventsOptions } from "./provider/trafficEvents";
export type { Reference, ReferenceArg } from "./provider/reference";
export type { CommonArgs, SelectorOf, SettingsArgs } from "./provider/resource";
export { awsRoutingPeers } from "./components/aws";
export type { AwsRoutingPeers, AwsRoutingPeersArgs, EgressRule, SubnetArg } from "./components/aws";
export type { AppGroup, ExistingGroup } from "./components/appGroup";
export { DiscoveryWindow, discoveryMatrix } from "./components/discoveryWindow";
export type { DiscoveryWindowArgs } from "./components/discoveryWindow";
export { readExportedEvents } from "./discovery/exportedEvents";
export { HARoutedNetwork } from "./components/haRoutedNetwork";
export type * from "./components/routedNetwork/arguments";
export type { ReturnRoute } from "./components/routedNetwork/returnRoutes";
export { ThreeTierApp, threeTierMatrix } from "./components/threeTierApp";
export type { PortList, ThreeTierAppArgs } from "./components/threeTierApp";
