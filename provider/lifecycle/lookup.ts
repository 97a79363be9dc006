import type { Account, ApiObject } from "../api/account";
import { NetBirdError, NotFoundError } from "../api/errors";
import { candidateList } from "./candidates";
import { collectionOf, settled } from "./kind";
import type { Arguments, Kind } from "./kind";
import { onlyNamed } from "./reference";
import type { Reference } from "./reference";
import { resolveAll } from "./references";
import { isStored, withoutNulls } from "./state";

/** An argument, an output or the id, and the value that the object must have there. */
type Field = [name: string, value: unknown];

/**
 * The one object that a selector means: every field of it must agree, be it the id, the name or
 * another argument or output of the kind.
 * @throws NotFoundError when there is none, more than one, or the fields disagree
 */
export async function lookUp(
  kind: Kind,
  account: Account,
  selector: Arguments,
): Promise<ApiObject> {
  // Programs without types give null for what they do not know.
  const asked = withoutNulls(selector) as Arguments;
  const resolved = await resolveAll(kind, account, asked);
  const given = Object.entries(resolved).filter(
    ([name, value]) => value !== undefined && name !== kind.within,
  );
  refuseUnknowable(kind, asked, given);
  const collection = collectionOf(kind, resolved);
  const byName = given.length === 1 && given[0]![0] === "name";
  if (byName && kind.domainNames?.includes("name") !== true) {
    // What a look-up finds is told whole, so that the list counts, not who was there at first.
    const objects = (fresh: boolean) => account.list(collection, fresh);
    return onlyNamed(collection.title, String(given[0]![1]), objects, placeOf(kind, resolved));
  }
  const wanted = settled(kind, resolved);
  // What is used at creation only tells objects apart all the same.
  const whole = { ...kind, onlyAtCreation: undefined };
  const fits = (object: ApiObject, [name]: Field) =>
    isStored(whole, name, wanted, describe(kind, object));
  const fitting = (all: ApiObject[]) =>
    all.filter((object) => given.every((field) => fits(object, field)));
  let objects = await account.list(collection);
  if (fitting(objects).length !== 1) objects = await account.list(collection, true);
  const found = fitting(objects);
  if (found.length === 1) return found[0]!;
  const near = objects.filter((object) => given.some((field) => fits(object, field)));
  throw await notOne(kind, account, resolved, { given, found, near, objects });
}

/** @throws NetBirdError when the selector says nothing, or something that the API does not tell */
function refuseUnknowable(kind: Kind, selector: Arguments, given: readonly Field[]): void {
  if (Object.values(selector).every((value) => value === undefined)) {
    throw new NetBirdError(
      `get${kind.name} needs to know which one: get${kind.name}({ name: "…" }) or get${kind.name}({ id: "…" }).`,
    );
  }
  const hidden = [...(kind.writeOnly ?? []), ...(kind.secrets ?? [])];
  const untold = given.find(([name]) => hidden.includes(name));
  if (untold === undefined) return;
  throw new NetBirdError(
    `A ${kind.title} cannot be looked up by its ${untold[0]}, which the API does not tell.`,
  );
}

/** What was given, the objects that fit all of it or something of it, and all that there are. */
interface Candidates {
  given: readonly Field[];
  found: readonly ApiObject[];
  near: readonly ApiObject[];
  objects: readonly ApiObject[];
}

async function notOne(
  kind: Kind,
  account: Account,
  selector: Arguments,
  { given, found, near, objects }: Candidates,
): Promise<NotFoundError> {
  const fields = given.map(([name, value]) => `the ${name} ${JSON.stringify(value)}`);
  const what = fields.length === 0 ? `this ${kind.within}` : fields.join(" and ");
  const list = (some: readonly ApiObject[]) => candidateList(kind, account, selector, some);
  if (found.length > 1) {
    return new NotFoundError(
      `There are ${found.length} objects of kind ${kind.title} with ${what}: ${await list(found)}. Refer to one by its id.`,
    );
  }
  if (near.length > 0) {
    return new NotFoundError(
      `No ${kind.title} has ${what} at once; each fits something: ${await list(near)}. Give only one of them, or what belongs together.`,
    );
  }
  const nameless = objects[0]?.name === undefined ? "one with " : "";
  const there = objects.length === 0 ? "none" : `${nameless}${await list(objects)}`;
  const place = placeOf(kind, selector);
  const has = place === undefined ? "There is" : `${place} has`;
  return new NotFoundError(`There is no ${kind.title} with ${what}. ${has} ${there}.`);
}

/** Where an object is looked for, if that is inside another one: `The network "vpc"`. */
function placeOf({ within = "", references }: Kind, selector: Arguments): string | undefined {
  const title = references?.[within]?.title;
  const { name, id } = (selector[within] ?? {}) as Reference;
  return title === undefined ? undefined : `The ${title} "${name ?? id}"`;
}

/** Of a selector, what the object is inside of, with its id; nothing where that makes no difference. */
export function parentOf(kind: Kind, account: Account, selector: Arguments): Promise<Arguments> {
  const { within = "" } = kind;
  const parent = selector[within] === undefined ? {} : { [within]: selector[within] };
  return resolveAll(kind, account, parent, { trustIds: true });
}

/** An object as a program sees it: id, arguments and outputs. */
export function describe(kind: Kind, object: ApiObject): Arguments {
  return { ...kind.fromApi(object), ...kind.outputs?.(object), id: object.id };
}
