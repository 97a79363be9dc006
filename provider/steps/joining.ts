/** Waiting for a peer to join with a setup key. */
import { objectsIn } from "../api/answers";
import type { Account, ApiObject } from "../api/account";
import { auditEvents, peers, setupKeys } from "../api/collections";
import type { ApiError } from "../api/errors";
import type { JoinedPeer } from "./joinedPeers";
import { pollUntil } from "./polling";
import type { Pace } from "./polling";
import { isMemberOf } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { shortList } from "../lifecycle/shortList";

/** Which joining is waited for. */
export interface Join {
  setupKey: Reference;
  groups: Reference[];
  before?: string;
}

export const defaultJoinSeconds = 60;

/** How the audit log calls it; the event's initiator is the key, its target the peer. */
const joinedWithKey = "peer.setupkey.add";

interface SeenPeer extends ApiObject {
  hostname: string;
  groups: { id: string; name: string }[] | null;
}

interface SeenKey extends ApiObject {
  name: string;
  used_times: number;
  state: string;
}

/** What the account says about a key. */
interface Seen {
  key: SeenKey | undefined;
  /** Peers that joined with it and are still there. */
  joined: SeenPeer[];
  /** Whether the key that goes afterwards is still good for something. */
  isNeeded: boolean;
}

/**
 * Returns the peers that have joined and are in their groups, as soon as there is one, or as soon as
 * nothing depends on it.
 * @throws NetBirdError when the time is up, with what was seen; ApiError when the account cannot be read
 */
export async function waitForJoin(
  account: Account,
  wanted: Join,
  seconds: number,
  pace?: Pace,
): Promise<JoinedPeer[]> {
  const { joined } = await pollUntil(
    {
      look: () => look(account, wanted),
      isOver: ({ joined, isNeeded }) => !isNeeded || joined.some((peer) => isPlaced(peer, wanted)),
      timeIsUp: (seen) => timeIsUp(wanted, seconds, seen),
    },
    seconds,
    pace,
  );
  return joined
    .filter((peer) => isPlaced(peer, wanted))
    .map(({ id, hostname }) => ({ id, hostname }));
}

async function look(account: Account, { setupKey, before }: Join): Promise<Seen> {
  const list = async <T extends ApiObject>(path: string, kind: string) => {
    const call = { action: "list", kind };
    return objectsIn(await account.client.get(path, call), call) as T[];
  };
  const keys = await list<SeenKey>(setupKeys.path, "setup keys");
  const key = keys.find((one) => isMemberOf([one], setupKey));
  const isNeeded =
    before === undefined || keys.some(({ name, state }) => name === before && state === "valid");
  if (key === undefined || key.used_times === 0) return { key, joined: [], isNeeded };
  const events = await list<ApiObject & Record<string, string>>(auditEvents.path, "audit events");
  const ids = events
    .filter((event) => event.activity_code === joinedWithKey && event.initiator_id === key.id)
    .map((event) => event.target_id);
  const all = await list<SeenPeer>(peers.path, "peers");
  return { key, joined: all.filter(({ id }) => ids.includes(id)), isNeeded };
}

function isPlaced({ groups }: SeenPeer, wanted: Join): boolean {
  return wanted.groups.every((group) => isMemberOf(groups, group));
}

function timeIsUp({ setupKey, groups }: Join, seconds: number, seen: Seen | ApiError): string {
  const named = groups.map(({ name, id }) => `"${name ?? id}"`).join(", ");
  return [
    `No peer joined with the setup key "${setupKey.name ?? setupKey.id}" into ${named} within ${seconds} seconds.`,
    `Seen at last: ${"joined" in seen ? whatWasSeen(seen) : seen.message}`,
    "Let a machine join with this key, and check that whatever enrols machines uses it.",
    "Nothing else was changed; the next run looks again.",
  ].join(" ");
}

function whatWasSeen({ key, joined }: Seen): string {
  if (key === undefined) return "no such setup key.";
  if (key.used_times === 0) return `the key is ${key.state} and was never used.`;
  const state = `the key is ${key.state} and was used`;
  if (joined.length === 0) return `${state}, by no peer that is still there.`;
  const peers = joined.map(({ hostname, groups }) => {
    return `"${hostname}" (groups ${(groups ?? []).map(({ name }) => name).join(", ")})`;
  });
  return `${state}, by ${shortList(peers)}.`;
}
