import type { Account } from "../api/account";
import { hidden, hiddenWhere, requireFullView } from "./hiddenObjects";
import { collectionOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { describe, lookUp, parentOf } from "./lookup";
import { ownPart } from "./ownPart";
import { spentBefore } from "./spent";
import { inputsOf, isAsRecorded, objectArguments, plain, stateOf, withoutNulls } from "./state";

/** What a read tells the engine. */
export interface Read {
  /** Empty when the object is gone. */
  id: string;
  /** The very properties that were given where nothing has changed. */
  props?: Arguments;
  inputs?: Arguments;
}

/** Reads the object of a resource again, for a refresh. */
export async function readRecorded(
  kind: Kind,
  account: Account,
  id: string,
  props: Arguments,
): Promise<Read> {
  const args = objectArguments(kind, props);
  const reading = account.object(collectionOf(kind, args), id);
  if (kind.readNext !== undefined) account.expect(kind.readNext);
  const object = await reading.catch((error: unknown) => hiddenWhere(kind, account, error));
  if (object === hidden) return { id, props };
  if (object === undefined) {
    await requireFullView(kind, account, id, args);
    const remains = spentBefore(props) !== undefined;
    return remains ? { id, props, inputs: inputsOf(kind, props) } : { id: "" };
  }
  const own = await ownPart(kind, account, object, args);
  // Where nothing has changed, the engine's arguments stand as well: half of what would be sent.
  if (isAsRecorded(kind, own, args, props)) return { id, props };
  const state = stateOf(kind, own, args, props);
  return { id, props: state, inputs: inputsOf(kind, state) };
}

/** Reads the object that a look-up asks for, by the selector in `lookup`. */
export async function readLookup(kind: Kind, account: Account, props: Arguments): Promise<Read> {
  const selector = withoutNulls(props.lookup) as Arguments;
  const parent = await parentOf(kind, account, selector);
  // What was found before is known by its id, whatever it is called by now.
  const found =
    typeof props.id === "string"
      ? await account.object(collectionOf(kind, parent), props.id)
      : await lookUp(kind, account, selector);
  if (found === undefined) return { id: "" };
  const lookup = { ...selector, ...parent, id: found.id };
  return { id: found.id, props: plain({ ...describe(kind, found), lookup }) };
}
