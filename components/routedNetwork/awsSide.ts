/** What AWS is told about a routed network. */
import { asPrefix } from "../../segmentation/addresses";
import { mergeServices, parseServices } from "../../segmentation/ports";
import type { Service } from "../../segmentation/ports";
import { routingPeersProblems } from "../aws";
import type { AllowedRange, AwsRoutingPeers, RoutingPeersPlan } from "../aws";
import { asList } from "../groupArg";
import { dnsService } from "../nameService";
import { uniqueByName } from "../unique";
import type { HARoutedNetworkArgs } from "./arguments";
import { awsBuilder } from "./failureDomains";
import { awsHealthChecks } from "./healthChecks";
import type { Naming } from "./naming";
import { rangesOf } from "./resources";

/** The description with the network's owner and environment where it names none. */
export function ownedPeers(naming: Naming, builder: AwsRoutingPeers): AwsRoutingPeers {
  const { owner = naming.owner, environment = naming.environment } = builder;
  return { ...builder, owner, environment };
}

/** What the program says of AWS's side beside the failure domains. */
export function awsPlan(args: HARoutedNetworkArgs, managementUrl: string): RoutingPeersPlan {
  const { sourceAddresses, holdSeconds } = args;
  const preserve = typeof sourceAddresses === "object" ? sourceAddresses.preserve : undefined;
  const healthChecks = awsHealthChecks(args);
  return {
    managementUrl,
    allowedEgress: allowedEgress(args),
    ...(healthChecks && { healthChecks }),
    ...(preserve && { preserve: { ...preserve, routeTables: preserve.routeTables ?? [] } }),
    ...(holdSeconds !== undefined && { holdSeconds }),
  };
}

/** Ranges with exactly the services that policies open to them, name resolution included. */
function allowedEgress({ access, resources, dns }: HARoutedNetworkArgs): AllowedRange[] {
  const ranges = new Map<string, Service[]>();
  const allow = (range: string, services: readonly Service[]) =>
    ranges.set(range, mergeServices([...(ranges.get(range) ?? []), ...services]));
  for (const entry of access) {
    const services = parseServices(entry.allow);
    for (const resource of resources) {
      if (!asList(entry.to).includes(resource.name)) continue;
      for (const range of rangesOf(resource, resources)) allow(range, services);
    }
  }
  for (const resolver of dns === "none" ? [] : dns.resolvers) {
    allow(asPrefix(resolver), parseServices(dnsService));
  }
  return [...ranges].map(([range, services]) => ({ range, services }));
}

/** @param args only what is right by itself, so that nothing is reported twice */
export function awsProblems(
  naming: Naming,
  args: HARoutedNetworkArgs,
  managementUrl: string,
): string[] {
  const builder = awsBuilder(args);
  if (builder === undefined) return [];
  const owned = ownedPeers(naming, { ...builder, domains: uniqueByName(builder.domains) });
  return [
    ...routingPeersProblems(naming.network, owned, awsPlan(args, managementUrl)),
    ...args.resources
      .filter((resource) => rangesOf(resource, args.resources).length === 0)
      .map(
        ({ name, address }) =>
          `The resource "${name}" is the domain ${address}, and AWS's security groups know no names. Say in its ranges where it is, or add the range as a resource.`,
      ),
  ];
}
