/** Every NetBird object; the public index and the provider process both read it from here. */
export * from "./accountSettings";
export { AllToAllPolicies } from "./allToAllPolicies";
export type {
  AllToAllPhase,
  AllToAllPoliciesArgs,
  AllToAllPolicy,
  EnvironmentReplacementArgs,
  PolicyReference,
} from "./allToAllPolicies";
export { ConnectedPeer } from "./connectedPeer";
export type { ConnectedPeerArgs } from "./connectedPeer";
export * from "./dnsRecord";
export * from "./dnsSettings";
export * from "./dnsZone";
export { EmergencyRehearsal } from "./emergencyRehearsal";
export type {
  EmergencyRehearsalArgs,
  RehearsalRecord,
  RehearsalRequest,
} from "./emergencyRehearsal";
export * from "./eventStreaming";
export * from "./group";
export * from "./identityProvider";
export * from "./identitySync";
export { JoinedPeers } from "./joinedPeers";
export type { JoinedPeer, JoinedPeersArgs, SetupKeyReference } from "./joinedPeers";
export * from "./nameserverGroup";
export * from "./network";
export * from "./networkResource";
export * from "./networkRouter";
export * from "./peer";
export * from "./personalAccessToken";
export * from "./policy";
export * from "./postureCheck";
export * from "./route";
export * from "./setupKey";
export * from "./user";
