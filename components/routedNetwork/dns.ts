/** Name resolution for the private network (the guide's sections 5.3 and 9.4). */
import type { Flow, Matrix, MatrixGroup } from "../../segmentation/matrix/model";
import { asList, namesOf } from "../groupArg";
import type { GroupArg } from "../groupArg";
import {
  dnsFlow,
  dnsProvider,
  matchDomainProblems,
  nameserverGroupProblems,
  resolverProblems,
} from "../nameService";
import type { HARoutedNetworkArgs, RoutedDns } from "./arguments";
import { resolverGroup } from "./naming";
import type { Naming } from "./naming";

/** Who asks the resolvers. */
export function dnsUsers(dns: RoutedDns, { access }: HARoutedNetworkArgs): GroupArg[] {
  return dns.for ?? access.flatMap(({ from }) => asList(from));
}

export function dnsGroups(naming: Naming, { dns }: HARoutedNetworkArgs): MatrixGroup[] {
  return dns === "none" ? [] : [{ name: resolverGroup(naming), addresses: dns.resolvers }];
}

export function dnsFlows(naming: Naming, args: HARoutedNetworkArgs): Flow[] {
  const { dns } = args;
  if (dns === "none") return [];
  const from = namesOf(dnsUsers(dns, args), naming.environment);
  const because = `Names of ${naming.network}: ${dns.matchDomains.join(", ")}`;
  return [dnsFlow(from, resolverGroup(naming), { because, owner: naming.owner })];
}

/** Who must be able to ask, or why nobody needs to. */
export function dnsSupport(
  naming: Naming,
  args: HARoutedNetworkArgs,
): Pick<Matrix, "supporting" | "noDnsBecause"> {
  const { dns } = args;
  if (dns === "none") return { noDnsBecause: 'The network was declared with dns: "none"' };
  const users = namesOf(dnsUsers(dns, args), naming.environment);
  return { supporting: [dnsProvider(resolverGroup(naming), users)] };
}

export function dnsProblems({ network }: Naming, args: HARoutedNetworkArgs): string[] {
  const { dns } = args;
  if (dns === "none") return [];
  return [
    ...resolverProblems("dns.resolvers", dns.resolvers),
    ...matchDomainProblems("dns.matchDomains", dns.matchDomains),
    ...(dnsUsers(dns, args).length === 0
      ? ["dns.for is empty: nobody asks the resolvers. Name who does, or leave it out."]
      : []),
    ...nameserverGroupProblems(network),
  ];
}
