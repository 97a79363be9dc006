import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { groups, users } from "../api/collections";
import { whereReadable } from "../lifecycle/readable";
import { find, findAll, refuseUnknownFilters } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { allGroupProblems } from "./group";
import type { GroupReference } from "./group";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import type { ReferenceArg } from "../lifecycle/reference";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";
import { blockingProblems, blockingRefusal, isUntold } from "./userBlocking";
import { localLoginProblems, ownerProblems, ownershipRefusal, rightsProblems } from "./userChecks";

/** What a user may do. Service users may read everything but other users' tokens, whatever their role. */
export type UserRole = "owner" | "admin" | "network_admin" | "billing_admin" | "auditor" | "user";

/**
 * Arguments of a {@link User}. Source: the API's objects `UserCreateRequest` and `UserRequest`; the
 * guide's sections 3.1 and 10.1.
 */
export interface UserArgs extends CommonArgs {
  /**
   * Name of the user. That of a person, who has an `email`, is used at creation only: a later one,
   * here or at the identity provider, changes nothing. A change replaces the service user.
   */
  name: pulumi.Input<string>;
  /**
   * E-mail address, required for a person; compared without regard to case. One that the
   * identity provider has changed replaces nobody, also where the program follows. A change replaces
   * the user. Default: none, which makes a service user.
   */
  email?: pulumi.Input<string>;
  /**
   * Whether this is a service user, which has tokens and no login. A change replaces the user.
   * Default: `true` without an e-mail address, else `false`.
   */
  isServiceUser?: pulumi.Input<boolean>;
  /**
   * Role. Nobody is made `owner`, not even with the owner's own token; the one that there is can be
   * adopted. Changed in place.
   */
  role: pulumi.Input<UserRole>;
  /**
   * Groups that the user's peers join. Not the group All. Groups that the identity provider brings
   * and that are not listed here are not touched: a person is put into them at each login. Changed in
   * place. Default: the server's (none).
   */
  autoGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Whether the user is blocked. Where a server with another identity provider than its own does not
   * tell it, as of service users, an update needs it. Who waits for approval is approved in the
   * dashboard, not by `false`. Changed in place. Default: the server's (`false`).
   */
  isBlocked?: pulumi.Input<boolean>;
}

/** A user: the {@link User} itself, a name, or `{ id, name }`. */
export type UserReference = ReferenceArg;

/**
 * A NetBird user: a service user for automation, or a person who is invited. With the server's own
 * identity provider, a person's first password is an output; with another one, NetBird sends the
 * invitation. Users whom the identity provider brings can be adopted by their e-mail address.
 * Deleting a user deletes the user's tokens and peers.
 *
 * Errors: an invalid e-mail address; a person's address, or a service user's name, that is taken
 * (says how to adopt); the group All; a role that cannot be given; another role, or blocking, of the
 * owner or of the user whose token is used; `isBlocked: false` for who waits for approval; a new
 * person where local logins are switched off.
 *
 * @example
 * ```ts
 * const ci = new netbird.User("ci", { name: "ci-preview", role: "auditor" });
 * new netbird.User("ada", { name: "Ada", email: "ada@example.com", role: "user", autoGroups: [devops] });
 * ```
 */
export class User extends NetBirdResource {
  /** Name of the user; of a person, as the program gives it. */
  declare readonly name: pulumi.Output<string>;
  /**
   * The first password, a secret. Told once, and only for a person of the server's own identity
   * provider.
   */
  declare readonly password: pulumi.Output<string | undefined>;

  constructor(name: string, args: UserArgs, opts?: pulumi.CustomResourceOptions) {
    super(userKind, name, args, opts);
  }
}

/**
 * What a look-up tells of a user beside the arguments. A server with another identity provider than
 * its own tells nothing of this, nor whether the user is blocked, of whom that provider does not know.
 */
export interface UserFacts {
  /**
   * Whether the user may log in (`active`), has yet to accept (`invited`), or may not (`blocked`);
   * undefined where the server does not tell.
   */
  status?: "active" | "invited" | "blocked";
  /**
   * Where the user comes from: `api` (a login, an invitation, this library) or `integration` (sync);
   * undefined where the server does not tell.
   */
  issued?: "api" | "integration";
  /** Whether an administrator still has to let the user in; undefined where the server does not tell. */
  pendingApproval?: boolean;
}

/** A user as look-ups find one. Whether the user is blocked, not every server tells of everybody. */
export type FoundUser = Found<UserArgs, UserFacts, "isBlocked">;

/**
 * Looks up a user without making it a resource.
 * @param selector `email`, `name` or `id`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getUser(
  selector: SelectorOf<UserArgs>,
  options?: LookupOptions,
): pulumi.Output<FoundUser> {
  return find(userFactsKind, selector, options);
}

/** What {@link getUsers} lets through; all that is given must hold. */
export interface UserFilter {
  /** Role. */
  role?: pulumi.Input<UserRole>;
  /** Whether it is a service user. */
  isServiceUser?: pulumi.Input<boolean>;
  /** Whether the user is blocked; nobody passes of whom the server does not tell it. */
  isBlocked?: pulumi.Input<boolean>;
  /** Whether an administrator still has to let the user in; nobody passes of whom the server does not tell it. */
  pendingApproval?: pulumi.Input<boolean>;
}

const filters = [
  "role",
  "isServiceUser",
  "isBlocked",
  "pendingApproval",
] satisfies (keyof UserFilter)[];

/** The users that a filter lets through, none when nothing fits. Default: all. */
export function getUsers(
  filter: UserFilter = {},
  options?: LookupOptions,
): pulumi.Output<FoundUser[]> {
  const passes = (user: FoundUser, given: Arguments) =>
    Object.entries(given).every(
      ([name, value]) => value === undefined || user[name as keyof FoundUser] === value,
    );
  refuseUnknownFilters(userKind, filter, filters);
  return findAll(userFactsKind, { ...filter }, passes, options);
}

/** The API's `User`. */
interface ApiUser extends ApiObject {
  name: string;
  email: string;
  role: UserRole;
  status: UserFacts["status"];
  auto_groups: string[] | null;
  /** Of these the identity provider's, where they are told apart: see `withoutOthers`. */
  brought_groups?: string[];
  is_service_user?: boolean;
  is_blocked: boolean;
  /** What the program gives, where the server does not tell it: see `withoutOthers`. */
  given_block?: boolean;
  /** Empty where the server tells nothing of the user's state: see `isUntold`. */
  issued?: UserFacts["issued"] | "";
  pending_approval?: boolean;
  password?: string;
}

/** @internal */
export const userKind: Kind<ApiUser> = {
  ...users,
  name: "User",
  listedInPart: true,
  schema: z.strictObject({
    name: nameSchema("a user"),
    email: z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/, "is not an e-mail address")
      .optional(),
    isServiceUser: z.boolean().optional(),
    role: z.enum(["owner", "admin", "network_admin", "billing_admin", "auditor", "user"]),
    autoGroups: z.array(referenceSchema).optional(),
    isBlocked: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { autoGroups: groups },
  identity: ({ email }) => (email === undefined ? ["name", "isServiceUser"] : ["email"]),
  replaceOnChange: ["name", "email", "isServiceUser"],
  // The identity provider may change a person's name and address: to replace the user would delete the
  // user's peers.
  othersChange: ["email"],
  onlyAtCreation: ({ email }) => (email === undefined ? [] : ["name"]),
  toldOnce: ["password"],
  // A service user has no login.
  tells: ({ email }) => email !== undefined,
  setAfterwards: ["isBlocked"],
  // The API has a list of users, and no single one.
  readFromList: true,
  // A user's peers join and leave with autoGroups, and go with the user.
  memberships: "members",

  check: async (args, context) => [
    ...personProblems(args, context),
    ...(await whereReadable(() => localLoginProblems(args, context))),
    ...(await whereReadable(() => ownerProblems(args, context))),
    ...(await allGroupProblems("autoGroups", args.autoGroups, context)),
    ...(await whereReadable(() => rightsProblems(args, context))),
    ...(await whereReadable(() => blockingProblems(args, context))),
  ],

  normalise: (args) => ({
    isServiceUser: args.email === undefined,
    ...args,
    // The server compares addresses without regard to case.
    ...(typeof args.email === "string" && { email: args.email.toLowerCase() }),
  }),

  toApi: (args, current) => ({
    name: args.name,
    email: args.email,
    is_service_user: args.isServiceUser,
    role: args.role,
    auto_groups: [...idsOf(args.autoGroups), ...(current?.brought_groups ?? [])],
    is_blocked: args.isBlocked ?? false,
  }),

  fromApi: (user) => ({
    name: user.name,
    email: user.email,
    isServiceUser: user.is_service_user ?? false,
    role: user.role,
    autoGroups: (user.auto_groups ?? []).map((id) => ({ id })),
    isBlocked: isUntold(user) ? user.given_block : user.is_blocked,
  }),

  // The server keeps the groups of a person's token in the same list, and writes them at each login.
  async withoutOthers(told, args, find) {
    const user = asGiven(told, args);
    const { autoGroups } = args;
    if (autoGroups === undefined || user.is_service_user) return user;
    const listed = new Set(idsOf(autoGroups));
    const own: string[] = [];
    const brought: string[] = [];
    for (const id of user.auto_groups ?? []) {
      const isOwn = listed.has(id) || !isBrought(await find(groups, id));
      (isOwn ? own : brought).push(id);
    }
    return { ...user, auto_groups: own, brought_groups: brought };
  },

  refuseWrite: (user, args) =>
    args.role === "owner" && user.role !== "owner" ? ownershipRefusal(user.name) : undefined,

  refuseUpdate: blockingRefusal,

  isStored: (argument, wanted, stored) =>
    argument === "email" ? lower(wanted) === lower(stored) : undefined,

  explainRefusal({ serverMessage }) {
    const [, who] = undeletable.find(([said]) => said.test(serverMessage)) ?? [];
    if (who === undefined) return undefined;
    return `${who} (${serverMessage}). To leave it on the server, set retainOnDelete: true on the resource and run \`pulumi up\` before it is removed from the program.`;
  },

  outputNames: ["password"],
  outputs: (user) => ({ password: user.password }),
};

const userFactsKind: Kind<ApiUser> = {
  ...userKind,
  replaceOnChange: [],
  outputs: (user) =>
    isUntold(user)
      ? {}
      : {
          status: user.status,
          issued: user.issued ?? "api",
          pendingApproval: user.pending_approval ?? false,
        },
};

/** Why the server does not delete a user, by what it says. */
const undeletable: [RegExp, string][] = [
  [/self deletion/i, "it is the user whose token is used"],
  [/owner/i, "the owner of the account cannot be deleted"],
  [
    /integration/i,
    "it comes from the sync with the identity provider, and only a service user's token may delete it",
  ],
];

/** A user with what the server has from the identity provider, or does not tell, as the program gives it. */
function asGiven(user: ApiUser, { email, isBlocked }: Arguments): ApiUser {
  const isNamed = typeof email === "string" && user.is_service_user !== true;
  return {
    ...user,
    email: isNamed ? email : user.email,
    given_block: typeof isBlocked === "boolean" ? isBlocked : undefined,
  };
}

/** Whether a group is the identity provider's. */
function isBrought(group: (ApiObject & { issued?: string }) | undefined): boolean {
  return group?.issued === "jwt" || group?.issued === "integration";
}

const lower = (text: unknown): string => (typeof text === "string" ? text.toLowerCase() : "");

function personProblems(args: Arguments, { unknown }: CheckContext): Problem[] {
  const { email, isServiceUser } = args;
  const problems: Problem[] = [];
  if (isServiceUser === true && typeof email === "string") {
    problems.push({
      property: "email",
      reason: "a service user has no e-mail address. Leave it out.",
    });
  }
  if (isServiceUser === false && email === undefined && !unknown.has("email")) {
    const reason = "a person needs an e-mail address; without one, make a service user.";
    problems.push({ property: "email", reason });
  }
  return problems;
}
