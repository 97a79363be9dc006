import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { accounts, identityProviders } from "../api/collections";
import { whereReadable } from "../lifecycle/readable";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";

/** Identity providers that NetBird's own one can pass logins on to. */
export type IdentityProviderType =
  | "oidc"
  | "zitadel"
  | "entra"
  | "google"
  | "okta"
  | "pocketid"
  | "microsoft"
  | "authentik"
  | "keycloak"
  | "adfs";

/**
 * Arguments of an {@link IdentityProvider}. Source: the API's object `IdentityProviderRequest`; the
 * guide's section 3.1.
 */
export interface IdentityProviderArgs extends CommonArgs {
  /** What it is. A change replaces the provider. */
  type: pulumi.Input<IdentityProviderType>;
  /** Name that the login page shows. Changed in place. */
  name: pulumi.Input<string>;
  /**
   * Issuer address, exactly as its discovery document says; the server fetches that document.
   * Required, but not taken for `google` and `microsoft`, which have fixed ones. Changed in place.
   * Default: the server's (the fixed one).
   */
  issuer?: pulumi.Input<string>;
  /** Id of the application there. Changed in place. */
  clientId: pulumi.Input<string>;
  /**
   * Secret of the application there; kept secret, and never read back: a change made elsewhere does
   * not show. Changed in place. Default: the server's.
   */
  clientSecret?: pulumi.Input<string>;
}

/**
 * An identity provider whose users may log in, on a server with its own (embedded) one.
 *
 * Errors: an issuer that is missing, unreachable or another one than it says; a name that is taken
 * (says how to adopt). The secret is in no message.
 *
 * @example
 * ```ts
 * new netbird.IdentityProvider("sso", {
 *   type: "okta",
 *   name: "Company login",
 *   issuer: "https://example.okta.com",
 *   clientId: "0oa1b2c3",
 *   clientSecret: new pulumi.Config().requireSecret("oktaSecret"),
 * });
 * ```
 */
export class IdentityProvider extends NetBirdResource {
  /** Name that the login page shows. */
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: IdentityProviderArgs, opts?: pulumi.CustomResourceOptions) {
    super(identityProviderKind, name, args, opts);
  }
}

/**
 * Looks up an identity provider without making it a resource.
 * @param selector `name`, `type`, `issuer` or `id`, for example; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getIdentityProvider(
  selector: SelectorOf<Omit<IdentityProviderArgs, "clientSecret">>,
  options?: LookupOptions,
): pulumi.Output<Found<Omit<IdentityProviderArgs, "clientSecret">>> {
  return find(identityProviderKind, selector, options);
}

/** The API's `IdentityProvider`, which never has the secret. */
interface ApiIdentityProvider extends ApiObject {
  type: IdentityProviderType;
  name: string;
  issuer: string;
  client_id: string;
}

/** Providers whose issuer NetBird knows. */
const wellKnown = ["google", "microsoft"];

/** @internal */
export const identityProviderKind: Kind<ApiIdentityProvider> = {
  ...identityProviders,
  name: "IdentityProvider",
  schema: z.strictObject({
    type: z.enum([
      "oidc",
      "zitadel",
      "entra",
      "google",
      "okta",
      "pocketid",
      "microsoft",
      "authentik",
      "keycloak",
      "adfs",
    ]),
    name: nameSchema("an identity provider"),
    issuer: z
      .string()
      .refine(
        (text) => URL.canParse(text) && /^https?:/.test(text),
        "is not an address such as https://login.example.com",
      )
      .optional(),
    clientId: z.string().min(1, "the application needs an id"),
    clientSecret: z.string().min(1, "leave it out rather than empty").optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  replaceOnChange: ["type"],
  writeOnly: ["clientSecret"],
  secrets: ["clientSecret"],

  check: async (args, context) => [
    ...issuerProblems(args, context),
    ...(await whereReadable(() => editionProblems(context))),
  ],

  // An empty secret leaves the server's as it is.
  toApi: (args) => ({
    type: args.type,
    name: args.name,
    issuer: args.issuer ?? "",
    client_id: args.clientId,
    client_secret: args.clientSecret ?? "",
  }),

  fromApi: (provider) => ({
    type: provider.type,
    name: provider.name,
    issuer: provider.issuer,
    clientId: provider.client_id,
  }),
};

/** Without its own provider, the server answers with an empty list, and refuses only what is written. */
async function editionProblems({ objects }: CheckContext): Promise<Problem[]> {
  const [account] = (await objects(accounts)) as (ApiObject & {
    settings?: { embedded_idp_enabled?: boolean };
  })[];
  if (account?.settings?.embedded_idp_enabled !== false) return [];
  const reason = `this server has no identity providers. ${identityProviders.edition}`;
  return [{ property: "", reason }];
}

function issuerProblems({ type, issuer }: Arguments, { unknown }: CheckContext): Problem[] {
  if (unknown.has("issuer") || typeof type !== "string") return [];
  if (wellKnown.includes(type)) {
    if (issuer === undefined) return [];
    const reason = `NetBird knows the issuer of ${type} itself. Leave it out.`;
    return [{ property: "issuer", reason }];
  }
  if (issuer !== undefined) return [];
  return [
    {
      property: "issuer",
      reason: `an identity provider of type ${type} needs its issuer's address.`,
    },
  ];
}
