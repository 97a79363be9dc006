/**
 * Writes to objects that are set but never made. What they had before exists nowhere once it is
 * overwritten, so it gets into the state whatever becomes of the write.
 */
import type { Account, ApiObject } from "../api/account";
import { NetBirdError, messageOf } from "../api/errors";
import { PartialCreateError } from "./engineErrors";
import type { Arguments, Kind } from "./kind";
import { memoryOf, previousOfUnfinished, previousValues } from "./restoring";
import type { Previous } from "./restoring";
import { stateOf, storedDifference } from "./state";
import { updateObject } from "./updating";

/** What the state says besides the arguments. */
interface Memory {
  /** Where the steering arguments are. */
  recorded: Arguments;
  /** What is known already of the time before us. */
  known?: Record<string, Previous>;
}

/**
 * Sets what the program gives, and answers with the new state.
 * @throws PartialCreateError when it fails after something was sent: the server may have carried
 *   out all of it unheard, or a part, as it does with a peer's address
 * @throws NetBirdError when it fails before that
 */
export async function setExisting(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  { recorded, known = {} }: Memory,
): Promise<Arguments> {
  const memory = memoryOf(kind, account, id, args, known);
  let before: ApiObject | undefined;
  let lastSeen: ApiObject | undefined;
  try {
    const update = await updateObject(kind, account, id, args, {
      beforeSending: (found) => (before = lastSeen = found),
    });
    lastSeen = update.after;
    const difference = storedDifference(kind, args, update.after);
    if (difference !== undefined) throw new NetBirdError(difference);
    const previous = previousValues(kind, update.before, args, memory());
    return stateOf(kind, update.after, args, { ...recorded, previous });
  } catch (error) {
    if (before === undefined || lastSeen === undefined) throw error;
    const previous = previousOfUnfinished(kind, before, args, memory());
    const state = stateOf(kind, lastSeen, args, { ...recorded, previous });
    throw new PartialCreateError(id, state, messageOf(error));
  }
}
