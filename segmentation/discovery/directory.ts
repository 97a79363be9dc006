/** Whose address, id or name is it: endpoints of events as members of the matrix's groups. */
import ipaddr from "ipaddr.js";
import { asPrefix, isPrefix } from "../addresses";
import type { LiveResource } from "../liveAccount";
import { allGroup } from "../overlap";
import type { PlannedGroup, Segmentation } from "../segmentation";
import type { TrafficEndpoint } from "./event";

/** A peer as `GET /api/peers` answers it, as far as traffic is told by it. */
export interface LivePeer {
  id: string;
  name: string;
  hostname?: string;
  /** Address in the overlay network. */
  ip: string;
  ipv6?: string;
  groups?: readonly { id: string; name: string }[] | null;
}

/** Who is who in an account. */
export interface AccountNames {
  /** `GET /api/peers`. */
  peers: readonly LivePeer[];
  /** `GET /api/networks/resources`. Default: none. */
  resources?: readonly LiveResource[];
}

/** Endpoints that are the same to the matrix: in the same of its groups, or in none. */
export interface Party {
  /** A number for it, for keys. */
  index: number;
  /** What it is called where it is in no group of the matrix. */
  label: string;
  /** Full names of all groups of the matrix that it is in, group All too. Empty: none. */
  groups: ReadonlySet<string>;
  /** Full names of the groups of the matrix that say most about it, the narrowest first. */
  closest: readonly string[];
  /** Whether it is routed: reached through a routing peer, unable to initiate by policy. */
  routed: boolean;
}

/** Addresses outside the matrix that are told apart; further ones are one party. */
const mostStrangers = 1000;

/** Addresses whose party is remembered. */
const mostRemembered = 20_000;

/** Looks endpoints up. Remembers a bounded number of answers, whatever is asked. */
export class Directory {
  private readonly planned: ReadonlyMap<string, PlannedGroup>;
  private readonly sizes = new Map<string, number>();
  private readonly byId = new Map<string, Party>();
  private readonly byAddress = new Map<string, Party>();
  private readonly byName = new Map<string, Party | undefined>();
  private readonly ranges: { range: Range; group: string }[];
  private readonly parties = new Map<string, Party>();
  private readonly remembered = new Map<string, Party | undefined>();
  private strangers = 0;

  constructor(plan: Pick<Segmentation, "groups">, { peers, resources = [] }: AccountNames) {
    this.planned = new Map(plan.groups.map((group) => [group.name, group]));
    this.ranges = plan.groups.flatMap(({ name, addresses }) =>
      addresses.filter(isRange).map((address) => ({ range: rangeOf(address), group: name })),
    );
    for (const { groups } of peers) {
      for (const { name } of groups ?? []) this.sizes.set(name, (this.sizes.get(name) ?? 0) + 1);
    }
    for (const peer of peers) this.addPeer(peer);
    for (const resource of resources) this.addResource(resource);
  }

  /** The party that an endpoint belongs to: by its id, else its address, else its name. */
  partyOf({ id, address, name }: TrafficEndpoint): Party {
    const known = this.byId.get(id ?? "") ?? this.byAddress.get(address);
    return (
      known ?? this.routedParty(address) ?? this.byName.get(name) ?? this.stranger(name || address)
    );
  }

  /** By its address, which is looked for in every range once. */
  private routedParty(address: string): Party | undefined {
    if (this.remembered.has(address)) return this.remembered.get(address);
    const party = this.byRange(address);
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(address, party);
    return party;
  }

  private addPeer(peer: LivePeer): void {
    const own = (peer.groups ?? []).map(({ name }) => name).filter((name) => name !== allGroup);
    const party = this.party(own, peer.name, false);
    this.byId.set(peer.id, party);
    for (const address of [peer.ip, peer.ipv6 ?? ""]) {
      if (address !== "") this.byAddress.set(plainAddress(address), party);
    }
    for (const name of new Set([peer.name, peer.hostname ?? ""])) this.addName(name, party);
  }

  private addResource({ id, name, address, groups }: LiveResource): void {
    const own = (groups ?? []).flatMap((group) => group.name ?? []);
    const holders = this.ranges
      .filter(({ range }) => isRange(address) && contains(range, rangeOf(address)))
      .map(({ group }) => group);
    const party = this.party([...own, ...holders], name, true);
    this.byId.set(id, party);
    this.addName(name, party);
    if (!isRange(address) || party.groups.size === 0) return;
    for (const group of own.filter((one) => this.planned.has(one))) {
      this.ranges.push({ range: rangeOf(address), group });
    }
  }

  /** A name that two have is nobody's. */
  private addName(name: string, party: Party): void {
    if (name === "") return;
    this.byName.set(name, this.byName.has(name) ? undefined : party);
  }

  private byRange(address: string): Party | undefined {
    if (!isRange(address)) return undefined;
    const own = rangeOf(address);
    const found = this.ranges
      .filter(({ range }) => contains(range, own))
      .sort((a, b) => b.range[1] - a.range[1]);
    return found.length === 0
      ? undefined
      : this.party(
          found.map(({ group }) => group),
          address,
          true,
        );
  }

  /** The party of somebody in some groups, with the groups around these. */
  private party(names: readonly string[], label: string, routed: boolean): Party {
    const direct = [...new Set(names)].filter((name) => this.planned.has(name));
    const around = new Set(direct.flatMap((name) => this.ancestorsOf(name)));
    const narrow = direct.filter((name) => !around.has(name));
    // Of a peer's groups the smallest says most; of an address's they come the narrowest first.
    const closest = routed ? narrow : this.bySize(narrow);
    if (closest.length === 0) return this.stranger(label);
    const groups = new Set([...direct, ...around, ...(routed ? [] : [allGroup])]);
    const key = `${routed} ${closest.join(" ")} ${[...groups].sort().join(" ")}`;
    return this.interned(key, { label: closest[0]!, groups, closest, routed });
  }

  private bySize(names: readonly string[]): string[] {
    const size = (name: string) => this.sizes.get(name) ?? 0;
    return [...names].sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1));
  }

  private ancestorsOf(name: string): string[] {
    const parents = this.planned.get(name)?.memberOf ?? [];
    return parents.flatMap((parent) => [parent, ...this.ancestorsOf(parent)]);
  }

  private stranger(label: string): Party {
    const isNew = !this.parties.has(strangerKey(label));
    if (isNew && this.strangers < mostStrangers) this.strangers++;
    const shown = isNew && this.strangers >= mostStrangers ? "others" : label;
    const stranger = { label: shown, groups: new Set<string>(), closest: [], routed: false };
    return this.interned(strangerKey(shown), stranger);
  }

  private interned(key: string, party: Omit<Party, "index">): Party {
    const known = this.parties.get(key) ?? { ...party, index: this.parties.size };
    this.parties.set(key, known);
    return known;
  }
}

function strangerKey(label: string): string {
  return `stranger ${label}`;
}

type Range = ReturnType<typeof ipaddr.parseCIDR>;

function isRange(address: string): boolean {
  return isPrefix(asPrefix(address));
}

function rangeOf(address: string): Range {
  return ipaddr.parseCIDR(asPrefix(address));
}

function contains([outer, length]: Range, [inner, innerLength]: Range): boolean {
  return outer.kind() === inner.kind() && innerLength >= length && inner.match(outer, length);
}

function plainAddress(text: string): string {
  return text.split("/")[0]!.toLowerCase();
}
