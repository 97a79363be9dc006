import type { Account, ApiObject, Collection } from "../api/account";
import { sameValue } from "./equality";
import { objectIn } from "../api/answers";
import { NetBirdError, NotFoundError } from "../api/errors";
import { saysGone } from "../api/failures";
import { calledIn, callOf, collectionOf, labelOf, pathOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { inTurn } from "./memberships";
import { ownPart } from "./ownPart";
import { merged, storedDifference } from "./state";
import { refuseTaken } from "./uniqueness";

/** Times that an object is read or written again because somebody else wrote it meanwhile. */
const attempts = 4;

/** What an update found and what it left. */
interface Update {
  before: ApiObject;
  after: ApiObject;
}

/** How an update differs from one that sets the arguments as they are. */
interface Special {
  /** Hears what the object was, just before anything is sent. */
  beforeSending?: (before: ApiObject) => void;
  /** What to set, where it depends on what the object is when we look for the last time. */
  wanted?: (current: ApiObject, listed: Lists) => Promise<Arguments>;
}

/**
 * Reads, merges and writes, so that what the program does not mention stays as it is. Writes of
 * this process to the same object wait for each other. The API has no versions to write against,
 * so that somebody else's write is kept if it is there when we look for the last time, just
 * before we write; where it undoes ours, we merge and write again.
 */
export function updateObject(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  { beforeSending, wanted = () => Promise.resolve(args) }: Special = {},
): Promise<Update> {
  const cycle = async () => {
    const before = await readAtRest(kind, account, id, args);
    await refuseTaken(kind, account, before, args);
    let seen: ApiObject | undefined = before;
    let asked = args;
    // Whatever is sent was read just before, also when it is sent again.
    const body = async () => {
      const earlier = seen ?? before;
      const listed = once(account);
      await sendable(kind, listed, earlier);
      await wanted(earlier, listed);
      const current = await readAtRest(kind, account, id, args, seen);
      seen = undefined;
      // What somebody has added meanwhile may be in no list of before.
      const isSame = sameValue(kind.fromApi(current), kind.fromApi(earlier));
      const lists = isSame ? listed : once(account);
      const fit = await sendable(kind, lists, current);
      asked = await wanted(current, lists);
      const content = await bodyFor(kind, account, fit, asked);
      beforeSending?.(before);
      return content;
    };
    for (let attempt = 1; ; attempt++) {
      const written = await write(kind, account, id, args, body);
      const after = await ownPart(kind, account, written, args);
      const undone = kind.shared === true && storedDifference(kind, asked, after) !== undefined;
      if (!undone || attempt === attempts) return { before, after };
    }
  };
  return account.exclusive(pathOf(kind, args, id), () => inTurn(kind, account, cycle));
}

/** Lists a collection. */
export type Lists = (collection: Collection) => Promise<ApiObject[]>;

/** Lists as they are now, each of which is asked for once: before the last look at what is written. */
function once(account: Account): Lists {
  const known = new Map<string, Promise<ApiObject[]>>();
  const list = async (collection: Collection) => [
    ...(await account.roster(collection, true)).values(),
  ];
  return (collection) => {
    const objects = known.get(collection.path) ?? list(collection);
    known.set(collection.path, objects);
    return objects;
  };
}

/** The object as it may go back, which for some kinds is not as it came. */
async function sendable(kind: Kind, listed: Lists, current: ApiObject): Promise<ApiObject> {
  return (await kind.sendable?.(current, listed)) ?? current;
}

async function write(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  body: () => Promise<object>,
): Promise<ApiObject> {
  const call = callOf(kind, "update", labelOf(kind, args, id));
  const collection = collectionOf(kind, args);
  try {
    const answer = await account.write(() =>
      account.client.put(pathOf(kind, args, id), body, call),
    );
    const after = kind.readFromList
      ? await readObject(kind, account, id, args)
      : objectIn(answer, call);
    account.remember(collection, id, after);
    return after;
  } catch (error) {
    account.forget(collection);
    throw error;
  }
}

/** What a PUT sends: the object as it is, with what the program gives. */
async function bodyFor(
  kind: Kind,
  account: Account,
  current: ApiObject,
  args: Arguments,
): Promise<object> {
  const refusal = kind.refuseWrite?.(current, args) ?? kind.refuseUpdate?.(current, args);
  if (refusal !== undefined) throw new NetBirdError(refusal);
  const own = await ownPart(kind, account, current, args);
  return kind.toApi(merged(kind, kind.fromApi(own), args), own);
}

/**
 * The object as it is now; one that is shared is read until two readings agree.
 * @param seen a reading that counts as the first
 */
async function readAtRest(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
  seen?: ApiObject,
): Promise<ApiObject> {
  let object = seen ?? (await readObject(kind, account, id, args));
  for (let attempt = 1; kind.shared === true && attempt < attempts; attempt++) {
    const again = await readObject(kind, account, id, args);
    if (sameValue(kind.fromApi(again), kind.fromApi(object))) return again;
    object = again;
  }
  return object;
}

/** Asks the server for one object. @throws NotFoundError or ApiError when it is gone */
async function readObject(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<ApiObject> {
  const call = callOf(kind, "read", labelOf(kind, args, id));
  if (kind.readFromList !== true) {
    return objectIn(await account.client.get(pathOf(kind, args, id), call), call);
  }
  const objects = await account.roster(collectionOf(kind, args), true);
  const found = objects.get(id);
  if (found !== undefined) return found;
  throw new NotFoundError(
    `The ${calledIn(kind, args, id)} (${id}) is gone. Run \`pulumi refresh\`, then \`pulumi up\`.`,
  );
}

/** {@link readObject}, undefined for one that is gone. */
export async function readIfThere(
  kind: Kind,
  account: Account,
  id: string,
  args: Arguments,
): Promise<ApiObject | undefined> {
  try {
    return await readObject(kind, account, id, args);
  } catch (error) {
    if (error instanceof NotFoundError || saysGone(error)) return undefined;
    throw error;
  }
}
