import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { users } from "../api/collections";
import { whereReadable } from "../lifecycle/readable";
import { sameValue } from "../lifecycle/equality";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { idOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { isMemberOf, referenceSchema } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";
import type { UserReference } from "./user";

/**
 * Arguments of a {@link PersonalAccessToken}. The API changes nothing of a token: every change makes
 * a new one, after deleting the old. To rotate without a gap, make a second token under another
 * name, move its users over, and remove the first. Source: the API's object
 * `PersonalAccessTokenRequest`; not in the guide.
 */
export interface PersonalAccessTokenArgs extends CommonArgs {
  /** Whose token: a service user, or the user that runs the program. A change replaces the token. */
  user: pulumi.Input<UserReference>;
  /** Name, unique for the user. A change replaces the token. */
  name: pulumi.Input<string>;
  /** Days from creation until it expires, 1–365; time passing changes nothing. A change replaces the token. */
  expiresIn: pulumi.Input<number>;
}

/**
 * A personal access token, with which a program speaks to NetBird's API.
 *
 * The server shows another user's tokens to the roles `admin` and `owner` only. A refresh with any other
 * token, such as a read-only one for previews, leaves what is recorded as it is, and says so: that a token
 * was deleted is only seen with an administrator's.
 *
 * Errors: a lifetime outside 1 to 365 days; a name that the user has already (says how to adopt); another
 * person's token, which only that person can make.
 *
 * @example
 * ```ts
 * const ci = new netbird.User("ci", { name: "ci-preview", role: "auditor" });
 * const token = new netbird.PersonalAccessToken("ci", { user: ci, name: "github", expiresIn: 90 });
 * export const ciToken = token.token; // secret
 * ```
 */
export class PersonalAccessToken extends NetBirdResource {
  /** Name of the token. */
  declare readonly name: pulumi.Output<string>;
  /** The token itself, a secret. Told once, at creation: unknown for one that was adopted. */
  declare readonly token: pulumi.Output<string | undefined>;
  /** When it expires (RFC 3339). */
  declare readonly expirationDate: pulumi.Output<string>;

  constructor(name: string, args: PersonalAccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(personalAccessTokenKind, name, args, opts);
  }
}

/**
 * Looks up a token of a user, without the token itself, which is told only once.
 * @param selector `user`, and `name` or `id`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getPersonalAccessToken(
  selector: Omit<SelectorOf<PersonalAccessTokenArgs>, "expiresIn"> &
    Pick<PersonalAccessTokenArgs, "user">,
  options?: LookupOptions,
): pulumi.Output<FoundToken> {
  return find(personalAccessTokenKind, selector, options);
}

/** A token as look-ups find it. */
export type FoundToken = Found<Pick<PersonalAccessTokenArgs, "name">, PersonalAccessTokenFacts>;

/** What a look-up tells of a token beside its name. */
export interface PersonalAccessTokenFacts {
  /** When it expires (RFC 3339). */
  expirationDate: string;
}

/** The API's `PersonalAccessToken`, with the token beside it where it was just made. */
interface ApiToken extends ApiObject {
  name: string;
  expiration_date: string;
  plain_token?: string;
}

/** @internal */
export const personalAccessTokenKind: Kind<ApiToken> = {
  path: ({ user }) => `${users.path}/${idOf(user)}/tokens`,
  within: "user",
  title: "personal access token",
  name: "PersonalAccessToken",
  schema: z.strictObject({
    user: referenceSchema,
    name: nameSchema("a token"),
    expiresIn: z
      .number()
      .int("must be whole days")
      .min(1, "must be 1 to 365 days")
      .max(365, "must be 1 to 365 days"),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { user: users },
  replaceOnChange: ["user", "name", "expiresIn"],
  writeOnly: ["user", "expiresIn"],
  toldOnce: ["token"],
  shownOnlyTo: "their user and to administrators",

  check: (args, context) => whereReadable(() => userProblems(args, context)),

  toApi: (args) => ({ name: args.name, expires_in: args.expiresIn }),

  created: (answer) => {
    const made = answer as { plain_token: string; personal_access_token: ApiToken } | null;
    return { ...made?.personal_access_token, plain_token: made?.plain_token };
  },

  fromApi: (token) => ({ name: token.name }),

  outputNames: ["token", "expirationDate"],
  outputs: (token) => ({ token: token.plain_token, expirationDate: token.expiration_date }),
};

/**
 * Nobody makes tokens for another person. A token that only reads tells a preview nothing about
 * whose token the update will run with.
 */
async function userProblems({ user }: Arguments, context: CheckContext): Promise<Problem[]> {
  if (user === undefined || sameValue(user, context.olds.user)) return [];
  const all = (await context.objects(users)) as TokenUser[];
  const self = all.find(({ is_current }) => is_current === true);
  const meant = all.filter((one) => isMemberOf([one], user as Reference));
  if (self === undefined || !["owner", "admin"].includes(self.role) || meant.length !== 1)
    return [];
  const { id, name, is_service_user } = meant[0]!;
  if (id === self.id || is_service_user === true) return [];
  const reason = `"${name}" is a person, who alone can make tokens of their own. Name a service user, or the user that runs this program.`;
  return [{ property: "user", reason }];
}

/** The API's `User`, as far as tokens go. */
interface TokenUser extends ApiObject {
  name: string;
  role: string;
  is_current?: boolean;
  is_service_user?: boolean;
}
