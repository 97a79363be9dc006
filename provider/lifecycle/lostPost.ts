/**
 * After a POST without a usable answer, which the server may have carried out: what became of it.
 * Somebody else may make an object of the same name at the same time, so that only what is in
 * all as it was sent, and was not there before, is ours.
 */
import type { Account, ApiObject } from "../api/account";
import { NetBirdError, messageOf } from "../api/errors";
import type { ApiError } from "../api/errors";
import { deleteObject } from "./deletion";
import { collectionOf, toldOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { differing } from "./state";
import { described, isMeantBy } from "./uniqueness";

/** The POST that was sent, and how it failed. */
interface LostPost {
  kind: Kind;
  account: Account;
  args: Arguments;
  /** Ids that were there before it. */
  before: ReadonlySet<string>;
  error: ApiError;
}

/**
 * The object that the POST has made; undefined when there is none, so that it may be sent again.
 * @throws NetBirdError that names the ids where it is not clear which object is ours, and one
 *   that says what may exist where the server does not answer
 */
export async function recover(lost: LostPost): Promise<ApiObject | undefined> {
  const ours = await findMade(lost);
  if (ours === undefined || toldOf(lost.kind, lost.args).length === 0) return ours;
  // What the answer would have told is lost for good, so another one has to be made.
  await remove(lost, ours.id);
  return undefined;
}

async function findMade(lost: LostPost): Promise<ApiObject | undefined> {
  const appeared = await listAppeared(lost);
  const ours = appeared.filter((object) => differences(lost, object).length === 0);
  if (ours.length === 1 || appeared.length === 0) return ours[0];
  const found = ours.length > 0 ? ours : appeared;
  const names = [...new Set(found.flatMap((object) => differences(lost, object)))];
  throw new NetBirdError(
    `${lost.error.message} It is not clear whether ${whatOf(lost)} was made: ${found.length} of that kind ` +
      `${found.length > 1 ? "have" : "has"} appeared meanwhile (${found.map(({ id }) => id).join(", ")}), ` +
      `${names.length > 0 ? `with another ${names.join(" and ")}` : "all as it was sent"}. Nothing was changed or deleted. ` +
      "Look whose these are: set adopt to the id of the one that is to be managed here, and delete what is left over.",
  );
}

async function listAppeared(lost: LostPost): Promise<ApiObject[]> {
  const { kind, account, args, before, error } = lost;
  try {
    const objects = await account.roster(collectionOf(kind, args), true);
    return [...objects.values()].filter(({ id }) => !before.has(id)).filter(isLike(kind, args));
  } catch (cause) {
    throw new NetBirdError(
      `${error.message} The POST was sent, so that ${whatOf(lost)} may have been made; looking for it failed as well ` +
        `(${messageOf(cause)}) When the server answers again, run \`pulumi up\`: it says whether the ${kind.title} exists, and what to do then.`,
    );
  }
}

const isLike = (kind: Kind, args: Arguments) => (object: ApiObject) =>
  isMeantBy(args, kind, object);

/** What of the POST an object does not have. */
function differences({ kind, args }: LostPost, object: ApiObject): string[] {
  const created = { ...kind, onlyAtCreation: undefined };
  return differing(created, args, object).filter((name) => !kind.setAfterwards?.includes(name));
}

async function remove(lost: LostPost, id: string): Promise<void> {
  const { kind, account, args, error } = lost;
  try {
    await deleteObject(kind, account, id, args);
  } catch (cause) {
    throw new NetBirdError(
      `${error.message} The POST has made ${whatOf(lost)} (${id}), but its ${toldOf(kind, args).join(" and ")} was in the lost answer only, ` +
        `and deleting it failed as well (${messageOf(cause)}) Delete it when the server answers again, then run \`pulumi up\`.`,
    );
  }
}

function whatOf({ kind, args }: LostPost): string {
  return `the ${kind.title} ${described(kind, args)}`;
}
