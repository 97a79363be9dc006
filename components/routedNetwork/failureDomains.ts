/** Failure domains: who routes, with which metric. */
import type { AwsRoutingPeers } from "../aws";
import type { PeerReference } from "../../provider/objects/group";
import { hasWords, plainNameProblems, repeated } from "../argumentProblems";
import { asList, existingGroups, groupProblems } from "../groupArg";
import type { ExistingGroup } from "../groupArg";
import type { HARoutedNetworkArgs, RoutingPeer } from "./arguments";
import { fullName, routerGroup } from "./naming";
import type { Naming } from "./naming";

/** One failure domain, wherever its routing peer runs. */
export interface FailureDomain {
  name: string;
  metric: number;
  /** Full name of the group whose members route. */
  group: string;
  /** Who makes the group: the component for a setup key or for a peer, or somebody else. */
  routing: { by: "key" } | { by: "peer"; peer: PeerReference } | { by: "group" } | { by: "aws" };
  /** The group, when it is made elsewhere. */
  existing?: ExistingGroup;
  /** Address in the private network, when it is known. */
  address?: string;
}

/** What failure domains are made of. */
type RoutingArgs = Pick<
  HARoutedNetworkArgs,
  "routingPeers" | "sourceAddresses" | "healthChecks" | "singlePointOfFailure"
>;

const primaryMetric = 100;
const firstBackupMetric = 200;

/** The failure domains in order of preference. */
export function failureDomains(naming: Naming, args: RoutingArgs): FailureDomain[] {
  const given = asList(args.routingPeers).flatMap((one): (RoutingPeer & { isAws: boolean })[] =>
    isAws(one)
      ? one.domains.map(({ name, metric }) => ({ name, metric, isAws: true }))
      : [{ ...one, isAws: false }],
  );
  return given.map(({ name, peer, group, metric, address, isAws }, position) => {
    const [existing] = existingGroups(group === undefined ? [] : [group]);
    return {
      name,
      metric: metric ?? standardMetric(position),
      group: existing?.existing ?? fullName(naming, routerGroup(naming, name)),
      routing: routingOf(isAws, peer, existing),
      ...(existing && { existing }),
      ...(address !== undefined && { address }),
    };
  });
}

/** An order among backups, too: who takes over is known beforehand, and replies can follow. */
function standardMetric(position: number): number {
  return position === 0 ? primaryMetric : firstBackupMetric + position - 1;
}

function routingOf(
  aws: boolean,
  peer: PeerReference | undefined,
  existing: ExistingGroup | undefined,
): FailureDomain["routing"] {
  if (aws) return { by: "aws" };
  if (peer !== undefined) return { by: "peer", peer };
  return { by: existing === undefined ? "key" : "group" };
}

/** The description of the routing peers on AWS, if there are any. */
export function awsBuilder({ routingPeers }: RoutingArgs): AwsRoutingPeers | undefined {
  return asList(routingPeers).find(isAws);
}

function isAws(one: AwsRoutingPeers | RoutingPeer): one is AwsRoutingPeers {
  return "kind" in one;
}

export function failureDomainProblems(naming: Naming, args: RoutingArgs): string[] {
  const domains = failureDomains(naming, args);
  return [
    ...countProblems(domains, args),
    ...repeated(domains.map(({ name }) => name)).map(
      (name) => `Two failure domains are called "${name}". Give each its own name.`,
    ),
    ...repeated(domains.map(({ group }) => group).filter((group) => group !== ""))
      // Equal names were reported already.
      .filter((group) => domains.some((domain) => domain.group === group && domain.existing))
      .map((group) => `Two failure domains have the group "${group}". Give each its own.`),
    ...domains.flatMap(metricProblems),
    ...sharedMetrics(domains, args),
    ...asList(args.routingPeers).flatMap((one) => (isAws(one) ? [] : peerProblems(one))),
    ...(asList(args.routingPeers).filter(isAws).length > 1
      ? ["routingPeers has awsRoutingPeers twice. Give it once, with all subnets."]
      : []),
  ];
}

function countProblems(
  domains: readonly FailureDomain[],
  { singlePointOfFailure }: RoutingArgs,
): string[] {
  if (domains.length === 0)
    return ["routingPeers is empty: nobody routes. Name two failure domains."];
  if (domains.length > 1 || hasWords(singlePointOfFailure)) return [];
  return [
    'There is one failure domain only, so the first reboot is an outage. Name another one, or say why not in singlePointOfFailure: "<reason>".',
  ];
}

function metricProblems({ name, metric }: FailureDomain): string[] {
  if (Number.isInteger(metric) && metric >= 1 && metric <= 9999) return [];
  return [`The metric of "${name}" must be a whole number from 1 to 9999, got ${metric}.`];
}

/** Clients choose among equal metrics by latency, each for itself; return routes cannot follow that. */
function sharedMetrics(domains: readonly FailureDomain[], args: RoutingArgs): string[] {
  if (!needsReturnRoutes(args)) return [];
  return repeated(domains.map(({ metric }) => metric)).map(
    (metric) =>
      `Two failure domains have the metric ${metric}, and a return route leads to one routing peer only. Give each its own metric.`,
  );
}

/** Whether the private network must know the way to NetBird's range (section 6.2). */
export function needsReturnRoutes({ sourceAddresses, healthChecks = [] }: RoutingArgs): boolean {
  return typeof sourceAddresses === "object" || healthChecks.length > 0;
}

function peerProblems({ name, peer, group }: RoutingPeer): string[] {
  return [
    ...(group === undefined ? [] : groupProblems([group])),
    ...plainNameProblems("a failure domain", name),
    ...(peer !== undefined && group !== undefined
      ? [`The failure domain "${name}" has both peer and group. Give one of them.`]
      : []),
  ];
}
