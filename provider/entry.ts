/**
 * What the engine's dynamic-provider process loads, through the constant line in `resource.ts`:
 * one handler per kind, all on the same session, so that they share client, lists and limits.
 */
import { groupKind } from "./group";
import { Handler } from "./handler";
import type { Kind } from "./kind";
import { nameserverGroupKind } from "./nameserverGroup";
import { policyKind } from "./policy";
import { postureCheckKind } from "./postureCheck";
import { setupKeyKind } from "./setupKey";
import { Session } from "./session";

const session = new Session();

function handle(kind: Kind): Handler {
  return new Handler(kind, session);
}

export const Group = handle(groupKind);
export const Policy = handle(policyKind);
export const PostureCheck = handle(postureCheckKind);
export const SetupKey = handle(setupKeyKind);
export const NameserverGroup = handle(nameserverGroupKind);
