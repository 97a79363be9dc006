/** The addresses that a routed network reaches. */
import { isAddressOrPrefix } from "../../provider/objects/addresses";
import { asPrefix, isDomainPattern, isPrefix } from "../../segmentation/addresses";
import { plainNameProblems, repeated } from "../argumentProblems";
import { resolverRole } from "../nameService";
import type { HARoutedNetworkArgs, RoutedAddresses, RoutedResource } from "./arguments";
import { failureDomains } from "./failureDomains";
import { fullName, resolverGroup, resourceGroup, routerGroup } from "./naming";
import type { Naming } from "./naming";

/** A network resource as it is to be made. */
interface PlannedResource {
  /** What tells it from the others, for the child's name. */
  role: string;
  /** Its name in NetBird, unique in the account. */
  name: string;
  address: string;
  description?: string;
  /** Full name of its group. */
  group: string;
}

/** Every resource of the network, the resolvers included. */
export function plannedResources(naming: Naming, args: HARoutedNetworkArgs): PlannedResource[] {
  const own = args.resources.map((resource) => {
    const group = fullName(naming, resourceGroup(naming, resource));
    const { name, address, description } = resource;
    return { role: name, name: group, address, group, ...(description && { description }) };
  });
  const resolvers = args.dns === "none" ? [] : args.dns.resolvers;
  const group = fullName(naming, resolverGroup(naming));
  const servers = resolvers.map((address) => {
    const role = resolverRole(address);
    const name = fullName(naming, `svc-${naming.location}-${role}`);
    return { role, name, address, group, description: "Name server" };
  });
  return [...own, ...servers];
}

/** What other networks must not overlap. */
export function addressesOf(naming: Naming, args: HARoutedNetworkArgs): RoutedAddresses {
  const addresses = plannedResources(naming, args).map(({ role, address }) => ({
    name: role,
    address,
  }));
  return { network: naming.network, addresses };
}

/** The IPv4 ranges behind a resource: what security groups know. */
export function rangesOf(resource: RoutedResource, all: readonly RoutedResource[]): string[] {
  const { address, ranges } = resource;
  if (isPrefix(asPrefix(address))) return [asPrefix(address)];
  return ranges ?? all.map((other) => other.address).filter(isIPv4Range);
}

function isIPv4Range(address: string): boolean {
  return isPrefix(address) && !address.includes(":");
}

export function resourceProblems(naming: Naming, args: HARoutedNetworkArgs): string[] {
  const { resources } = args;
  if (resources.length === 0) return ["resources is empty. Name what is reached."];
  const taken = ownGroups(naming, args);
  return [
    ...resources
      .filter((resource) => taken.includes(resourceGroup(naming, resource)))
      .map(
        ({ name }) =>
          `The resource "${name}" would share a group with the resolvers or routing peers. Call it otherwise.`,
      ),
    ...repeated(resources.map(({ name }) => name)).map(
      (name) => `Two resources are called "${name}". Give each its own name.`,
    ),
    ...resources.flatMap((resource, index) =>
      singleResourceProblems(`resources[${index}]`, resource),
    ),
  ];
}

/** Groups that the component makes for other things. */
function ownGroups(naming: Naming, args: HARoutedNetworkArgs): string[] {
  const routers = failureDomains(naming, args).map(({ name }) => routerGroup(naming, name));
  return [...(args.dns === "none" ? [] : [resolverGroup(naming)]), ...routers];
}

/** What is wrong with one resource by itself. */
export function singleResourceProblems(
  place: string,
  { name, address, ranges = [] }: RoutedResource,
): string[] {
  const badRanges = ranges.filter((range) => !isIPv4Range(range));
  return [
    ...plainNameProblems("a resource", name).map((problem) => `${place}.name: ${problem}`),
    ...addressProblems(`${place}.address`, address),
    ...badRanges.map(
      (range) => `${place}.ranges: "${range}" is not an IPv4 range. Write it like 10.10.0.0/16.`,
    ),
  ];
}

function addressProblems(place: string, address: string): string[] {
  if (isAddressOrPrefix(address) || isDomainPattern(address)) return [];
  return [
    `${place}: "${address}" is neither an IP address, nor a range such as 10.10.0.0/16, nor a domain such as db.internal or *.internal.`,
  ];
}
