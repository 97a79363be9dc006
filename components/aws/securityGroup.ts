import type * as pulumi from "@pulumi/pulumi";
import { getSubnetOutput } from "@pulumi/aws/ec2/getSubnet";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type { Service } from "../../segmentation/ports";
import type { Building } from "./building";
import type { AllowedRange } from "./contract";
import { managementAddress } from "../egress";

const anywhere = "0.0.0.0/0";

/** The ports of a rule of a security group. */
interface PortRule {
  /** What tells the rule from others: part of the resource's name. */
  key: string;
  ipProtocol: string;
  fromPort?: number;
  toPort?: number;
}

/** One rule of a security group, without the group. */
interface Rule extends PortRule {
  cidrIpv4: string;
  description: string;
}

/** What an instance needs whatever it routes to. */
function ownRules(managementUrl: string): Rule[] {
  const port = Number(managementAddress(managementUrl).port);
  return [
    tcp("https", 443, "NetBird's services, packages, and AWS's API"),
    ...(port === 443 ? [] : [tcp("management", port, "NetBird's management server")]),
    tcp("dns", 53, "Name resolution, answers that are too long for UDP"),
    {
      key: "udp",
      cidrIpv4: anywhere,
      ipProtocol: "udp",
      fromPort: 0,
      toPort: 65535,
      description: "WireGuard to peers, who are anywhere on any port, STUN, and DNS",
    },
  ];
}

function tcp(key: string, port: number, description: string): Rule {
  const ports = { fromPort: port, toPort: port };
  return { key, cidrIpv4: anywhere, ipProtocol: "tcp", ...ports, description };
}

/** The rules that let exactly the services of a list through. */
function rulesOf(ranges: readonly AllowedRange[], description: string): Rule[] {
  const rules = ranges.flatMap(({ range, services }) =>
    portRules(services).map((ports) => ({
      ...ports,
      key: `${range.replace("/", "-")}-${ports.key}`,
      cidrIpv4: range,
      description,
    })),
  );
  return onePerKey(rules);
}

/** The ports of services, for a range that is not known yet. */
export function portRules(services: readonly Service[]): PortRule[] {
  return onePerKey(services.flatMap(rulesOfService));
}

/** Two entries of an access list may allow the same. */
function onePerKey<Each extends PortRule>(rules: readonly Each[]): Each[] {
  return [...new Map(rules.map((rule) => [rule.key, rule])).values()];
}

function rulesOfService({ protocol, ports }: Service): PortRule[] {
  if (protocol === "all") return [{ key: "all", ipProtocol: "-1" }];
  if (protocol === "icmp") {
    return [{ key: "icmp", ipProtocol: "icmp", fromPort: -1, toPort: -1 }];
  }
  const ipProtocol = protocol === "netbird-ssh" ? "tcp" : protocol;
  const spans = ports.length > 0 ? ports : [{ start: 0, end: 65535 }];
  return spans.map(({ start, end }) => ({
    key: `${ipProtocol}-${start}${end === start ? "" : `-${end}`}`,
    ipProtocol,
    fromPort: start,
    toPort: end,
  }));
}

/** The instances' security group, and what must be there before an instance can reach anything. */
export interface PeersSecurityGroup {
  id: pulumi.Output<string>;
  rules: pulumi.Resource[];
}

/** The security group of all routing peers: nothing in but health checks, and out what is needed. */
export function peersSecurityGroup(
  building: Building,
  subnet: pulumi.Input<string>,
): PeersSecurityGroup {
  const { name, options, tags, child } = building;
  const { managementUrl, allowedEgress, healthChecks } = options;
  const group = new SecurityGroup(
    `${name}-peers`,
    {
      description: `Routing peers of ${name}: nothing comes in but declared health checks`,
      vpcId: getSubnetOutput({ id: subnet }, { parent: child.parent }).vpcId,
      tags: { ...tags, Name: `${name}-peers` },
    },
    child,
  );
  const out = [...ownRules(managementUrl), ...rulesOf(allowedEgress, "In the access list")].map(
    ({ key, ...rule }) =>
      new SecurityGroupEgressRule(
        `${name}-out-${key}`,
        { securityGroupId: group.id, ...rule, tags },
        child,
      ),
  );
  const checks = rulesOf(healthChecks?.checks ?? [], "Declared health check").map(
    ({ key, ...rule }) =>
      new SecurityGroupIngressRule(
        `${name}-check-${key}`,
        { securityGroupId: group.id, ...rule, tags },
        child,
      ),
  );
  return { id: group.id, rules: [...out, ...checks] };
}
