import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { policies, postureChecks } from "../api/collections";
import { postureChecksSchema } from "../../segmentation/postureChecks";
import { asPrefix, canonicalPrefix } from "./addresses";
import { placeProblems } from "./countries";
import { toCamelCase, toSnakeCase } from "../../segmentation/casing";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { whereReadable } from "../lifecycle/readable";
import type { Kind } from "../lifecycle/kind";
import type { ReferenceArg } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { shortList } from "../lifecycle/shortList";
import { meaningOfChecks } from "./postureMeaning";
import { adoptSchema, nameSchema } from "./schemas";

/**
 * Arguments of a {@link PostureCheck}. Everything is changed in place. Source: the API's object
 * `PostureCheck`; the guide's section 4.2.
 */
export interface PostureCheckArgs extends CommonArgs {
  /** Name, unique in the account. Changed in place. */
  name: pulumi.Input<string>;
  /** What the check is for. Changed in place. Default: the server's. */
  description?: pulumi.Input<string>;
  /** What a device must satisfy, all of it. At least one of the kinds. Changed in place. */
  checks: pulumi.Input<PostureChecks>;
}

/** The kinds of checks. */
export interface PostureChecks {
  /** Lowest version of the NetBird client. Default: not checked. */
  nbVersionCheck?: pulumi.Input<MinVersion>;
  /**
   * Lowest version of the operating system, per platform; platforms that are not named do not pass.
   * At least one. On Linux and Windows the API compares kernel versions: it knows nothing of
   * distributions, so "Ubuntu 22.04 or later" is written as the kernel that it ships. Default: not
   * checked.
   */
  osVersionCheck?: pulumi.Input<OsVersions>;
  /**
   * Where the device's public address is. Needs a server with a geolocation database. Default: not
   * checked.
   */
  geoLocationCheck?: pulumi.Input<GeoLocations>;
  /** Networks that the device is connected from. Default: not checked. */
  peerNetworkRangeCheck?: pulumi.Input<PeerNetworkRanges>;
  /**
   * Programs that must be running, for example the security agent; phones never pass. Default: not
   * checked.
   */
  processCheck?: pulumi.Input<Processes>;
}

/** Lowest version that passes: `0.45.0`. */
export interface MinVersion {
  /** Such as `0.45.0` or `13`, which is the same as `13.0.0` and `v13`. */
  minVersion: pulumi.Input<string>;
}

/** Lowest kernel version that passes: `5.15.0`. */
export interface MinKernelVersion {
  /** Such as `5.15`; for Windows 11 `10.0.22000`. */
  minKernelVersion: pulumi.Input<string>;
}

/** Lowest versions of operating systems; at least one. Those that are not named do not pass. */
export interface OsVersions {
  /** Android. Default: does not pass. */
  android?: pulumi.Input<MinVersion>;
  /** macOS. Default: does not pass. */
  darwin?: pulumi.Input<MinVersion>;
  /** iOS. Default: does not pass. */
  ios?: pulumi.Input<MinVersion>;
  /** Linux, by its kernel. Default: does not pass. */
  linux?: pulumi.Input<MinKernelVersion>;
  /** Windows, by its kernel. Default: does not pass. */
  windows?: pulumi.Input<MinKernelVersion>;
}

/** Places, by the device's public address. */
export interface GeoLocations {
  /** Whether devices at these places pass (`allow`), or all others (`deny`). */
  action: pulumi.Input<"allow" | "deny">;
  /** At least one. */
  locations: pulumi.Input<
    pulumi.Input<{
      /** ISO 3166-1 alpha-2, in capitals: `DE`. One that the server knows. */
      countryCode: pulumi.Input<string>;
      /** Name of a city of the country, as the server lists it. Default: the whole country. */
      cityName?: pulumi.Input<string>;
    }>[]
  >;
}

/** Networks that the device is connected from. */
export interface PeerNetworkRanges {
  /** Whether devices in these networks pass (`allow`), or all others (`deny`). */
  action: pulumi.Input<"allow" | "deny">;
  /** Prefixes such as `10.0.0.0/8`; a single address stands for itself. At least one. */
  ranges: pulumi.Input<pulumi.Input<string>[]>;
}

/** Programs of which each must be running. Phones report none, and never pass. */
export interface Processes {
  /** Each with the path of the program on at least one platform. At least one. */
  processes: pulumi.Input<
    pulumi.Input<{
      /** Path on Linux. Default: devices of that system do not pass. */
      linuxPath?: pulumi.Input<string>;
      /** Path on macOS. Default: devices of that system do not pass. */
      macPath?: pulumi.Input<string>;
      /** Path on Windows. Default: devices of that system do not pass. */
      windowsPath?: pulumi.Input<string>;
    }>[]
  >;
}

/** A posture check: the {@link PostureCheck} itself, a name, or `{ id, name }`. */
export type PostureCheckReference = ReferenceArg;

/**
 * A NetBird posture check: what a device must be like before a policy lets its traffic through.
 *
 * Errors: no check at all, an invalid version or prefix, countries and cities that the server does not
 * know, the name is taken (says how to adopt); the server has no geolocation database; deletion while a
 * policy uses it.
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

/** @internal */
export const postureCheckKind: Kind<ApiPostureCheck> = {
  ...postureChecks,
  name: "PostureCheck",
  schema: z.strictObject({
    name: nameSchema("a posture check"),
    description: z.string().optional(),
    checks: postureChecksSchema,
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  meanings: { checks: (checks) => meaningOfChecks(checks) },

  check: (args, context) => whereReadable(() => placeProblems(args, context)),

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

  async explainRefusal(error, objects, id) {
    const use = /have been linked to policy: (.+)$/i.exec(error.serverMessage);
    if (use === null) return undefined;
    // The server names but one of them, in lower case whatever it is called.
    const known: Guarded[] = await objects(policies).catch(() => []);
    const users = known
      .filter(({ source_posture_checks: checks }) => checks?.includes(id))
      .map((policy) => `"${policy.name}" (${policy.id})`);
    return users.length > 1
      ? `the policies ${shortList(users)} still require it. Remove it from their sourcePostureChecks first.`
      : `the policy ${users[0] ?? `"${use[1]}"`} still requires it. Remove it from that policy's sourcePostureChecks first.`;
  },
};

/** The API's `Policy`, as far as posture checks go. */
interface Guarded extends ApiObject {
  source_posture_checks?: string[] | null;
}
