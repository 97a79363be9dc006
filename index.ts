/** pulumi-netbird: zero trust networks as TypeScript. Everything public is exported here. */
export * from "./segmentation";
export { ConfigError, ApiError, NetBirdError, NotFoundError } from "./provider/errors";
export { Group } from "./provider/group";
export type { GroupArgs, GroupReference, GroupResource, PeerReference } from "./provider/group";
export { NameserverGroup } from "./provider/nameserverGroup";
export type { Nameserver, NameserverGroupArgs } from "./provider/nameserverGroup";
export { Policy } from "./provider/policy";
export type { AuthorizedGroup, PolicyArgs, PolicyResource } from "./provider/policy";
export { PostureCheck } from "./provider/postureCheck";
export type {
  GeoLocations,
  MinKernelVersion,
  MinVersion,
  OsVersions,
  PeerNetworkRanges,
  PostureCheckArgs,
  PostureCheckReference,
  PostureChecks,
  Processes,
} from "./provider/postureCheck";
export type { ReferenceArg } from "./provider/reference";
export type { CommonArgs, Selector } from "./provider/resource";
export { SetupKey } from "./provider/setupKey";
export type { SetupKeyArgs } from "./provider/setupKey";
export type { AppGroup, ExistingGroup } from "./components/appGroup";
export { ThreeTierApp, threeTierMatrix } from "./components/threeTierApp";
export type { PortList, ThreeTierAppArgs } from "./components/threeTierApp";
