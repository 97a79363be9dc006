import type * as pulumi from "@pulumi/pulumi";
import type { AwsRoutingPeers, AwsRoutingPeersArgs, SubnetArg } from "./contract";

/**
 * Routing peers on AWS, one per subnet: each an Auto Scaling group of one instance that joins
 * NetBird by itself. Nothing is built before a routed network uses the description.
 * @example
 * ```ts
 * const peers = netbird.awsRoutingPeers({
 *   subnets: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
 *   owner: "Platform Team",
 *   environment: "prod",
 * });
 * ```
 */
export function awsRoutingPeers({ subnets, ...rest }: AwsRoutingPeersArgs): AwsRoutingPeers {
  return { ...rest, kind: "aws", domains: subnets.map(domainOf) };
}

function domainOf(subnet: SubnetArg, position: number): AwsRoutingPeers["domains"][number] {
  if (isNamed(subnet)) {
    const { name, metric } = subnet;
    return { name, subnet: idOf(subnet.subnet), ...(metric !== undefined && { metric }) };
  }
  return { name: String.fromCharCode("a".charCodeAt(0) + position), subnet: idOf(subnet) };
}

function isNamed(subnet: SubnetArg): subnet is Extract<SubnetArg, { subnet: unknown }> {
  // An output answers to every name, so look for what the value itself has.
  return typeof subnet === "object" && Object.hasOwn(subnet, "subnet");
}

function idOf(subnet: pulumi.Input<string> | { id: pulumi.Input<string> }): pulumi.Input<string> {
  const resource = typeof subnet === "object" && Object.hasOwn(subnet, "id");
  return resource ? (subnet as { id: pulumi.Input<string> }).id : (subnet as pulumi.Input<string>);
}
