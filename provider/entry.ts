/**
 * What the engine's dynamic-provider process loads, through the constant line in `lifecycle/resource.ts`:
 * one handler per kind that the index exports, by the kind's name, and those of resources that are no
 * object of their own, all on the same session, so that they share client, lists and limits.
 */
import { AllToAllHandler } from "./steps/allToAllHandler";
import { ConnectedPeerHandler } from "./steps/connectedPeer";
import { EmergencyRehearsalHandler } from "./steps/emergencyRehearsal";
import { Handler } from "./lifecycle/handler";
import * as objects from "./index";
import { JoinedPeersHandler } from "./steps/joinedPeers";
import { kindsIn } from "./lifecycle/kind";
import { RecordingHandler } from "./lifecycle/recordingHandler";
import { Session } from "./api/session";
import type { StepHandler } from "./steps/stepHandler";

const session = new Session();

const ofObjects = kindsIn(objects).map((kind): [string, RecordingHandler] => [
  kind.name,
  new RecordingHandler(kind, new Handler(kind, session)),
]);

const ofStep = (handler: StepHandler) => new RecordingHandler(handler.shape, handler);

const handlers = {
  ...Object.fromEntries(ofObjects),
  AllToAllPolicies: ofStep(new AllToAllHandler(session)),
  ConnectedPeer: ofStep(new ConnectedPeerHandler(session)),
  EmergencyRehearsal: ofStep(new EmergencyRehearsalHandler(session)),
  JoinedPeers: ofStep(new JoinedPeersHandler(session)),
};

export = handlers;
