import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { groups } from "../api/collections";
import type { GroupReference } from "../objects/group";
import { referenceSchema, toReference } from "../lifecycle/reference";
import type { Session } from "../api/session";
import { StepResource } from "./stepResource";
import { waitForPeer } from "./waiting";
import type { Pace, Wanted } from "./waiting";
import { WaitingHandler } from "./waitingHandler";

/**
 * Arguments of a {@link ConnectedPeer}. Source: the guide's sections 6.1 and 8.3; the API's object
 * `Peer`.
 */
export interface ConnectedPeerArgs {
  /** Name that the device gives itself, the whole of it. A change waits again, for the new name. */
  hostname: pulumi.Input<string>;
  /** Group that the peer must be in. A change waits again. */
  group: pulumi.Input<GroupReference>;
  /**
   * How long to wait, 1–86400 seconds. A change alone waits for nothing. Default: 900, because a
   * machine needs some minutes to boot, install and join, and a slow day doubles that.
   */
  timeoutSeconds?: pulumi.Input<number>;
}

/**
 * Waits until a peer with a certain hostname is connected and in a certain group, so that what depends
 * on it is done afterwards: a routing peer is replaced only when the others are known to work. It
 * makes, changes and removes nothing.
 *
 * Errors: no such peer within the time; the message says what was waited for, what was seen, and what
 * to check. The next run waits again.
 *
 * @example
 * ```ts
 * const backup = new netbird.ConnectedPeer("backup", { hostname: "router-b", group: routers });
 * new netbird.NetworkRouter("primary", { network: vpc, peerGroups: [routers] }, { dependsOn: backup });
 * ```
 */
export class ConnectedPeer extends StepResource {
  /** Name that the device gives itself. */
  declare readonly hostname: pulumi.Output<string>;

  constructor(name: string, args: ConnectedPeerArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      hostname: args.hostname,
      group: toReference(args.group),
      timeoutSeconds: args.timeoutSeconds,
    };
    super("ConnectedPeer", name, inputs, opts);
  }
}

const defaultTimeoutSeconds = 900;

const schema = z.strictObject({
  hostname: z.string().min(1, "say which peer to wait for"),
  group: referenceSchema,
  timeoutSeconds: z
    .number()
    .min(1, "must be 1 to 86400 seconds")
    .max(86_400, "must be 1 to 86400 seconds")
    .optional(),
});

/** What becomes of the engine's calls. */
export class ConnectedPeerHandler extends WaitingHandler {
  constructor(session: Session, pace?: Pace) {
    super(session, {
      schema,
      subject: ["hostname", "group"],
      references: { group: groups },
      idOf: ({ hostname }) => String(hostname),
      wait: async (account, args) => {
        const seconds = (args.timeoutSeconds ?? defaultTimeoutSeconds) as number;
        await waitForPeer(account, args as unknown as Wanted, seconds, pace);
        return {};
      },
    });
  }
}
