/**
 * What the engine keeps of an object, which is shorter than what handlers work with: it sends every
 * value of it six times per refresh, and shows it to whoever reads a preview. A reference is one
 * text there, and what is as it is by default stands there only where the program says it.
 */
import { referenceIn, referenceText } from "../../segmentation/referenceText";
import { sameValue } from "./equality";
import { referencePath, withDefaults } from "./kind";
import type { Arguments, Kind } from "./kind";
import { referenceSchema } from "./reference";
import type { Reference } from "./reference";
import { unknownValue } from "./unknown";

/** What there is to know of a resource to shorten what is kept of it. */
export type Recordable = Pick<Kind, "references" | "defaults">;

/**
 * The record of an object's arguments and outputs.
 * @param given what the program gave, or the record that it was before
 */
export function recordOf(shape: Recordable, values: Arguments, given: Arguments): Arguments {
  const told = Object.entries(values).filter(
    ([name, value]) => name in given || !isDefault(shape, name, value),
  );
  return eachReference(shape, Object.fromEntries(told), textOf);
}

/** The arguments and outputs that a record stands for. Older records, which say it all, stay as they are. */
export function recalled(shape: Recordable, record: Arguments): Arguments {
  return withDefaults(shape, recalledReferences(shape, record));
}

/** {@link recalled} without defaults: what the program gives, of which some may come from the record. */
export function recalledReferences(shape: Recordable, record: Arguments): Arguments {
  return eachReference(shape, record, referenceOf);
}

function isDefault({ defaults = {} }: Recordable, name: string, value: unknown): boolean {
  return name in defaults && sameValue(value, defaults[name]);
}

/** The id of what does not exist yet, in the words of a preview. */
const newId = "new";

/** A reference as a text, where one stands for it; what is not known at all stays the engine's marker. */
function textOf(value: unknown): unknown {
  if (!isReference(value)) return value;
  const { id } = value;
  const name = value.name === unknownValue ? undefined : value.name;
  if (name === undefined && (id === undefined || id === unknownValue)) return unknownValue;
  const text = referenceText({ name, id: id === unknownValue ? newId : id });
  const read = readText(text);
  // Identity providers choose the ids of users.
  return read.name === name && read.id === id ? text : value;
}

/** Whether a value has the shape of a reference; what has not was refused by the check. */
function isReference(value: unknown): value is Reference {
  return referenceSchema.safeParse(value).success;
}

function referenceOf(value: unknown): unknown {
  return typeof value === "string" && value !== unknownValue ? readText(value) : value;
}

function readText(text: string): Reference {
  const reference = referenceIn(text);
  return reference.id === newId ? { ...reference, id: unknownValue } : reference;
}

/** Replaces every reference among the arguments by what `change` makes of it. */
function eachReference(
  shape: Recordable,
  values: Arguments,
  change: (reference: unknown) => unknown,
): Arguments {
  const result = { ...values };
  for (const path of Object.keys(shape.references ?? {})) {
    const [name, part] = referencePath(path);
    const changeItem = (item: unknown): unknown => {
      if (part === undefined) return change(item);
      const owner = item as Arguments | null;
      return owner?.[part] === undefined ? item : { ...owner, [part]: change(owner[part]) };
    };
    const value = result[name];
    if (Array.isArray(value)) result[name] = value.map(changeItem);
    else if (value !== undefined && part === undefined) result[name] = change(value);
  }
  return result;
}
