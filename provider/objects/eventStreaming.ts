import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { eventStreaming } from "../api/collections";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { sameValue } from "../lifecycle/equality";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs } from "../lifecycle/resource";
import { adoptSchema } from "./schemas";

/** Where events can be sent. */
export type EventStreamingPlatform = "datadog" | "s3" | "firehose" | "generic_http";

/**
 * Arguments of {@link EventStreaming}. Source: the API's object `CreateIntegrationRequest`; the
 * guide's sections 0.1, 7.1 and 7.2.
 */
export interface EventStreamingArgs extends CommonArgs {
  /** Where to. One integration per platform. A change replaces the integration. */
  platform: pulumi.Input<EventStreamingPlatform>;
  /**
   * The platform's settings and credentials as the API takes them, text by text; secret as a whole.
   * S3: `bucket_name`, `region`, `access_key_id`, `secret_access_key`. The API's specification lists
   * those of no other platform (NetBird's documentation of event streaming does), so that only the
   * service can tell that one is missing. Settings that are left out are the server's. What the API
   * shows only as `****` cannot be compared or kept: a change of it made elsewhere does not show, and
   * what is left out may be lost with a change, so give all credentials. At adoption those that are
   * given are written. Changed in place.
   */
  config: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Whether events are sent. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/**
 * Sends the account's events (audit, and traffic where it is logged) to a platform. NetBird Cloud
 * only; written after the public API specification, and not tried against the real service.
 *
 * Errors: no setting at all; the platform is in use already (says how to adopt); a server without
 * event streaming. Credentials are in no message.
 *
 * @example
 * ```ts
 * new netbird.EventStreaming("datadog", {
 *   platform: "datadog",
 *   config: {
 *     api_key: new pulumi.Config().requireSecret("datadogKey"),
 *     api_url: "https://http-intake.logs.datadoghq.eu/api/v2/logs",
 *   },
 * });
 * ```
 */
export class EventStreaming extends NetBirdResource {
  /** Where events are sent to. */
  declare readonly platform: pulumi.Output<EventStreamingPlatform>;

  constructor(name: string, args: EventStreamingArgs, opts?: pulumi.CustomResourceOptions) {
    super(eventStreamingKind, name, args, opts);
  }
}

/**
 * Looks up where events are sent. Settings and credentials are not in the answer.
 * @param selector `{ platform }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none, or the server's edition has none
 */
export function getEventStreaming(
  selector: { platform?: EventStreamingArgs["platform"]; id?: pulumi.Input<string> },
  options?: LookupOptions,
): pulumi.Output<Found<Pick<EventStreamingArgs, "platform" | "enabled">>> {
  return find(eventStreamingFactsKind, selector, options);
}

/** The API's `IntegrationResponse`, whose id is a number. */
interface ApiEventStreaming extends ApiObject {
  platform: EventStreamingPlatform;
  config?: Record<string, string> | null;
  enabled: boolean;
}

/** @internal */
export const eventStreamingKind: Kind<ApiEventStreaming> = {
  ...eventStreaming,
  name: "EventStreaming",
  schema: z.strictObject({
    platform: z.enum(["datadog", "s3", "firehose", "generic_http"]),
    config: z.record(z.string(), z.string()),
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  identity: ["platform"],
  replaceOnChange: ["platform"],
  // Which of the settings are credentials differs by platform, so that all are treated as such.
  secrets: ["config"],
  // The specification doubts that the creation heeds it.
  setAfterwards: ["enabled"],
  // The specification does not say that the answer to a PUT is the stored object.
  readFromList: true,
  label: ({ platform }) => String(platform),

  check: configProblems,

  defaults: { enabled: true },

  toApi: (args, current) => ({
    platform: args.platform,
    config: { ...unmasked(current?.config), ...(args.config as object) },
    enabled: args.enabled,
  }),

  fromApi: (streaming) => ({
    platform: streaming.platform,
    config: streaming.config ?? {},
    enabled: streaming.enabled,
  }),

  isStored: (argument, wanted, stored) =>
    argument === "config" ? sameUnmasked(wanted, stored) : undefined,
};

const eventStreamingFactsKind: Kind<ApiEventStreaming> = {
  ...eventStreamingKind,
  fromApi: ({ platform, enabled }) => ({ platform, enabled }),
};

/**
 * Compares what the program gives and the API shows: credentials come back as `****` or not at
 * all, and settings that the program leaves out are the server's.
 */
function sameUnmasked(wanted: unknown, stored: unknown): boolean {
  const shown = unmasked(stored as ApiEventStreaming["config"]);
  return Object.entries((wanted ?? {}) as Record<string, string>)
    .filter(([name]) => shown[name] !== undefined)
    .every(([name, value]) => sameValue(value, shown[name]));
}

/** The settings that the API shows as they are. */
function unmasked(config: ApiEventStreaming["config"]): Record<string, string> {
  const shown = Object.entries(config ?? {}).filter(([, value]) => !value.includes("****"));
  return Object.fromEntries(shown);
}

function configProblems({ config }: Arguments, { unknown }: CheckContext): Problem[] {
  const empty = typeof config === "object" && config !== null && Object.keys(config).length === 0;
  if (!empty || unknown.has("config")) return [];
  return [
    { property: "config", reason: "give the platform's settings, such as its address and key." },
  ];
}
