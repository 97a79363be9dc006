/** Which object on the server the program means, and how to say so. */
import type { ApiObject } from "./account";
import { identityOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { isStored } from "./state";

/** What objects of a roster are as arguments: each new one is compared with all that there are. */
const storedByKind = new WeakMap<Kind, WeakMap<ApiObject, Arguments>>();

function storedOf(kind: Kind, object: ApiObject): Arguments {
  const known = storedByKind.get(kind) ?? new WeakMap<ApiObject, Arguments>();
  storedByKind.set(kind, known);
  const stored = known.get(object) ?? kind.fromApi(object);
  known.set(object, stored);
  return stored;
}

/** Whether an object is the one that the arguments mean, whatever else it is like. */
export function isSame(kind: Kind, object: ApiObject, args: Arguments): boolean {
  const stored = storedOf(kind, object);
  return identityOf(kind, args).every((name) => isStored(kind, name, args, stored));
}

/** What tells an object apart, in words: `named "peer-x"`. */
export function described(kind: Kind, args: Arguments): string {
  const identity = identityOf(kind, args).filter((name) => name in args);
  if (identity.length === 1 && typeof args[identity[0]!] === "string") {
    const name = identity[0]!;
    const value = JSON.stringify(args[name]);
    return name === "name" ? `named ${value}` : `with the ${name} ${value}`;
  }
  return `with the same ${identity.join(" and ")}`;
}
