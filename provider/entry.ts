/**
 * What the engine's dynamic-provider process loads, through the constant line in `resource.ts`:
 * one handler per kind that the index exports, by the kind's name, and those of resources that are no
 * object of their own, all on the same session, so that they share client, lists and limits.
 */
import { AllToAllHandler } from "./allToAllHandler";
import { ConnectedPeerHandler } from "./connectedPeer";
import { EmergencyRehearsalHandler } from "./emergencyRehearsal";
import { Handler } from "./handler";
import * as objects from "./index";
import { JoinedPeersHandler } from "./joinedPeers";
import { kindsIn } from "./kind";
import { Session } from "./session";

const session = new Session();

const handlers = {
  ...Object.fromEntries(kindsIn(objects).map((kind) => [kind.name, new Handler(kind, session)])),
  AllToAllPolicies: new AllToAllHandler(session),
  ConnectedPeer: new ConnectedPeerHandler(session),
  EmergencyRehearsal: new EmergencyRehearsalHandler(session),
  JoinedPeers: new JoinedPeersHandler(session),
};

export = handlers;
