import type { Account } from "../api/account";
import { redact } from "../api/redact";
import { sameValue } from "./equality";
import { calledIn } from "./kind";
import type { Arguments, Kind } from "./kind";
import { objectArguments } from "./state";

/**
 * Tells what somebody changed in arguments that are in no state, because the server had them anyway when the
 * program first gave them: the engine shows that the object differs, and not in what, for it compares what the
 * program gives with what it gave before.
 * @param wanted what the program gives
 * @param stored what the server has
 * @param names the arguments that differ and are not in the state
 */
export function tellUnseenDrift(
  kind: Kind,
  account: Account,
  id: string,
  { wanted, stored }: { wanted: Arguments; stored: Arguments },
  names: readonly string[],
): void {
  const isSame = (args: Arguments) => sameValue(objectArguments(kind, args), wanted);
  const wishes = account.wishes(kind.name);
  // A refresh checks nothing, and compares with what the program gave before.
  const before = wishes.length === 0 ? wanted : wishes.find(({ args }) => isSame(args))?.olds;
  const unseen = names.filter((name) => name in (before ?? {}) && !kind.secrets?.includes(name));
  if (unseen.length === 0) return;
  const text = (value: unknown) => JSON.stringify(value ?? null);
  const list = unseen.map(
    (name) => `${name} ${text(stored[name])} instead of ${text(wanted[name])}`,
  );
  // The engine shows among its diagnostics what its provider process prints.
  console.error(redact(`Somebody has changed ${calledIn(kind, wanted, id)}: ${list.join(", ")}.`));
}
