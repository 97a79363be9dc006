/**
 * What the engine's dynamic-provider process loads, through the constant line in `lifecycle/resource.ts`:
 * one handler per kind that the index exports, by the kind's name, and those of resources that are no
 * object of their own, all on the same session, so that they share client, lists and limits. The same
 * again for resources with an explicit provider, whose account is its own.
 */
import { AllToAllHandler } from "./steps/allToAllHandler";
import { ConnectedPeerHandler } from "./steps/connectedPeer";
import { EmergencyRehearsalHandler } from "./steps/emergencyRehearsal";
import { readOwnConfiguration } from "./api/configuration";
import { Handler } from "./lifecycle/handler";
import * as objects from "./index";
import { JoinedPeersHandler } from "./steps/joinedPeers";
import { kindsIn } from "./lifecycle/kind";
import { RecordingHandler } from "./lifecycle/recordingHandler";
import { Session } from "./api/session";
import type { StepHandler } from "./steps/stepHandler";

const ofStep = (handler: StepHandler) => new RecordingHandler(handler.shape, handler);

type Handlers = Record<string, RecordingHandler>;

function handlersOn(session: Session): Handlers {
  const ofObjects = kindsIn(objects).map((kind): [string, RecordingHandler] => [
    kind.name,
    new RecordingHandler(kind, new Handler(kind, session)),
  ]);
  return {
    ...Object.fromEntries(ofObjects),
    AllToAllPolicies: ofStep(new AllToAllHandler(session)),
    ConnectedPeer: ofStep(new ConnectedPeerHandler(session)),
    EmergencyRehearsal: ofStep(new EmergencyRehearsalHandler(session)),
    JoinedPeers: ofStep(new JoinedPeersHandler(session)),
  };
}

const handlers = Object.assign(handlersOn(new Session()), {
  explicit: handlersOn(new Session({}, {}, readOwnConfiguration)),
});

export = handlers;
