/** Everything that is wrong with routing peers on AWS, all at once. */
import { isPrefix } from "../../segmentation/addresses";
import { isPlainName } from "../../segmentation/names";
import {
  environmentProblems,
  plainNameProblems,
  repeated,
  wordProblems,
} from "../argumentProblems";
import type { AllowedRange, AwsRoutingPeers, RoutingPeersPlan } from "./contract";

/** AWS allows 60 outbound rules in a security group; four are spoken for. */
const mostEgressRules = 56;

/** NetBird takes the host name as a DNS label, which ends with the generation. */
const longestName = 63 - "-".length - "0123abcd".length;

const ownerAdvice =
  "Say who can confirm a breakage, or leave it out: then the network's owner does.";

/** One sentence each; empty when fine. */
export function routingPeersProblems(
  name: string,
  builder: AwsRoutingPeers,
  plan: RoutingPeersPlan,
): string[] {
  return [...nameProblems(name, builder), ...builderProblems(builder), ...planProblems(plan)];
}

function nameProblems(name: string, { domains }: AwsRoutingPeers): string[] {
  const names = domains.map((domain) => domain.name);
  const problems = repeated(names).map(
    (each) => `Two subnets are called "${each}". Give each failure domain its own name.`,
  );
  for (const each of names) {
    const full = `${name}-${each}`;
    problems.push(...plainNameProblems("a routing peer", full));
    if (isPlainName(full) && full.length > longestName) {
      problems.push(
        `"${full}" is too long for a routing peer: ${full.length} of at most ${longestName} characters.`,
      );
    }
  }
  return problems;
}

function builderProblems(builder: AwsRoutingPeers): string[] {
  const { instanceType, image, netbirdVersion, rootVolumeSize, owner, environment } = builder;
  const problems = wordProblems("awsRoutingPeers: owner", owner ?? "", ownerAdvice);
  problems.push(...environmentProblems(environment));
  if (instanceType !== undefined && !/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(instanceType)) {
    problems.push(
      `instanceType "${instanceType}" is not an instance type. Write it like t4g.small.`,
    );
  }
  if (typeof image === "string" && !/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(image)) {
    problems.push(
      `image "${image}" is not a word of letters, digits, dots and hyphens. Write it like 2026-12-01.`,
    );
  }
  if (typeof image === "object" && !(Number.isInteger(image.version) && image.version > 0)) {
    problems.push(`image.version must be a whole number from 1 on, got ${image.version}.`);
  }
  if (netbirdVersion !== undefined && !/^\d+\.\d+\.\d+$/.test(netbirdVersion)) {
    problems.push(`netbirdVersion "${netbirdVersion}" is not a version. Write it like 0.60.2.`);
  }
  if (rootVolumeSize !== undefined && !(Number.isInteger(rootVolumeSize) && rootVolumeSize >= 8)) {
    problems.push(`rootVolumeSize must be a whole number from 8 on, got ${rootVolumeSize}.`);
  }
  return problems;
}

function planProblems(plan: RoutingPeersPlan): string[] {
  const { managementUrl, allowedEgress, healthChecks, preserve, holdSeconds } = plan;
  const problems: string[] = [];
  if (!/^https?:\/\/[A-Za-z0-9.:[\]-]+(\/[\w./-]*)?$/.test(managementUrl)) {
    problems.push(
      `managementUrl "${managementUrl}" is not an http or https address. Write it like https://netbird.example.com.`,
    );
  }
  const ranges = [...allowedEgress, ...(healthChecks?.checks ?? [])].map(({ range }) => range);
  for (const range of ranges) {
    if (!isPrefix(range) || range.includes(":")) {
      problems.push(`"${range}" is not an IPv4 range. Write it like 10.10.0.0/16.`);
    }
  }
  const rules = ruleCount(allowedEgress);
  if (rules > mostEgressRules) {
    problems.push(
      `The access list needs ${rules} outbound rules; a security group has room for ${mostEgressRules}. Join ranges or ports.`,
    );
  }
  if (preserve !== undefined && preserve.routeTables.length === 0) {
    problems.push("Preserved source addresses need the route tables of the subnets that answer.");
  }
  if (preserve !== undefined && healthChecks !== undefined) {
    problems.push("Health checks need masquerade; they do not work with preserved sources.");
  }
  if (healthChecks !== undefined && healthChecks.routeTables.length === 0) {
    problems.push("Health checks need the route tables of the subnets that they come from.");
  }
  if (
    holdSeconds !== undefined &&
    !(Number.isInteger(holdSeconds) && holdSeconds >= 0 && holdSeconds <= 3600)
  ) {
    problems.push(`holdSeconds must be a whole number from 0 to 3600, got ${holdSeconds}.`);
  }
  return problems;
}

function ruleCount(ranges: AllowedRange[]): number {
  const counts = ranges.flatMap(({ services }) =>
    services.map(({ ports }) => Math.max(1, ports.length)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
