import * as pulumi from "@pulumi/pulumi";
import type { GroupReference } from "../provider/objects/group";
import { Route } from "../provider/objects/route";
import { compile } from "../segmentation/compile";
import { describePolicy } from "../segmentation/description";
import type { Matrix } from "../segmentation/matrix/model";
import type { ExitNodeArgs } from "./exitNode/arguments";
import { defaultRoutes, exitMatrix, exitNaming, internetGroup } from "./exitNode/matrix";
import { judgeExitNode } from "./exitNode/problems";
import { existingGroups, fullNameOf } from "./groupArg";
import { peerGroups } from "./routedNetwork/building";
import { failureDomains } from "./routedNetwork/failureDomains";
import type { FailureDomain } from "./routedNetwork/failureDomains";
import { fullName } from "./routedNetwork/naming";
import type { Naming } from "./routedNetwork/naming";
import { createSetupKey, setupKeysOf } from "./routedNetwork/setupKeys";
import { createSegmentation, idsOf, referTo } from "./segmentationResources";
import { mention, refuse } from "./validation";

/**
 * The way to the internet for some groups: default routes through two or more routing peers in separate
 * failure domains, of which the one with the lowest metric is used. Exit nodes are routes of the older
 * kind, which no policy governs by themselves: here each has an access-control group, so that only what
 * `allow` says passes, for these groups only.
 *
 * Whoever may go out everywhere reaches whatever the routing peers reach, private networks around them
 * too, on the ports of `allow`: place them where there is nothing else.
 *
 * @throws pulumi.RunError that lists every problem: fewer than two failure domains without
 * `singlePointOfFailure`; equal names; a metric outside 1–9999; nobody who gets the routes; every port
 * without `broadAccessReason`; a name that cannot identify routes
 *
 * @example
 * ```ts
 * const exit = new netbird.ExitNode("exit-euc1-prod", {
 *   for: [{ existing: "peer-devops-prod" }],
 *   routingPeers: [{ name: "a" }, { name: "b" }],
 *   allow: "tcp/80,443",
 *   dns: "through-exit",
 *   because: "Partners let our fixed addresses in",
 *   owner: "Network Team",
 * });
 * export const keys = exit.setupKeys;
 * ```
 */
export class ExitNode extends pulumi.ComponentResource {
  /** Ids of the routes, by failure domain; those for IPv6 end in `-ipv6`. */
  readonly routeIds: pulumi.Output<Record<string, string>>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies, by role: `internet`, `routing-peers`, `dns-udp`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;
  /** The setup keys by failure domain, a secret; none where `peer` or `group` says who routes. */
  readonly setupKeys: pulumi.Output<Record<string, string | undefined>>;
  /** The segmentation matrix that the arguments mean; everything that reads matrices reads it. */
  readonly matrix: pulumi.Output<Matrix>;

  constructor(name: string, args: ExitNodeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:ExitNode", name, {}, opts);
    const naming = exitNaming(name, args);
    const { problems, notices } = judgeExitNode(naming, args);
    refuse(`ExitNode "${name}"`, problems);
    mention(this, notices);

    const matrix = exitMatrix(naming, args);
    const domains = failureDomains(naming, args);
    const existing = [
      ...existingGroups(args.for),
      ...domains.flatMap((domain) => domain.existing ?? []),
      ...peerGroups(naming, domains, this),
    ];
    const created = createSegmentation(name, compile(matrix, naming.environment), existing, this);
    const group = referTo(created.groups, existing);
    const building = { naming, args, parent: this, group };

    this.routeIds = idsOf(createRoutes(building, domains));
    this.setupKeys = setupKeysOf(
      domains.map((domain) => ({ domain, key: createSetupKey(building, domain) })),
    );
    this.groupIds = idsOf(created.groups);
    this.policyIds = idsOf(created.policies);
    this.matrix = pulumi.output(matrix);
    this.registerOutputs({
      routeIds: this.routeIds,
      groupIds: this.groupIds,
      policyIds: this.policyIds,
      setupKeys: this.setupKeys,
      matrix: this.matrix,
    });
  }
}

/** What all parts share. */
interface Building {
  naming: Naming;
  args: ExitNodeArgs;
  parent: pulumi.ComponentResource;
  /** A group by its full name, with its id where the program knows it. */
  group: (name: string) => GroupReference;
}

/** Routes of one identifier and target stand in for each other. */
function createRoutes(
  building: Building,
  domains: readonly FailureDomain[],
): Record<string, Route> {
  const [ipv4, ipv6] = defaultRoutes as [string, string];
  const routes = domains.flatMap((domain): [string, Route][] => {
    const first = createRoute(building, domain, domain.name, ipv4);
    if (building.args.ipv6Routes !== true) return [[domain.name, first]];
    const role = `${domain.name}-ipv6`;
    return [
      [domain.name, first],
      [role, createRoute(building, domain, role, ipv6)],
    ];
  });
  return Object.fromEntries(routes);
}

function createRoute(
  { naming, args, parent, group }: Building,
  domain: FailureDomain,
  role: string,
  network: string,
): Route {
  const { because, owner, masquerade = true, skipAutoApply = false } = args;
  const users = args.for.map((user) => fullNameOf(user, naming.environment));
  return new Route(
    `${naming.network}-${role}`,
    {
      networkId: naming.network,
      description: describePolicy({ because, owner, need: "required" }),
      network,
      peerGroups: [group(domain.group)],
      groups: [...new Set(users)].map(group),
      accessControlGroups: [group(fullName(naming, internetGroup(naming)))],
      ...{ metric: domain.metric, masquerade, skipAutoApply },
    },
    { parent },
  );
}
