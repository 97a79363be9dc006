/** What only the account and other stacks know: asked at preview, before anything is registered. */
import * as pulumi from "@pulumi/pulumi";
import { getAccountSettings } from "../../provider/objects/accountSettings";
import { plannedAddresses } from "../../provider/objects/plannedAddresses";
import { getRoutedAddresses } from "../../provider/inspection/routedAddresses";
import type { Routed } from "../../provider/objects/plannedAddresses";
import { asPrefix } from "../../segmentation/addresses";
import { hasWords } from "../argumentProblems";
import { mentionIdentityFirst } from "../identityFirst";
import type { HARoutedNetworkArgs, RoutedAddresses } from "./arguments";
import { formerNames } from "./formerNames";
import { overlapProblems } from "./overlaps";
import type { OtherAddresses } from "./overlaps";
import { programNames } from "./programNetworks";
import { refusal } from "../validation";

/**
 * Waits for what other stacks and the account say, and fails when the network cannot stand beside it.
 * The component depends on the answer and everything in it on the component, so that nothing is
 * registered before. By then the program has made its other resources, too.
 */
export function standsBeside(
  own: RoutedAddresses,
  args: HARoutedNetworkArgs,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.Output<pulumi.Resource[]> {
  const { otherNetworks = [], overlaps, account } = args;
  const lazy = getAccountSettings({ account }).apply(({ lazyConnectionEnabled }) => {
    if (lazyConnectionEnabled) void warnOfLazyConnections(own.network);
  });
  const mentioned = pulumi.all([lazy, mentionIdentityFirst(own.network, { account })]);
  if (hasWords(overlaps)) return mentioned.apply(() => []);
  return pulumi
    .all([
      pulumi.output(otherNetworks),
      getRoutedAddresses({ account }),
      formerNames(opts.aliases),
      mentioned,
    ])
    .apply(([declared, live, former]) => {
      const known = new Set([...programNames(), ...former]);
      const planned = plannedAddresses().filter(
        (routed) => routed.account === (account ?? opts.provider) && isElsewhere(routed, known),
      );
      const others = live.filter((routed) => isElsewhere(routed, known));
      const problems = problemsBeside(own, declared, planned, others);
      if (problems.length > 0) throw refusal(`HARoutedNetwork "${own.network}"`, problems);
      return [];
    });
}

/**
 * @param planned what this program routes beside its HARoutedNetworks
 * @param live what the account routes beside these
 */
export function problemsBeside(
  own: RoutedAddresses,
  declared: readonly unknown[],
  planned: readonly Routed[],
  live: readonly Routed[],
): string[] {
  const elsewhere = without(live, planned);
  return [
    ...declared.flatMap((other, index) => declaredProblems(own, other, index)),
    ...overlapProblems(own, planned, "of this program"),
    ...overlapProblems(own, elsewhere, "of this account"),
    ...renameHints(own, elsewhere),
  ];
}

/** HARoutedNetworks of this program are compared with each other when they are made. */
function isElsewhere({ network, isRoute }: Routed, networks: ReadonlySet<string>): boolean {
  return isRoute || !networks.has(network);
}

/** This program's own resources are judged by what they are going to be. */
function without(live: readonly Routed[], planned: readonly Routed[]): OtherAddresses[] {
  const keyOf = ({ network, isRoute }: Routed, name: string) =>
    JSON.stringify([network, isRoute, name]);
  const ours = new Set(
    planned.flatMap((routed) => routed.addresses.map(({ name }) => keyOf(routed, name))),
  );
  return live.map((routed) => ({
    ...routed,
    addresses: routed.addresses.filter(({ name }) => !ours.has(keyOf(routed, name))),
  }));
}

/** A plain rename would make another network before it deletes the old one; an alias keeps it. */
function renameHints(own: RoutedAddresses, live: readonly OtherAddresses[]): string[] {
  return live
    .filter((other) => !other.isRoute && addressesIn(own) === addressesIn(other))
    .map(
      ({ network }) =>
        `The network "${network}" of this account has the very same addresses. If it is this one under its former name, keep it with the option aliases: [{ name: "${network}" }].`,
    );
}

function addressesIn({ addresses }: RoutedAddresses): string {
  const texts = addresses.map(({ address }) => asPrefix(address).toLowerCase());
  return [...new Set(texts)].sort().join();
}

function declaredProblems(own: RoutedAddresses, other: unknown, index: number): string[] {
  if (isRoutedAddresses(other)) return overlapProblems(own, [other], "of another stack");
  return [
    `otherNetworks[${index}] is not the output "addresses" of a HARoutedNetwork. Export it in the other stack, and read it with getOutput.`,
  ];
}

function isRoutedAddresses(value: unknown): value is RoutedAddresses {
  const { network, addresses } = (value ?? {}) as Partial<RoutedAddresses>;
  return (
    typeof network === "string" &&
    Array.isArray(addresses) &&
    addresses.every(({ address }) => typeof address === "string")
  );
}

function warnOfLazyConnections(network: string): Promise<void> {
  return pulumi.log.warn(
    `The account has lazy connections on, and they do not support resources behind routing peers: "${network}" may be reached late or not at all. Turn them off: new netbird.AccountSettings("account", { lazyConnectionEnabled: false }) (the guide's section 6.3).`,
  );
}
