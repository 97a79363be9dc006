/**
 * What the engine keeps of an object, which is shorter than what handlers work with: it sends every
 * value of it six times per refresh, and shows it to whoever reads a preview. A reference is one
 * text there, and what is as it is by default stands there only where the program says it.
 */
import { referenceIn, referenceText } from "../../segmentation/referenceText";
import { referencePath, withDefaults } from "./kind";
import type { Arguments, Kind } from "./kind";
import { referenceSchema } from "./reference";
import type { Reference } from "./reference";
import { sameArgument } from "./state";
import { unknownValue } from "./unknown";

/** What there is to know of a resource to shorten what is kept of it. */
export type Recordable = Pick<Kind, "references" | "defaults" | "ordered" | "domainNames">;

/**
 * The record of an object's arguments and outputs.
 * @param given what the program gave, or the record that it was before
 */
export function recordOf(shape: Recordable, values: Arguments, given: Arguments): Arguments {
  const told = Object.entries(values).filter(
    ([name]) => name in given || !isDefault(shape, name, values),
  );
  return eachReference(shape, Object.fromEntries(told), textOf);
}

/** The arguments and outputs that a record stands for. Older records, which say it all, stay as they are. */
export function recalled(shape: Recordable, record: Arguments): Arguments {
  return withDefaults(shape, withReferences(shape, record));
}

/** {@link recalled} without defaults: what the program gives, of which some may come from the record. */
export function withReferences(shape: Recordable, record: Arguments): Arguments {
  return eachReference(shape, record, referenceOf);
}

function isDefault(shape: Recordable, name: string, values: Arguments): boolean {
  const { [name]: value, ...others } = values;
  const byDefault = shape.defaults?.(others) ?? {};
  return name in byDefault && sameArgument(shape, name, value, byDefault[name]);
}

/** The id of what does not exist yet, in the words of a preview. */
const newId = "new";

function textOf(value: unknown): unknown {
  if (!isReference(value)) return value;
  const { name, id } = value;
  if (id === unknownValue && (name === undefined || name === unknownValue)) return unknownValue;
  return referenceText({
    name: name === unknownValue ? undefined : name,
    id: id === unknownValue ? newId : id,
  });
}

/** Whether a value has the shape of a reference; what has not was refused by the check. */
function isReference(value: unknown): value is Reference {
  return referenceSchema.safeParse(value).success;
}

function referenceOf(value: unknown): unknown {
  if (typeof value !== "string" || value === unknownValue) return value;
  const { id, ...reference } = referenceIn(value);
  return id === undefined ? reference : { ...reference, id: id === newId ? unknownValue : id };
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
