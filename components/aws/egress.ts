import type { EgressRule } from "./contract";

const cloudHost = "api.netbird.io";

const anywhere = "0.0.0.0/0";

/** NetBird's own services in the cloud, by its documentation of ports and firewalls. */
const cloudServices: EgressRule[] = [
  rule(cloudHost, "tcp", "443", "NetBird's management service"),
  rule("signal.netbird.io", "tcp", "443", "NetBird's signal service"),
  rule("*.relay.netbird.io", "tcp", "443", "NetBird's relays, for where no direct way is found"),
  rule("stun.netbird.io", "udp", "80,443,3478,5555", "finding the own public address (STUN)"),
  rule("turn.netbird.io", "udp", "80,443,49152-65535", "older relays (TURN)"),
];

/** Management, signal, relay and STUN of a server of one's own: one host, by its default set-up. */
function ownServices(host: string, port: string): EgressRule[] {
  return [
    rule(host, "tcp", port, "NetBird's management, signal and relay services"),
    rule(host, "udp", "3478", "finding the own public address (STUN)"),
  ];
}

/**
 * What firewalls between routing peers and the internet must let out: NetBird's services as section
 * 0.2 asks, the peers, and what an instance on AWS needs to come up and to report.
 */
export function egressList(managementUrl: string, region: string): EgressRule[] {
  const { hostname, port } = managementAddress(managementUrl);
  return [
    ...(hostname === cloudHost ? cloudServices : ownServices(hostname, port)),
    rule(anywhere, "udp", "*", "direct tunnels: peers are anywhere, on ports that NAT chooses"),
    rule("pkgs.netbird.io", "tcp", "443", "NetBird's packages, when an instance boots"),
    ...["ssm", "monitoring", "autoscaling", "ec2"].map((service) =>
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
};

/** Host and port of a management server. */
export function managementAddress(managementUrl: string): { hostname: string; port: string } {
  const { hostname, port, protocol } = new URL(managementUrl);
  return { hostname, port: port || (protocol === "http:" ? "80" : "443") };
}

function rule(to: string, protocol: "tcp" | "udp", ports: string, why: string): EgressRule {
  return { to, protocol, ports, why };
}
