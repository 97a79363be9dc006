/**
 * Two resources for one object that is set and never made: each would overwrite what the other
 * sets at every update, or give back at its end what the other still wants, and neither would say
 * so. A run checks each resource of the program once, in one process, which therefore sees both.
 */
import type { Account } from "../api/account";
import { sameValue } from "./equality";
import { existingId } from "./existing";
import { collectionOf, identityOf, idOf, pathOf } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { perOwner } from "./perOwner";
import { resolveAll } from "./references";
import { hasUnknown } from "./unknown";

/** A resource that wants an argument of an object. */
interface Claim {
  args: Arguments;
  /** Whether it is in the state already. */
  isKnown: boolean;
}

/** Who wants what, by object and argument. */
const claimsOn = perOwner<Account, Map<string, Claim>>(() => new Map());

/**
 * Notes what a resource sets, and finds what another one sets.
 * @param olds what the resource itself had so far
 */
export async function claimProblems(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<Problem[]> {
  const place = await claimedPath(kind, account, args, olds);
  if (place === undefined) return [];
  const known = claimsOn(account);
  const wanted = await resolveAll(kind, account, args, { trustIds: true });
  const claim: Claim = { args: wanted, isKnown: Object.keys(olds).length > 0 };
  const problems: Problem[] = [];
  for (const name of Object.keys(wanted).filter((one) => isSetting(kind, one, wanted))) {
    const key = `${place} ${name}`;
    const other = known.get(key);
    if (other === undefined || isReplacementOf(other, claim)) known.set(key, claim);
    else problems.push({ property: name, reason: conflict(kind, place) });
  }
  return problems;
}

/** Whether a resource of this run sets an argument of an object. */
export function isClaimed(
  kind: Kind,
  account: Account,
  args: Arguments,
  id: string,
  name: string,
): boolean {
  const ofOne = identityOf(kind, args).some((one) => one in args);
  const place = ofOne ? pathOf(kind, args, id) : collectionOf(kind, args).path;
  return claimsOn(account).has(`${place} ${name}`);
}

/** A known resource that is about to be replaced is checked once more, as the new one. */
function isReplacementOf(other: Claim, claim: Claim): boolean {
  return other.isKnown && !claim.isKnown && sameValue(other.args, claim.args);
}

function isSetting(kind: Kind, name: string, args: Arguments): boolean {
  const steers = kind.steering.includes(name) || kind.writeOnly?.includes(name) === true;
  return !steers && args[name] !== undefined && !hasUnknown(args[name]);
}

/** The path of the object that the arguments are for, where that is beyond doubt. */
async function claimedPath(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<string | undefined> {
  if (kind.existing === undefined) return undefined;
  const identity = identityOf(kind, args).filter((name) => name in args);
  // Of the account's own settings there is one set.
  if (identity.length === 0) return collectionOf(kind, args).path;
  if (identity.some((name) => hasUnknown(args[name]))) return undefined;
  if (identity.some((name) => olds[name] !== undefined)) {
    // An object that was found by its name may be called otherwise since, and another one like it.
    if (!identity.some((name) => idOf(args[name]) !== "")) return undefined;
    // What is to be replaced is checked once more, as the new resource that it will be.
    const isReworded = identity.some((name) => !sameValue(args[name], olds[name]));
    if (isReworded && !(await meanOne(kind, account, olds, args))) return undefined;
  }
  const id = await existingId(kind, account, args);
  return id === undefined ? undefined : pathOf(kind, args, id);
}

/** Whether two selectors mean one object, in other words. */
async function meanOne(
  kind: Kind,
  account: Account,
  olds: Arguments,
  args: Arguments,
): Promise<boolean> {
  const [former, next] = await Promise.all([olds, args].map((o) => existingId(kind, account, o)));
  return former !== undefined && former === next;
}

function conflict(kind: Kind, place: string): string {
  return `another ${kind.name} of this program sets it for the same ${kind.title} (${place}), so that one would undo or give back what the other sets. Keep it in one of the two.`;
}
