/**
 * Groups and their members are two views of one relation, and each view is written as a whole: a
 * group's PUT with all its members, a network resource's with all its groups. What one side sets
 * while the other is between its reading and its writing would be lost without an error, so that
 * the two sides take turns. Writes of one side do not wait for each other.
 */
import type { Account } from "../api/account";
import type { Kind } from "./kind";
import { perOwner } from "./perOwner";

/** Whose view a write is: the groups', or that of what is in them. */
export type Side = "groups" | "members";

const turnsOf = perOwner<Account, Turns>(() => new Turns());

/** Does something when it is the turn of the kind's side; at once where the kind has none. */
export async function inTurn<T>(
  kind: Kind,
  account: Account,
  action: () => Promise<T>,
): Promise<T> {
  if (kind.memberships === undefined) return action();
  const turns = turnsOf(account);
  await turns.begin(kind.memberships);
  try {
    return await action();
  } finally {
    turns.end();
  }
}

/** Who waits for the other side goes before those of the first side that come later. */
class Turns {
  private side?: Side;
  private active = 0;
  private waiting: { side: Side; begin: () => void }[] = [];

  begin(side: Side): Promise<void> {
    const isFree = this.active === 0 || (this.side === side && this.waiting.length === 0);
    if (!isFree) return new Promise((begin) => this.waiting.push({ side, begin }));
    this.side = side;
    this.active++;
    return Promise.resolve();
  }

  end(): void {
    this.active--;
    const side = this.waiting[0]?.side;
    if (this.active > 0 || side === undefined) return;
    const next = this.waiting.filter((one) => one.side === side);
    this.waiting = this.waiting.filter((one) => one.side !== side);
    this.side = side;
    this.active = next.length;
    for (const { begin } of next) begin();
  }
}
