import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ApiObject } from "./account";
import { asPrefix, canonicalPrefix, isPrefix } from "./addresses";
import { toCamelCase, toSnakeCase } from "./casing";
import { find } from "./finding";
import type { Found, LookupOptions } from "./finding";
import type { Kind } from "./kind";
import type { ReferenceArg } from "./reference";
import { NetBirdResource } from "./resource";
import type { CommonArgs, SelectorOf } from "./resource";

/**
 * Arguments of a {@link PostureCheck}. Everything is changed in place. Source: the API's object
 * `PostureCheck`; the guide's section 4.2.
 */
export interface PostureCheckArgs extends CommonArgs {
  /** Name, unique in the account. */
  name: pulumi.Input<string>;
  /** What the check is for. Default: the server's. */
  description?: pulumi.Input<string>;
  /** What a device must satisfy, all of it. At least one of the kinds. */
  checks: pulumi.Input<PostureChecks>;
}

/** The kinds of checks. */
export interface PostureChecks {
  /** Lowest version of the NetBird client. */
  nbVersionCheck?: pulumi.Input<MinVersion>;
  /**
   * Lowest version of the operating system, per platform; platforms that are not named do not
   * pass. At least one. On Linux and Windows the API compares kernel versions: it knows nothing
   * of distributions, so "Ubuntu 22.04 or later" is written as the kernel that it ships.
   */
  osVersionCheck?: pulumi.Input<OsVersions>;
  /** Where the device's public address is. Needs a server with a geolocation database. */
  geoLocationCheck?: pulumi.Input<GeoLocations>;
  /** Networks that the device is connected from. */
  peerNetworkRangeCheck?: pulumi.Input<PeerNetworkRanges>;
  /** Programs that must be running, for example the security agent. */
  processCheck?: pulumi.Input<Processes>;
}

/** Lowest version that passes: `0.45.0`. */
export interface MinVersion {
  minVersion: pulumi.Input<string>;
}

/** Lowest kernel version that passes: `5.15.0`. */
export interface MinKernelVersion {
  minKernelVersion: pulumi.Input<string>;
}

export interface OsVersions {
  android?: pulumi.Input<MinVersion>;
  /** macOS. */
  darwin?: pulumi.Input<MinVersion>;
  ios?: pulumi.Input<MinVersion>;
  linux?: pulumi.Input<MinKernelVersion>;
  windows?: pulumi.Input<MinKernelVersion>;
}

export interface GeoLocations {
  /** Whether devices at these places pass (`allow`), or all others (`deny`). */
  action: pulumi.Input<"allow" | "deny">;
  /** At least one. */
  locations: pulumi.Input<
    pulumi.Input<{
      /** ISO 3166-1 alpha-2: `DE`. */
      countryCode: pulumi.Input<string>;
      /** Name of a city of the country. Default: the whole country. */
      cityName?: pulumi.Input<string>;
    }>[]
  >;
}

export interface PeerNetworkRanges {
  /** Whether devices in these networks pass (`allow`), or all others (`deny`). */
  action: pulumi.Input<"allow" | "deny">;
  /** Prefixes such as `10.0.0.0/8`; a single address stands for itself. At least one. */
  ranges: pulumi.Input<pulumi.Input<string>[]>;
}

export interface Processes {
  /** Each with the path of the program on at least one platform. At least one. */
  processes: pulumi.Input<
    pulumi.Input<{
      linuxPath?: pulumi.Input<string>;
      macPath?: pulumi.Input<string>;
      windowsPath?: pulumi.Input<string>;
    }>[]
  >;
}

/** A posture check: the {@link PostureCheck} itself, a name, or `{ id, name }`. */
export type PostureCheckReference = ReferenceArg;

/**
 * A NetBird posture check: what a device must be like before a policy lets its traffic through.
 *
 * Errors: no check at all, versions, countries or prefixes that are none, the name is taken (says
 * how to adopt); the server has no geolocation database; deletion while a policy uses it.
 *
 * @example
 * ```ts
 * const laptops = new netbird.PostureCheck("laptops", {
 *   name: "admin-laptops",
 *   checks: {
 *     nbVersionCheck: { minVersion: "0.45.0" },
 *     osVersionCheck: { darwin: { minVersion: "13.0" } },
 *   },
 * });
 * ```
 */
export class PostureCheck extends NetBirdResource {
  /** Name of the posture check. */
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: PostureCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(postureCheckKind, name, args, opts);
  }
}

/**
 * Looks up a posture check without making it a resource.
 * @param selector `{ name }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getPostureCheck(
  selector: SelectorOf<PostureCheckArgs>,
  options?: LookupOptions,
): pulumi.Output<Found<PostureCheckArgs>> {
  return find(postureCheckKind, selector, options);
}

/** The API's `PostureCheck`. */
interface ApiPostureCheck extends ApiObject {
  name: string;
  description: string;
  checks: object;
}

/** Where posture checks are; used wherever one is referred to. @internal */
export const postureChecks = { path: "/posture-checks", title: "posture check" };

const version = z
  .string()
  .regex(/^v?\d+(\.\d+)*([-+][0-9A-Za-z.+-]+)?$/, "is not a version such as 13.0 or 0.45.0");
const minVersion = z.strictObject({ minVersion: version }).optional();
const minKernelVersion = z.strictObject({ minKernelVersion: version }).optional();
const action = z.enum(["allow", "deny"]);

const checksSchema = z
  .strictObject({
    nbVersionCheck: minVersion,
    osVersionCheck: z
      .strictObject({
        android: minVersion,
        darwin: minVersion,
        ios: minVersion,
        linux: minKernelVersion,
        windows: minKernelVersion,
      })
      .refine(hasAny, "name at least one platform")
      .optional(),
    geoLocationCheck: z
      .strictObject({
        action,
        locations: z
          .array(
            z.strictObject({
              countryCode: z
                .string()
                .regex(/^[A-Za-z]{2}$/, "is not a two-letter country code such as DE"),
              cityName: z.string().min(1).optional(),
            }),
          )
          .min(1, "name at least one location"),
      })
      .optional(),
    peerNetworkRangeCheck: z
      .strictObject({
        action,
        ranges: z
          .array(
            z
              .string()
              .refine((text) => isPrefix(asPrefix(text)), "is not a prefix such as 10.0.0.0/8"),
          )
          .min(1, "name at least one range"),
      })
      .optional(),
    processCheck: z
      .strictObject({
        processes: z
          .array(
            z
              .strictObject({
                linuxPath: z.string().optional(),
                macPath: z.string().optional(),
                windowsPath: z.string().optional(),
              })
              .refine(hasAny, "give the path on at least one platform"),
          )
          .min(1, "name at least one process"),
      })
      .optional(),
  })
  .refine(hasAny, "give at least one check: the server ends the connection on none");

function hasAny(value: object): boolean {
  return Object.values(value).some((item) => item !== undefined && item !== "");
}

/** @internal */
export const postureCheckKind: Kind<ApiPostureCheck> = {
  ...postureChecks,
  name: "PostureCheck",
  schema: z.strictObject({
    name: z.string().min(1, "a posture check needs a name"),
    description: z.string().optional(),
    checks: checksSchema,
    adopt: z.union([z.boolean(), z.string().min(1)]).optional(),
  }),
  steering: ["adopt"],

  normalise(args) {
    const checks = args.checks as { peerNetworkRangeCheck?: { ranges?: unknown } } | undefined;
    const { ranges } = checks?.peerNetworkRangeCheck ?? {};
    if (!Array.isArray(ranges)) return args;
    const peerNetworkRangeCheck = {
      ...checks!.peerNetworkRangeCheck,
      ranges: (ranges as string[]).map((text) => canonicalPrefix(asPrefix(text))),
    };
    return { ...args, checks: { ...checks, peerNetworkRangeCheck } };
  },

  toApi: (args) => ({
    name: args.name,
    description: args.description ?? "",
    checks: toSnakeCase(args.checks),
  }),

  fromApi: (check) => ({
    name: check.name,
    description: check.description,
    checks: toCamelCase(check.checks),
  }),

  explainRefusal(error) {
    const use = /have been linked to policy: (.+)$/i.exec(error.serverMessage);
    if (use === null) return undefined;
    return `the policy "${use[1]}" still requires it. Remove it from that policy's sourcePostureChecks first.`;
  },
};
