/** Who has an IPv6 address: the peers of the account's `ipv6_enabled_groups`. */
import type { Account } from "./account";
import { contains, freeAddress, parseRange } from "./addresses";

/**
 * Gives addresses to peers that came into such a group, and takes them from those that left the last
 * one. Who is back gets another one.
 */
export function reconcileIPv6(account: Account): void {
  const { network_range_v6, ipv6_enabled_groups } = account.settings;
  const range = parseRange(network_range_v6)!;
  const enabled = (ipv6_enabled_groups ?? []).flatMap((id) => account.groups.get(id)?.peers ?? []);
  for (const peer of account.peers.values()) {
    if (!enabled.includes(peer.id)) peer.ipv6 = "";
    else if (peer.ipv6 === "" || !contains(range, peer.ipv6)) {
      const taken = [...account.peers.values()].map(({ ipv6 }) => ipv6);
      peer.ipv6 = freeAddress(range, taken);
    }
  }
}

/** The same after a change of a group, where it is one of them. */
export function reconcileIPv6Of(account: Account, group: string): void {
  if (account.settings.ipv6_enabled_groups?.includes(group)) reconcileIPv6(account);
}
