import * as pulumi from "@pulumi/pulumi";
import type * as dynamic from "@pulumi/pulumi/dynamic";
import * as z from "zod";
import type { GroupReference } from "./group";
import type { Arguments, Problem } from "./kind";
import { referenceSchema, toReference } from "./reference";
import { providerLine } from "./resource";

import type { Session } from "./session";
import { hasUnknown } from "./unknown";
import { sameValue } from "./equality";
import { waitForPeer } from "./waiting";
import type { Pace, Wanted } from "./waiting";

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
export class ConnectedPeer extends pulumi.CustomResource {
  /** Name that the device gives itself. */
  declare readonly hostname: pulumi.Output<string>;

  constructor(name: string, args: ConnectedPeerArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      hostname: args.hostname,
      group: toReference(args.group),
      timeoutSeconds: args.timeoutSeconds,
      __provider: providerLine("ConnectedPeer"),
    };
    super("pulumi-nodejs:dynamic/netbird:ConnectedPeer", name, inputs, opts);
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

/** What the engine's dynamic-provider process calls: it waits in create and update, and that is all. */
export class ConnectedPeerHandler implements dynamic.ResourceProvider {
  constructor(
    private readonly session: Session,
    private readonly pace?: Pace,
  ) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> => {
    this.session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = (
    _olds: unknown,
    news: Arguments,
  ): Promise<{ inputs: Arguments; failures: Problem[] }> => {
    const inputs = argumentsOf(news);
    const known = Object.entries(inputs).filter(([, value]) => !hasUnknown(value));
    const issues = schema.partial().safeParse(Object.fromEntries(known)).error?.issues ?? [];
    const missing = ["hostname", "group"].filter((name) => inputs[name] === undefined);
    const failures = [
      ...issues.map(({ path, message }) => ({ property: String(path[0] ?? ""), reason: message })),
      ...missing.map((property) => ({ property, reason: "is missing" })),
    ];
    return Promise.resolve({ inputs, failures });
  };

  diff = (_id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> => {
    const changes = ["hostname", "group"].some((name) => {
      return hasUnknown(news[name]) || !sameValue(news[name], olds[name]);
    });
    return Promise.resolve({ changes, replaces: [], deleteBeforeReplace: false });
  };

  create = async (inputs: Arguments): Promise<{ id: string; outs: Arguments }> => {
    await this.wait(inputs);
    return { id: String(inputs.hostname), outs: argumentsOf(inputs) };
  };

  update = async (_id: string, _olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> => {
    await this.wait(news);
    return { outs: argumentsOf(news) };
  };

  /** Peers come and go; that one was there when it mattered is not undone by its going. */
  read = (id: string, props: Arguments): Promise<{ id: string; props: Arguments }> =>
    Promise.resolve({ id, props });

  delete = (): Promise<void> => Promise.resolve();

  private wait(args: Arguments): Promise<void> {
    const seconds = (args.timeoutSeconds ?? defaultTimeoutSeconds) as number;
    return waitForPeer(this.session.account(), args as unknown as Wanted, seconds, this.pace);
  }
}

function argumentsOf(values: Arguments): Arguments {
  const given = Object.entries(values).filter(
    ([name, value]) => name in schema.shape && value !== undefined && value !== null,
  );
  return Object.fromEntries(given);
}
