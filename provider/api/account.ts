import { objectsIn } from "./answers";
import { Client } from "./client";
import type { Configuration } from "./configuration";
import { saysGone } from "./failures";
import { plural } from "./plural";

/** Any object of the management API. */
export interface ApiObject {
  id: string;
  name?: string;
}

/** A group of objects of one kind, as the API lists them. */
export interface Collection {
  /** Path of the list below `/api`. */
  path: string;
  /** One object of it in plain words: `group`. */
  title: string;
  /** The list in the answer, where that is not the list itself; anything else for a wrong answer. */
  objects?: (answer: unknown) => unknown;
  /** What to do about a server without this endpoint, where a plan or an edition has it. */
  edition?: string;
  /** Whether the collection is inside another object, and gone with it. */
  inside?: boolean;
}

/** What the program had of an object, and what it wants of it now. */
export interface Wish {
  /** The arguments as they were last applied; none for a new object. */
  olds: Record<string, unknown>;
  args: Record<string, unknown>;
}

/** A roster's list that is under way, and what this process did meanwhile, which it may lack. */
interface Listing {
  path: string;
  written: Map<string, ApiObject | undefined>;
  /** Whether something changed meanwhile that this process cannot tell: the list is not kept. */
  doubtful: boolean;
}

/** Milliseconds for which a list may be reused when nothing was written in between. */
const listLifetime = 120_000;

/**
 * One NetBird account as this process sees it: the client, the lists that reads share, and the
 * order of writes. A process has one per configuration.
 */
export class Account {
  readonly client: Client;
  private readonly lists = new Map<string, { objects: Promise<ApiObject[]>; since: number }>();
  private readonly expected = new Map<string, number>();
  private readonly indexes = new WeakMap<ApiObject[], Map<string, ApiObject>>();
  private readonly rosters = new Map<string, Map<string, ApiObject>>();
  private readonly listings = new Set<Listing>();
  private readonly wished = new Map<string, Wish[]>();
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(readonly configuration: Configuration) {
    this.client = new Client(configuration);
  }

  /**
   * All objects of a collection. Reads share one list, so that refreshing a thousand objects is
   * one request. Every write forgets all lists, because writes reach across collections.
   */
  list(collection: Collection, fresh = false): Promise<ApiObject[]> {
    const { path, title, objects: listIn, edition } = collection;
    const cached = this.lists.get(path);
    const isRecent = cached !== undefined && Date.now() - cached.since < listLifetime;
    if (isRecent && !fresh) return cached.objects;
    const call = { action: "list", kind: plural(title), edition };
    const objects = this.client
      .get(path, call)
      .then((answer) => objectsIn(listIn === undefined ? answer : listIn(answer), call))
      .catch((error: unknown) => {
        if (collection.inside === true && saysGone(error)) return [];
        throw error;
      });
    const entry = { objects, since: Date.now() };
    this.lists.set(path, entry);
    // A failed list is nobody's answer: the next reader asks again.
    objects.catch(() => this.lists.get(path) === entry && this.lists.delete(path));
    return objects;
  }

  /**
   * Says that a list is likely to be read soon. The second time it is asked for, so that its readers find
   * it under way; said once it may well be read by nobody. Should it fail, its first reader asks again.
   */
  expect(collection: Collection): void {
    const times = (this.expected.get(collection.path) ?? 0) + 1;
    this.expected.set(collection.path, times);
    if (times === 2) void this.list(collection);
  }

  /** One object of a collection's list, which reads share; undefined when it is not there. */
  async object(collection: Collection, id: string): Promise<ApiObject | undefined> {
    const objects = await this.list(collection);
    const index = this.indexes.get(objects) ?? byId(objects);
    this.indexes.set(objects, index);
    return index.get(id);
  }

  /**
   * The objects of a collection by id, good enough to find one by its name: the first list of this
   * process, kept up to date with its own writes. So creating a thousand objects does not list
   * the collection a thousand times. `fresh` lists it again.
   */
  async roster(collection: Collection, fresh = false): Promise<Map<string, ApiObject>> {
    const known = this.rosters.get(collection.path);
    if (known !== undefined && !fresh) return known;
    const listing: Listing = { path: collection.path, written: new Map(), doubtful: false };
    this.listings.add(listing);
    try {
      const roster = byId(await this.list(collection, fresh));
      for (const [id, object] of listing.written) put(roster, id, object);
      if (!listing.doubtful) this.rosters.set(collection.path, roster);
      return roster;
    } finally {
      this.listings.delete(listing);
    }
  }

  /** What the program had and wants of the objects that were checked so far, by the kind's name or path. */
  wishes(kind: string): readonly Wish[] {
    return this.wished.get(kind) ?? [];
  }

  /** Tells what the program had and wants of one more object of a kind. */
  wish({ name, path }: { name: string; path: unknown }, wish: Wish): void {
    for (const key of typeof path === "string" ? [name, path] : [name]) {
      const wishes = this.wished.get(key);
      if (wishes === undefined) this.wished.set(key, [wish]);
      else wishes.push(wish);
    }
  }

  /**
   * The object of a collection with an id. What this process made itself is found without a new
   * list, also where the collection gathers those of several others, as network resources are.
   */
  async find(collection: Collection, id: string): Promise<ApiObject | undefined> {
    const known = (await this.roster(collection)).get(id);
    if (known !== undefined) return known;
    const ownPart = new RegExp(`^${collection.path.replace(/\/(?=[^/]+$)/, "/[^/]+/")}$`);
    for (const [path, roster] of this.rosters) {
      if (ownPart.test(path) && roster.has(id)) return roster.get(id);
    }
    return (await this.roster(collection, true)).get(id);
  }

  /** Tells the roster what a write of this process made of an object; undefined: deleted it. */
  remember(collection: Collection, id: string, object: ApiObject | undefined): void {
    const roster = this.rosters.get(collection.path);
    if (roster !== undefined) put(roster, id, object);
    for (const { written } of this.listingsOf(collection)) written.set(id, object);
  }

  /** Lists the roster again when it is next asked for: a write failed, and may have been carried out. */
  forget(collection: Collection): void {
    this.rosters.delete(collection.path);
    for (const listing of this.listingsOf(collection)) listing.doubtful = true;
  }

  private listingsOf({ path }: Collection): Listing[] {
    return [...this.listings].filter((listing) => listing.path === path);
  }

  /** Forgets all that was listed: something happened that was no write of this process. */
  forgetAll(): void {
    this.lists.clear();
    this.rosters.clear();
    for (const listing of this.listings) listing.doubtful = true;
  }

  /** Runs a write, and forgets all lists both before (no reader may join) and after it. */
  async write<T>(action: () => Promise<T>): Promise<T> {
    this.lists.clear();
    try {
      return await action();
    } finally {
      this.lists.clear();
    }
  }

  /** Runs read-merge-write cycles on the same key one after the other. */
  async exclusive<T>(key: string, action: () => Promise<T>): Promise<T> {
    const before = this.queues.get(key) ?? Promise.resolve();
    const turn = before.then(action, action);
    this.queues.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.queues.get(key) === turn) this.queues.delete(key);
    }
  }
}

function put(roster: Map<string, ApiObject>, id: string, object: ApiObject | undefined): void {
  if (object === undefined) roster.delete(id);
  else roster.set(id, object);
}

function byId(objects: readonly ApiObject[]): Map<string, ApiObject> {
  return new Map(objects.map((object) => [object.id, object]));
}
