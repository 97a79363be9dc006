/**
 * Objects that are set but never made (account and DNS settings, peers): what they had before is
 * kept in the state.
 */
import type { Account, ApiObject } from "../api/account";
import { sameValue } from "./equality";
import { pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { perOwner } from "./perOwner";

/** An argument that the program gives: what the object had before, and what it was set to. */
export interface Previous {
  was?: unknown;
  set: unknown;
  /** What it was set to before, while it is open whether the last write was carried out. */
  earlier?: unknown[];
}

/** What is kept of the time before us, by argument. */
export function previousOf(props: Arguments): Record<string, Previous> {
  const known = Object.entries((props.previous ?? {}) as Record<string, Previous>);
  // What the program gave up meanwhile is the server's.
  return Object.fromEntries(known.filter(([name]) => name in props));
}

/** What resources of this run set no longer: what was there before them, by object and argument. */
const givenUpIn = perOwner<Account, Map<string, Record<string, Previous>>>(() => new Map());

/**
 * What is known of the time before us: by the resource itself, and by another one of which it takes
 * over arguments. Both write in the same run, so the latter is asked for once the write is done.
 */
export function memoryOf(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  known: Record<string, Previous>,
): () => Record<string, Previous> {
  const path = pathOf(kind, args, id);
  handOver(
    account,
    path,
    Object.entries(known).filter(([name]) => !(name in args)),
  );
  return () => ({ ...givenUpIn(account).get(path), ...known });
}

/** Keeps what is known of arguments that another resource sets from now on. */
export function handOver(
  account: Account,
  path: string,
  values: readonly (readonly [string, Previous])[],
): void {
  const givenUp = givenUpIn(account);
  givenUp.set(path, { ...givenUp.get(path), ...Object.fromEntries(values) });
}

/** What to keep of the time before us after a write of these arguments. */
export function previousValues(
  kind: Kind,
  before: ApiObject,
  args: Arguments,
  known: Record<string, Previous>,
): Record<string, Previous> {
  const stored = kind.fromApi(before);
  const names = Object.keys(args).filter((name) => !kind.writeOnly?.includes(name));
  // What we set ourselves meanwhile is not what was there before.
  return Object.fromEntries(
    names.map((name) => [
      name,
      { was: name in known ? known[name]!.was : stored[name], set: args[name] },
    ]),
  );
}

/** The same after a write that failed: the object may be as before it, as asked, or half of each. */
export function previousOfUnfinished(
  kind: Kind,
  before: ApiObject,
  args: Arguments,
  known: Record<string, Previous>,
): Record<string, Previous> {
  const values = Object.entries(previousValues(kind, before, args, known));
  return Object.fromEntries(
    values.map(([name, value]) => {
      const sets = name in known ? setsOf(known[name]!) : [];
      const earlier = sets.filter((set) => !sameValue(set, value.set));
      return [name, earlier.length === 0 ? value : { ...value, earlier }];
    }),
  );
}

/** All that an argument may have been set to by us. */
export function setsOf({ set, earlier = [] }: Previous): unknown[] {
  return [...earlier, set];
}
