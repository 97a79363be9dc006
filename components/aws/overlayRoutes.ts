import type * as pulumi from "@pulumi/pulumi";
import { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import { Route } from "@pulumi/aws/ec2/route";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import { keyed } from "./building";
import type { Building, PlacedDomain } from "./building";
import type { RoutingPeersPlan } from "./contract";
import { portRules } from "./securityGroup";

/** Route tables whose subnets send to NetBird's range: to answer users, or to check peers' health. */
export function returnRouteTables({
  preserve,
  healthChecks,
}: RoutingPeersPlan): pulumi.Input<string>[] {
  return [...(preserve?.routeTables ?? []), ...(healthChecks?.routeTables ?? [])];
}

/**
 * The interface of a domain that routes lead to. It outlives instances, so that routes do not break
 * when one is replaced, and lets through what is addressed to others.
 */
export function peerInterface(
  { name, tags, child }: Building,
  domain: PlacedDomain,
  securityGroupId: pulumi.Output<string>,
): NetworkInterface {
  return new NetworkInterface(
    `${name}-${domain.name}`,
    {
      description: `Routing peer ${domain.fullName}`,
      subnetId: domain.subnet,
      securityGroups: [securityGroupId],
      sourceDestCheck: false,
      tags: { ...tags, Name: domain.fullName, "routing-peer": domain.fullName },
    },
    child,
  );
}

/** The routes to NetBird's range. The failover moves them, so later runs leave their target alone. */
export function overlayRoutes(building: Building, primary: NetworkInterface): Route[] {
  const { name, options, child } = building;
  return keyed(returnRouteTables(options)).map(
    ([key, routeTableId]) =>
      new Route(
        `${name}-overlay-${key}`,
        {
          routeTableId,
          destinationCidrBlock: options.overlayRange,
          networkInterfaceId: primary.id,
        },
        { ...child, ignoreChanges: ["networkInterfaceId"] },
      ),
  );
}

/** Lets NetBird's range into the named security groups, on the ports of the access list. */
export function overlayIngress({ name, options, tags, child }: Building): void {
  const services = options.allowedEgress.flatMap((allowed) => allowed.services);
  const cidrIpv4 = options.overlayRange;
  for (const [group, securityGroupId] of keyed(options.preserve?.securityGroups ?? [])) {
    for (const { key, ...ports } of portRules(services)) {
      new SecurityGroupIngressRule(
        `${name}-overlay-${group}-${key}`,
        { securityGroupId, cidrIpv4, ...ports, description: "NetBird users", tags },
        child,
      );
    }
  }
}
