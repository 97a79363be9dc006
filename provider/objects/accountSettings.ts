import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { accounts, groups } from "../api/collections";
import {
  capacityProblems,
  dnsDomainProblems,
  exposeProblems,
  tellWhoIsLetIn,
} from "./accountSettingsChecks";
import { asciiDomainProblem, isAsciiDomain, maskedPrefix } from "./addresses";
import { toCamelCase, toSnakeCase } from "../../segmentation/casing";
import { whereReadable } from "../lifecycle/readable";
import { sameValue } from "../lifecycle/equality";
import { findAll } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference } from "./group";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { settingsLosses } from "./ipv6Losses";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { SettingsArgs } from "../lifecycle/resource";
import { onDeleteSchema, rangeSchema } from "./schemas";
import { versionKey } from "./versions";

/**
 * Arguments of {@link AccountSettings}. Whatever is left out is the server's and is not touched.
 * Source: the API's object `AccountSettings` with its `extra`; the guide's sections 6.3, 7.1, 10.1
 * and 10.2.
 */
export interface AccountSettingsArgs extends SettingsArgs {
  /**
   * Whether new peers wait for an administrator's approval. Takes effect on NetBird Cloud; a
   * self-hosted server only stores it. To turn it off lets in every peer that waits: preview names
   * those that are not approved; a deletion that gives `false` back does so without a word, unless
   * `onDelete` is `leave`. Changed in place. Default: the server's (new accounts: `false`).
   */
  peerApprovalEnabled?: pulumi.Input<boolean>;
  /**
   * Whether new users wait for an administrator's approval. Changed in place. Default: the server's
   * (new accounts: `true`).
   */
  userApprovalRequired?: pulumi.Input<boolean>;
  /**
   * Whether the sessions of peers that a user logged in end. Changed in place. Default: the
   * server's (new accounts: `true`).
   */
  peerLoginExpirationEnabled?: pulumi.Input<boolean>;
  /**
   * Seconds until they end: 3600–15552000 (an hour to 180 days). The guide asks for 86400 (a day)
   * or less. Changed in place. Default: the server's (new accounts: 86400).
   */
  peerLoginExpiration?: pulumi.Input<number>;
  /**
   * Whether sessions end when a peer was offline. Changed in place. Default: the server's (new
   * accounts: `false`).
   */
  peerInactivityExpirationEnabled?: pulumi.Input<boolean>;
  /**
   * Seconds offline after which they end, 0 or more. Changed in place. Default: the server's (new
   * accounts: 600).
   */
  peerInactivityExpiration?: pulumi.Input<number>;
  /**
   * Whether users of the server's own (embedded) identity provider need a second factor. Users of
   * another provider get theirs there. Changed in place. Default: the server's (new accounts:
   * `false`).
   */
  localMfaEnabled?: pulumi.Input<boolean>;
  /**
   * Whether the dashboard is closed for users of the role `user`. Changed in place. Default: the
   * server's (new accounts: `true`).
   */
  regularUsersViewBlocked?: pulumi.Input<boolean>;
  /**
   * Whether a user's groups are also those of the user's peers. Changed in place. Default: the
   * server's (new accounts: `true`).
   */
  groupsPropagationEnabled?: pulumi.Input<boolean>;
  /**
   * Whether groups come from the identity provider's tokens. Changed in place. Default: the
   * server's (new accounts: `false`).
   */
  jwtGroupsEnabled?: pulumi.Input<boolean>;
  /**
   * Claim of the token that lists the groups. Changed in place. Default: the server's (new
   * accounts: none).
   */
  jwtGroupsClaimName?: pulumi.Input<string>;
  /**
   * Names of the identity provider's groups whose members may log in; an empty list means all.
   * Changed in place. Default: the server's (new accounts: all).
   */
  jwtAllowGroups?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether routing peers resolve the domains of network resources. Changed in place. Default: the
   * server's (new accounts: `true`).
   */
  routingPeerDnsResolutionEnabled?: pulumi.Input<boolean>;
  /**
   * Whether peers connect only when there is traffic. Experimental; the guide's section 6.3 says
   * that it does not reach resources behind routing peers. Changed in place. Default: the server's
   * (new accounts: `true`).
   */
  lazyConnectionEnabled?: pulumi.Input<boolean>;
  /**
   * Domain of the peers' names, such as `netbird.internal`, in ASCII; case does not count. No zone may have
   * the same. Changed in place. Default: the server's (new accounts: empty, which means the domain that
   * the server has for all).
   */
  dnsDomain?: pulumi.Input<string>;
  /**
   * IPv4 range of the peers, /1 to /28. A change gives every peer another address. Changed in
   * place. Default: the server's (new accounts: a random /16 of 100.64.0.0/10).
   */
  networkRange?: pulumi.Input<string>;
  /**
   * IPv6 range of the peers, /48 to /120. A change gives every peer another address. Changed in
   * place. Default: the server's (new accounts: a random /64).
   */
  networkRangeV6?: pulumi.Input<string>;
  /**
   * Groups whose peers have IPv6 addresses. An empty list takes them away from all. Refused where it
   * takes one that a `Peer` of the program asks for. Changed in place. Default: the server's (new
   * accounts: the group All).
   */
  ipv6EnabledGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Whether peers may publish services. Needs `peerExposeGroups`, here or on the server. Changed in
   * place. Default: the server's (new accounts: `false`).
   */
  peerExposeEnabled?: pulumi.Input<boolean>;
  /**
   * Groups whose peers may publish services; at least one while they may. Changed in place. Default:
   * the server's (new accounts: none).
   */
  peerExposeGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Version that clients update themselves to: `disabled` (or empty), `latest`, or one such as `0.60.0`,
   * where a `v` before it does not count. Changed in place. Default: the server's (new accounts: `disabled`).
   */
  autoUpdateVersion?: pulumi.Input<string>;
  /**
   * Whether clients update without being asked. Changed in place. Default: the server's (new
   * accounts: `false`).
   */
  autoUpdateAlways?: pulumi.Input<boolean>;
  /**
   * Whether the clients of all peers send their metrics to NetBird. Changed in place. Default: the server's (new
   * accounts: `false`).
   */
  metricsPushEnabled?: pulumi.Input<boolean>;
  /**
   * Whether traffic is logged. Needs NetBird Cloud: the open-source server does not store it.
   * Changed in place. Default: the server's (new accounts: `false`).
   */
  networkTrafficLogsEnabled?: pulumi.Input<boolean>;
  /**
   * Groups whose traffic is logged; an empty list means all. Needs NetBird Cloud. Changed in place.
   * Default: the server's (new accounts: all).
   */
  networkTrafficLogsGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Whether packets are counted as well. Needs NetBird Cloud. Changed in place. Default: the
   * server's (new accounts: `false`).
   */
  networkTrafficPacketCounterEnabled?: pulumi.Input<boolean>;
}

/**
 * The account's settings, of which there is one set. The API replaces all of them at once; this resource
 * reads them, changes what the program gives, and writes. Several resources may share an account as long
 * as each gives other arguments: `AccountBaseline` and `IdentityGroups` have one each.
 *
 * Errors: an invalid duration, range, domain or version; `peerExposeEnabled` without groups; a
 * group that does not exist; an argument that another one gives, too; a setting that this server's
 * edition does not store.
 *
 * @example
 * ```ts
 * new netbird.AccountSettings("account", {
 *   peerLoginExpirationEnabled: true,
 *   peerLoginExpiration: 24 * 3600,
 *   regularUsersViewBlocked: true,
 *   lazyConnectionEnabled: false,
 * });
 * ```
 */
export class AccountSettings extends NetBirdResource {
  constructor(name: string, args: AccountSettingsArgs, opts?: pulumi.CustomResourceOptions) {
    super(accountSettingsKind, name, args, opts);
  }
}

/** The account's settings as look-ups find them: those that the server does not know are undefined. */
export type FoundAccountSettings = Found<AccountSettingsArgs, unknown, keyof AccountSettingsArgs>;

/** The account's settings as they are on the server. `id` is the account's. */
export function getAccountSettings(options?: LookupOptions): pulumi.Output<FoundAccountSettings> {
  return findAll<object, FoundAccountSettings>(accountSettingsKind, {}, () => true, options).apply(
    ([settings]) => settings!,
  );
}

/** The API's `Account`. */
interface ApiAccount extends ApiObject {
  settings: Record<string, unknown> & {
    extra?: Record<string, unknown> | null;
    ipv6_enabled_groups?: string[] | null;
  };
}

const duration = z.number().int("must be whole seconds");

const shape = {
  peerLoginExpirationEnabled: z.boolean(),
  peerLoginExpiration: duration
    .min(3600, "must be 3600 seconds (an hour) or more")
    .max(15_552_000, "must be 15552000 seconds (180 days) or less"),
  peerInactivityExpirationEnabled: z.boolean(),
  peerInactivityExpiration: duration.min(0, "must be 0 seconds or more"),
  localMfaEnabled: z.boolean(),
  regularUsersViewBlocked: z.boolean(),
  groupsPropagationEnabled: z.boolean(),
  jwtGroupsEnabled: z.boolean(),
  jwtGroupsClaimName: z.string(),
  jwtAllowGroups: z.array(z.string().min(1)),
  routingPeerDnsResolutionEnabled: z.boolean(),
  lazyConnectionEnabled: z.boolean(),
  dnsDomain: z.string().refine((text) => text === "" || isAsciiDomain(text), {
    error: ({ input }) =>
      asciiDomainProblem(String(input), "is not a domain such as netbird.internal"),
  }),
  networkRange: rangeSchema("IPv4", 1, 28),
  networkRangeV6: rangeSchema("IPv6", 48, 120),
  ipv6EnabledGroups: z.array(referenceSchema),
  peerExposeEnabled: z.boolean(),
  peerExposeGroups: z.array(referenceSchema),
  autoUpdateVersion: z
    .string()
    .regex(
      /^(|disabled|latest|v?\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?)$/,
      "must be disabled, latest, or a version such as 0.60.0",
    ),
  autoUpdateAlways: z.boolean(),
  metricsPushEnabled: z.boolean(),
};

/** What the API keeps in `extra`. */
const extraShape = {
  peerApprovalEnabled: z.boolean(),
  userApprovalRequired: z.boolean(),
  networkTrafficLogsEnabled: z.boolean(),
  networkTrafficLogsGroups: z.array(referenceSchema),
  networkTrafficPacketCounterEnabled: z.boolean(),
};

const references = {
  ipv6EnabledGroups: groups,
  peerExposeGroups: groups,
  networkTrafficLogsGroups: groups,
};

/** @internal */
export const accountSettingsKind: Kind<ApiAccount> = {
  ...accounts,
  name: "AccountSettings",
  schema: z.strictObject({ ...shape, ...extraShape, onDelete: onDeleteSchema }).partial(),
  steering: ["onDelete"],
  references,
  domainNames: ["dnsDomain"],
  meanings: { autoUpdateVersion: updateMeaning },
  together: [
    ["peerExposeEnabled", "peerExposeGroups"],
    ["jwtGroupsEnabled", "jwtGroupsClaimName", "jwtAllowGroups"],
    ["networkTrafficLogsEnabled", "networkTrafficLogsGroups"],
    ["autoUpdateVersion", "autoUpdateAlways"],
  ],
  shared: true,
  readFromList: true,
  // Turning groupsPropagationEnabled on lets all users' peers join.
  memberships: "members",
  label: () => "",

  existing: ([account]) => account!,

  check: async (args, context) => [
    ...nothingSet(args, context),
    ...(await whereReadable(() => exposeProblems(args, context))),
    ...(await whereReadable(() => dnsDomainProblems(args, context))),
    ...(await whereReadable(() => capacityProblems(args, context))),
    ...(await whereReadable(() => settingsLosses(args, context))),
    ...(await whereReadable(() => tellWhoIsLetIn(args, context))),
  ],

  normalise: (args) => ({
    ...args,
    ...(typeof args.networkRange === "string" && { networkRange: maskedPrefix(args.networkRange) }),
    ...(typeof args.networkRangeV6 === "string" && {
      networkRangeV6: maskedPrefix(args.networkRangeV6),
    }),
  }),

  // The server lets a group go that is listed here, and then refuses the list with whatever else changes.
  async sendable(account, objects) {
    const { ipv6_enabled_groups: listed } = account.settings;
    if (!listed?.length) return account;
    const known = new Set((await objects(groups)).map(({ id }) => id));
    const ipv6_enabled_groups = listed.filter((id) => known.has(id));
    return { ...account, settings: { ...account.settings, ipv6_enabled_groups } };
  },

  toApi(args, current) {
    // Settings that this library does not know go back as they came: what is missing is cleared.
    // Ranges are not, and what is sent is judged again: one that has become too small for the
    // peers would be refused with whatever else changes.
    const ranges = { network_range: undefined, network_range_v6: undefined };
    return {
      settings: {
        ...{ ...current?.settings, ...ranges },
        ...changed(args, shape, current),
        extra: { ...current?.settings.extra, ...changed(args, extraShape, current) },
      },
    };
  },

  fromApi: ({ settings }) => {
    const { extra, ...own } = settings;
    const all = toCamelCase({ ...own, ...extra }) as Arguments;
    const known = Object.keys({ ...shape, ...extraShape }).map((name) => [
      name,
      name in references ? ((all[name] ?? []) as string[]).map((id) => ({ id })) : all[name],
    ]);
    return Object.fromEntries(known) as Arguments;
  },

  explainDifference: (argument) =>
    argument in extraShape && argument !== "userApprovalRequired"
      ? "This server's edition does not have it: peer approval and traffic logs belong to NetBird Cloud. Leave the argument out here."
      : "This server may be too old to know it, or its edition may lack it. Leave the argument out here, or update the server.",
};

/** Settings that set nothing look as if they kept something as it is. */
function nothingSet(args: Arguments, { unknown }: CheckContext): Problem[] {
  const isSetting = (name: string) => name !== "onDelete";
  if ([...Object.keys(args), ...unknown].some(isSetting)) return [];
  const reason =
    "give at least one setting, or remove the resource: what is left out is not touched.";
  return [{ property: "", reason }];
}

/** Clients take no version at all for `disabled`, which is also what a write without one leaves. */
function updateMeaning(version: unknown): unknown {
  if (typeof version !== "string") return version;
  return version === "" ? "disabled" : versionKey(version);
}

/** The arguments of a part of the settings that are not as wanted yet, as the API names them. */
function changed(args: Arguments, part: object, current: ApiAccount | undefined): object {
  const stored = current === undefined ? {} : accountSettingsKind.fromApi(current);
  const names = Object.keys(part).filter((name) => !sameValue(args[name], stored[name]));
  const values = names.map((name) => [name, name in references ? idsOf(args[name]) : args[name]]);
  return toSnakeCase(Object.fromEntries(values)) as object;
}
