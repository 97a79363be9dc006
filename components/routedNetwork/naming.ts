/** Names by Appendix A, from the component's name: `net-aws-euc1-prod`. */
import {
  environmentOf,
  environments,
  groupNameProblem,
  withEnvironment,
  withoutEnvironment,
} from "../../segmentation/names";
import type { Environment } from "../../segmentation/names";
import { isAddress, isPrefix } from "../../segmentation/addresses";
import { hasWords, namedEnvironmentProblems } from "../argumentProblems";
import type { HARoutedNetworkArgs, RoutedResource } from "./arguments";

/** What everything in a routed network is named and signed with. */
export interface Naming {
  /** The component's name, which is the network's. */
  network: string;
  /** `aws-euc1`: the name without `net-` and environment. */
  location: string;
  environment: Environment;
  owner: string;
}

/** The names, with stand-ins for what is wrong; see {@link namingProblems}. */
export function namingOf(network: string, args: HARoutedNetworkArgs): Naming {
  const given = args.environment;
  const known =
    given !== undefined && environments.includes(given) ? given : environmentOf(network);
  const environment = known ?? "prod";
  const base = withoutEnvironment(network, environment);
  return { network, location: base.replace(/^net-/, ""), environment, owner: ownerOf(args) ?? "?" };
}

export function namingProblems(network: string, args: HARoutedNetworkArgs): string[] {
  const problems: string[] = [];
  const name = groupNameProblem(network);
  if (name !== undefined || !network.startsWith("net-")) {
    problems.push(
      `The name "${network}" does not follow the naming convention. Networks are named net-<location>-<site>-<env>, for example net-aws-euc1-prod.`,
    );
  }
  problems.push(...namedEnvironmentProblems(network, args.environment));
  if (ownerOf(args) === undefined) {
    problems.push(
      "owner is missing. Say who can confirm that a change broke the network; the access list names none, or several.",
    );
  }
  return problems;
}

function ownerOf({ owner, access }: HARoutedNetworkArgs): string | undefined {
  const named = owner === undefined ? access.map((entry) => entry.owner) : [owner];
  const [first, ...others] = [...new Set(named)];
  return others.length > 0 || !hasWords(first) ? undefined : first;
}

/** A resource's group in the matrix: one host or name is a service, anything wider a network. */
export function resourceGroup({ location }: Naming, { name, address }: RoutedResource): string {
  const isOne = isAddress(address) || /\/(32|128)$/.test(address) || isDomainName(address);
  return `${isOne ? "svc" : "net"}-${location}-${name}`;
}

/** The resolvers' group in the matrix. */
export function resolverGroup({ location }: Naming): string {
  return `svc-${location}-dns`;
}

/** The group in the matrix of a failure domain that the component makes one for. */
export function routerGroup({ location }: Naming, domain: string): string {
  return `svc-${location}-router-${domain}`;
}

/** A group's name in the environment, which its network resource has as well. */
export function fullName({ environment }: Naming, group: string): string {
  return withEnvironment(group, environment);
}

/** `setup-prod-aws-euc1-a` */
export function setupKeyName(
  { environment, location }: Naming,
  domain: string,
  generation: string | undefined,
): string {
  const words = ["setup", environment, location, domain, generation];
  return words.filter((word) => word !== undefined).join("-");
}

function isDomainName(address: string): boolean {
  return !isPrefix(address) && !address.startsWith("*.");
}
