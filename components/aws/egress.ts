import { netbirdEgress, rule } from "../egress";
import type { AwsRoutingPeers, EgressRule } from "./contract";

/**
 * What firewalls between routing peers and the internet must let out: NetBird's services as section
 * 0.2 asks, the peers, and what an instance on AWS needs to come up and to report.
 */
export function egressList(
  managementUrl: string,
  region: string,
  { sessionManager = false }: Pick<AwsRoutingPeers, "sessionManager">,
): EgressRule[] {
  const services = ["ssm", "monitoring", "autoscaling", "ec2"];
  return [
    ...netbirdEgress(managementUrl),
    ...[...services, ...(sessionManager ? ["ssmmessages"] : [])].map((service) =>
      rule(`${service}.${region}.amazonaws.com`, "tcp", "443", awsReasons[service]!),
    ),
    rule(`*.s3.dualstack.${region}.amazonaws.com`, "tcp", "443", "Amazon Linux's packages"),
  ];
}

const awsReasons: Record<string, string> = {
  ssm: "reading the setup key",
  monitoring: "the heartbeat",
  autoscaling: "asking for another instance",
  ec2: "attaching the interface that return routes lead to",
  ssmmessages: "shells through Session Manager",
};
