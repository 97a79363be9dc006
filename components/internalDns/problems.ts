/** Everything that is wrong with the arguments of internal name resolution, all at once. */
import { isPlainName } from "../../segmentation/names";
import { environmentProblems, wordProblems } from "../argumentProblems";
import { groupProblems } from "../groupArg";
import { matchDomainProblems, nameserverGroupProblems, resolverProblems } from "../nameService";
import { judge } from "../validation";
import type { Judgement } from "../validation";
import type { InternalDnsArgs } from "./arguments";
import { dnsMatrix } from "./matrix";
import type { DnsNaming } from "./matrix";
import { zoneNotices, zoneProblems } from "./records";

export function judgeInternalDns(naming: DnsNaming, args: InternalDnsArgs): Judgement {
  const { environment, resolvers, matchDomains, owner } = args;
  const own = [
    ...environmentProblems(environment),
    ...nameProblems(naming),
    ...wordProblems("owner", owner, "Say who can confirm a breakage."),
    ...placeProblems(resolvers),
    ...resolverProblems("resolvers.addresses", resolvers.addresses),
    ...matchDomainProblems("matchDomains", matchDomains),
    ...(args.for.length === 0
      ? [
          "for is empty: nobody can ask, and broken DNS is the most common cause of “NetBird is broken” (section 4.4). Name every group that initiates.",
        ]
      : []),
    ...groupProblems([...args.for, ...(resolvers.peers ? [resolvers.peers] : [])]),
    ...zoneProblems(args),
  ];
  // What looks at the whole would stumble over what is wrong by itself.
  if (own.length > 0) return { problems: own, notices: [] };
  const whole = judge(dnsMatrix(naming, args), environment);
  return { problems: whole.problems, notices: [...whole.notices, ...zoneNotices(args)] };
}

function nameProblems({ base, nameservers }: DnsNaming): string[] {
  return [
    ...(isPlainName(base)
      ? []
      : [
          `"${base}" cannot name name servers. Use lower-case letters, digits and hyphens, such as corp-dns.`,
        ]),
    ...nameserverGroupProblems(nameservers),
  ];
}

function placeProblems({ peers, network, addresses }: InternalDnsArgs["resolvers"]): string[] {
  if ((peers === undefined) === (network === undefined)) {
    return [
      "resolvers: give either peers, when the name servers run NetBird, or network, when they are behind one.",
    ];
  }
  if (network === undefined || addresses.every((address) => typeof address === "string")) return [];
  return [
    "resolvers.addresses: behind a network they must be plain text, which names are made of.",
  ];
}
