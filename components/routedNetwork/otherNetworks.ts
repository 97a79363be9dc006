/** What only the account and other stacks know: asked at preview, before anything is registered. */
import * as pulumi from "@pulumi/pulumi";
import { getAccountSettings } from "../../provider/accountSettings";
import { getRoutedAddresses } from "../../provider/routedAddresses";
import { mentionIdentityFirst } from "../identityFirst";
import { lateRefusal } from "../validation";
import type { HARoutedNetworkArgs, RoutedAddresses } from "./arguments";
import { isReason } from "./failureDomains";
import { overlapProblems } from "./overlaps";
import { programNames } from "./programNetworks";

/**
 * Waits for what other stacks and the account say, and fails when the network cannot stand beside it.
 * The component depends on the answer and everything in it on the component, so that nothing is
 * registered before.
 */
export function standsBeside(
  own: RoutedAddresses,
  args: HARoutedNetworkArgs,
): pulumi.Output<pulumi.Resource[]> {
  const { otherNetworks = [], overlaps, account } = args;
  const lazy = getAccountSettings({ account }).apply(({ lazyConnectionEnabled }) => {
    if (lazyConnectionEnabled) void warnOfLazyConnections(own.network);
  });
  const mentioned = pulumi.all([lazy, mentionIdentityFirst(own.network, { account })]);
  if (isReason(overlaps)) return mentioned.apply(() => []);
  return pulumi
    .all([pulumi.output(otherNetworks), getRoutedAddresses({ account }), mentioned])
    .apply(([declared, live]) => {
      const problems = problemsBeside(own, declared, live.filter(isElsewhere));
      if (problems.length > 0) throw lateRefusal(`HARoutedNetwork "${own.network}"`, problems);
      return [];
    });
}

/** @param live networks of the account that are not this program's */
export function problemsBeside(
  own: RoutedAddresses,
  declared: readonly unknown[],
  live: readonly RoutedAddresses[],
): string[] {
  return [
    ...declared.flatMap((other, index) => declaredProblems(own, other, index)),
    ...overlapProblems(own, live, "of this account"),
  ];
}

/** This program's own networks are judged by what they are going to be. */
function isElsewhere({ network }: RoutedAddresses): boolean {
  return !programNames().has(network);
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
