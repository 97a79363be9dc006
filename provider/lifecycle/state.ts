import { isDeepStrictEqual } from "node:util";
import { domainKey } from "../../segmentation/addresses";
import type { ApiObject } from "../api/account";
import { sameInOrder, sameValue } from "./equality";
import { calledIn } from "./kind";
import type { Arguments, Kind } from "./kind";

/** What the program gives: null is nothing, and the provider's own line is not the program's. */
export function given(values: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => name !== "__provider" && value !== null),
  );
}

/** A value whose objects have no part that is null: so a secret that is undefined reaches the provider. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(parts.map(([name, part]) => [name, withoutNulls(part)]));
}

/** The arguments that are part of the object: no steering, no outputs, nothing that was left out. */
export function objectArguments(kind: Kind, values: Arguments): Arguments {
  const { shape } = kind.schema;
  const isPart = ([name, value]: [string, unknown]) =>
    value !== undefined && value !== null && Object.hasOwn(shape, name);
  const parts = Object.entries(values).filter(isPart);
  return Object.fromEntries(parts.filter(([name]) => !kind.steering.includes(name)));
}

/**
 * What goes into the state: of the arguments those that the program gave, with the server's
 * values; where these mean the same the recorded spelling stays, so that nothing shows as changed.
 * @param recorded where the steering arguments, the outputs that are told only once, and the
 *   values that were there before us are
 */
export function stateOf(
  kind: Kind,
  object: ApiObject,
  args: Arguments,
  recorded: Arguments,
): Arguments {
  const stored = kind.fromApi(object);
  const managed = Object.keys(args).map((name) => [
    name,
    isStored(kind, name, args, stored) ? args[name] : stored[name],
  ]);
  const kept = [...kind.steering, ...(kind.toldOnce ?? []), "previous"]
    .filter((name) => name in recorded)
    .map((name) => [name, recorded[name]]);
  return plain(Object.fromEntries([...kept, ...managed, ...toldBy(kind, object)]) as Arguments);
}

/** The outputs that an object tells each time. */
function toldBy(kind: Kind, object: ApiObject): [string, unknown][] {
  return Object.entries(kind.outputs?.(object) ?? {}).filter(([, value]) => value !== undefined);
}

/** Whether {@link stateOf} an object would be what is recorded of it; quicker than to see. */
export function isAsRecorded(
  kind: Kind,
  object: ApiObject,
  args: Arguments,
  recorded: Arguments,
): boolean {
  const told = Object.fromEntries(toldBy(kind, object));
  // What is told only once stays as it was told.
  const outputs = [
    ...Object.keys(told),
    ...(kind.outputNames ?? []).filter((name) => !kind.toldOnce?.includes(name)),
  ];
  const isTold = (name: string) => isDeepStrictEqual(told[name], recorded[name]);
  return outputs.every(isTold) && differing(kind, args, object).length === 0;
}

/** Whether the server has an argument as the program wrote it. */
export function isStored(kind: Kind, name: string, args: Arguments, stored: Arguments): boolean {
  if (kind.onlyAtCreation?.(args).includes(name) === true) return true;
  const own = kind.isStored?.(name, args[name], stored[name], stored);
  return (
    own ?? (kind.writeOnly?.includes(name) || sameArgument(kind, name, args[name], stored[name]))
  );
}

/** Whether two values of an argument mean the same. */
export function sameArgument(kind: Kind, name: string, a: unknown, b: unknown): boolean {
  const same = kind.ordered?.includes(name) === true ? sameInOrder : sameValue;
  return same(comparable(kind, name, a), comparable(kind, name, b));
}

/** A value of an argument as it compares: one spelling for all that mean the same. */
export function comparable(kind: Kind, name: string, value: unknown): unknown {
  const meaning = kind.meanings?.[name];
  if (meaning !== undefined) return meaning(value);
  if (kind.domainNames?.includes(name) !== true) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => comparable(kind, name, item));
  return typeof value === "string" ? domainKey(value) : value;
}

/** A state without how the program said to treat the object: what it no longer says is no longer so. */
export function withoutSteering({ steering }: Kind, state: Arguments): Arguments {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !steering.includes(name)));
}

/** Whether the object is to stay as it is when the resource is deleted. */
export function leaves({ onDelete }: Arguments): boolean {
  return onDelete === "leave";
}

/** The part of a state that the program wrote. */
export function inputsOf(kind: Kind, state: Arguments): Arguments {
  const names = Object.keys(kind.schema.shape).filter((name) => name in state);
  return Object.fromEntries(names.map((name) => [name, state[name]]));
}

/** What a PUT sends: the server's values, with the program's in their place. */
export function merged(kind: Kind, current: Arguments, args: Arguments): Arguments {
  const result = { ...current, ...args };
  // The server takes no other spelling of some domains, not even one that means the same.
  for (const name of [...(kind.domainNames ?? []), ...Object.keys(kind.meanings ?? {})]) {
    const isSame = name in args && sameArgument(kind, name, args[name], current[name]);
    if (isSame) result[name] = current[name];
  }
  for (const alternatives of kind.alternatives ?? []) {
    if (!alternatives.some((name) => name in args)) continue;
    for (const name of alternatives) if (!(name in args)) delete result[name];
  }
  return result;
}

/** The arguments that the server has otherwise than the program wrote them. */
export function differing(kind: Kind, args: Arguments, object: ApiObject): string[] {
  const stored = kind.fromApi(object);
  return Object.keys(args).filter((name) => !isStored(kind, name, args, stored));
}

/** The first thing that the server did not store as it was sent; undefined when it stored all. */
export function storedDifference(
  kind: Kind,
  args: Arguments,
  object: ApiObject,
): string | undefined {
  const [name] = differing(kind, args, object);
  if (name === undefined) return undefined;
  const stored = kind.fromApi(object);
  const values = `: wanted ${JSON.stringify(args[name])}, stored ${JSON.stringify(stored[name] ?? null)}`;
  return (
    `The server did not store "${name}" of ${calledIn(kind, args, object.id)} as asked` +
    `${kind.secrets?.includes(name) ? "" : values}. ` +
    (kind.explainDifference?.(name) ??
      "Something it refers to may have been deleted meanwhile: run `pulumi refresh`, then `pulumi up`.")
  );
}

/** A copy without undefined values: the SDK fails on them after the object was created. */
export function plain(values: Arguments): Arguments {
  return JSON.parse(JSON.stringify(values)) as Arguments;
}
