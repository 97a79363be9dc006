/** What NetBird's peers need a firewall to let out (the guide's section 0.2), wherever they are. */
import { cloudUrl, isCloud } from "../provider/api/configuration";
import type { EgressRule } from "./aws";

const anywhere = "0.0.0.0/0";

/** NetBird's own services in the cloud, by its documentation of ports and firewalls. */
const cloudServices: EgressRule[] = [
  rule(new URL(cloudUrl).hostname, "tcp", "443", "NetBird's management service"),
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

/** NetBird's services, the peers, and the packages. */
export function netbirdEgress(managementUrl: string): EgressRule[] {
  const { hostname, port } = managementAddress(managementUrl);
  return [
    ...(isCloud(managementUrl) ? cloudServices : ownServices(hostname, port)),
    rule(anywhere, "udp", "*", "direct tunnels: peers are anywhere, on ports that NAT chooses"),
    rule("pkgs.netbird.io", "tcp", "443", "NetBird's packages, when a machine is set up"),
  ];
}

/** Host and port of a management server. */
export function managementAddress(managementUrl: string): { hostname: string; port: string } {
  const { hostname, port, protocol } = new URL(managementUrl);
  return { hostname, port: port || (protocol === "http:" ? "80" : "443") };
}

export function rule(to: string, protocol: "tcp" | "udp", ports: string, why: string): EgressRule {
  return { to, protocol, ports, why };
}
