/** Name resolution for the private network (the guide's sections 5.3 and 9.4). */
import { isAddress } from "../../segmentation/addresses";
import type { Flow, Matrix, MatrixGroup } from "../../segmentation/matrix";
import type { HARoutedNetworkArgs, RoutedDns, RoutedGroup } from "./arguments";
import { repeated } from "./failureDomains";
import { asList, namesOf } from "./groups";
import { resolverGroup } from "./naming";
import type { Naming } from "./naming";
import { isMatchDomain } from "./resources";

const dnsService = "udp+tcp/53";

const mostResolvers = 3;

const longestName = 40;

/** Who asks the resolvers. */
export function dnsUsers(dns: RoutedDns, { access }: HARoutedNetworkArgs): RoutedGroup[] {
  return dns.for ?? access.flatMap(({ from }) => asList(from));
}

export function dnsGroups(naming: Naming, { dns }: HARoutedNetworkArgs): MatrixGroup[] {
  return dns === "none" ? [] : [{ name: resolverGroup(naming), addresses: dns.resolvers }];
}

/** UDP, and TCP for long answers: one policy each. */
export function dnsFlows(naming: Naming, args: HARoutedNetworkArgs): Flow[] {
  const { dns } = args;
  if (dns === "none") return [];
  const from = [...new Set(namesOf(dnsUsers(dns, args), naming.environment))];
  return [
    {
      name: "dns",
      from,
      to: [resolverGroup(naming)],
      allow: dnsService,
      because: `Names of ${naming.network}: ${dns.matchDomains.join(", ")}`,
      owner: naming.owner,
    },
  ];
}

/** Who must be able to ask, or why nobody needs to. */
export function dnsSupport(
  naming: Naming,
  args: HARoutedNetworkArgs,
): Pick<Matrix, "supporting" | "noDnsBecause"> {
  const { dns } = args;
  if (dns === "none") return { noDnsBecause: 'The network was declared with dns: "none"' };
  const at = [resolverGroup(naming)];
  const users = [...new Set(namesOf(dnsUsers(dns, args), naming.environment))];
  return { supporting: [{ service: "dns", at, allow: dnsService, for: users }] };
}

export function dnsProblems({ network }: Naming, args: HARoutedNetworkArgs): string[] {
  const { dns } = args;
  if (dns === "none") return [];
  const { resolvers, matchDomains } = dns;
  const problems = [
    ...resolvers
      .filter((address) => !isAddress(address))
      .map((address) => `dns.resolvers: "${address}" is not an IP address.`),
    ...repeated(resolvers).map((address) => `dns.resolvers names ${address} twice.`),
    ...matchDomains
      .filter((domain) => !isMatchDomain(domain))
      .map(
        (domain) =>
          `dns.matchDomains: "${domain}" is not a domain; subdomains match by themselves, without wildcards.`,
      ),
  ];
  if (resolvers.length < 1 || resolvers.length > mostResolvers) {
    problems.push(
      `dns.resolvers has ${resolvers.length} addresses. NetBird takes 1 to ${mostResolvers}.`,
    );
  }
  if (matchDomains.length === 0) {
    problems.push(
      "dns.matchDomains is empty, so the resolvers would be asked for every name there is. Name the internal domains.",
    );
  }
  if (dnsUsers(dns, args).length === 0) {
    problems.push("dns.for is empty: nobody asks the resolvers. Name who does, or leave it out.");
  }
  if (network.length > longestName) {
    problems.push(
      `The name "${network}" is too long for a nameserver group: ${network.length} of at most ${longestName} characters.`,
    );
  }
  return problems;
}
