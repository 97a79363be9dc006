import * as pulumi from "@pulumi/pulumi";
import { programError } from "../provider/lifecycle/programError";
import type { SetupKey } from "../provider/objects/setupKey";
import { compile } from "../segmentation/compile";
import type { Matrix } from "../segmentation/matrix/model";
import { createRoutingPeers } from "./aws";
import type { AwsRoutingPeersOutputs, EgressRule, RoutingDomain, RoutingPeersOptions } from "./aws";
import { netbirdEgress } from "./egress";
import { hasWords } from "./argumentProblems";
import { existingGroups } from "./groupArg";
import type { HARoutedNetworkArgs, RoutedAddresses } from "./routedNetwork/arguments";
import { awsPlan, ownedPeers } from "./routedNetwork/awsSide";
import {
  createNameservers,
  createNetwork,
  createReadiness,
  createResources,
  createRouter,
  peerGroups,
} from "./routedNetwork/building";
import type { Building } from "./routedNetwork/building";
import { awsBuilder, failureDomains } from "./routedNetwork/failureDomains";
import type { FailureDomain } from "./routedNetwork/failureDomains";
import { namedGroups, routedMatrix } from "./routedNetwork/matrix";
import { namingOf } from "./routedNetwork/naming";
import type { Naming } from "./routedNetwork/naming";
import { standsBeside } from "./routedNetwork/otherNetworks";
import { overlapProblems } from "./routedNetwork/overlaps";
import { judgeRoutedNetwork } from "./routedNetwork/problems";
import { overlayRangeOf } from "./routedNetwork/overlayRange";
import { checkReferences } from "./routedNetwork/postureChecks";
import { joinProgram } from "./routedNetwork/programNetworks";
import { addressesOf } from "./routedNetwork/resources";
import { returnRoutes } from "./routedNetwork/returnRoutes";
import type { ReturnRoute } from "./routedNetwork/returnRoutes";
import { createSetupKey, setupKeysOf } from "./routedNetwork/setupKeys";
import type { KeyedDomain } from "./routedNetwork/setupKeys";
import { createSegmentation, idsOf, referTo } from "./segmentationResources";
import { managementUrlFor } from "./stackSettings";
import { afterwards, mention, refusal, refuse } from "./validation";

/**
 * A private network that stays reachable: its addresses, two or more routing peers in separate failure
 * domains, exactly the access that is declared, and the name resolution that it needs. Routing peers are
 * built on AWS, or are there already. The component's name is the network's, by the guide's Appendix A:
 * `net-<location>-<site>-<env>`.
 *
 * Nothing may reach the routing peers themselves: networks do not need it. Whatever cannot work, or
 * would work only sometimes, is refused at preview.
 *
 * @throws pulumi.RunError that lists every problem: fewer than two failure domains without
 * `singlePointOfFailure`; equal names; invalid addresses; addresses that overlap with another
 * network's without `overlaps`; access on every port or in both directions; health checks without
 * masquerade; preserved source addresses on AWS without route tables; a metric outside 1–9999
 *
 * @example
 * ```ts
 * const vpc = new netbird.HARoutedNetwork("net-aws-euc1-prod", {
 *   resources: [
 *     { name: "vpc", address: "10.10.0.0/16" },
 *     { name: "db", address: "db.internal.example.com" },
 *     { name: "corp", address: "*.corp.internal" },
 *   ],
 *   access: [
 *     {
 *       from: { existing: "peer-devops-prod" },
 *       to: "db",
 *       allow: "tcp/5432",
 *       because: "Schema changes",
 *       owner: "Platform Team",
 *     },
 *   ],
 *   routingPeers: netbird.awsRoutingPeers({ subnets: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"] }),
 *   dns: { resolvers: ["10.10.0.10", "10.10.0.11"], matchDomains: ["corp.internal"] },
 * });
 * export const firewall = vpc.egress;
 * ```
 */
export class HARoutedNetwork extends pulumi.ComponentResource {
  /** Id of the network. */
  readonly networkId: pulumi.Output<string>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies, by role: `peer-devops-to-db`, `dns-udp`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;
  /** The setup keys by failure domain, a secret; none where `peer` or `group` says who routes. */
  readonly setupKeys: pulumi.Output<Record<string, string | undefined>>;
  /** What firewalls between the routing peers and the internet must let out (section 0.2). */
  readonly egress: pulumi.Output<EgressRule[]>;
  /** Routes to add by hand, for failure domains off AWS; none with masquerade and without health checks. */
  readonly returnRoutes: pulumi.Output<ReturnRoute[]>;
  /** The network's addresses, for `otherNetworks` of other stacks. */
  readonly addresses: pulumi.Output<RoutedAddresses>;
  /** The segmentation matrix that the arguments mean; everything that reads matrices reads it. */
  readonly matrix: pulumi.Output<Matrix>;
  /** What was built on AWS; undefined when nothing was. */
  readonly aws: AwsRoutingPeersOutputs | undefined;

  constructor(name: string, args: HARoutedNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const naming = namingOf(name, args);
    const addresses = addressesOf(naming, args);
    super(
      "netbird:index:HARoutedNetwork",
      name,
      {},
      afterwards(standsBeside(addresses, args, opts), opts),
    );
    const what = `HARoutedNetwork "${name}"`;
    const managementUrl = args.managementUrl ?? managementUrlFor(args.account);
    if (managementUrl === undefined) throw refusal(what, [unknownServer]);
    const others = joinProgram({
      ...addresses,
      mayOverlap: hasWords(args.overlaps),
      account: args.account ?? opts?.provider,
    });
    const { problems, notices } = judgeRoutedNetwork(naming, args, managementUrl);
    const overlaps = overlapProblems(addresses, others, "of this program");
    // What the account and other stacks know is told by standsBeside, in the same preview.
    refuse(what, [...problems, ...overlaps]);
    mention(undefined, notices);

    const matrix = routedMatrix(naming, args);
    const domains = failureDomains(naming, args);
    const { building, groupIds, policyIds } = this.segment(naming, args, matrix, domains);
    const network = createNetwork(building);
    createResources(building, network);
    createNameservers(building);
    const members = domains.map((domain) => ({
      domain,
      router: createRouter(building, network, domain),
      key: createSetupKey(building, domain),
    }));

    const overlayRange = overlayRangeOf(args);
    this.aws = routeOnAws(building, members, { ...awsPlan(args, managementUrl), overlayRange });
    this.networkId = network.id;
    this.groupIds = groupIds;
    this.policyIds = policyIds;
    this.setupKeys = setupKeysOf(members);
    this.egress = this.aws?.egress ?? pulumi.output(netbirdEgress(managementUrl));
    this.returnRoutes = overlayRange.apply((range) => returnRoutes(args, domains, range));
    this.addresses = pulumi.output(addresses);
    this.matrix = pulumi.output(matrix);
    this.registerOutputs({
      networkId: this.networkId,
      groupIds,
      policyIds,
      setupKeys: this.setupKeys,
      egress: this.egress,
      returnRoutes: this.returnRoutes,
      addresses: this.addresses,
      matrix: this.matrix,
      ...(this.aws && { aws: this.aws }),
    });
  }

  /** Groups and policies, and the way to refer to a group by its name. */
  private segment(
    naming: Naming,
    args: HARoutedNetworkArgs,
    matrix: Matrix,
    domains: readonly FailureDomain[],
  ) {
    const existing = [
      ...existingGroups(namedGroups(args)),
      ...domains.flatMap((domain) => domain.existing ?? []),
      ...peerGroups(naming, domains, this),
    ];
    const segmentation = compile(matrix, naming.environment);
    const { groups, policies } = createSegmentation(
      naming.network,
      segmentation,
      existing,
      this,
      checkReferences(naming, args),
    );
    const building: Building = { naming, args, parent: this, group: referTo(groups, existing) };
    return { building, groupIds: idsOf(groups), policyIds: idsOf(policies) };
  }
}

const unknownServer =
  "Where routing peers find the management server is unknown, because account.managementUrl is an output. Give managementUrl, or that address as plain text.";

/** A failure domain with what NetBird has of it. */
interface Member extends KeyedDomain {
  router: pulumi.Resource;
}

function routeOnAws(
  building: Building,
  members: readonly Member[],
  options: Omit<RoutingPeersOptions, "ready">,
): AwsRoutingPeersOutputs | undefined {
  const { naming, args, parent } = building;
  const builder = awsBuilder(args);
  if (builder === undefined) return undefined;
  const placed = members.flatMap(({ domain, router, key }): RoutingDomain[] => {
    if (domain.routing.by !== "aws" || key === undefined) return [];
    const { name, metric } = domain;
    return [{ name, metric, setupKey: known(key), dependsOn: [router] }];
  });
  return createRoutingPeers(parent, naming.network, ownedPeers(naming, builder), placed, {
    ...options,
    ready: (generation) => createReadiness(building, generation),
  });
}

/** The key itself, which the server tells when it makes it, and never again. */
function known({ key, name }: SetupKey): pulumi.Output<string> {
  return pulumi.all([key, name]).apply(([value, called]) => {
    if (value !== undefined) return value;
    throw programError(
      `The setup key "${called}" is not known any more. Make a new one: change setupKeyGeneration.`,
    );
  });
}
