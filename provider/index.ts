/** Every NetBird object; the public index and the provider process both read it from here. */
export * from "./objects/accountSettings";
export { AllToAllPolicies } from "./steps/allToAllPolicies";
export type {
  AllToAllPhase,
  AllToAllPoliciesArgs,
  AllToAllPolicy,
  EnvironmentReplacementArgs,
  PolicyReference,
} from "./steps/allToAllPolicies";
export { ConnectedPeer } from "./steps/connectedPeer";
export type { ConnectedPeerArgs } from "./steps/connectedPeer";
export * from "./objects/dnsRecord";
export * from "./objects/dnsSettings";
export * from "./objects/dnsZone";
export { EmergencyRehearsal } from "./steps/emergencyRehearsal";
export type {
  EmergencyRehearsalArgs,
  RehearsalRecord,
  RehearsalRequest,
} from "./steps/emergencyRehearsal";
export * from "./objects/eventStreaming";
export * from "./objects/group";
export * from "./objects/identityProvider";
export * from "./objects/identitySync";
export { JoinedPeers } from "./steps/joinedPeers";
export type { JoinedPeer, JoinedPeersArgs, SetupKeyReference } from "./steps/joinedPeers";
export * from "./objects/nameserverGroup";
export * from "./objects/network";
export * from "./objects/networkResource";
export * from "./objects/networkRouter";
export * from "./objects/peer";
export * from "./objects/personalAccessToken";
export * from "./objects/policy";
export * from "./objects/postureCheck";
export * from "./objects/route";
export * from "./objects/setupKey";
export * from "./objects/user";
