/**
 * What the engine keeps of an object, which is shorter than what handlers work with: it sends every
 * value of it six times per refresh, and shows it to whoever reads a preview. A reference is one
 * text there, and what is as it is by default stands there only where the program says it.
 */
import { referenceIn, referenceText } from "../../segmentation/referenceText";
import { referencePath, withDefaults } from "./kind";
import type { Arguments, Kind } from "./kind";
import { sameArgument } from "./state";
import { unknownValue } from "./unknown";

/**
 * The record of an object's arguments and outputs.
 * @param given what the program gave, or the record that it was before
 */
export function recordOf(kind: Kind, values: Arguments, given: Arguments): Arguments {
  const told = Object.entries(values).filter(
    ([name]) => name in given || !isDefault(kind, name, values),
  );
  return eachReference(kind, Object.fromEntries(told), textOf);
}

/** The arguments and outputs that a record stands for. Older records, which say it all, stay as they are. */
export function recalled(kind: Kind, record: Arguments): Arguments {
  return withDefaults(kind, withReferences(kind, record));
}

/** {@link recalled} without defaults: what the program gives, of which some may come from the record. */
export function withReferences(kind: Kind, record: Arguments): Arguments {
  return eachReference(kind, record, referenceOf);
}

function isDefault(kind: Kind, name: string, values: Arguments): boolean {
  const { [name]: value, ...others } = values;
  const byDefault = kind.defaults?.(others) ?? {};
  return name in byDefault && sameArgument(kind, name, value, byDefault[name]);
}

/** The id of what does not exist yet, in the words of a preview. */
const newId = "new";

function textOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { name, id } = value as { name?: string; id?: string };
  if (id === unknownValue && (name === undefined || name === unknownValue)) return unknownValue;
  return referenceText({
    name: name === unknownValue ? undefined : name,
    id: id === unknownValue ? newId : id,
  });
}

function referenceOf(value: unknown): unknown {
  if (typeof value !== "string" || value === unknownValue) return value;
  const { id, ...reference } = referenceIn(value);
  return id === undefined ? reference : { ...reference, id: id === newId ? unknownValue : id };
}

/** Replaces every reference among the arguments by what `change` makes of it. */
function eachReference(
  kind: Kind,
  values: Arguments,
  change: (reference: unknown) => unknown,
): Arguments {
  const result = { ...values };
  for (const path of Object.keys(kind.references ?? {})) {
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
