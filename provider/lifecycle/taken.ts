/**
 * Whether what tells an object from others is taken, as far as a preview can tell. Resources are checked
 * in the order in which they are registered: what an earlier one has may be free by then, what a later one
 * has is not, and what the program no longer has goes last.
 */
import type { Account, ApiObject } from "../api/account";
import { adoptAdvice, noSuch, severalOf, whyUnfit } from "./adopting";
import { collectionOf, idOf, identityOf, labelOf, settled } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { whereReadable } from "./readable";
import { resolveAgainst } from "./references";
import { sameArgument } from "./state";
import { alike, described, isMeantBy, takenBy } from "./uniqueness";
import { hasUnknown } from "./unknown";

/**
 * Finds what the update would refuse because another object is the same one already, or cannot be adopted.
 * @param olds the object's arguments as they were last applied; none for a new one
 */
export async function takenProblems(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<Problem[]> {
  if (kind.existing !== undefined || isOpen(kind, args)) return [];
  const isNew = Object.keys(olds).length === 0;
  return whereReadable(async () => {
    if (isNew && typeof args.adopt === "string")
      return problem("adopt", await whyNotById(kind, account, args, args.adopt));
    const [name = "", ...others] = identityOf(kind, args);
    const reason = isNew
      ? await whyNotMade(kind, account, args)
      : await whyNotChanged(kind, account, args, olds);
    return problem(others.length === 0 ? name : "", reason);
  });
}

/** Whether it is not known yet what the object will be, or where. */
function isOpen(kind: Kind, args: Arguments): boolean {
  const { within } = kind;
  if (within !== undefined && (hasUnknown(args[within]) || idOf(args[within]) === "")) return true;
  return ["adopt", ...identityOf(kind, args)].some((name) => hasUnknown(args[name]));
}

function problem(property: string, reason: string | undefined): Problem[] {
  return reason === undefined ? [] : [{ property, reason }];
}

/** Why an object cannot be adopted by its id. */
async function whyNotById(
  kind: Kind,
  account: Account,
  args: Arguments,
  id: string,
): Promise<string | undefined> {
  const collection = collectionOf(kind, args);
  const object =
    (await account.roster(collection)).get(id) ?? (await account.roster(collection, true)).get(id);
  if (object === undefined) return noSuch(kind, id);
  const stored = kind.fromApi(object);
  // Of several that are called alike, a resource of the program may have another one.
  const isAlone = (await alike(kind, account, { ...args, ...stored })).length === 1;
  if (isAlone && (await holders(kind, account, args, object)).length > 0) {
    return `The ${kind.title} "${labelOf(kind, stored, id)}" (${id}) is managed by a resource of this program already. Remove adopt.`;
  }
  const unfit = whyUnfit(kind, object, known(args));
  if (unfit !== undefined) return unfit;
  // Of several that are called alike already, one may be chosen.
  if (isMeantBy(args, kind, object)) return undefined;
  return whyTaken(kind, account, args, (other) => other.id !== id);
}

/** Why a new object cannot be made, or one like it taken over. */
async function whyNotMade(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<string | undefined> {
  const found = await alike(kind, account, args);
  if (found.length === 0) return undefined;
  const held = await Promise.all(found.map((object) => holders(kind, account, args, object)));
  if (held.some((wishes) => wishes.length > 0)) return undefined;
  const [one, ...others] = found;
  if (args.adopt === true && others.length > 0) return severalOf(kind, account, args, found);
  if (args.adopt === true) return whyUnfit(kind, one!, known(args));
  const refusal = others.length > 0 ? undefined : kind.refuseWrite?.(one!, args);
  if (refusal !== undefined) return refusal;
  // Whoever asks for a replacement gets this one check, in which nothing tells it from a new object. The
  // engine shows among its diagnostics what its provider process prints.
  console.error(
    `A ${kind.title} ${described(kind, args)} exists already (${found.map(({ id }) => id).join(", ")}). ` +
      `Unless this update replaces it, another one will be refused: to manage it here, ${adoptAdvice(found)}.`,
  );
  return undefined;
}

/** Why an object cannot become the one that the arguments say. */
async function whyNotChanged(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<string | undefined> {
  const before = await whole(kind, account, olds);
  const changed = identityOf(kind, args).filter(
    (name) => !sameArgument(kind, name, args[name], before[name]),
  );
  if (changed.length === 0) return undefined;
  const isReplaced = changed.some((name) => kind.replaceOnChange?.includes(name));
  if (isReplaced && args.adopt !== undefined && args.adopt !== false) return undefined;
  // Somebody else has renamed it, perhaps to what the program wants.
  if ((await alike(kind, account, { ...args, ...before })).length === 0) return undefined;
  return whyTaken(kind, account, args);
}

/** That others are what the arguments mean, and no resource of the program makes way. */
async function whyTaken(
  kind: Kind,
  account: Account,
  args: Arguments,
  counts: (object: ApiObject) => boolean = () => true,
): Promise<string | undefined> {
  const others = async (fresh: boolean) => {
    const found = (await alike(kind, account, args, fresh)).filter(counts);
    const stays = await Promise.all(found.map((object) => staysAs(kind, account, args, object)));
    return found.filter((_object, index) => stays[index]);
  };
  if ((await others(false)).length === 0) return undefined;
  const taken = await others(true);
  return taken.length === 0 ? undefined : `A${takenBy(kind, args, taken).slice(1)}`;
}

/** Whether no resource that was checked before has an object and makes something else of it. */
async function staysAs(
  kind: Kind,
  account: Account,
  args: Arguments,
  object: ApiObject,
): Promise<boolean> {
  const held = await holders(kind, account, args, object);
  return held.every((wanted) => isMeantBy(wanted, kind, object));
}

/** What resources that were checked before want of an object that they had, in the same place. */
async function holders(
  kind: Kind,
  account: Account,
  { [kind.within ?? ""]: place }: Arguments,
  object: ApiObject,
): Promise<Arguments[]> {
  const { within } = kind;
  const held: Arguments[] = [];
  for (const wish of account.wishes(kind.name)) {
    if (Object.keys(wish.olds).length === 0) continue;
    const olds = await whole(kind, account, wish.olds);
    const isHere = within === undefined || sameArgument(kind, within, olds[within], place);
    if (isHere && isMeantBy(olds, kind, object)) held.push(await whole(kind, account, wish.args));
  }
  return held;
}

/** Arguments as they compare with an object's: settled, and with the ids of what they refer to. */
function whole(kind: Kind, account: Account, args: Arguments): Promise<Arguments> {
  return resolveAgainst(kind, account, {}, settled(kind, args));
}

function known(args: Arguments): Arguments {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => !hasUnknown(value)));
}
