/** Internal name resolution as a segmentation matrix; everything that reads matrices reads it. Pure. */
import type { Matrix, MatrixGroup } from "../../segmentation/matrix/model";
import { withEnvironment, withoutEnvironment } from "../../segmentation/names";
import type { Environment } from "../../segmentation/names";
import { matrixGroup, namesOf } from "../groupArg";
import { dnsFlow, dnsProvider, resolverRole } from "../nameService";
import { uniqueByName } from "../unique";
import type { InternalDnsArgs } from "./arguments";

/** What everything is named with. */
export interface DnsNaming {
  /** The component's name without environment: `corp-dns`. */
  base: string;
  environment: Environment;
  /** Name of the nameserver group: `corp-dns-prod`. */
  nameservers: string;
}

export function dnsNaming(name: string, { environment }: InternalDnsArgs): DnsNaming {
  const base = withoutEnvironment(name, environment);
  return { base, environment, nameservers: withEnvironment(base, environment) };
}

/** The resolvers' group in the matrix: theirs, or one that stands for their addresses. */
export function resolversName({ base, environment }: DnsNaming, args: InternalDnsArgs): string {
  const { peers } = args.resolvers;
  return peers === undefined ? `svc-${base}` : namesOf(peers, environment)[0]!;
}

/** A resolver behind a network: what its resource is called. */
export function resolverResource({ base, environment }: DnsNaming, address: string): string {
  return withEnvironment(`svc-${base}-${resolverRole(address)}`, environment);
}

export function dnsMatrix(naming: DnsNaming, args: InternalDnsArgs): Matrix {
  const users = namesOf(args.for, naming.environment);
  const at = resolversName(naming, args);
  const because = `Names of ${args.matchDomains.join(", ")}`;
  return {
    application: naming.base,
    owner: args.owner,
    groups: groupsOf(naming, args),
    flows: [dnsFlow(users, at, { because, owner: args.owner })],
    supporting: [dnsProvider(at, users)],
  };
}

function groupsOf(naming: DnsNaming, args: InternalDnsArgs): MatrixGroup[] {
  const { peers, addresses } = args.resolvers;
  const users = args.for.map((group) => matrixGroup(group, naming.environment));
  const resolvers =
    peers === undefined
      ? { name: resolversName(naming, args), addresses: addresses as string[] }
      : matrixGroup(peers, naming.environment);
  // The resolvers first: their group knows its addresses.
  return uniqueByName([resolvers, ...users]);
}
