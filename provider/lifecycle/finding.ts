/**
 * Looking objects up from the program itself, for `getGroup` and its like: an answer as plain
 * values, without a resource in the state.
 */
import * as pulumi from "@pulumi/pulumi";
import type * as accounting from "../api/account";
import type { Account, ApiObject } from "../api/account";
import type { Configuration } from "../api/configuration";
import { NetBirdError } from "../api/errors";
import { plural } from "../api/plural";
import { configurationOf } from "./givenAccount";
import type { GivenAccount } from "./givenAccount";
import { collectionOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { describe, lookUp } from "./lookup";
import { programError } from "./programError";
import type { ReferenceArg } from "./reference";
import { resolveAll } from "./references";
import { withReferences } from "./resource";
import type { SelectorOf } from "./resource";
import { withoutNulls } from "./state";

/**
 * Refuses what is no filter: a program often runs without a check of its types, and a filter that nobody
 * heeds lets everything through.
 * @param names the filters that there are
 * @throws RunError
 */
export function refuseUnknownFilters(
  kind: Pick<Kind, "title">,
  filter: object,
  names: readonly string[],
): void {
  const unknown = Object.keys(filter).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw programError(
    `${plural(kind.title)} have no filter "${unknown.join('", "')}". There are ${names.join(", ")}.`,
  );
}

/** Options of the look-up functions. */
export interface LookupOptions {
  /**
   * Another account than the stack's: its token, and where it is. Default: the stack's configuration
   * `netbird:…`, else `NB_PAT` and `NB_MANAGEMENT_URL`. Without `managementUrl` the token is for the
   * stack's server: `netbird:managementUrl`, else `NB_MANAGEMENT_URL`, else `https://api.netbird.io`.
   */
  account?: { managementUrl?: pulumi.Input<string>; token: pulumi.Input<string> };
}

/** A reference in what a look-up found. */
export interface FoundReference {
  id: string;
  name?: string;
}

/** Arguments that steer the library, which no object has. */
export type SteeringName =
  "adopt" | "namingConvention" | "onDelete" | "broadAccessReason" | "removeWhenSpent";

/** The value of an argument, as a look-up finds it. */
export type FoundValue<T> = ReferenceArg extends T
  ? FoundReference
  : ReferenceArg[] extends T
    ? FoundReference[]
    : pulumi.Unwrap<T>;

/**
 * What a look-up finds: the id, and every argument of the resource with its value on the server.
 * Arguments that an object need not have, such as either of two alternatives, are undefined there.
 */
export type Found<Args, Outputs = unknown, Lacked extends keyof Args = never> = {
  readonly [Name in keyof Args as Exclude<Name, SteeringName | Lacked>]-?: FoundValue<
    NonNullable<Args[Name]>
  >;
} & {
  readonly [Name in keyof Args as Exclude<Extract<Name, Lacked>, SteeringName>]?: FoundValue<
    NonNullable<Args[Name]>
  >;
} & { readonly id: string } & Outputs;

/**
 * The one object that a selector means.
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function find<Args, Result>(
  kind: Kind,
  selector: SelectorOf<Args>,
  options: LookupOptions = {},
): pulumi.Output<Result> {
  return asking(options, withReferences(kind, selector), async (account, given) => {
    return describe(kind, await lookUp(kind, account, given)) as Result;
  });
}

/** All objects of a kind that a filter lets through. */
export function findAll<Filter extends object, Result>(
  kind: Kind,
  filter: pulumi.Inputs,
  fits: (object: Result, filter: Filter) => boolean,
  options: LookupOptions = {},
): pulumi.Output<Result[]> {
  return asking(options, filter, async (account, asked) => {
    const given = withoutNulls(asked) as Arguments;
    const objects = await account.list(collectionOf(kind, await resolveAll(kind, account, given)));
    return objects
      .map((object: ApiObject) => describe(kind, object) as Result)
      .filter((object) => fits(object, given as Filter));
  });
}

/**
 * Milliseconds for which look-ups share what they read. A program may wait for a device and then
 * look; hundreds of look-ups come at once.
 */
const sharedFor = 2_000;

const sharedAccounts = new Map<string, { account: Account; since: number }>();

/** The answer to a question about an account. @internal */
export function asking<Result>(
  { account }: LookupOptions,
  question: pulumi.Inputs,
  ask: (account: Account, question: Arguments) => Promise<Result>,
): pulumi.Output<Result> {
  const answer = pulumi.all([pulumi.output(question), account]).apply(async ([given, other]) => {
    try {
      return await ask(accountOf(other), given);
    } catch (error) {
      throw error instanceof NetBirdError ? programError(error.message) : error;
    }
  });
  // The token took part in the question; it is not in the answer.
  return pulumi.unsecret(answer);
}

/** One account per configuration and moment, so that look-ups share lists. */
function accountOf(other: GivenAccount | undefined): Account {
  const configuration = configurationOf(other);
  const key = JSON.stringify(configuration);
  const known = sharedAccounts.get(key);
  if (known !== undefined && Date.now() - known.since < sharedFor) return known.account;
  const account = newAccount(configuration);
  sharedAccounts.set(key, { account, since: Date.now() });
  return account;
}

/** Loads the HTTP client at the first look-up: it takes a while, and most programs make none. */
function newAccount(configuration: Configuration): Account {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import is never late
  const { Account } = require("../api/account") as typeof accounting;
  return new Account(configuration);
}
