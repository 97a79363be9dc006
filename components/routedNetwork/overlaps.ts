/** Addresses that two networks have: clients sometimes take the wrong one (sections 6.3 and 9.2). */
import { Prefixes } from "../../segmentation/prefixes";
import type { RoutedAddresses } from "./arguments";

/** Addresses of a network, or of a route of the older kind. */
export interface OtherAddresses extends RoutedAddresses {
  /** Whether it is a route; `network` is its identifier then. Default: `false`. */
  isRoute?: boolean;
}

/** One address of a network and one of another, of which one contains the other. */
interface AddressOverlap {
  own: { name: string; address: string };
  other: { network: string; isRoute: boolean; name: string; address: string };
}

/** Every pair of addresses of a network and of others that have something in common. */
export function findOverlaps(
  own: RoutedAddresses,
  others: readonly OtherAddresses[],
): AddressOverlap[] {
  const ours = widest(own.addresses);
  const theirs = others.flatMap(({ network, isRoute = false, addresses }) =>
    widest(addresses).map(({ name, address }) => ({ network, isRoute, name, address })),
  );
  const inOthers = indexed(theirs);
  const inOwn = indexed(ours);
  const pairs = [
    ...ours.flatMap((mine) => inOthers.inside(mine.address).map((other) => ({ own: mine, other }))),
    ...theirs.flatMap((other) => inOwn.inside(other.address).map((mine) => ({ own: mine, other }))),
  ];
  const keyOf = (pair: AddressOverlap) => JSON.stringify(pair);
  return [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()];
}

/**
 * A network's addresses without those that lie in another one of it: what is said of that is enough; and
 * without default routes, which lie over everything on purpose: anything else is preferred to an exit.
 */
function widest<Entry extends { address: string }>(every: readonly Entry[]): Entry[] {
  const entries = every.filter(({ address }) => !address.endsWith("/0"));
  const all = indexed(entries);
  const narrower = new Set(
    entries.flatMap((outer) =>
      all.inside(outer.address).filter((inner) => inner !== outer && !isSame(inner, outer)),
    ),
  );
  return entries.filter((entry) => !narrower.has(entry));
}

function isSame(a: { address: string }, b: { address: string }): boolean {
  return a.address === b.address;
}

function indexed<Entry extends { address: string }>(entries: readonly Entry[]): Prefixes<Entry> {
  const prefixes = new Prefixes<Entry>();
  for (const entry of entries) prefixes.add(entry.address, entry);
  return prefixes;
}

/** @param where the others are: `of this program` */
export function overlapProblems(
  own: RoutedAddresses,
  others: readonly OtherAddresses[],
  where: string,
): string[] {
  return findOverlaps(own, others).map(
    ({ own: mine, other }) =>
      `"${mine.name}" (${mine.address}) overlaps with ${described(other)} ${where}, and clients would sometimes take the wrong one. Make them distinct, or say why it is meant in overlaps: "<reason>".`,
  );
}

function described({ network, isRoute, name, address }: AddressOverlap["other"]): string {
  return isRoute
    ? `the route "${network}" (${address})`
    : `"${name}" (${address}) in the network "${network}"`;
}
