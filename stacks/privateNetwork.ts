import * as netbird from "pulumi-netbird";
import type { Environment, ExistingGroup } from "pulumi-netbird";

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

/** What differs between the environments of the private network. */
export interface PrivateNetworkArgs extends PrivateNetwork {
  environment: Environment;
  devops: ExistingGroup;
}

/** The VPC behind two routing peers: DevOps reach its internal web tools, seen with their own addresses. */
export function privateNetwork(args: PrivateNetworkArgs) {
  const { environment, range, subnets, routeTables, resolvers, holdSeconds } = args;
  return new netbird.HARoutedNetwork(`net-aws-euc1-${environment}`, {
    resources: [{ name: "vpc", address: range }],
    access: [
      {
        from: args.devops,
        to: "vpc",
        allow: "tcp/443",
        because: "Internal web tools",
        owner: "Platform Team",
      },
    ],
    routingPeers: netbird.awsRoutingPeers({ subnets }),
    sourceAddresses: { preserve: { routeTables } },
    dns: { resolvers, matchDomains: ["corp.internal"] },
    holdSeconds,
  });
}
