/**
 * Who has an IPv6 address. The server gives one to the peers of the account's `ipv6EnabledGroups`, takes it
 * away with the write that takes a peer out of the last of these groups, and gives another one to whoever is
 * back: an address that the program asked for is lost without a word. `AccountSettings`, `Group` and `Peer`
 * all have a say, and each sees only what was checked before it: whichever comes last has to complain.
 */
import type { ApiObject } from "../api/account";
import { groups } from "../api/collections";
import { settingOf } from "./accountSetting";
import type { Arguments, CheckContext } from "../lifecycle/kind";
import type { Reference } from "../lifecycle/reference";
import { unknownValue } from "../lifecycle/unknown";

/** The API's peer, as far as it matters here. */
interface Member extends ApiObject {
  /** Empty for those that joined with a setup key. */
  user_id: string;
}

/** A group with its peers, as the API or as the program lists them. */
interface Membership {
  id?: string;
  name: unknown;
  peers: unknown;
}

/** Before this run, or after what was checked of it so far. */
type Time = "olds" | "args";

/** Whether this run takes a peer out of the last group that gives it an address. */
export async function losesIPv6(peer: Member, context: CheckContext): Promise<boolean> {
  return (
    (await givesIPv6(peer, context, "args")) === false &&
    (await givesIPv6(peer, context, "olds")) === true
  );
}

/** Whether a peer is in one of the groups; undefined while that is not known. */
export async function givesIPv6(
  peer: Member,
  context: CheckContext,
  time: Time = "args",
): Promise<boolean | undefined> {
  const enabled = await enabledGroups(context, time);
  const isMember = any(enabled, (group) => group && holds(group.peers, peer));
  // The groups of a user are also those of the user's peers.
  const isMoved = peer.user_id !== "" && movesUsers(context);
  return isMember === false && isMoved ? undefined : isMember;
}

/** Whether a list of peers has one; undefined while that is not known. */
export function holds(list: unknown, peer: ApiObject): boolean | undefined {
  if (!Array.isArray(list)) return list === undefined || list === null ? false : undefined;
  return any(list as (Reference | string)[], (one) => {
    if (typeof one === "string" || one.id === unknownValue) return undefined;
    if (one.id !== undefined) return one.id === peer.id;
    return one.name === unknownValue ? undefined : one.name === peer.name;
  });
}

/** The groups that give addresses; undefined for one of which that is all that is known. */
async function enabledGroups(
  context: CheckContext,
  time: Time,
): Promise<(Membership | undefined)[]> {
  const listed = await listedGroups(context, time);
  if (!Array.isArray(listed)) return listed === unknownValue ? [undefined] : [];
  const all = await memberships(context, time);
  return (listed as (string | Reference)[]).map((one) => {
    // The server lets a group go that is listed, and keeps its id.
    if (typeof one === "string") return all.find(({ id }) => id === one) ?? noGroup;
    return all.find((group) => isMeant(group, one));
  });
}

const noGroup: Membership = { name: undefined, peers: [] };

function isMeant(group: Membership, { id, name }: Reference): boolean {
  if (id !== undefined && id !== unknownValue) return group.id === id;
  return name !== unknownValue && group.name === name;
}

/** Ids where the program says nothing, else references. */
async function listedGroups(context: CheckContext, time: Time): Promise<unknown> {
  const { stored, wanted } = await settingOf(context, "ipv6EnabledGroups");
  if (time === "args") return wanted;
  const before = context.wishes("AccountSettings").map(({ olds }) => olds.ipv6EnabledGroups);
  return before.filter((value) => value !== undefined).at(-1) ?? stored;
}

/** All groups with their peers. */
async function memberships(context: CheckContext, time: Time): Promise<Membership[]> {
  const stored = (await context.objects(groups)) as (ApiObject & { peers?: unknown })[];
  const wishes = context.wishes("Group");
  const wishFor = ({ name }: ApiObject) =>
    wishes.find(({ olds }) => olds.name === name) ?? wishes.find(({ args }) => args.name === name);
  const known = stored.map((group) => {
    const { name = group.name, peers = group.peers }: Arguments = wishFor(group)?.[time] ?? {};
    return { id: group.id, name, peers };
  });
  const made = wishes.map((wish) => wish[time]).filter(({ name }) => name !== undefined);
  // Of those that are there already, the first one found is the one with the id.
  return [...known, ...made.map(({ name, peers }) => ({ name, peers }))];
}

function movesUsers({ wishes }: CheckContext): boolean {
  return wishes("User").some(
    ({ olds, args }) => JSON.stringify(olds.autoGroups) !== JSON.stringify(args.autoGroups),
  );
}

/** Whether something is so of any; where it is not known of some, it is not known whether of none. */
function any<T>(items: readonly T[], judge: (item: T) => boolean | undefined): boolean | undefined {
  const judged = items.map(judge);
  return judged.includes(true) || (judged.includes(undefined) ? undefined : false);
}
