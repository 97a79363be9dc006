/** Services that everything depends on: name resolution above all. */
import type { Grant } from "../effective";
import { overlaps, parseServices } from "../ports";
import type { Service } from "../ports";
import type { PlannedSupport } from "../segmentation";
import type { Context } from "./context";
import { groupFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { remaining } from "./must";

const [tcpDns, udpDns] = parseServices("udp+tcp/53") as [Service, Service];

export const supportingRules: readonly Rule[] = [
  {
    id: "dns-missing",
    severity: "error",
    title: "Every group that initiates can resolve names",
    source: "the guide's section 4.4, critical DNS callout; section 9.4",
    why: "Broken DNS is the most common cause of “NetBird is broken”. A group needs it when it initiates anything, or when the supporting service `dns` says so in `for`; port 53 of a provider of `dns` counts, of any group when none is declared. `noDnsBecause` in the matrix says why nothing needs it.",
    remedy:
      "Add the group to the DNS flow (udp+tcp/53 to the resolvers), or say in `noDnsBecause` why no group needs it.",
    judge: (context) =>
      dnsStates(context)
        .filter(({ udp, tcp }) => !udp && !tcp)
        .map(({ group }) =>
          supportFault(
            context,
            group,
            `${group} initiates, but no policy lets it ask a name server.`,
          ),
        ),
  },
  {
    id: "dns-one-protocol",
    severity: "warning",
    title: "Name servers are reached over UDP and over TCP",
    source: "the guide's section 4.4, policy 5: UDP (primary), TCP (fallback)",
    why: "Without UDP most lookups fail, without TCP only those with long answers, which is harder to find.",
    remedy: "Write the flow as udp+tcp/53.",
    judge: (context) =>
      dnsStates(context)
        .filter(({ udp, tcp }) => udp !== tcp)
        .map(({ group, udp }) =>
          supportFault(
            context,
            group,
            `${group} reaches name servers over ${udp ? "UDP" : "TCP"} only; ${udp ? "TCP" : "UDP"}/53 is missing.`,
          ),
        ),
  },
  {
    id: "supporting-unreachable",
    severity: "error",
    title: "Supporting services are reachable from everything that needs them",
    source: "the guide's section 2, phase 2: supporting services that must remain reachable",
    why: "Needed by the groups in `for`, else by every group that initiates; one of the groups in `at` is enough. The service `dns` is judged by the rules about DNS.",
    remedy: "Add the group to the flow to the service, or take it out of `for`.",
    judge: (context) =>
      context.segmentation.supporting
        .filter(({ service }) => service !== "dns")
        .flatMap((support) => unreachableFaults(context, support)),
  },
];

function unreachableFaults(context: Context, support: PlannedSupport): Fault[] {
  const required = context.services(support.allow);
  const providers = providersByName(context, support.at);
  return [...needing(context, support)]
    .filter((group) => !reachesOne(context, group, providers, required))
    .map((group) => ({
      ...supportFault(
        context,
        group,
        `${group} needs ${support.service}, but does not reach ${support.at.join(" or ")} on ${support.allow}.`,
      ),
      ...(support.path && { path: support.path }),
    }));
}

function supportFault(context: Context, group: string, message: string): Fault {
  const policy = context.access.grantsNaming(group)[0]?.policy;
  return groupFault(context.groups.get(group), group, policy?.owner ?? "", message);
}

/** Groups that need a service: as it says, else all that initiate, but not those that provide it. */
function needing(context: Context, { at, for: patterns }: PlannedSupport): Set<string> {
  const groups =
    patterns === undefined
      ? context.access.grants.map(({ source }) => source)
      : patterns.flatMap((pattern) => [...context.patterns.matching(pattern)]);
  const providers = new Set(at);
  const isCustomer = (group: string) =>
    !providers.has(group) && !context.access.overlap.isRouted(group);
  return new Set(groups.filter(isCustomer));
}

/** Which providers a grant on a group gives whole. */
function providersByName(context: Context, at: readonly string[]): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const provider of at) {
    for (const name of context.supersets(provider)) {
      byName.set(name, [...(byName.get(name) ?? []), provider]);
    }
  }
  return byName;
}

function reachesOne(
  context: Context,
  group: string,
  providers: ReadonlyMap<string, readonly string[]>,
  required: readonly Service[],
): boolean {
  const open = new Map<string, Service[]>();
  for (const { destination, services } of context.grantsOfAll(group)) {
    for (const provider of providers.get(destination) ?? []) {
      open.set(provider, [...(open.get(provider) ?? []), ...services]);
    }
  }
  return [...open.values()].some((services) =>
    required.every((service) => remaining(service, services).length === 0),
  );
}

/** Over which protocols a group can ask a name server. */
interface DnsState {
  group: string;
  udp: boolean;
  tcp: boolean;
}

const known = new WeakMap<Context, DnsState[]>();

function dnsStates(context: Context): DnsState[] {
  let states = known.get(context);
  if (states === undefined) known.set(context, (states = findDnsStates(context)));
  return states;
}

function findDnsStates(context: Context): DnsState[] {
  const { segmentation, access } = context;
  if (segmentation.noDnsBecause !== undefined) return [];
  const declared = segmentation.supporting.filter(({ service }) => service === "dns");
  const at = declared.flatMap((support) => support.at);
  const resolvers = new Set(at.length > 0 ? at : resolversIn(access.grants));
  const providers = at.length > 0 ? providersByName(context, at) : undefined;
  const support = {
    service: "dns",
    allow: "",
    at: [...resolvers],
    ...(declared.some((one) => one.for) && { for: declared.flatMap((one) => one.for ?? []) }),
  };
  return [...needing(context, support)].map((group) => {
    const asking = context
      .grantsOfAll(group)
      .filter(({ destination }) => providers?.has(destination) ?? true);
    const over = (wanted: Service) =>
      asking.some(({ services }) => services.some((open) => overlaps(open, wanted)));
    return { group, udp: over(udpDns), tcp: over(tcpDns) };
  });
}

/** Groups that are asked on port 53, when nobody says who resolves names. */
function resolversIn(grants: readonly Grant[]): string[] {
  return grants.filter(isDnsOnly).map(({ destination }) => destination);
}

/** Whether a grant opens port 53 and nothing else. */
export function isDnsOnly({ services }: Grant): boolean {
  return services.every((open) =>
    [udpDns, tcpDns].some((dns) => remaining(open, [dns]).length === 0),
  );
}

/** Groups that provide a supporting service. */
export function providersOf({ segmentation }: Context): Set<string> {
  return new Set(segmentation.supporting.flatMap(({ at }) => at));
}
