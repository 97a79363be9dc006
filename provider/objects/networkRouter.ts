import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { groups, networks, peers } from "../api/collections";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference, PeerReference } from "./group";
import { idOf, idsOf } from "../lifecycle/kind";
import type { Arguments, Kind } from "../lifecycle/kind";
import type { NetworkReference } from "./network";
import { referenceSchema } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { routerProblems } from "./routers";
import { adoptSchema, metricSchema } from "./schemas";

/**
 * Arguments of a {@link NetworkRouter}. Source: the API's object `NetworkRouterRequest`; the guide's
 * sections 5.1, 6.1 and 6.2.
 */
export interface NetworkRouterArgs extends CommonArgs {
  /** The network that is reached through the router. A change replaces the router. */
  network: pulumi.Input<NetworkReference>;
  /** The routing peer. Either this or `peerGroups`. Changed in place. Default: none. */
  peer?: pulumi.Input<PeerReference>;
  /** Groups whose members all route. Either these or `peer`. Changed in place. Default: none. */
  peerGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * 1–9999; the router with the lowest metric is preferred, and among equals the one with the
   * lowest latency. Changed in place. Default: 9999.
   */
  metric?: pulumi.Input<number>;
  /**
   * Whether the routing peer replaces source addresses by its own. Without it, the network needs
   * routes back to NetBird's addresses. Changed in place. Default: `true`.
   */
  masquerade?: pulumi.Input<boolean>;
  /** Whether the router is used. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/**
 * The routing peers of a {@link Network}: a peer, or all members of groups.
 *
 * Errors: neither or both of `peer` and `peerGroups`, a metric out of range, a network, peer or
 * group that does not exist; a router with the same peers exists already (says how to adopt).
 *
 * @example
 * ```ts
 * new netbird.NetworkRouter("primary", { network: vpc, peerGroups: [routers], metric: 100 });
 * ```
 */
export class NetworkRouter extends NetBirdResource {
  constructor(name: string, args: NetworkRouterArgs, opts?: pulumi.CustomResourceOptions) {
    super(networkRouterKind, name, args, opts);
  }
}

/** A router as look-ups find it: one of groups has no `peer`. */
export type FoundNetworkRouter = Found<Omit<NetworkRouterArgs, "network">, unknown, "peer">;

/**
 * Looks up a router of a network without making it a resource.
 * @param selector `network`, and `peer`, `peerGroups`, `metric` or `id`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getNetworkRouter(
  selector: SelectorOf<NetworkRouterArgs> & Pick<NetworkRouterArgs, "network">,
  options?: LookupOptions,
): pulumi.Output<FoundNetworkRouter> {
  return find(networkRouterKind, selector, options);
}

/** The API's `NetworkRouter`. */
interface ApiNetworkRouter extends ApiObject {
  peer: string;
  peer_groups: string[] | null;
  metric: number;
  masquerade: boolean;
  enabled: boolean;
}

/** @internal */
export const networkRouterKind: Kind<ApiNetworkRouter> = {
  path: ({ network }) => `${networks.path}/${idOf(network)}/routers`,
  within: "network",
  title: "network router",
  name: "NetworkRouter",
  schema: z.strictObject({
    network: referenceSchema,
    peer: referenceSchema.optional(),
    peerGroups: z.array(referenceSchema).optional(),
    metric: metricSchema.optional(),
    masquerade: z.boolean().optional(),
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { network: networks, peer: peers, peerGroups: groups },
  identity: ["peer", "peerGroups"],
  alternatives: [["peer", "peerGroups"]],
  replaceOnChange: ["network"],
  writeOnly: ["network"],
  // The server enables every new router.
  setAfterwards: ["enabled"],
  label: routingText,

  check: routerProblems,

  defaults: { metric: 9999, masquerade: true, enabled: true },

  toApi: (args) => ({
    ...(args.peer === undefined
      ? { peer_groups: idsOf(args.peerGroups) }
      : { peer: idOf(args.peer) }),
    metric: args.metric,
    masquerade: args.masquerade,
    enabled: args.enabled,
  }),

  fromApi: (router) => ({
    ...(router.peer ? { peer: { id: router.peer } } : {}),
    peerGroups: (router.peer_groups ?? []).map((id) => ({ id })),
    metric: router.metric,
    masquerade: router.masquerade,
    enabled: router.enabled,
  }),
};

/** Who routes for which network: `vpc through net-euc1-routers`. */
function routingText({ network, peer, peerGroups }: Arguments): string | undefined {
  // What the server tells of a router lacks the network.
  if (network === undefined) return undefined;
  const routers = [peer, peerGroups].flat().filter((router) => router !== undefined);
  const [place, ...names] = ([network, ...routers] as Reference[]).map(
    ({ name, id }) => name ?? id,
  );
  return names.length === 0 ? place : `${place} through ${names.join(" and ")}`;
}
