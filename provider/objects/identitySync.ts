import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { toCamelCase, toSnakeCase } from "../../segmentation/casing";
import { NetBirdError } from "../api/errors";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema } from "./schemas";

/** Whence users and groups come: Google Workspace, Microsoft Entra (Azure AD), Okta or generic SCIM. */
export type IdentitySyncType = "google" | "azure" | "okta" | "scim";

/**
 * Arguments of {@link IdentitySync}. Source: the API's objects `Create…IntegrationRequest` for
 * Google, Azure, Okta SCIM and SCIM; the guide's section 3.1.
 */
export interface IdentitySyncArgs extends CommonArgs {
  /** Whence. A change replaces the integration. */
  type: pulumi.Input<IdentitySyncType>;
  /**
   * `google`, required there: the service account's key, base64. Secret, and never read back.
   * Changed in place. Default: none.
   */
  serviceAccountKey?: pulumi.Input<string>;
  /**
   * `google`, required there: the customer's id, such as `C01234567`. Changed in place. Default:
   * none.
   */
  customerId?: pulumi.Input<string>;
  /** `azure`, required there: id of the application. Changed in place. Default: none. */
  clientId?: pulumi.Input<string>;
  /**
   * `azure`, required there: the application's client secret, base64. Secret, and never read back.
   * Changed in place. Default: none.
   */
  clientSecret?: pulumi.Input<string>;
  /** `azure`, required there: id of the tenant. Changed in place. Default: none. */
  tenantId?: pulumi.Input<string>;
  /**
   * `azure`, required there: `microsoft.com`, or `microsoft.us` for the US government. A change
   * replaces the integration. Default: none.
   */
  host?: pulumi.Input<"microsoft.com" | "microsoft.us">;
  /**
   * `okta`, required there: name of the connection. A change replaces the integration. Default:
   * none.
   */
  connectionName?: pulumi.Input<string>;
  /** `scim`, required there: prefix of the connection. Changed in place. Default: none. */
  prefix?: pulumi.Input<string>;
  /**
   * `scim`, required there: name of the identity provider. A change replaces the integration.
   * Default: none.
   */
  provider?: pulumi.Input<string>;
  /**
   * `google`, `azure`: seconds between syncs, 300 or more. Changed in place. Default: the server's
   * (300).
   */
  syncInterval?: pulumi.Input<number>;
  /**
   * Beginnings of the names of groups that are synced. Changed in place. Default: the server's
   * (all).
   */
  groupPrefixes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Beginnings of the names of groups whose users are synced. Changed in place. Default: the
   * server's (all).
   */
  userGroupPrefixes?: pulumi.Input<pulumi.Input<string>[]>;
  /** Connector of an embedded identity provider. Changed in place. Default: the server's. */
  connectorId?: pulumi.Input<string>;
  /** Whether users and groups are synced. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/**
 * Users and groups that NetBird takes over from an identity provider. The groups then have
 * `issued: integration`; refer to them by name. NetBird Cloud only; written after the public API
 * specification, and not tried against the real service.
 *
 * Errors: an argument that the type needs or does not have; the same integration exists already
 * (says how to adopt); a server without identity sync. Credentials are in no message.
 *
 * @example
 * ```ts
 * const okta = new netbird.IdentitySync("okta", {
 *   type: "okta",
 *   connectionName: "company",
 *   groupPrefixes: ["peer-"],
 * });
 * export const scimToken = okta.authToken; // secret
 * ```
 */
export class IdentitySync extends NetBirdResource {
  /** Whence users and groups come. */
  declare readonly type: pulumi.Output<IdentitySyncType>;
  /**
   * Token with which `okta` and `scim` call NetBird, a secret. Told once, at creation: unknown for
   * an integration that was adopted.
   */
  declare readonly authToken: pulumi.Output<string | undefined>;

  constructor(name: string, args: IdentitySyncArgs, opts?: pulumi.CustomResourceOptions) {
    super(identitySyncKind, name, args, opts);
  }
}

/**
 * Looks up an integration with the identity provider. Credentials are not in the answer.
 * @param selector `type`, and what tells two of that type apart; all that is given must agree
 * @throws RunError when there is none or more than one, or the server's edition has none
 */
export function getIdentitySync(
  selector: SelectorOf<IdentitySyncArgs> & Pick<IdentitySyncArgs, "type">,
  options?: LookupOptions,
): pulumi.Output<Found<Pick<IdentitySyncArgs, "enabled" | "groupPrefixes" | "userGroupPrefixes">>> {
  return find(identitySyncKind, selector, options);
}

/** The API's `…Integration`, whose id is a number. */
interface ApiIdentitySync extends ApiObject {
  enabled: boolean;
  group_prefixes?: string[] | null;
  user_group_prefixes?: string[] | null;
  auth_token?: string;
}

/** What is special about a type: where it is, and which arguments it needs and may have. */
interface TypeRules {
  path: string;
  required: string[];
  optional: string[];
  identity: string[];
}

const types: Record<IdentitySyncType, TypeRules> = {
  google: {
    path: "/integrations/google-idp",
    required: ["serviceAccountKey", "customerId"],
    optional: ["syncInterval"],
    identity: ["customerId"],
  },
  azure: {
    path: "/integrations/azure-idp",
    required: ["clientId", "clientSecret", "tenantId", "host"],
    optional: ["syncInterval"],
    identity: ["tenantId", "clientId"],
  },
  // The API does not tell the connection's name, so that any Okta integration is the same one.
  okta: {
    path: "/integrations/okta-scim-idp",
    required: ["connectionName"],
    optional: [],
    identity: ["type"],
  },
  scim: {
    path: "/integrations/scim-idp",
    required: ["prefix", "provider"],
    optional: [],
    identity: ["prefix"],
  },
};

const common = ["enabled", "groupPrefixes", "userGroupPrefixes", "connectorId"];

/** The rules of a type; none for one that is not checked yet: misspelled, or an output. */
const rulesOf = ({ type }: Arguments): TypeRules | undefined =>
  typeof type === "string" && Object.hasOwn(types, type)
    ? types[type as IdentitySyncType]
    : undefined;

const given = z.string().min(1, "must not be empty").optional();

/** @internal */
export const identitySyncKind: Kind<ApiIdentitySync> = {
  path: pathOfType,
  within: "type",
  title: "identity sync",
  name: "IdentitySync",
  edition:
    "Identity sync belongs to NetBird Cloud (Team plan and above); a self-hosted server has none. Remove the resource for this server.",
  schema: z.strictObject({
    type: z.enum(["google", "azure", "okta", "scim"]),
    serviceAccountKey: given,
    customerId: given,
    clientId: given,
    clientSecret: given,
    tenantId: given,
    host: z.enum(["microsoft.com", "microsoft.us"]).optional(),
    connectionName: given,
    prefix: given,
    provider: given,
    syncInterval: z
      .number()
      .int("must be whole seconds")
      .min(300, "must be 300 seconds or more")
      .optional(),
    groupPrefixes: z.array(z.string().min(1)).optional(),
    userGroupPrefixes: z.array(z.string().min(1)).optional(),
    connectorId: given,
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  identity: (args) => rulesOf(args)?.identity ?? ["type"],
  replaceOnChange: ["type", "host", "connectionName", "provider"],
  writeOnly: ["type", "serviceAccountKey", "clientSecret", "connectionName"],
  secrets: ["serviceAccountKey", "clientSecret"],
  toldOnce: ["authToken"],
  tells: ({ type }) => type === "okta" || type === "scim",
  setAfterwards: ["enabled"],
  // The specification does not say that the answer to a PUT is the stored object.
  readFromList: true,
  label: ({ type }) => String(type),

  check: typeProblems,

  defaults: { enabled: true },

  toApi(args) {
    const { required, optional } = rulesOf(args)!;
    const names = [...required, ...optional, ...common].filter((name) => args[name] !== undefined);
    return toSnakeCase(Object.fromEntries(names.map((name) => [name, args[name]]))) as object;
  },

  fromApi(object) {
    const {
      id: _id,
      authToken: _told,
      lastSyncedAt: _when,
      ...all
    } = toCamelCase(object) as Arguments;
    return { groupPrefixes: [], userGroupPrefixes: [], ...all };
  },

  // Not every answer tells the connector.
  isStored: (argument, _wanted, stored) =>
    argument === "connectorId" && stored === undefined ? true : undefined,

  outputNames: ["authToken"],
  outputs: ({ auth_token: token }) => ({
    authToken: token === undefined || token.includes("*") ? undefined : token,
  }),
};

function pathOfType(args: Arguments): string {
  const rules = rulesOf(args);
  if (rules !== undefined) return rules.path;
  const known = Object.keys(types).join(", ");
  throw new NetBirdError(`There is no identity sync of type "${String(args.type)}": use ${known}.`);
}

/** Each type needs its own arguments, and has no use for those of others. */
function typeProblems(args: Arguments, { unknown }: CheckContext): Problem[] {
  const rules = rulesOf(args);
  if (rules === undefined) return [];
  const { required, optional } = rules;
  const type = String(args.type);
  const missing = required
    .filter((name) => args[name] === undefined && !unknown.has(name))
    .map((name) => ({ property: name, reason: `an identity sync of type ${type} needs ${name}.` }));
  const own = new Set(["type", "adopt", ...required, ...optional, ...common]);
  const foreign = Object.keys(args)
    .filter((name) => !own.has(name) && name in identitySyncKind.schema.shape)
    .map((name) => ({
      property: name,
      reason: `an identity sync of type ${type} has no ${name}; it takes ${[...required, ...optional, ...common].join(", ")}.`,
    }));
  return [...missing, ...foreign];
}
