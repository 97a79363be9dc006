import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { groups, setupKeys } from "../api/collections";
import type { GroupReference } from "../objects/group";
import { defaultJoinSeconds, waitForJoin } from "./joining";
import type { Join } from "./joining";
import type { Pace } from "./polling";
import { referenceSchema, toReference, toReferences } from "../lifecycle/reference";
import type { ReferenceArg } from "../lifecycle/reference";
import type { Session } from "../api/session";
import { WaitingHandler } from "./waitingHandler";
import { StepResource } from "./stepResource";

/**
 * Arguments of a {@link JoinedPeers}. Source: the guide's section 3.3, rotating setup keys; the API's
 * objects `SetupKey`, `Peer` and `Event`.
 */
export interface JoinedPeersArgs {
  /** The setup key that peers join with. A change waits again. */
  setupKey: pulumi.Input<SetupKeyReference>;
  /** Groups that a peer must be in, all of them. At least one. A change waits again. */
  groups: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Name of the key that is revoked or removed afterwards. When there is no valid key with that name,
   * nothing can be lost, and nothing is waited for. A change alone waits for nothing. Default: none.
   */
  before?: pulumi.Input<string>;
  /**
   * How long to wait, 1–86400 seconds. A change alone waits for nothing. Default: 60, because whoever
   * asks has let a machine join already.
   */
  timeoutSeconds?: pulumi.Input<number>;
}

/** A setup key: the resource, its name, or `{ id, name }`. */
export type SetupKeyReference = ReferenceArg;

/** A peer that has joined. */
export interface JoinedPeer {
  /** Id of the peer. */
  id: string;
  /** Name that the device gives itself. */
  hostname: string;
}

/**
 * Waits until a peer has joined with a certain setup key and is in certain groups, so that what
 * depends on it is done afterwards: an old key is revoked only when the new one is known to work. It
 * makes, changes and removes nothing. Which peer joined with which key is in the account's audit
 * events.
 *
 * Errors: no such peer within the time; the message says what was waited for, what was seen, and what
 * to check. The next run looks again.
 *
 * @example
 * ```ts
 * const fresh = new netbird.SetupKey("fresh", {
 *   name: "setup-prod-servers-g2",
 *   type: "reusable",
 *   autoGroups: [web],
 * });
 * const joined = new netbird.JoinedPeers("joined", { setupKey: fresh, groups: [web] });
 * new netbird.SetupKey(
 *   "stale",
 *   { name: "setup-prod-servers", type: "reusable", autoGroups: [web], revoked: true },
 *   { dependsOn: joined },
 * );
 * ```
 */
export class JoinedPeers extends StepResource {
  /** Peers that had joined with the key when it was looked, and are in the groups. */
  declare readonly peers: pulumi.Output<JoinedPeer[]>;

  constructor(name: string, args: JoinedPeersArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      setupKey: toReference(args.setupKey),
      groups: toReferences(args.groups),
      before: args.before,
      timeoutSeconds: args.timeoutSeconds,
      peers: undefined,
    };
    super("JoinedPeers", name, inputs, opts);
  }
}

const schema = z.strictObject({
  setupKey: referenceSchema,
  groups: z.array(referenceSchema).min(1, "name at least one group"),
  before: z.string().min(1, "name a setup key").optional(),
  timeoutSeconds: z
    .number()
    .min(1, "must be 1 to 86400 seconds")
    .max(86_400, "must be 1 to 86400 seconds")
    .optional(),
});

/** What becomes of the engine's calls. */
export class JoinedPeersHandler extends WaitingHandler {
  constructor(session: Session, pace?: Pace) {
    super(session, {
      schema,
      subject: ["setupKey", "groups"],
      references: { setupKey: setupKeys, groups },
      idOf: ({ setupKey }) => {
        const { id, name } = setupKey as { id?: string; name?: string };
        return id ?? name ?? "";
      },
      wait: async (account, args) => {
        const seconds = (args.timeoutSeconds ?? defaultJoinSeconds) as number;
        return { peers: await waitForJoin(account, args as unknown as Join, seconds, pace) };
      },
    });
  }
}
