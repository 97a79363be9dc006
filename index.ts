/** pulumi-netbird: zero trust networks as TypeScript. Everything public is exported here. */
export * from "./segmentation";
export { ConfigError, ApiError, NetBirdError, NotFoundError } from "./provider/errors";
export * from "./provider";
export type { Reference, ReferenceArg } from "./provider/reference";
export type { CommonArgs, SelectorOf, SettingsArgs } from "./provider/resource";
export { awsRoutingPeers } from "./components/aws";
export type { AwsRoutingPeers, AwsRoutingPeersArgs, EgressRule, SubnetArg } from "./components/aws";
export type { AppGroup, ExistingGroup } from "./components/appGroup";
export { DefaultPolicyReplacement } from "./components/defaultPolicyReplacement";
export type {
  DefaultPolicyReplacementArgs,
  NoReplacement,
  PolicyMaker,
  ReplacementArg,
} from "./components/defaultPolicyReplacement";
export { EmergencyAccess } from "./components/emergencyAccess";
export type * from "./components/emergencyAccess/arguments";
export * from "./components/emergencyAccess/configuration";
export { emergencyMatrix } from "./components/emergencyAccess/matrix";
export { HARoutedNetwork } from "./components/haRoutedNetwork";
export type * from "./components/routedNetwork/arguments";
export type { ReturnRoute } from "./components/routedNetwork/returnRoutes";
export { ThreeTierApp, threeTierMatrix } from "./components/threeTierApp";
export type { PortList, ThreeTierAppArgs } from "./components/threeTierApp";
