/** What all components that let peers ask name servers share (the guide's sections 4.4, 5.3 and 9.4). */
import { isAddress, isDomain } from "../segmentation/addresses";
import type { Flow, SupportingService } from "../segmentation/matrix/model";
import { repeated, repeatedDomains } from "./argumentProblems";

/** Protocols and port of name servers. */
export const dnsService = "udp+tcp/53";

/** What the API takes. */
const mostResolvers = 3;
const longestName = 40;

/** UDP, and TCP for long answers: one policy each. */
export function dnsFlow(
  from: readonly string[],
  to: string,
  { because, owner }: Pick<Flow, "because" | "owner">,
): Flow {
  return { name: "dns", from: [...new Set(from)], to: [to], allow: dnsService, because, owner };
}

/** The resolvers as what everything depends on. */
export function dnsProvider(at: string, users: readonly string[]): SupportingService {
  return { service: "dns", at: [at], allow: dnsService, for: [...new Set(users)] };
}

/** What tells the resource of a resolver from others, as part of names: `dns-10-10-0-10`. */
export function resolverRole(address: string): string {
  return `dns-${address.replace(/[^0-9a-fA-F]+/g, "-")}`;
}

/** @param place the argument that has the addresses, for messages: `dns.resolvers` */
export function resolverProblems(place: string, resolvers: readonly unknown[]): string[] {
  const plain = resolvers.filter((address) => typeof address === "string");
  return [
    ...plain
      .filter((address) => !isAddress(address))
      .map((address) => `${place}: "${address}" is not an IP address.`),
    ...repeated(plain).map((address) => `${place} names ${address} twice.`),
    ...(resolvers.length < 1 || resolvers.length > mostResolvers
      ? [`${place} has ${resolvers.length} addresses. NetBird takes 1 to ${mostResolvers}.`]
      : []),
  ];
}

export function matchDomainProblems(place: string, domains: readonly string[]): string[] {
  return [
    ...domains
      .filter((domain) => !isMatchDomain(domain))
      .map(
        (domain) =>
          `${place}: "${domain}" is not a domain; subdomains match by themselves, without wildcards.`,
      ),
    ...repeatedDomains(domains).map(
      (domain) => `${place} names ${domain} twice: case makes no other domain. Remove one.`,
    ),
    ...(domains.length === 0
      ? [
          `${place} is empty, so the resolvers would be asked for every name there is. Name the internal domains.`,
        ]
      : []),
  ];
}

export function nameserverGroupProblems(name: string): string[] {
  if (name.length <= longestName) return [];
  return [
    `The name "${name}" is too long for a nameserver group: ${name.length} of at most ${longestName} characters.`,
  ];
}

function isMatchDomain(text: string): boolean {
  return isDomain(text.replace(/\.$/, ""));
}
