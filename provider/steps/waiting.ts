/** Waiting for a device to connect: it does so by itself, in its own time. */
import { objectsIn } from "../api/answers";
import type { Account, ApiObject } from "../api/account";
import { peers } from "../api/collections";
import type { ApiError } from "../api/errors";
import { pollUntil } from "./polling";
import type { Pace } from "./polling";
import { isMemberOf } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { shortList } from "../lifecycle/shortList";

export type { Pace } from "./polling";

/** Which peer is waited for. */
export interface Wanted {
  hostname: string;
  group: Reference;
}

/** A peer as far as waiting goes. */
interface SeenPeer extends ApiObject {
  hostname: string;
  connected: boolean;
  last_seen?: string;
  groups: { id: string; name: string }[] | null;
}

/**
 * Returns when the peer is connected and in its group.
 * @throws NetBirdError when the time is up, with what was seen; ApiError when the account cannot be read
 */
export async function waitForPeer(
  account: Account,
  wanted: Wanted,
  seconds: number,
  pace?: Pace,
): Promise<void> {
  await pollUntil(
    {
      look: () => listPeers(account),
      isOver: (seen) => seen.some((peer) => isWanted(peer, wanted)),
      timeIsUp: (seen) => timeIsUp(wanted, seconds, seen),
    },
    seconds,
    pace,
  );
}

/** Past the lists that reads share: what is waited for appears without a write of ours. */
async function listPeers(account: Account): Promise<SeenPeer[]> {
  const call = { action: "list", kind: "peers" };
  return objectsIn(await account.client.get(peers.path, call), call) as SeenPeer[];
}

function isWanted(peer: SeenPeer, wanted: Wanted): boolean {
  return hasHostname(peer, wanted) && peer.connected && isInGroup(peer, wanted);
}

/** The server may keep the case that a device writes, and names of devices have none. */
function hasHostname(peer: SeenPeer, { hostname }: Wanted): boolean {
  return peer.hostname.toLowerCase() === hostname.toLowerCase();
}

function isInGroup({ groups }: SeenPeer, { group }: Wanted): boolean {
  return isMemberOf(groups, group);
}

function timeIsUp(wanted: Wanted, seconds: number, seen: SeenPeer[] | ApiError): string {
  const { hostname, group } = wanted;
  return [
    `No peer with the hostname "${hostname}" was connected in the group "${group.name ?? group.id}" within ${seconds} seconds.`,
    `Seen at last: ${Array.isArray(seen) ? whatWasSeen(wanted, seen) : seen.message}`,
    "Check on the machine that it booted and can reach the management server (TCP 443), its log of the first boot and `netbird status`; in NetBird, that its setup key is neither expired, revoked nor used up, and that no peer waits for approval.",
    "Nothing else was changed; the next run waits again.",
  ].join(" ");
}

function whatWasSeen(wanted: Wanted, seen: readonly SeenPeer[]): string {
  const own = seen.filter((peer) => hasHostname(peer, wanted));
  if (own.length > 0) return `${own.map(stateOf).join("; ")}.`;
  const others = seen.filter((peer) => isInGroup(peer, wanted));
  if (others.length === 0) return "no peer with that hostname, and none in the group.";
  return `no peer with that hostname; in the group ${shortList(others.map(stateOf), "; ")}.`;
}

function stateOf({ hostname, connected, last_seen, groups }: SeenPeer): string {
  const names = (groups ?? []).map(({ name }) => name).join(", ");
  const state = connected ? "connected" : `not connected, last seen ${last_seen ?? "never"}`;
  return `"${hostname}" (${state}; groups ${names === "" ? "none" : names})`;
}
