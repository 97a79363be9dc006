/**
 * Whether what tells an object from others is taken, as far as a preview can tell. Resources are checked
 * in the order in which they are registered: what an earlier one has may be free by then, what a later one
 * has is not, and what the program no longer has goes last.
 */
import type { Account, ApiObject, Wish } from "../api/account";
import { ApiError, NetBirdError } from "../api/errors";
import { requireAdoptable } from "./adopting";
import { collectionOf, identityOf } from "./kind";
import type { Arguments, Kind, Problem } from "./kind";
import { whereReadable } from "./readable";
import { sameArgument } from "./state";
import { alike, isMeantBy, takenBy } from "./uniqueness";
import { hasUnknown } from "./unknown";

/**
 * Finds what would be refused because another object is the same one already, or what a new resource
 * adopts and cannot.
 * @param olds the object's arguments as they were last applied; none for a new one
 */
export async function takenProblems(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<Problem[]> {
  const deciding = [kind.within ?? "", "adopt", ...identityOf(kind, args)];
  if (kind.existing !== undefined || deciding.some((name) => hasUnknown(args[name]))) return [];
  const isNew = Object.keys(olds).length === 0;
  return whereReadable(async () => {
    const reason = isNew
      ? await whyNotMade(kind, account, args)
      : await whyNotChanged(kind, account, args, olds);
    return reason === undefined ? [] : [{ property: propertyOf(kind, args), reason }];
  });
}

/** The argument that decides. */
function propertyOf(kind: Kind, args: Arguments): string {
  if (typeof args.adopt === "string") return "adopt";
  const [name = "", ...others] = identityOf(kind, args);
  return others.length === 0 ? name : "";
}

/** Why an object cannot be made, or taken over. */
async function whyNotMade(
  kind: Kind,
  account: Account,
  args: Arguments,
): Promise<string | undefined> {
  const known = Object.fromEntries(Object.entries(args).filter(([, value]) => !hasUnknown(value)));
  const { adopt } = args;
  const candidates =
    typeof adopt === "string"
      ? [(await account.roster(collectionOf(kind, args))).get(adopt)].filter(isThere)
      : await alike(kind, account, args);
  if (candidates.length === 0 && typeof adopt !== "string") return undefined;
  // What is to be replaced is checked once more, as the new one, while it is still there.
  if (candidates.some((object) => holders(kind, account, args, object).length > 0))
    return undefined;
  try {
    await requireAdoptable(kind, account, adopt, known);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError || !(error instanceof NetBirdError)) throw error;
    return error.message;
  }
}

/** Why an object cannot become the one that the arguments say. */
async function whyNotChanged(
  kind: Kind,
  account: Account,
  args: Arguments,
  olds: Arguments,
): Promise<string | undefined> {
  const changed = identityOf(kind, args).filter(
    (name) => !sameArgument(kind, name, args[name], olds[name]),
  );
  if (changed.length === 0) return undefined;
  const isReplaced = changed.some((name) => kind.replaceOnChange?.includes(name));
  if (isReplaced && args.adopt !== undefined && args.adopt !== false) return undefined;
  // Somebody else has renamed it, perhaps to what the program wants.
  if ((await alike(kind, account, olds)).length === 0) return undefined;
  const others = async (fresh: boolean) =>
    (await alike(kind, account, args, fresh)).filter((object) => {
      const held = holders(kind, account, args, object);
      return held.every((wish) => isMeantBy(wish.args, kind, object));
    });
  if ((await others(false)).length === 0) return undefined;
  const taken = await others(true);
  return taken.length === 0 ? undefined : `A${takenBy(kind, args, taken).slice(1)}`;
}

function isThere(object: ApiObject | undefined): object is ApiObject {
  return object !== undefined;
}

/** The resources that were checked before and had an object, which is in the same place. */
function holders(kind: Kind, account: Account, args: Arguments, object: ApiObject): Wish[] {
  const { within } = kind;
  return account.wishes(kind.name).filter(({ olds }) => {
    if (Object.keys(olds).length === 0) return false;
    const isHere = within === undefined || sameArgument(kind, within, olds[within], args[within]);
    return isHere && isMeantBy(olds, kind, object);
  });
}
