import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { Account, ApiObject, Collection } from "../api/account";
import { NotFoundError } from "../api/errors";
import { suggestion } from "../../segmentation/names";
import { shortList } from "./shortList";
import { unknownValue } from "./unknown";

/** A reference: the name for people, the id for identity. */
export interface Reference {
  /** Name of the object. Enough by itself when the object is made elsewhere. */
  name?: string;
  /** Id of the object; decides when it is given. */
  id?: string;
}

/** The part of a resource that a reference needs. */
export interface Referable {
  readonly id: pulumi.Output<string>;
  /** A peer has none where the program leaves it to the device. */
  readonly name: pulumi.Output<string | undefined>;
}

/** What a program may write where an object is referred to: the resource, its name, or both parts. */
export type ReferenceArg =
  Referable | string | { name?: pulumi.Input<string>; id?: pulumi.Input<string> };

/** Schema of a reference as the provider receives it. */
export const referenceSchema = z
  .strictObject({ name: z.string().min(1).optional(), id: z.string().min(1).optional() })
  .refine((value) => value.name !== undefined || value.id !== undefined, {
    message: "a reference needs a name or an id",
  });

/**
 * The reference that one argument is. Name and id stay separate outputs, so that a preview
 * shows the name of an object whose id does not exist yet.
 */
export function toReference(arg: pulumi.Input<ReferenceArg>): pulumi.Input<Reference> {
  if (typeof arg === "string") return { name: arg };
  if (pulumi.Output.isInstance(arg) || arg instanceof Promise) {
    const value = pulumi.output(arg as pulumi.Input<{ name?: string; id?: string } | string>);
    // What turns out to be nothing, as an output that another stack lacks, is the schema's to refuse.
    return {
      name: value.apply((given) => (typeof given === "string" ? given : given?.name)),
      id: value.apply((given) => (typeof given === "string" ? undefined : given?.id)),
    } as unknown as pulumi.Input<Reference>;
  }
  if (isNothing(arg)) return arg;
  return { name: arg.name, id: arg.id } as pulumi.Input<Reference>;
}

/**
 * {@link toReference} for one or for a list; nothing stays nothing.
 * @param part where the items of the list have the reference, when they are not references themselves
 */
export function toReferences(given: unknown, part?: string): pulumi.Input<unknown> {
  if (pulumi.Output.isInstance(given) || given instanceof Promise) {
    return (pulumi.output(given) as pulumi.Output<unknown>).apply((value) =>
      pulumi.output(toReferences(value, part)),
    );
  }
  if (isNothing(given)) return given;
  if (Array.isArray(given)) {
    return given.map((item: unknown) =>
      part === undefined ? toReference(item as ReferenceArg) : toReferences(item, part),
    );
  }
  if (part === undefined) return toReference(given as ReferenceArg);
  const owner = given as Record<string, ReferenceArg> | null;
  // What has nothing there is the schema's to refuse.
  return owner?.[part] === undefined ? owner : { ...owner, [part]: toReference(owner[part]) };
}

/** Programs without types, or with a lie in them, give it where there should be something. */
function isNothing(value: unknown): value is never {
  return value === undefined || value === null;
}

/**
 * Completes a reference with the id that its name stands for. A reference that is still unknown at
 * preview is taken as it is.
 * @throws NotFoundError when no object, or more than one, has the name, or none has the id
 */
export async function resolveReference(
  account: Account,
  collection: Collection,
  reference: Reference,
): Promise<Reference> {
  if (reference.id !== undefined) {
    if (reference.id !== unknownValue) await requireId(account, collection, reference);
    return reference;
  }
  if (reference.name === unknownValue) return reference;
  const found = await findByName(account, collection, reference.name ?? "");
  return { name: reference.name, id: found.id };
}

/** The server drops unknown ids without a word, or stores them: either way nobody meant them. */
async function requireId(
  account: Account,
  collection: Collection,
  { id, name }: Reference,
): Promise<void> {
  if ((await account.roster(collection)).has(id!)) return;
  if ((await account.roster(collection, true)).has(id!)) return;
  const called = name === undefined || name === unknownValue ? "" : ` ("${name}")`;
  throw new NotFoundError(
    `There is no ${collection.title} with the id "${id}"${called}. If it was deleted outside this program, run \`pulumi refresh\` first.`,
  );
}

function findByName(account: Account, collection: Collection, name: string): Promise<ApiObject> {
  const objects = async (fresh: boolean) => [...(await account.roster(collection, fresh)).values()];
  return onlyNamed(collection.title, name, objects);
}

/**
 * The only one of some objects with a name.
 * @param objects the objects as far as this process knows; `fresh` asks the server
 * @param place where they are, at the beginning of a sentence
 * @throws NotFoundError that lists similar names, or the ids of the objects that share the name
 */
export async function onlyNamed(
  title: string,
  name: string,
  objects: (fresh: boolean) => Promise<ApiObject[]>,
  place = "This account",
): Promise<ApiObject> {
  const named = (all: ApiObject[]) => all.filter((object) => object.name === name);
  let all = await objects(false);
  // Another program may have made it, or made it unambiguous, since this process looked first.
  if (named(all).length !== 1) all = await objects(true);
  const found = named(all);
  if (found.length === 1) return found[0]!;
  throw new NotFoundError(
    found.length === 0
      ? noneNamed(title, name, all, place)
      : `There are ${found.length} objects of kind ${title} named "${name}": ${found.map(({ id }) => id).join(", ")}. Refer to one by its id.`,
  );
}

function noneNamed(title: string, name: string, objects: ApiObject[], place: string): string {
  const meant = objects.find(({ id }) => id === name);
  if (meant !== undefined) {
    return `"${name}" is the id of the ${title} "${meant.name ?? meant.id}", and a text is taken for a name: write { id: "${name}" }.`;
  }
  const names = objects.map((object) => object.name ?? object.id);
  const similar = suggestion(name, names);
  const hint =
    similar === undefined
      ? `${place} has ${names.length === 0 ? "none" : shortList(names)}.`
      : `Did you mean "${shortList([similar])}"?`;
  return `There is no ${title} named "${name}". ${hint} If this program creates it, pass the resource itself instead of its name; if this run leaves it out (--target, --exclude), include it.`;
}

/** Whether a reference means one of some objects: by its id, or by its name while it has none. */
export function isMemberOf(
  objects: readonly { id: string; name: string }[] | null,
  { id, name }: Reference,
): boolean {
  return (objects ?? []).some((one) => (id === undefined ? one.name === name : one.id === id));
}
