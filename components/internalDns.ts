import * as pulumi from "@pulumi/pulumi";
import { DnsRecord } from "../provider/objects/dnsRecord";
import { DnsZone } from "../provider/objects/dnsZone";
import type { GroupReference } from "../provider/objects/group";
import { NameserverGroup } from "../provider/objects/nameserverGroup";
import { NetworkResource } from "../provider/objects/networkResource";
import { compile } from "../segmentation/compile";
import type { Matrix } from "../segmentation/matrix/model";
import { withEnvironment } from "../segmentation/names";
import { existingGroups, fullNameOf } from "./groupArg";
import type { InternalDnsArgs } from "./internalDns/arguments";
import { coversAll } from "./internalDns/coverage";
import { dnsMatrix, dnsNaming, resolverResource, resolversName } from "./internalDns/matrix";
import type { DnsNaming } from "./internalDns/matrix";
import { judgeInternalDns } from "./internalDns/problems";
import { recordsOf } from "./internalDns/records";
import { resolverRole } from "./nameService";
import { createSegmentation, idsOf, referTo } from "./segmentationResources";
import { afterwards, mention, refuse } from "./validation";

/**
 * Internal name resolution for an environment: which name servers are asked for which domains and by
 * whom, the UDP and TCP policies without which nobody reaches them, the servers' addresses as resources
 * when they are behind a routed network, and zones and records for names such as `orders.prod.internal`.
 *
 * Broken DNS is the most common cause of “NetBird is broken” complaints. `covers` takes the matrices of
 * what runs in the environment, and refuses at preview when a group that initiates there cannot ask.
 *
 * @throws pulumi.RunError that lists every problem: no name servers, or more than three; both
 * places of them, or none; invalid addresses, domains and names; nobody who asks; a name beside
 * other contents. pulumi.RunError when a group of `covers` cannot resolve names
 *
 * @example
 * ```ts
 * const dns = new netbird.InternalDns("corp-dns", {
 *   environment: "prod",
 *   resolvers: { addresses: ["10.10.0.10", "10.10.0.11"], network: vpc },
 *   matchDomains: ["corp.internal"],
 *   for: [{ existing: "peer-devops-prod" }, web],
 *   zones: { "prod.internal": { orders: "10.10.0.20", shop: "orders.prod.internal" } },
 *   owner: "Platform Team",
 * });
 * export const matrix = dns.matrix;
 * ```
 */
export class InternalDns extends pulumi.ComponentResource {
  /** Id of the nameserver group. */
  readonly nameserverGroupId: pulumi.Output<string>;
  /** Ids of the zones, by domain. */
  readonly zoneIds: pulumi.Output<Record<string, string>>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies: `dns-udp`, `dns-tcp`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;
  /** The segmentation matrix that the arguments mean; everything that reads matrices reads it. */
  readonly matrix: pulumi.Output<Matrix>;

  constructor(name: string, args: InternalDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    const naming = dnsNaming(name, args);
    const what = `InternalDns "${name}"`;
    const { problems, notices } = judgeInternalDns(naming, args);
    const matrix = problems.length > 0 ? undefined : dnsMatrix(naming, args);
    const { covers = [], environment } = args;
    const passed = matrix && coversAll(what, matrix, covers, environment);
    super("netbird:index:InternalDns", name, {}, passed ? afterwards(passed, opts) : opts);
    refuse(what, problems);
    mention(undefined, notices);

    const { peers } = args.resolvers;
    const existing = existingGroups([...args.for, ...(peers === undefined ? [] : [peers])]);
    const created = createSegmentation(name, compile(matrix!, environment), existing, this);
    const group = referTo(created.groups, existing);
    const building: Building = { name, naming, args, parent: this, group };

    createResolverResources(building);
    this.nameserverGroupId = createNameservers(building).id;
    this.zoneIds = idsOf(createZones(building));
    this.groupIds = idsOf(created.groups);
    this.policyIds = idsOf(created.policies);
    this.matrix = pulumi.output(matrix!);
    this.registerOutputs({
      nameserverGroupId: this.nameserverGroupId,
      zoneIds: this.zoneIds,
      groupIds: this.groupIds,
      policyIds: this.policyIds,
      matrix: this.matrix,
    });
  }
}

/** What all parts share. */
interface Building {
  name: string;
  naming: DnsNaming;
  args: InternalDnsArgs;
  parent: pulumi.ComponentResource;
  /** A group by its full name, with its id where the program knows it. */
  group: (name: string) => GroupReference;
}

/** Policies reach addresses behind a network only as its resources. */
function createResolverResources({ name, naming, args, parent, group }: Building): void {
  const { network, addresses } = args.resolvers;
  if (network === undefined) return;
  const holder = group(withEnvironment(resolversName(naming, args), naming.environment));
  for (const address of addresses as string[]) {
    new NetworkResource(
      `${name}-${resolverRole(address)}`,
      {
        network,
        name: resolverResource(naming, address),
        address,
        description: "Name server",
        groups: [holder],
      },
      { parent },
    );
  }
}

function createNameservers({ name, naming, args, parent, group }: Building): NameserverGroup {
  const { matchDomains, owner, searchDomainsEnabled = false, resolvers } = args;
  return new NameserverGroup(
    name,
    {
      name: naming.nameservers,
      description: `Names of ${matchDomains.join(", ")}. Owner: ${owner}.`,
      nameservers: resolvers.addresses.map((ip) => ({ ip })),
      domains: matchDomains,
      groups: usersOf(args, naming).map(group),
      searchDomainsEnabled,
    },
    { parent },
  );
}

function createZones({ name, naming, args, parent, group }: Building): Record<string, DnsZone> {
  const { zones = {}, ttl } = args;
  const made = Object.entries(zones).map(([domain, names]): [string, DnsZone] => {
    const zone = new DnsZone(
      `${name}-${domain}`,
      { name: domain, domain, distributionGroups: usersOf(args, naming).map(group) },
      { parent },
    );
    for (const { role, ...record } of recordsOf(domain, names)) {
      new DnsRecord(`${name}-${role}`, { zone, ...record, ttl }, { parent });
    }
    return [domain, zone];
  });
  return Object.fromEntries(made);
}

function usersOf(args: InternalDnsArgs, { environment }: DnsNaming): string[] {
  return [...new Set(args.for.map((user) => fullNameOf(user, environment)))];
}
