/** Changes of groups and of settings that take an IPv6 address from a peer whose resource asks for one. */
import { holds, losesIPv6 } from "./ipv6Groups";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";
import { sameValue } from "../lifecycle/equality";
import { peersWithIPv6 } from "./peerChecks";

/** What a group's list of peers takes. */
export async function groupLosses(
  { name, peers: listed }: Arguments,
  context: CheckContext,
): Promise<Problem[]> {
  if (!Array.isArray(listed)) return [];
  const losers = await losersIn(context);
  const before = context.olds.name ?? name;
  // A group that has none of them takes nothing, whatever else this run does.
  const left = losers.filter(
    (peer) => peer.groups?.some((group) => group.name === before) && holds(listed, peer) === false,
  );
  if (left.length === 0) return [];
  const reason = `${losing(left)} once out of this group. Keep it in one of them, or leave the ipv6 of that Peer out. If this program puts it into another of them, let this group depend on that one.`;
  return [{ property: "peers", reason }];
}

/** What the account's list of groups takes. */
export async function settingsLosses(
  { ipv6EnabledGroups: listed }: Arguments,
  context: CheckContext,
): Promise<Problem[]> {
  if (!Array.isArray(listed) || sameValue(listed, context.olds.ipv6EnabledGroups)) return [];
  const losers = await losersIn(context);
  if (losers.length === 0) return [];
  const reason = `${losing(losers)} with this list. Add a group of it, or leave the ipv6 of that Peer out. If this program puts it into a group of the list, let these settings depend on that group.`;
  return [{ property: "ipv6EnabledGroups", reason }];
}

type Loser = Awaited<ReturnType<typeof peersWithIPv6>>[number];

async function losersIn(context: CheckContext): Promise<Loser[]> {
  const asking = await peersWithIPv6(context);
  const lost = await Promise.all(asking.map((peer) => losesIPv6(peer, context)));
  return asking.filter((_, index) => lost[index]);
}

function losing(peers: readonly Loser[]): string {
  const names = peers.map(({ name }) => `"${name}"`).join(", ");
  const [are, lose] = peers.length === 1 ? ["is", "loses"] : ["are", "lose"];
  return `${names} ${are} in none of the account's ipv6EnabledGroups and ${lose} the IPv6 address that a Peer of this program asks for`;
}
