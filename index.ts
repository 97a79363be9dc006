/** pulumi-netbird: zero trust networks as TypeScript. Everything public is exported here. */
export * from "./segmentation";
export { ConfigError, ApiError, NetBirdError, NotFoundError } from "./provider/api/errors";
export * from "./provider";
export { readTrafficEvents } from "./provider/inspection/trafficEvents";
export type { TrafficEventsOptions } from "./provider/inspection/trafficEvents";
export type { ApiCall, ApiFailure } from "./provider/api/errors";
export type { NamingConvention } from "./provider/api/configuration";
export type {
  Found,
  FoundReference,
  FoundValue,
  LookupOptions,
  SteeringName,
} from "./provider/lifecycle/finding";
export type { Referable, Reference, ReferenceArg } from "./provider/lifecycle/reference";
export type {
  CommonArgs,
  NetBirdResource,
  ResourceClass,
  SelectorOf,
  SettingsArgs,
} from "./provider/lifecycle/resource";
export type { StepResource } from "./provider/steps/stepResource";
export { AccountBaseline } from "./components/accountBaseline";
export type { AccountBaselineArgs, EventStreamingTarget } from "./components/accountBaseline";
export type { Weakening } from "./components/accountBaseline/settings";
export { awsRoutingPeers } from "./components/aws";
export type {
  AwsRoutingPeers,
  AwsRoutingPeersArgs,
  AwsRoutingPeersOutputs,
  EgressRule,
  SubnetArg,
} from "./components/aws";
export type { ExistingGroup, GroupArg } from "./components/groupArg";
export { EnrollmentKeys } from "./components/enrollmentKeys";
export type { EnrollmentKey, EnrollmentKeysArgs } from "./components/enrollmentKeys/arguments";
export {
  abandonRotation,
  clearRotation,
  finishRotation,
  isOpen as isRotationOpen,
  keyRotationSchema,
  rotationOf,
  setupKeysConfigurationSchema,
  startRotation,
} from "./components/enrollmentKeys/rotation";
export type {
  KeyRotation,
  RotationProgress,
  RotationStart,
  SetupKeysConfiguration,
} from "./components/enrollmentKeys/rotation";
export { ExitNode } from "./components/exitNode";
export type { ExitNodeArgs } from "./components/exitNode/arguments";
export { DiscoveryWindow, discoveryMatrix } from "./components/discoveryWindow";
export type { DiscoveryWindowArgs } from "./components/discoveryWindow";
export { readExportedEvents } from "./discovery/exportedEvents";
export { DefaultPolicyReplacement } from "./components/defaultPolicyReplacement";
export type {
  DefaultPolicyReplacementArgs,
  NoReplacement,
  PolicyMaker,
  ReplacementArg,
} from "./components/defaultPolicyReplacement";
export { EmergencyAccess } from "./components/emergencyAccess";
export type * from "./components/emergencyAccess/arguments";
export {
  emergencyActivation,
  emergencyActivationSchema,
  emergencyConfigurationSchema,
  emergencyKey,
  emergencyOff,
  emergencyOn,
  emergencyRehearse,
  emergencyStatus,
  readEmergencyConfiguration,
} from "./components/emergencyAccess/configuration";
export type {
  EmergencyActivation,
  EmergencyConfiguration,
  ReadEmergency,
} from "./components/emergencyAccess/configuration";
export { emergencyMatrix } from "./components/emergencyAccess/matrix";
export { HARoutedNetwork } from "./components/haRoutedNetwork";
export { InternalDns } from "./components/internalDns";
export type * from "./components/internalDns/arguments";
export type * from "./components/routedNetwork/arguments";
export { routedNetworkMatrix } from "./components/routedNetwork/matrix";
export type { ReturnRoute } from "./components/routedNetwork/returnRoutes";
export type { PostureCheckArg } from "./components/postureCheckArg";
export { requirePromoted } from "./components/promotion";
export type { PromotionArgs } from "./components/promotion";
export { IdentityGroups } from "./components/identityGroups";
export type * from "./components/identityGroups/arguments";
export { PosturePresets } from "./components/posturePresets";
export type { PosturePresetsArgs } from "./components/posturePresets";
export { SegmentedApp } from "./components/segmentedApp";
export type { SegmentedAppArgs } from "./components/segmentedApp";
export { ThreeTierApp, threeTierMatrix } from "./components/threeTierApp";
export type { PortList, ThreeTierAppArgs } from "./components/threeTierApp";
