import type * as z from "zod";
import type { ApiObject, Collection, Wish } from "../api/account";
import { NetBirdError } from "../api/errors";
import type { ApiCall, ApiError } from "../api/errors";
import type { NamingConvention } from "../api/configuration";
import type { Side } from "./memberships";
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
  /**
   * The object's arguments as they were last applied. None for a new object, and for one that is
   * made in the place of another.
   */
  olds: Arguments;
  /**
   * What the program had and wants of the objects of a kind that were checked so far in this run,
   * this one included.
   */
  wishes: (kind: string) => readonly Wish[];
  /** The objects of a collection, as far as they exist already. */
  objects: (collection: Collection) => Promise<ApiObject[]>;
  /** The object with an id, as it is now; undefined when there is none in the collection. */
  find: (collection: Collection, id: string) => Promise<ApiObject | undefined>;
}

/**
 * One kind of NetBird object: how its arguments look, and how they turn into what the API takes
 * and back. Everything else (adoption, drift, merging, retries, secrets) is the same for every
 * kind and lives in this folder.
 */
export interface Kind<Api extends ApiObject = ApiObject> extends Omit<
  Collection,
  "path" | "inside"
> {
  /** Name of the resource class: `Group`. */
  name: string;
  /** Path of the list below `/api`; by the arguments for objects that are inside another. */
  path: string | ((args: Arguments) => string);
  /** The argument by which the path differs. */
  within?: string;
  /** The arguments. Unknown ones are refused. */
  schema: z.ZodObject;
  /** Arguments that steer the library and are not part of the object, such as `adopt`. */
  steering: readonly string[];
  /** Arguments that tell an object from others of its kind. Default: the name. */
  identity?: readonly string[] | ((args: Arguments) => readonly string[]);
  /**
   * Arguments that refer to other objects, one or a list, and where these are. What refers from
   * within the items of a list is `list.part`.
   */
  references?: Readonly<Record<string, Collection>>;
  /** Sets of arguments of which one replaces the other: given ports, the old port ranges go. */
  alternatives?: readonly (readonly string[])[];
  /** Lists whose order counts; in all others it does not. */
  ordered?: readonly string[];
  /**
   * Arguments that are domain names, or lists of them: the server tells spellings apart that are one
   * name to DNS, and we do not.
   */
  domainNames?: readonly string[];
  /**
   * Other arguments that have several spellings of one meaning, and what these have in common: the
   * server keeps its own, the program its own, and neither is a change.
   */
  meanings?: Readonly<Record<string, (value: unknown) => unknown>>;
  /** Arguments that the API cannot change in place. */
  replaceOnChange?: readonly string[];
  /** Of these, what others can change all the same: a program that follows them replaces nothing. */
  othersChange?: readonly string[];
  /** Arguments of which only some changes are impossible in place: those that are, for a change. */
  replaces?(olds: Arguments, news: Arguments): string[];
  /** Arguments that count when the object is made, and that nobody wishes to compare afterwards. */
  onlyAtCreation?(args: Arguments): readonly string[];
  /** Arguments that the API takes and never gives back; what the program wrote stands for them. */
  writeOnly?: readonly string[];
  /** Sets of settings of which one without the others may mean what nobody asked for. */
  together?: readonly (readonly string[])[];
  /** Arguments that hold credentials, which no message may show. */
  secrets?: readonly string[];
  /** Outputs that only the answer to the creation has; an object whose answer was lost is useless. */
  toldOnce?: readonly string[];
  /** Whether the server tells these for an object with these arguments. Default: it does. */
  tells?(args: Arguments): boolean;
  /** Arguments that the API does not heed at creation, so that they are set right after it. */
  setAfterwards?: readonly string[];
  /** Rules that span arguments, or need the convention. Arguments that are unknown as a whole are absent. */
  check?(args: Arguments, context: CheckContext): Problem[] | Promise<Problem[]>;
  /**
   * What arguments are that the program leaves out, where that is not the server's to say and does not
   * depend on other arguments. States leave them out as well, and so rely on them: one that changes
   * would change what earlier states say.
   */
  defaults?: Readonly<Arguments>;
  /**
   * Settles spellings, and what depends on other arguments, so that equal wishes are equal values.
   * @param olds the object's arguments as they were last applied, as in {@link CheckContext}
   */
  normalise?(args: Arguments, olds?: Arguments): Arguments;
  /**
   * For objects that are the server's or a device's, and are set but never made: the one that the
   * arguments mean. On delete such an object gets back what it had, or is left.
   */
  existing?(objects: Api[], args: Arguments): Api;
  /** Whether others write the same object all the time, so that it is read until it holds still. */
  shared?: boolean;
  /** Whose view of the relation between groups and their members a write changes. Default: no one's. */
  memberships?: Side;
  /** Whether the server lists but a part of the objects to plain users. */
  listedInPart?: boolean;
  /**
   * Who alone is shown these objects, where a token that may read all else is not: what is recorded
   * of them then survives a refresh.
   */
  shownOnlyTo?: string;
  /**
   * What a refresh is likely to read once it has read several of these: it is asked for beside them, so
   * that whoever is far from the server waits once.
   */
  readNext?: Collection;
  /** Whether the API has no GET for one object, or answers a PUT with less than it stored. */
  readFromList?: boolean;
  /** Path of the single object. Default: the list's path and the id. */
  objectPath?: string;
  /**
   * The object on the server as it may be sent back, for the parts that the program does not give.
   * Default: as it is.
   * @param objects the objects of a collection, as they are now
   */
  sendable?(
    current: Api,
    objects: (collection: Collection) => Promise<ApiObject[]>,
  ): Api | Promise<Api>;
  /**
   * Body of a POST or PUT. For a PUT the arguments are completed with what the server has, and
   * `current` is the whole object there.
   */
  toApi(args: Arguments, current?: Api): object;
  /** The object in the answer to its creation, when that is not the answer itself; anything else for a wrong answer. */
  created?(answer: unknown): unknown;
  /** The object's arguments, all of them, as the API has them. */
  fromApi(object: Api): Arguments;
  /**
   * The object without what others keep adding to arguments that the program gives, which its `toApi`
   * gets back with `current`, so that a PUT does not take it away; and with what the program gives
   * where others change it, or the server does not tell it.
   */
  withoutOthers?(object: Api, args: Arguments, find: CheckContext["find"]): Promise<Api>;
  /** Outputs besides the arguments and the id. Nothing that changes by itself: it would be drift. */
  outputs?(object: Api): Arguments;
  /** Names of all outputs. */
  outputNames?: readonly string[];
  /** Refuses to take over or change an object that is not ours to change. */
  refuseWrite?(object: Api, args: Arguments): string | undefined;
  /** Refuses an update of an object that may be taken over as it is. */
  refuseUpdate?(object: Api, args: Arguments): string | undefined;
  /**
   * Whether the server has an argument as wanted; undefined where the usual comparison says it.
   * @param object all arguments as the server has them
   */
  isStored?(
    argument: string,
    wanted: unknown,
    stored: unknown,
    object: Arguments,
  ): boolean | undefined;
  /**
   * What to call an object in messages, where its name does not say it; empty where there is but one,
   * undefined where these arguments do not tell.
   */
  label?(args: Arguments): string | undefined;
  /**
   * Why an object has served its purpose and shall go from the server, where the arguments ask for
   * that; it stays in the program. Kinds that have it have an output `spent`.
   */
  spent?(object: Api, args: Arguments): string | undefined;
  /** Why the server may not have stored an argument, and what to do. */
  explainDifference?(argument: string): string | undefined;
  /** Arguments whose items, as long as they are in it, keep the server from deleting the object. */
  emptiedToDelete?: readonly string[];
  /** Whether a failed DELETE means that the object is gone already. A JSON 404 always does. */
  isGone?(error: ApiError): boolean;
  /**
   * Why a DELETE was refused and what to do, where more can be said than the server does.
   * @param id of the object that was to be deleted
   */
  explainRefusal?(
    error: ApiError,
    objects: (collection: Collection) => Promise<ApiObject[]>,
    id: string,
  ): string | undefined | Promise<string | undefined>;
}

/** The kinds among whatever a module exports. */
export function kindsIn(module: object): Kind[] {
  return Object.values(module).filter(
    (value: unknown): value is Kind =>
      typeof value === "object" && value !== null && "schema" in value && "fromApi" in value,
  );
}

/**
 * The collection that an object with these arguments is in.
 * @throws NetBirdError when the arguments do not say
 */
export function collectionOf(kind: Kind, args: Arguments): Collection {
  const { path, title, objects, edition, within = "" } = kind;
  if (typeof path === "string") return { path, title, objects, edition };
  if (args[within] === undefined) {
    throw new NetBirdError(
      `To find a ${title}, NetBird has to know its ${within}: give that, too.`,
    );
  }
  return { path: path(args), title, objects, edition, inside: true };
}

/** Where a single object is. */
export function pathOf(kind: Kind, args: Arguments, id: string): string {
  return kind.objectPath ?? `${collectionOf(kind, args).path}/${id}`;
}

/** What an error says about a call on an object. */
export function callOf(kind: Kind, action: string, name: string | undefined): ApiCall {
  return { action, kind: kind.title, name: name === "" ? undefined : name, edition: kind.edition };
}

/** The arguments that tell an object from others of its kind. */
export function identityOf(kind: Kind, args: Arguments): readonly string[] {
  return typeof kind.identity === "function" ? kind.identity(args) : (kind.identity ?? ["name"]);
}

/** The outputs that only the answer to the creation of an object with these arguments has. */
export function toldOf(kind: Kind, args: Arguments): readonly string[] {
  return kind.tells?.(args) === false ? [] : (kind.toldOnce ?? []);
}

/** The arguments with defaults filled in. */
export function withDefaults({ defaults }: Pick<Kind, "defaults">, args: Arguments): Arguments {
  return { ...defaults, ...args };
}

/**
 * The arguments with defaults filled in and spellings settled.
 * @param olds the object's arguments as they were last applied
 */
export function settled(kind: Kind, args: Arguments, olds?: Arguments): Arguments {
  const whole = withDefaults(kind, args);
  return kind.normalise?.(whole, olds) ?? whole;
}

/** The argument that has a reference, and the part of its items where these have it. */
export function referencePath(path: string): [argument: string, part?: string] {
  return path.split(".") as [string, string?];
}

/** The id of a resolved reference, as it stands in paths. */
export function idOf(reference: unknown): string {
  return (reference as Reference | undefined)?.id ?? "";
}

/** The ids of resolved references, in their order. */
export function idsOf(references: unknown): string[] {
  return ((references ?? []) as Reference[]).map((reference) => reference.id ?? "");
}

/** What to call an object in messages: its name, or a fallback while it has none. */
export function labelOf(kind: Kind, args: Arguments, fallback: string): string {
  return kind.label?.(args) ?? (typeof args.name === "string" ? args.name : fallback);
}

/** An object in the words of a message: `group "peer-x"`, or `account settings`, of which there is one set. */
export function calledIn(kind: Kind, args: Arguments, id: string): string {
  const label = labelOf(kind, args, id);
  return label === "" ? kind.title : `${kind.title} "${label}"`;
}
