import type * as pulumi from "@pulumi/pulumi";
import { domainToUnicode } from "node:url";
import * as z from "zod";
import { domainKey } from "../../segmentation/addresses";
import type { ApiObject } from "../api/account";
import { groups, peers, routes } from "../api/collections";
import { canonicalAddress, isAddressOrPrefix, isDomainPattern, maskedPrefix } from "./addresses";
import { whereReadable } from "../lifecycle/readable";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference, PeerReference } from "./group";
import { idOf, idsOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { planAddresses } from "./plannedAddresses";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { sameRouteProblems } from "./routeChecks";
import { routerProblems } from "./routers";
import { adoptSchema, metricSchema, nameSchema } from "./schemas";

/**
 * Arguments of a {@link Route}. Everything is changed in place. Source: the API's object
 * `RouteRequest`; the guide's sections 1.1 and 6.1.
 */
export interface RouteArgs extends CommonArgs {
  /**
   * Identifier of what is routed, 1–40 characters. Routes that share it stand in for each other
   * (high availability). Changed in place.
   */
  networkId: pulumi.Input<string>;
  /** What the route is for. Changed in place. Default: the server's. */
  description?: pulumi.Input<string>;
  /**
   * The routed range; `0.0.0.0/0` or `::/0` makes an exit node. Either this or `domains`. Changed
   * in place. Default: none.
   */
  network?: pulumi.Input<string>;
  /** The routed domains, 1–32. Either these or `network`. Changed in place. Default: none. */
  domains?: pulumi.Input<pulumi.Input<string>[]>;
  /** The routing peer. Either this or `peerGroups`. Changed in place. Default: none. */
  peer?: pulumi.Input<PeerReference>;
  /** Groups whose members all route. Either these or `peer`. Changed in place. Default: none. */
  peerGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /** Groups whose peers get the route. At least one. Changed in place. */
  groups: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Groups that stand for the routed network as destinations of policies. Without them, whoever has
   * the route reaches everything behind it. Changed in place. Default: the server's (none).
   */
  accessControlGroups?: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /** 1–9999; the lowest is preferred. Changed in place. Default: 9999. */
  metric?: pulumi.Input<number>;
  /** Whether the routing peer replaces source addresses by its own. Changed in place. Default: `true`. */
  masquerade?: pulumi.Input<boolean>;
  /**
   * Whether addresses of a domain stay routed when its name resolves to others. Changed in place.
   * Default: `false`.
   */
  keepRoute?: pulumi.Input<boolean>;
  /**
   * Whether an exit node has to be chosen by the user instead of being used at once. Changed in
   * place. Default: `false`.
   */
  skipAutoApply?: pulumi.Input<boolean>;
  /** Whether the route is used. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/**
 * A NetBird network route, the older way to reach private networks: it needs no policy unless it
 * has `accessControlGroups`. Prefer {@link Network}; exit nodes still are routes.
 *
 * Errors: neither or both of `network` and `domains`, or of `peer` and `peerGroups`; an
 * invalid prefix or domain, a metric outside 1 to 9999; the same target through the same peers exists
 * already (says how to adopt when `networkId` is the same, too).
 *
 * @example
 * ```ts
 * new netbird.Route("exit", {
 *   networkId: "exit-euc1",
 *   network: "0.0.0.0/0",
 *   peerGroups: [routers],
 *   groups: [devops],
 * });
 * ```
 */
export class Route extends NetBirdResource {
  /** Identifier of what is routed. */
  declare readonly networkId: pulumi.Output<string>;
  /** The routed range without host bits; undefined for domains. */
  declare readonly network: pulumi.Output<string | undefined>;

  constructor(name: string, args: RouteArgs, opts?: pulumi.CustomResourceOptions) {
    super(routeKind, name, args, opts);
    planRoute(args, opts?.provider);
  }
}

/** For components that must not overlap with it; what is known only later, they see in the account. */
function planRoute({ networkId, network, domains, enabled }: RouteArgs, account: unknown): void {
  if (typeof networkId !== "string" || enabled === false) return;
  const targets = [network, ...(Array.isArray(domains) ? domains : [])];
  const addresses = targets
    .filter((address) => typeof address === "string")
    .map((address) => ({ name: networkId, address }));
  planAddresses({ network: networkId, isRoute: true, addresses, account });
}

/** A route as look-ups find it: one of domains has no `network`, one through groups no `peer`. */
export type FoundRoute = Found<RouteArgs, unknown, "network" | "peer">;

/**
 * Looks up a route without making it a resource.
 * @param selector `networkId`, `network` or `id`, for example; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getRoute(
  selector: SelectorOf<RouteArgs>,
  options?: LookupOptions,
): pulumi.Output<FoundRoute> {
  return find(routeKind, selector, options);
}

/** The API's `Route`. */
interface ApiRoute extends ApiObject {
  network_id: string;
  network_type: "IPv4" | "IPv6" | "Domain";
  description: string;
  network: string;
  domains: string[] | null;
  peer: string;
  peer_groups?: string[] | null;
  groups: string[];
  access_control_groups?: string[] | null;
  metric: number;
  masquerade: boolean;
  keep_route: boolean;
  skip_auto_apply?: boolean;
  enabled: boolean;
}

/** @internal */
export const routeKind: Kind<ApiRoute> = {
  ...routes,
  name: "Route",
  schema: z.strictObject({
    networkId: nameSchema("a route", "an identifier").refine(
      (text) => [...text].length <= 40,
      "may have 40 characters at most",
    ),
    description: z.string().optional(),
    network: z.string().refine(isAddressOrPrefix, "is not a range such as 10.10.0.0/16").optional(),
    domains: z
      .array(
        z.string().refine(isDomainPattern, "is not a domain such as db.internal or *.internal"),
      )
      .max(32, "a route takes 32 domains at most")
      .optional(),
    peer: referenceSchema.optional(),
    peerGroups: z.array(referenceSchema).optional(),
    groups: z.array(referenceSchema).min(1, "name at least one group that gets the route"),
    accessControlGroups: z.array(referenceSchema).optional(),
    metric: metricSchema.optional(),
    masquerade: z.boolean().optional(),
    keepRoute: z.boolean().optional(),
    skipAutoApply: z.boolean().optional(),
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { peer: peers, peerGroups: groups, groups, accessControlGroups: groups },
  identity: ["networkId", "network", "domains", "peer", "peerGroups"],
  alternatives: [
    ["peer", "peerGroups"],
    ["network", "domains"],
  ],
  label: ({ networkId }) => networkId as string | undefined,

  check: async (args, context) => [
    ...targetProblems(args, context),
    ...routerProblems(args, context),
    ...(await whereReadable(() =>
      sameRouteProblems(withStoredTargets(args), context, storedArguments),
    )),
  ],

  defaults: {
    metric: 9999,
    masquerade: true,
    keepRoute: false,
    skipAutoApply: false,
    enabled: true,
  },

  normalise: withStoredTargets,

  toApi: (args) => ({
    network_id: args.networkId,
    description: args.description ?? "",
    ...(args.network === undefined ? { domains: args.domains } : { network: args.network }),
    ...(args.peer === undefined
      ? { peer_groups: idsOf(args.peerGroups) }
      : { peer: idOf(args.peer) }),
    groups: idsOf(args.groups),
    access_control_groups: idsOf(args.accessControlGroups),
    metric: args.metric,
    masquerade: args.masquerade,
    keep_route: args.keepRoute,
    skip_auto_apply: args.skipAutoApply,
    enabled: args.enabled,
  }),

  fromApi: storedArguments,
};

/** The arguments with what is routed as the server spells it. */
function withStoredTargets(args: Arguments): Arguments {
  return {
    ...args,
    ...(typeof args.network === "string" && {
      network: maskedPrefix(canonicalAddress(args.network)),
    }),
    ...(Array.isArray(args.domains) && {
      domains: args.domains.map((domain) => storedDomain(String(domain))),
    }),
  };
}

function storedArguments(route: ApiRoute): Arguments {
  return {
    networkId: route.network_id,
    description: route.description,
    // Routes of domains carry a placeholder as their network.
    ...(route.network_type === "Domain" ? {} : { network: route.network }),
    domains: route.domains ?? [],
    ...(route.peer ? { peer: { id: route.peer } } : {}),
    peerGroups: (route.peer_groups ?? []).map((id) => ({ id })),
    groups: route.groups.map((id) => ({ id })),
    accessControlGroups: (route.access_control_groups ?? []).map((id) => ({ id })),
    metric: route.metric,
    masquerade: route.masquerade,
    keepRoute: route.keep_route,
    skipAutoApply: route.skip_auto_apply ?? false,
    enabled: route.enabled,
  };
}

/** The server keeps domains in lower case, and tells international ones as people write them. */
function storedDomain(domain: string): string {
  const labels = domainKey(domain).split(".");
  return labels
    .map((label) => (label.startsWith("xn--") && domainToUnicode(label)) || label)
    .join(".");
}

function targetProblems({ network, domains }: Arguments, { unknown }: CheckContext): Problem[] {
  const hasDomains = Array.isArray(domains) && domains.length > 0;
  if (network !== undefined && hasDomains) {
    const reason = "give either network or domains: the server takes only one of them.";
    return [{ property: "domains", reason }];
  }
  if (network !== undefined || hasDomains || unknown.has("network") || unknown.has("domains")) {
    return [];
  }
  return [{ property: "", reason: "say what is routed: give network or domains." }];
}
