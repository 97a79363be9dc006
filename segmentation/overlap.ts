/** Groups with members in common: access of one is access of the other. */
import { Prefixes } from "./prefixes";
import type { PlannedGroup, Segmentation } from "./segmentation";

/** NetBird's group of every peer. */
export const allGroup = "All";

/** A group that shares members with another. */
interface Kin {
  /** Name of the other group. */
  group: string;
  /** Whether all of the first group's members are in this one, and not only some. */
  within: boolean;
  /** Whether all of this one's members are in the first group. */
  contains: boolean;
}

/**
 * Which groups of a segmentation share members: by what the matrix declares, by the peers in them,
 * by addresses that lie inside each other, and because every peer is in All.
 */
export class Overlap {
  private readonly kin = new Map<string, Map<string, Kin>>();
  private readonly peerGroups: string[];
  private readonly routed: ReadonlySet<string>;

  constructor({ groups }: Pick<Segmentation, "groups">) {
    this.routed = new Set(groups.filter(isRouted).map(({ name }) => name));
    this.peerGroups = groups.map(({ name }) => name).filter((name) => !this.routed.has(name));
    this.relateDeclared(groups);
    this.relateByItems(groups, ({ members = [] }) => members, sameItem(groups));
    this.relateByItems(groups, ({ addresses }) => addresses, addressesInside(groups));
  }

  /** Whether a group stands for routed addresses, which cannot initiate. */
  isRouted(group: string): boolean {
    return this.routed.has(group);
  }

  /** The group itself, and every group that shares members with it. */
  of(group: string): Kin[] {
    const others = [...(this.kin.get(group)?.values() ?? [])];
    const itself = { group, within: true, contains: true };
    if (group === allGroup) {
      const members = this.peerGroups.filter((name) => name !== allGroup);
      return [itself, ...members.map((name) => ({ group: name, within: false, contains: true }))];
    }
    if (this.isRouted(group)) return [itself, ...others];
    const rest = others.filter(({ group: name }) => name !== allGroup);
    return [itself, ...rest, { group: allGroup, within: true, contains: false }];
  }

  private relateDeclared(groups: readonly PlannedGroup[]): void {
    const parents = new Map(groups.map(({ name, memberOf }) => [name, memberOf]));
    for (const { name } of groups) {
      for (const ancestor of ancestorsOf(name, parents)) {
        this.relate(name, ancestor, true);
      }
    }
  }

  /**
   * Relates groups by the things in them. A thing may be inside things of other groups, and a group
   * whose every thing is inside another group is within it.
   */
  private relateByItems(
    groups: readonly PlannedGroup[],
    itemsOf: (group: PlannedGroup) => readonly string[],
    insideOf: (item: string) => Iterable<{ group: string; item: string }>,
  ): void {
    const shared = new Map<string, Map<string, Set<string>>>();
    for (const outer of groups) {
      if (outer.name === allGroup) continue;
      for (const item of itemsOf(outer)) {
        for (const inner of insideOf(item)) {
          if (inner.group === outer.name || inner.group === allGroup) continue;
          const byOuter = shared.get(inner.group) ?? new Map<string, Set<string>>();
          byOuter.set(outer.name, (byOuter.get(outer.name) ?? new Set()).add(inner.item));
          shared.set(inner.group, byOuter);
        }
      }
    }
    const counts = new Map(groups.map((group) => [group.name, new Set(itemsOf(group)).size]));
    for (const [inner, byOuter] of shared) {
      for (const [outer, items] of byOuter) {
        this.relate(inner, outer, items.size === counts.get(inner));
      }
    }
  }

  private relate(inner: string, outer: string, whole: boolean): void {
    if (inner === outer) return;
    this.learn(inner, { group: outer, within: whole, contains: false });
    this.learn(outer, { group: inner, within: false, contains: whole });
  }

  private learn(group: string, kin: Kin): void {
    const all = this.kin.get(group) ?? new Map<string, Kin>();
    const known = all.get(kin.group);
    all.set(kin.group, {
      group: kin.group,
      within: kin.within || known?.within === true,
      contains: kin.contains || known?.contains === true,
    });
    this.kin.set(group, all);
  }
}

/** Routed addresses and no peer. */
function isRouted({ addresses, members = [] }: PlannedGroup): boolean {
  return addresses.length > 0 && members.length === 0;
}

function ancestorsOf(group: string, parents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const waiting = [...(parents.get(group) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === group || found.has(next)) continue;
    found.add(next);
    waiting.push(...(parents.get(next) ?? []));
  }
  return found;
}

function sameItem(groups: readonly PlannedGroup[]) {
  const holders = new Map<string, { group: string; item: string }[]>();
  for (const { name, members = [] } of groups) {
    for (const item of members) {
      const known = holders.get(item);
      if (known === undefined) holders.set(item, [{ group: name, item }]);
      else known.push({ group: name, item });
    }
  }
  return (item: string) => holders.get(item) ?? [];
}

function addressesInside(groups: readonly PlannedGroup[]) {
  const prefixes = new Prefixes<{ group: string; item: string }>();
  for (const { name, addresses } of groups) {
    for (const item of addresses) prefixes.add(item, { group: name, item });
  }
  return (item: string) => prefixes.inside(item);
}
