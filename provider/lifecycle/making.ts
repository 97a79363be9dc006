import type { Account, ApiObject } from "../api/account";
import { NetBirdError } from "../api/errors";
import { existingToAdopt } from "./adopting";
import { PartialCreateError } from "./engineErrors";
import type { Arguments, Kind } from "./kind";
import { noteWritten } from "./owners";
import { ownPart } from "./ownPart";
import { createObject } from "./posting";
import { plain, stateOf, storedDifference } from "./state";
import { identityKey } from "./uniqueness";
import { updateObject } from "./updating";

/** A new resource's object, and what the state is to have of it. */
export interface Made {
  id: string;
  outs: Arguments;
}

/**
 * Makes an object, or takes over the one that is there already if the program asks for it.
 * @param args the arguments with their references resolved
 * @param inputs all that the program gives, how to treat the object included
 * @throws PartialCreateError when the object is there, but not as it was asked for
 */
export function makeOrAdopt(
  kind: Kind,
  account: Account,
  args: Arguments,
  inputs: Arguments,
): Promise<Made> {
  // Two resources for one object are told apart here, not by a race on the server.
  return account.exclusive(identityKey(kind, args), async () => {
    const adopted = await existingToAdopt(kind, account, inputs.adopt, args);
    if (adopted === undefined) return make(kind, account, args, inputs);
    const object = await matchAdopted(kind, account, adopted, args);
    return { id: object.id, outs: stateOfNew(kind, object, args, inputs) };
  });
}

/** Creates an object, and sets afterwards what the API does not take at creation. */
async function make(
  kind: Kind,
  account: Account,
  args: Arguments,
  inputs: Arguments,
): Promise<Made> {
  const made = await createObject(kind, account, args);
  noteWritten(kind, account, args, made.id);
  // What is told only once is in this answer, and not in that of an update.
  const recorded = { ...inputs, ...plain(kind.outputs?.(made) ?? {}) };
  if (storedDifference(kind, args, made) === undefined) {
    return { id: made.id, outs: stateOfNew(kind, made, args, recorded) };
  }
  try {
    const { after } = await updateObject(kind, account, made.id, args);
    return { id: made.id, outs: stateOfNew(kind, after, args, recorded) };
  } catch (error) {
    if (!(error instanceof NetBirdError) || error instanceof PartialCreateError) throw error;
    throw new PartialCreateError(made.id, stateOf(kind, made, args, recorded), error.message);
  }
}

async function matchAdopted(
  kind: Kind,
  account: Account,
  adopted: ApiObject,
  args: Arguments,
): Promise<ApiObject> {
  const object = await ownPart(kind, account, adopted, args);
  const stored = kind.fromApi(adopted);
  const { secrets = [], writeOnly = [], setAfterwards = [], replaceOnChange = [] } = kind;
  const hidden = [...secrets, ...writeOnly].filter((name) => !replaceOnChange.includes(name));
  const seen = [...hidden, ...setAfterwards].every((name) => isShown(args[name], stored[name]));
  if (seen && storedDifference(kind, args, object) === undefined) return object;
  return (await updateObject(kind, account, object.id, args)).after;
}

/** Whether the server shows that it has what is wanted: what it hides, as a credential, may be another. */
function isShown(wanted: unknown, stored: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null)
    return wanted === stored || wanted === undefined;
  const shown = (stored ?? {}) as Arguments;
  return Object.entries(wanted).every(([name, value]) => isShown(value, shown[name]));
}

/** The state of a new object; one that is not as it was asked for is recorded and reported. */
function stateOfNew(
  kind: Kind,
  object: ApiObject,
  args: Arguments,
  recorded: Arguments,
): Arguments {
  const state = stateOf(kind, object, args, recorded);
  const difference = storedDifference(kind, args, object);
  if (difference !== undefined) throw new PartialCreateError(object.id, state, difference);
  return state;
}
