import * as pulumi from "@pulumi/pulumi";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import type { AwsRoutingPeers, RoutingDomain, RoutingPeersOptions } from "./contract";

/** What all parts of one set of routing peers share. */
export interface Building {
  /** The component's name, with which children's names and the names in AWS start. */
  name: string;
  builder: AwsRoutingPeers;
  options: RoutingPeersOptions;
  tags: Record<string, string>;
  /** Options of every child. */
  child: pulumi.CustomResourceOptions;
  place: Place;
}

/** Where the resources are, for ARNs of what does not exist yet. */
interface Place {
  partition: pulumi.Output<string>;
  region: pulumi.Output<string>;
  account: pulumi.Output<string>;
}

/** A failure domain with its subnet. */
export interface PlacedDomain extends RoutingDomain {
  subnet: pulumi.Input<string>;
  /** `net-aws-euc1-prod-a`: what everything of the domain is called in AWS. */
  fullName: string;
}

export function startBuilding(
  parent: pulumi.ComponentResource,
  name: string,
  builder: AwsRoutingPeers,
  options: RoutingPeersOptions,
): Building {
  // The component fills in what the description leaves to it.
  const { owner = "", scope = name, environment = "", tags } = builder;
  return {
    name,
    builder,
    options,
    tags: { "managed-by": "pulumi-netbird", ...tags, owner, scope, environment },
    child: { parent },
    place: {
      partition: getPartitionOutput({}, { parent }).partition,
      region: getRegionOutput({}, { parent }).region,
      account: getCallerIdentityOutput({}, { parent }).accountId,
    },
  };
}

/** The domains with their subnets, the primary first: the one with the lowest metric. */
export function placeDomains(
  { name, builder }: Building,
  domains: readonly RoutingDomain[],
): PlacedDomain[] {
  return builder.domains
    .map((place) => {
      const domain = domains.find((each) => each.name === place.name);
      if (domain === undefined) throw new Error(`no metric and key for the domain "${place.name}"`);
      return { ...domain, subnet: place.subnet, fullName: `${name}-${place.name}` };
    })
    .sort((a, b) => a.metric - b.metric);
}

/** An ARN in the account and region that is worked in. */
export function arn({ place }: Building, service: string, resource: string): pulumi.Output<string> {
  return pulumi.interpolate`arn:${place.partition}:${service}:${place.region}:${place.account}:${resource}`;
}

/** A statement of a policy, as IAM writes it. */
export interface Statement {
  Action: string | string[];
  Resource: pulumi.Input<string> | pulumi.Input<string>[];
  Condition?: Record<string, Record<string, pulumi.Input<string>>>;
}

/** An IAM policy that allows what the statements say. */
export function policyText(statements: Statement[]): pulumi.Output<string> {
  const all = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: all });
}

/** A trust policy for a service of AWS. */
export function trustPolicy(service: string): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/**
 * Ids with names that do not depend on the order: the id itself where the program knows it, the place
 * in the list where another resource will tell it.
 */
export function keyed(ids: readonly pulumi.Input<string>[]): [string, pulumi.Input<string>][] {
  return ids.map((id, position) => [typeof id === "string" ? id : String(position + 1), id]);
}
