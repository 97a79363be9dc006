/** Waiting for a device to join and connect: it does so by itself, in its own time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Account, ApiObject } from "./account";
import { ApiError, NetBirdError } from "./errors";
import { peers } from "./peer";
import type { Reference } from "./reference";

/** Which peer is waited for. */
export interface Wanted {
  hostname: string;
  group: Reference;
}

/** Milliseconds between two looks: the first, and the most. */
export interface Pace {
  first: number;
  longest: number;
}

/** A peer as far as waiting goes. */
interface SeenPeer extends ApiObject {
  hostname: string;
  connected: boolean;
  last_seen?: string;
  groups: { id: string; name: string }[] | null;
}

const standardPace: Pace = { first: 2_000, longest: 15_000 };

const growth = 1.5;

const peersShown = 10;

/**
 * Returns when the peer is connected and in its group.
 * @throws NetBirdError when the time is up, with what was seen; ApiError when the account cannot be read
 */
export async function waitForPeer(
  account: Account,
  wanted: Wanted,
  seconds: number,
  { first, longest }: Pace = standardPace,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (let pause = first; ; pause = Math.min(longest, pause * growth)) {
    const seen = await look(account);
    if (Array.isArray(seen) && seen.some((peer) => isWanted(peer, wanted))) return;
    if (Date.now() + pause > end) throw new NetBirdError(timeIsUp(wanted, seconds, seen));
    await sleep(pause);
  }
}

/** Past the lists that reads share: what is waited for appears without a write of ours. */
async function look(account: Account): Promise<SeenPeer[] | ApiError> {
  try {
    const answer = await account.client.get(peers.path, { action: "list", kind: "peers" });
    return (answer ?? []) as SeenPeer[];
  } catch (error) {
    // A server that is away for a moment may be back before the time is up.
    const passes = error instanceof ApiError && (error.status ?? 500) >= 429;
    if (passes) return error;
    throw error;
  }
}

function isWanted(peer: SeenPeer, wanted: Wanted): boolean {
  return hasHostname(peer, wanted) && peer.connected && isInGroup(peer, wanted);
}

/** The server may keep the case that a device writes, and names of devices have none. */
function hasHostname(peer: SeenPeer, { hostname }: Wanted): boolean {
  return peer.hostname.toLowerCase() === hostname.toLowerCase();
}

function isInGroup({ groups }: SeenPeer, { group }: Wanted): boolean {
  return (groups ?? []).some(({ id, name }) =>
    group.id === undefined ? name === group.name : id === group.id,
  );
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
  const some = others.slice(0, peersShown).map(stateOf).join("; ");
  return `no peer with that hostname; in the group ${some}${others.length > peersShown ? "; …" : ""}.`;
}

function stateOf({ hostname, connected, last_seen, groups }: SeenPeer): string {
  const names = (groups ?? []).map(({ name }) => name).join(", ");
  const state = connected ? "connected" : `not connected, last seen ${last_seen ?? "never"}`;
  return `"${hostname}" (${state}; groups ${names === "" ? "none" : names})`;
}
