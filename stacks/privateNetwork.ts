import * as netbird from "pulumi-netbird";
import type { NetworkPlace, PlannedNetwork } from "./network";

/** What AWS has already, as the stack's configuration names it. */
export interface PrivateNetwork {
  /** Range of the VPC: `10.10.0.0/16`. No other network of the account may overlap with it. */
  range: string;
  /** Private subnets for the routing peers, in two zones; the first is the primary's. */
  subnets: string[];
  /** Route tables of the subnets that answer users. */
  routeTables: string[];
  /** Addresses of the VPC's name servers: 1–3. */
  resolvers: string[];
  /** Seconds before replies go back to a routing peer that recovered. Default: 60. */
  holdSeconds?: number;
}

/** The VPC behind two routing peers: DevOps reach its internal web tools, seen with their own addresses. */
export function privateNetwork(vpc: PrivateNetwork, place: NetworkPlace): PlannedNetwork {
  const { range, subnets, routeTables, resolvers, holdSeconds } = vpc;
  const { environment, devops, postureChecks } = place;
  const args: netbird.HARoutedNetworkArgs = {
    resources: [{ name: "vpc", address: range }],
    access: [
      {
        from: devops,
        to: "vpc",
        allow: "tcp/443",
        because: "Internal web tools",
        owner: "Platform Team",
        postureChecks,
      },
    ],
    routingPeers: netbird.awsRoutingPeers({ subnets }),
    sourceAddresses: { preserve: { routeTables } },
    dns: { resolvers, matchDomains: ["corp.internal"] },
    holdSeconds,
  };
  return { name: `net-aws-euc1-${environment}`, group: `net-aws-euc1-vpc-${environment}`, args };
}
