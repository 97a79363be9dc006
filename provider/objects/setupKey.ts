import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { setupKeyNameProblem } from "../../segmentation/names";
import type { ApiObject } from "../api/account";
import { groups, setupKeys } from "../api/collections";
import type { NamingConvention } from "../api/configuration";
import { find, findAll, refuseUnknownFilters } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { allGroupProblems, getGroups } from "./group";
import type { FoundGroup, GroupReference } from "./group";
import { isInGroup } from "./groupFilter";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, Kind, Problem } from "../lifecycle/kind";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";

/**
 * Arguments of a {@link SetupKey}. The API changes only `autoGroups` and `revoked` in place; a change
 * of anything else makes a new key, after deleting the old one. Peers that joined with the old key
 * stay as they are. An argument that is taken out of the program stays as the key has it. Source:
 * the API's object `SetupKey`; the guide's section 3.3.
 */
export interface SetupKeyArgs extends CommonArgs {
  /**
   * Name, by Appendix A: `setup-<env>-<purpose>`, unless `namingConvention` is `off`. A change
   * replaces the key.
   */
  name: pulumi.Input<string>;
  /** `reusable`, or `one-off` for a single device. A change replaces the key. */
  type: pulumi.Input<"reusable" | "one-off">;
  /**
   * Seconds from creation until the key expires: 60–31536000 (a year), or 0 for never. A change
   * replaces the key; without one, time passing changes nothing. Default: the server's (0).
   */
  expiresIn?: pulumi.Input<number>;
  /**
   * How many devices may join, 2147483647 at most, 0 for any number; a one-off key always takes one. A
   * change replaces the key. Default: the server's (0).
   */
  usageLimit?: pulumi.Input<number>;
  /**
   * Groups that devices join by the key. Not the group All. Changed in place. Default: the server's
   * (none).
   */
  autoGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Whether devices disappear when they have been offline for ten minutes. A change replaces the
   * key. Default: the server's (`false`).
   */
  ephemeral?: pulumi.Input<boolean>;
  /**
   * Whether devices may bring DNS labels of their own. A change replaces the key. Default: the
   * server's (`false`).
   */
  allowExtraDnsLabels?: pulumi.Input<boolean>;
  /**
   * Whether the key is revoked. Revoking happens in place and cannot be undone: going back to
   * `false` replaces the key. Default: the server's (`false`).
   */
  revoked?: pulumi.Input<boolean>;
  /**
   * Whether the key goes from the account once it is used up or expired (the guide's section 3.3:
   * delete keys after use). The resource stays, and its outputs with it, so that machines that were
   * made with the key are not made anew. Changed in place. Default: `false`.
   */
  removeWhenSpent?: pulumi.Input<boolean>;
  /** Whether the name must follow Appendix A: `guide` or `off`. Default: the stack's, else `guide`. */
  namingConvention?: pulumi.Input<NamingConvention>;
}

/**
 * A NetBird setup key, with which servers and routing peers join without a person.
 *
 * Errors: a lifetime that is neither 0 nor between 60 seconds and 365 days, a negative limit, a name
 * that breaks the convention, the group All, a name that is taken (says how to adopt); adoption of a
 * key that differs in what cannot be changed.
 *
 * @example
 * ```ts
 * const servers = new netbird.SetupKey("servers", {
 *   name: "setup-prod-servers",
 *   type: "reusable",
 *   expiresIn: 30 * 24 * 3600,
 *   autoGroups: [web],
 * });
 * export const key = servers.key; // secret
 * ```
 */
export class SetupKey extends NetBirdResource {
  /** Name of the key. */
  declare readonly name: pulumi.Output<string>;
  /**
   * The key itself, a secret. The server tells it only once, at creation: it is unknown for keys
   * that were adopted or looked up.
   */
  declare readonly key: pulumi.Output<string | undefined>;
  /** When the key expires (RFC 3339); `0001-01-01T00:00:00Z` for never. */
  declare readonly expires: pulumi.Output<string>;
  /**
   * Why `removeWhenSpent` has removed the key from the account: `used up` or `expired`; undefined
   * while it is there.
   */
  declare readonly spent: pulumi.Output<"used up" | "expired" | undefined>;

  constructor(name: string, args: SetupKeyArgs, opts?: pulumi.CustomResourceOptions) {
    super(setupKeyKind, name, args, opts);
  }
}

/** What a look-up tells of a setup key beside its arguments: what was done with it. */
export interface SetupKeyFacts {
  /** Whether devices can join with it; where several states apply, the first of them. */
  state: "expired" | "revoked" | "overused" | "valid";
  /** When it expires (RFC 3339); `0001-01-01T00:00:00Z` for never. */
  expires: string;
  /** How often a device has joined with it, one that joined again included. */
  usedTimes: number;
  /** When one last did (RFC 3339); `0001-01-01T00:00:00Z` for never. */
  lastUsed: string;
}

/** A setup key as look-ups find it: without the key itself. */
export type FoundSetupKey = Found<Omit<SetupKeyArgs, "expiresIn">, SetupKeyFacts>;

/**
 * Looks up a setup key (without the key itself) without making it a resource.
 * @param selector `{ name }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getSetupKey(
  selector: SelectorOf<Omit<SetupKeyArgs, "expiresIn">>,
  options?: LookupOptions,
): pulumi.Output<FoundSetupKey> {
  return find(setupKeyFactsKind, selector, options);
}

/** What {@link getSetupKeys} lets through; all that is given must hold. */
export interface SetupKeyFilter {
  /** Beginning of the name: `setup-prod-`. */
  namePrefix?: pulumi.Input<string>;
  /** Whether devices can join with it, or why not. */
  state?: pulumi.Input<SetupKeyFacts["state"]>;
  /** Name or id of a group that devices join by it. */
  group?: pulumi.Input<string>;
}

const filters = ["namePrefix", "state", "group"] satisfies (keyof SetupKeyFilter)[];

/** The setup keys (without the keys themselves) that a filter lets through, none when nothing fits. Default: all. */
export function getSetupKeys(
  filter: SetupKeyFilter = {},
  options?: LookupOptions,
): pulumi.Output<FoundSetupKey[]> {
  // Of a key's groups the API tells the ids only.
  const known = filter.group === undefined ? [] : getGroups({}, options);
  refuseUnknownFilters(setupKeyKind, filter, filters);
  return findAll(setupKeyFactsKind, { ...filter, known }, passes, options);
}

function passes(
  key: FoundSetupKey,
  filter: pulumi.Unwrap<SetupKeyFilter> & { known: FoundGroup[] },
): boolean {
  const { namePrefix = "", state = key.state, group, known } = filter;
  const groupsOf = () =>
    key.autoGroups.map(({ id }) => known.find((one) => one.id === id) ?? { id });
  return key.name.startsWith(namePrefix) && key.state === state && isInGroup(groupsOf(), group);
}

/** The API's `SetupKey`. */
interface ApiSetupKey extends ApiObject {
  name: string;
  key: string;
  type: string;
  expires: string;
  revoked: boolean;
  state: "valid" | "expired" | "revoked" | "overused";
  auto_groups: string[];
  usage_limit: number;
  ephemeral: boolean;
  allow_extra_dns_labels: boolean;
  used_times: number;
  last_used: string;
}

/** How the server writes that a key does not expire. */
const never = "0001-01-01T00:00:00Z";

const longestLifetime = 365 * 24 * 3600;

/** Go's `int`, which has 32 bits on small machines; no account has as many devices. */
const largestLimit = 2 ** 31 - 1;

/** @internal */
export const setupKeyKind: Kind<ApiSetupKey> = {
  ...setupKeys,
  name: "SetupKey",
  schema: z.strictObject({
    name: nameSchema("a setup key"),
    type: z.enum(["reusable", "one-off"]),
    expiresIn: z
      .number()
      .int("must be whole seconds")
      .refine(
        (seconds) => seconds === 0 || (seconds >= 60 && seconds <= longestLifetime),
        `must be 60 to ${longestLifetime} seconds, or 0 for never`,
      )
      .optional(),
    usageLimit: z
      .number()
      .int()
      .min(0, "must be 0 for any number, or more")
      .max(largestLimit, `must be ${largestLimit} or less; 0 is for any number`)
      .optional(),
    autoGroups: z.array(referenceSchema).optional(),
    ephemeral: z.boolean().optional(),
    allowExtraDnsLabels: z.boolean().optional(),
    revoked: z.boolean().optional(),
    removeWhenSpent: z.boolean().optional(),
    namingConvention: z.enum(["guide", "off"]).optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt", "namingConvention", "removeWhenSpent"],
  references: { autoGroups: groups },
  replaceOnChange: ["name", "type", "expiresIn", "usageLimit", "ephemeral", "allowExtraDnsLabels"],
  writeOnly: ["expiresIn"],
  toldOnce: ["key"],
  setAfterwards: ["revoked"],

  async check(args, context) {
    const convention = args.namingConvention ?? context.namingConvention;
    return [
      ...nameProblems(args, convention as NamingConvention),
      ...limitProblems(args),
      ...(await allGroupProblems("autoGroups", args.autoGroups, context)),
    ];
  },

  normalise: (args) => ({
    ...args,
    // The server makes 1 of every limit of a one-off key.
    ...(args.type === "one-off" && args.usageLimit === 0 ? { usageLimit: 1 } : {}),
  }),

  refuseUpdate: (key, { revoked }) =>
    key.revoked && revoked === false ? revokedByHand(key) : undefined,

  replaces: (olds, news) => (olds.revoked === true && news.revoked === false ? ["revoked"] : []),

  toApi: (args) => ({
    name: args.name,
    type: args.type,
    expires_in: args.expiresIn ?? 0,
    usage_limit: args.usageLimit ?? 0,
    auto_groups: idsOf(args.autoGroups),
    ephemeral: args.ephemeral ?? false,
    allow_extra_dns_labels: args.allowExtraDnsLabels ?? false,
    revoked: args.revoked ?? false,
  }),

  fromApi: (key) => ({
    name: key.name,
    type: key.type,
    usageLimit: key.usage_limit,
    autoGroups: key.auto_groups.map((id) => ({ id })),
    ephemeral: key.ephemeral,
    allowExtraDnsLabels: key.allow_extra_dns_labels,
    revoked: key.revoked,
    ...(key.expires === never && { expiresIn: 0 }),
  }),

  // The server tells when a key expires, not after how long; and whether it does at all.
  isStored: (argument, wanted, stored) =>
    argument === "expiresIn" ? (wanted === 0) === (stored === 0) : undefined,

  spent: ({ state }, { removeWhenSpent }) => {
    if (removeWhenSpent !== true) return undefined;
    return { overused: "used up", expired: "expired", revoked: undefined, valid: undefined }[state];
  },

  outputNames: ["key", "expires", "spent"],
  outputs: (key) => ({
    // Later answers show only the beginning.
    key: key.key.endsWith("****") ? undefined : key.key,
    expires: key.expires,
  }),
};

/** Look-ups also tell what changes by itself, which in a resource's state would be drift. */
const setupKeyFactsKind: Kind<ApiSetupKey> = {
  ...setupKeyKind,
  outputs: (key) => ({
    state: key.state,
    expires: key.expires,
    usedTimes: key.used_times,
    lastUsed: key.last_used,
  }),
};

/** What the state does not know, and so no preview could say. */
function revokedByHand({ name, id }: ApiSetupKey): string {
  return (
    `The setup key "${name}" (${id}) was revoked outside this program, which cannot be taken back; nothing was written. ` +
    "Run `pulumi refresh`: the next `pulumi up` replaces the key. To keep it as it is, leave revoked out."
  );
}

function nameProblems(args: Arguments, convention: NamingConvention): Problem[] {
  if (typeof args.name !== "string" || args.name === "" || convention === "off") return [];
  const problem = setupKeyNameProblem(args.name);
  return problem === undefined ? [] : [{ property: "name", reason: problem }];
}

function limitProblems({ type, usageLimit }: Arguments): Problem[] {
  if (type !== "one-off" || typeof usageLimit !== "number" || usageLimit < 2) return [];
  const reason = `a one-off key takes one device, not ${usageLimit}. Use type "reusable", or leave the limit out.`;
  return [{ property: "usageLimit", reason }];
}
