import type { z } from "zod";
import type { ApiObject, Collection } from "./account";
import type { ApiError } from "./errors";
import type { NamingConvention } from "./configuration";
import type { Reference } from "./reference";

/** What is wrong with one argument, in the words of the user's program. */
export interface Problem {
  /** The argument: `ports[0]`. Empty when the fault is not one argument's. */
  property: string;
  /** What is wrong and what to do. */
  reason: string;
}

/** Arguments of an object as the provider handles them: plain values, checked. */
export type Arguments = Record<string, unknown>;

/** Answers with the reference's id filled in, or with what was given when it is unknown. */
export type ResolveReference = (
  property: string,
  collection: Collection,
  value: unknown,
) => Promise<unknown>;

/** What checks may depend on besides the arguments. */
export interface CheckContext {
  namingConvention: NamingConvention;
  /** Arguments that are not, or not wholly, known at preview. */
  unknown: ReadonlySet<string>;
}

/**
 * One kind of NetBird object: how its arguments look, and how they turn into what the API takes
 * and back. Everything else (adoption, drift, merging, retries, secrets) is the same for every
 * kind and lives in `handler.ts`.
 */
export interface Kind<Api extends ApiObject = ApiObject> extends Collection {
  /** Name of the resource class: `Group`. */
  name: string;
  /** The arguments. Unknown ones are refused. */
  schema: z.ZodObject;
  /** Arguments that steer the library and are not part of the object, such as `adopt`. */
  steering: readonly string[];
  /** Sets of arguments of which one replaces the other: given ports, the old port ranges go. */
  alternatives?: readonly (readonly string[])[];
  /** Arguments that the API cannot change in place. */
  replaceOnChange?: readonly string[];
  /** Arguments of which only some changes are impossible in place: those that are, for a change. */
  replaces?(olds: Arguments, news: Arguments): string[];
  /** Arguments that the API takes and never gives back; what the program wrote stands for them. */
  writeOnly?: readonly string[];
  /** Outputs that only the answer to the creation has; an object whose answer was lost is useless. */
  toldOnce?: readonly string[];
  /** Rules that span arguments, or need the convention. Arguments that are unknown as a whole are absent. */
  check?(args: Arguments, context: CheckContext): Problem[];
  /** Fills in defaults and settles spellings, so that equal wishes are equal values. */
  normalise?(args: Arguments): Arguments;
  /** Replaces every reference in the arguments by the resolved one. */
  resolve?(args: Arguments, resolve: ResolveReference): Promise<Arguments>;
  /** Body of a POST or PUT. For a PUT the arguments are completed with what the server has. */
  toApi(args: Arguments): object;
  /** The object's arguments, all of them, as the API has them. */
  fromApi(object: Api): Arguments;
  /** Outputs besides the arguments and the id. Nothing that changes by itself: it would be drift. */
  outputs?(object: Api): Arguments;
  /** Refuses to take over or change an object that is not ours to change. */
  refuseWrite?(object: Api, args: Arguments): string | undefined;
  /** Whether a failed DELETE means that the object is gone already. A JSON 404 always does. */
  isGone?(error: ApiError): boolean;
  /** Why a DELETE was refused and what to do, where more can be said than the server does. */
  explainRefusal?(error: ApiError): string | undefined;
}

/** A stored kind's reference list: ids of the given references, in order. */
export function idsOf(references: unknown): string[] {
  return ((references ?? []) as Reference[]).map((reference) => reference.id ?? "");
}

/** What to call an object in messages: its name, or a fallback while it has none. */
export function labelOf(args: Arguments, fallback: string): string {
  return typeof args.name === "string" ? args.name : fallback;
}
