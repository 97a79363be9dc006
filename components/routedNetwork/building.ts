/** The NetBird objects of a routed network besides its policies. */
import type * as pulumi from "@pulumi/pulumi";
import { ConnectedPeer } from "../../provider/steps/connectedPeer";
import { Group } from "../../provider/objects/group";
import type { GroupReference } from "../../provider/objects/group";
import { NameserverGroup } from "../../provider/objects/nameserverGroup";
import { Network } from "../../provider/objects/network";
import { NetworkResource } from "../../provider/objects/networkResource";
import { NetworkRouter } from "../../provider/objects/networkRouter";
import type { ExistingGroup } from "../groupArg";
import type { Generation } from "../aws";
import { hasWords } from "../argumentProblems";
import { fullNameOf } from "../groupArg";
import type { HARoutedNetworkArgs } from "./arguments";
import { dnsUsers } from "./dns";
import type { FailureDomain } from "./failureDomains";
import { fullName, routerGroup } from "./naming";
import type { Naming } from "./naming";
import { plannedResources } from "./resources";

/** What all parts of a routed network share. */
export interface Building {
  naming: Naming;
  args: HARoutedNetworkArgs;
  parent: pulumi.ComponentResource;
  /** A group by its full name, with its id where the program knows it. */
  group: (name: string) => GroupReference;
}

/** The groups of peers that have joined already, each with its one member. */
export function peerGroups(
  { network }: Naming,
  domains: readonly FailureDomain[],
  parent: pulumi.ComponentResource,
): ExistingGroup[] {
  return domains.flatMap(({ name, group, routing }) => {
    if (routing.by !== "peer") return [];
    const args = { name: group, peers: [routing.peer] };
    return [{ existing: group, id: new Group(`${network}-router-${name}`, args, { parent }).id }];
  });
}

export function createNetwork({ naming, args, parent }: Building): Network {
  const { singlePointOfFailure, overlaps } = args;
  const sentences = [
    args.description,
    `Owner: ${naming.owner}.`,
    hasWords(singlePointOfFailure)
      ? `Single point of failure: ${singlePointOfFailure}.`
      : undefined,
    hasWords(overlaps) ? `Overlaps with another network: ${overlaps}.` : undefined,
  ];
  const description = sentences.filter((sentence) => sentence !== undefined).join(" ");
  return new Network(naming.network, { name: naming.network, description }, { parent });
}

export function createResources({ naming, args, parent, group }: Building, network: Network): void {
  for (const { role, group: groupName, ...resource } of plannedResources(naming, args)) {
    new NetworkResource(
      `${naming.network}-${role}`,
      { network, ...resource, groups: [group(groupName)] },
      { parent },
    );
  }
}

export function createRouter(
  { naming, args, parent, group }: Building,
  network: Network,
  domain: FailureDomain,
): NetworkRouter {
  return new NetworkRouter(
    `${naming.network}-${domain.name}`,
    {
      network,
      peerGroups: [group(domain.group)],
      metric: domain.metric,
      masquerade: typeof args.sourceAddresses !== "object",
    },
    { parent },
  );
}

export function createNameservers({ naming, args, parent, group }: Building): void {
  const { dns } = args;
  if (dns === "none") return;
  const { network, environment } = naming;
  const users = dnsUsers(dns, args).map((user) => fullNameOf(user, environment));
  new NameserverGroup(
    network,
    {
      name: network,
      description: `Names of ${network}. Owner: ${naming.owner}.`,
      nameservers: dns.resolvers.map((ip) => ({ ip })),
      domains: dns.matchDomains,
      groups: [...new Set(users)].map(group),
    },
    { parent },
  );
}

/** What the primary waits for: that a backup's new instance is connected, in its group. */
export function createReadiness(
  { naming, args, parent, group }: Building,
  generation: Generation,
): ConnectedPeer {
  return new ConnectedPeer(
    `${naming.network}-${generation.domain}-connected`,
    {
      hostname: generation.hostname,
      group: group(fullName(naming, routerGroup(naming, generation.domain))),
      timeoutSeconds: args.readyTimeoutSeconds,
    },
    { parent, dependsOn: [generation.group] },
  );
}
