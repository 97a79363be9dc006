import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { groups, networkResources, networks } from "../api/collections";
import {
  asPrefix,
  canonicalAddress,
  canonicalPrefix,
  isAddressOrPrefix,
  isDomainPattern,
} from "./addresses";
import { makesWay } from "../lifecycle/makesWay";
import { whereReadable } from "../lifecycle/readable";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference } from "./group";
import { idOf, idsOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { Network } from "./network";
import type { NetworkReference } from "./network";
import { planAddresses } from "./plannedAddresses";
import { isMemberOf, referenceSchema } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { NetBirdResource, plainTextOf } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";
import { unknownValue } from "../lifecycle/unknown";

/**
 * Arguments of a {@link NetworkResource}. Source: the API's object `NetworkResourceRequest`; the
 * guide's sections 1.1 and 5.3.
 */
export interface NetworkResourceArgs extends CommonArgs {
  /** The network that the address is in. A change replaces the resource. */
  network: pulumi.Input<NetworkReference>;
  /** Name, unique in the whole account, not only in the network. Changed in place. */
  name: pulumi.Input<string>;
  /** What the resource is. Changed in place. Default: the server's. */
  description?: pulumi.Input<string>;
  /**
   * What is reached: an IP address (`10.10.0.7`), a range (`10.10.0.0/16`), a domain
   * (`db.internal.example.com`) or all its subdomains (`*.corp.internal`). Neither the case
   * of a domain counts, nor whether an international one is in ASCII (`xn--…`). Changed in place.
   */
  address: pulumi.Input<string>;
  /**
   * Groups that the resource is in, all of them: destinations of policies. Leave it out when groups
   * list their resources themselves. Changed in place. Default: the server's.
   */
  groups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /** Whether the resource can be reached. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/** What a network resource's address is. */
export type NetworkResourceType = "host" | "subnet" | "domain";

/**
 * An address inside a {@link Network} that policies can allow.
 *
 * Errors: an address that is neither an IP address, a range nor a domain; a name that is taken in
 * this network (says how to adopt) or in another one; a network or group that does not exist.
 *
 * @example
 * ```ts
 * new netbird.NetworkResource("db", {
 *   network: vpc,
 *   name: "orders-db-prod",
 *   address: "db.internal.example.com",
 *   groups: [database],
 * });
 * ```
 */
export class NetworkResource extends NetBirdResource {
  /** Name of the resource. */
  declare readonly name: pulumi.Output<string>;
  /** The address as the server has it: a single IP address with its prefix length. */
  declare readonly address: pulumi.Output<string>;
  /** What the address is: `host`, `subnet` or `domain`. */
  declare readonly type: pulumi.Output<NetworkResourceType>;

  constructor(name: string, args: NetworkResourceArgs, opts?: pulumi.CustomResourceOptions) {
    super(networkResourceKind, name, args, opts);
    planResource(args, opts?.provider);
  }
}

/** For components that must not overlap with it; what is known only later, they see in the account. */
function planResource(
  { network, name, address, enabled }: NetworkResourceArgs,
  account: unknown,
): void {
  const inside = plainNetworkOf(network);
  if (inside === undefined || enabled === false) return;
  if (typeof name !== "string" || typeof address !== "string") return;
  planAddresses({ network: inside, isRoute: false, addresses: [{ name, address }], account });
}

function plainNetworkOf(network: pulumi.Input<NetworkReference>): string | undefined {
  if (network instanceof Network) return plainTextOf(network, "name");
  return typeof network === "string" ? network : undefined;
}

/**
 * Looks up a resource of a network without making it a resource of the program.
 * @param selector `network`, and `name`, `address` or `id`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getNetworkResource(
  selector: SelectorOf<NetworkResourceArgs> & Pick<NetworkResourceArgs, "network">,
  options?: LookupOptions,
): pulumi.Output<Found<Omit<NetworkResourceArgs, "network">, NetworkResourceFacts>> {
  return find(networkResourceKind, selector, options);
}

/** What a look-up tells of a network resource beside the arguments. */
export interface NetworkResourceFacts {
  /** What the address is: `host`, `subnet` or `domain`. */
  type: NetworkResourceType;
}

/** The API's `NetworkResource`. */
interface ApiNetworkResource extends ApiObject {
  name: string;
  description: string;
  type: NetworkResourceType;
  address: string;
  enabled: boolean;
  groups: { id: string; name: string }[] | null;
}

/** @internal */
export const networkResourceKind: Kind<ApiNetworkResource> = {
  path: ({ network }) => `${networks.path}/${idOf(network)}/resources`,
  within: "network",
  title: networkResources.title,
  name: "NetworkResource",
  schema: z.strictObject({
    network: referenceSchema,
    name: nameSchema("a network resource"),
    description: z.string().optional(),
    address: z
      .string()
      .refine(
        (text) => isAddressOrPrefix(text) || isDomainPattern(text),
        "is neither an IP address, nor a range such as 10.10.0.0/16, nor a domain such as db.internal or *.internal",
      ),
    groups: z.array(referenceSchema).optional(),
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { network: networks, groups },
  domainNames: ["address"],
  replaceOnChange: ["network"],
  writeOnly: ["network"],
  memberships: "members",

  check: (args, context) => whereReadable(() => nameProblems(args, context)),

  defaults: { enabled: true },

  normalise: (args) => ({
    ...args,
    ...(typeof args.address === "string" && { address: storedAddress(args.address) }),
  }),

  toApi: (args) => ({
    name: args.name,
    description: args.description ?? "",
    address: args.address,
    groups: idsOf(args.groups),
    enabled: args.enabled,
  }),

  fromApi: (resource) => ({
    name: resource.name,
    description: resource.description,
    address: resource.address,
    groups: (resource.groups ?? []).map(({ id, name }) => ({ name, id })),
    enabled: resource.enabled,
  }),

  outputNames: ["type"],
  outputs: (resource) => ({ type: resource.type }),
};

/** Single addresses are stored with their prefix length; ranges keep their host bits, domains their case. */
function storedAddress(text: string): string {
  return canonicalPrefix(asPrefix(canonicalAddress(text)));
}

/** Names are unique in the account. In its own network, the one of a name may be the one to adopt. */
async function nameProblems(args: Arguments, context: CheckContext): Promise<Problem[]> {
  const { name, network } = args;
  if (typeof name !== "string" || network === undefined) return [];
  const reason =
    plannedRival(name, network as Reference, context) ?? (await storedRival(name, args, context));
  return reason === undefined ? [] : [{ property: "name", reason }];
}

/** Why a resource on the server is in the way. */
async function storedRival(
  name: string,
  { network, adopt }: Arguments,
  context: CheckContext,
): Promise<string | undefined> {
  if (name === context.olds.name) return undefined;
  const holder = await networkWith(name, context);
  const { id, name: own } = network as Reference;
  // A network that is adopted under another name has no id yet, and may be this one.
  const mayBeOwn = id === unknownValue && (own === holder?.name || adopt !== undefined);
  if (holder === undefined || mayBeOwn || isMemberOf([holder], network as Reference)) {
    return undefined;
  }
  const isIt = (other: Arguments) =>
    other.name === name && isMemberOf([holder], other.network ?? {});
  if (makesWay(context, "NetworkResource", isIt)) return undefined;
  return `the network "${holder.name}" has a resource "${name}", and the server wants names unique in the whole account. Choose another name, or rename or delete that resource first.`;
}

/** Why a resource that this program gives to another network is in the way. */
function plannedRival(
  name: string,
  network: Reference,
  { wishes }: CheckContext,
): string | undefined {
  const others = wishes("NetworkResource")
    .filter(({ args }) => args.name === name)
    .map(({ args }) => (args.network ?? {}) as Reference);
  const other = others.find(
    (one) => isOther(one.id, network.id) ?? isOther(one.name, network.name),
  );
  if (other === undefined) return undefined;
  return `this program gives the network "${[other.name, other.id].find(isKnown)}" a resource "${name}" as well, and the server wants names unique in the whole account. Choose another name.`;
}

/** Whether two texts differ; undefined when that cannot be told. */
function isOther(one: string | undefined, two: string | undefined): boolean | undefined {
  return isKnown(one) && isKnown(two) ? one !== two : undefined;
}

function isKnown(text: string | undefined): boolean {
  return text !== undefined && text !== unknownValue;
}

/** The network that has a resource of a name. */
async function networkWith(
  name: string,
  { objects }: CheckContext,
): Promise<{ id: string; name: string } | undefined> {
  const named = (await objects(networkResources)).find((resource) => resource.name === name);
  if (named === undefined) return undefined;
  const all = (await objects(networks)) as {
    id: string;
    name: string;
    resources?: string[] | null;
  }[];
  return all.find(({ resources }) => resources?.includes(named.id));
}
