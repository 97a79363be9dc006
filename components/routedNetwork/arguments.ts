/** What a person writes to describe a routed network. */
import type * as pulumi from "@pulumi/pulumi";
import type { Group, PeerReference } from "../../provider/objects/group";
import type { LookupOptions } from "../../provider/lifecycle/finding";
import type { PostureCheck } from "../../provider/objects/postureCheck";
import type { Need } from "../../segmentation/matrix/model";
import type { Environment } from "../../segmentation/names";
import type { ExistingGroup, GroupArg } from "../groupArg";
import type { PostureCheckArg } from "../postureCheckArg";
import type { AwsRoutingPeers } from "../aws";

/** An address that is reached through the routing peers. */
export interface RoutedResource {
  /** Short name, by which `access` refers to it: lower-case letters, digits and hyphens. */
  name: string;
  /**
   * What is reached: an IP address (`10.10.0.7`), a range (`10.10.0.0/16`), a domain
   * (`db.internal.example.com`) or all its subdomains (`*.corp.internal`).
   */
  address: string;
  /**
   * For a domain: the IPv4 ranges that it resolves to, as routing peers on AWS need them, because
   * security groups know no names. Default: the IPv4 ranges among the network's other resources.
   */
  ranges?: string[];
  /** What the resource is. Default: nothing. */
  description?: string;
}

/**
 * A posture check of an access entry: a preset (`adminLaptops({ … })`) or another check of a matrix, which
 * the component makes unless it says nothing but the name; a {@link PostureCheck} of this program whose name
 * is plain text; or the full name of one that is made elsewhere.
 */
export type RoutedPostureCheck = PostureCheckArg | PostureCheck | string;

/** Who may open connections to what: one entry of the access list. */
export interface RoutedAccess {
  /** Who initiates: a group, or several. */
  from: GroupArg | GroupArg[];
  /** Names of the network's resources: one, or several. */
  to: string | string[];
  /** Protocol and exact ports: `tcp/5432`, `tcp/80,443`, `udp+tcp/53`, `icmp`. */
  allow: string;
  /** Business justification (the guide's section 8.3). */
  because: string;
  /**
   * `required`; `restricted`: narrower than was asked for; `temporary`: ends at `until` (section 7.2).
   * Default: `required`. User devices that reach a database directly need `restricted` and
   * `postureChecks`, or `temporary`; else a warning is shown (section 4.4).
   */
  need?: Exclude<Need, "emergency">;
  /**
   * End of temporary access, which must have one: ISO 8601, `2026-12-01T18:00:00Z`. NetBird does not end
   * policies by itself: after it, preview fails until the entry is gone. Default: none.
   */
  until?: string;
  /** Posture checks that the initiating device must pass, all of them (section 4.2). Default: none. */
  postureChecks?: RoutedPostureCheck[];
  /** Who can confirm a breakage. Default: the network's owner. */
  owner?: string;
  /**
   * Stable name of the entry. Default: made from both ends (`peer-devops-to-db`), so that a change
   * of ports changes the policy in place; two entries between the same ends need names.
   */
  name?: string;
}

/**
 * A failure domain with a routing peer that this library does not build: a rack, a host, a cluster.
 * Without `peer` and `group` the component makes a group, and a setup key with which whatever runs
 * there joins it.
 */
export interface RoutingPeer {
  /** Name of the failure domain: lower-case letters, digits and hyphens. */
  name: string;
  /** A peer that has joined already; it gets no setup key. Default: none. */
  peer?: PeerReference;
  /**
   * A group that is made elsewhere, whose members route; it gets no setup key. Default: one that the
   * component makes.
   */
  group?: ExistingGroup | Group;
  /**
   * 1–9999; lower is preferred. Among equal ones each client takes the nearest, so with return routes,
   * which lead to one, no two may be equal. Default: 100 for the first failure domain and 200, 201, …
   * for the backups in their order: the guide's section 6.1, with an order among several backups, so
   * that it is known beforehand who takes over.
   */
  metric?: number;
  /**
   * Address of the routing peer inside the private network, for the routes to add by hand. Default:
   * left for the reader to fill in.
   */
  address?: string;
}

/** Routing peers on AWS, others, or a list of both, in order of preference. */
export type RoutingPeers = AwsRoutingPeers | RoutingPeer | (AwsRoutingPeers | RoutingPeer)[];

/** What the private network needs so that replies find NetBird's addresses (section 6.2). */
export interface PreserveSources {
  /**
   * Route tables of the subnets that answer. Required when there are routing peers on AWS. Default:
   * none; the output `returnRoutes` says what to add by hand.
   */
  routeTables?: pulumi.Input<string>[];
  /**
   * Security groups of what is reached, which shall let NetBird's range in on the ports of the access
   * list. Default: none, so that nothing of yours is changed.
   */
  securityGroups?: pulumi.Input<string>[];
}

/** Name resolution for the private network (sections 5.3 and 9.4). */
export interface RoutedDns {
  /** Addresses of the internal name servers: 1–3. */
  resolvers: string[];
  /** Domains that they are asked for, subdomains included. At least one; without wildcards. */
  matchDomains: string[];
  /**
   * Who asks them. Default: every group of the access list, because who reaches a private network needs
   * its names.
   */
  for?: GroupArg[];
}

/** Connections that systems in the private network open towards NetBird peers (section 6.2). */
export interface HealthCheck {
  /** Where the checks come from: a range or an address, or several. */
  from: string | string[];
  /** The peers that are checked: a group, or several. */
  to: GroupArg | GroupArg[];
  /** Protocol and exact ports: `tcp/8080`. */
  allow: string;
  /** Why they exist. Default: `Health checks`. */
  because?: string;
  /** Who can confirm a breakage. Default: the network's owner. */
  owner?: string;
  /** Stable name. Default: made from the groups. */
  name?: string;
  /**
   * Route tables of the subnets that the checks come from. Required when there are routing peers on AWS.
   * Default: none; the output `returnRoutes` says what to add by hand.
   */
  routeTables?: pulumi.Input<string>[];
}

/** The addresses of a routed network, as its output `addresses` hands them to other stacks. */
export interface RoutedAddresses {
  /** Name of the network. */
  network: string;
  /** Its resources. */
  addresses: {
    /** Name of the resource. */
    name: string;
    /** IP address, range, domain or wildcard domain. */
    address: string;
  }[];
}

/**
 * Arguments of a {@link HARoutedNetwork}. Plain values shape the children; a change of any of them
 * changes policies, routers and resources in place. Source: the guide's sections 0.2, 5, 6, 9.2 and
 * 9.4.
 */
export interface HARoutedNetworkArgs {
  /** What is reached through the network. At least one. */
  resources: RoutedResource[];
  /** Who may reach it, on which ports. Nothing else is allowed; one-way, with exact ports. */
  access: RoutedAccess[];
  /**
   * Who routes, in order of preference: at least two failure domains (section 6.1), on AWS by
   * {@link awsRoutingPeers}, or peers and groups that are there already, or a mix.
   */
  routingPeers: RoutingPeers;
  /**
   * Which source address the private network sees (section 6.2). `"masquerade"`: the routing peer's own,
   * and nothing needs to be set up. `{ preserve }`: the user's NetBird address; you must control the
   * router, add return routes, and let NetBird's range through firewalls. Preserve only where logs must
   * show who it was. Default: `"masquerade"`, because it works without touching the private network.
   */
  sourceAddresses?:
    | "masquerade"
    | {
        /** What the private network needs so that replies find NetBird's addresses. */
        preserve: PreserveSources;
      };
  /**
   * The private network's name servers: a nameserver group, the resolvers as resources, and policies for
   * UDP and TCP 53. Forgotten DNS is the most common failure of routed networks (sections 5.3, 9.4), so a
   * network that needs none says `"none"`.
   */
  dns: RoutedDns | "none";
  /** Health checks and callbacks from the private network to NetBird peers. Default: none. */
  healthChecks?: HealthCheck[];
  /** `dev`, `stage` or `prod`. Default: the suffix of the component's name. */
  environment?: Environment;
  /**
   * Who can say whether a change broke the network (section 2, phase 1). Default: the owner of the access
   * list, when all its entries name the same one.
   */
  owner?: string;
  /** What the network is. Default: nothing; owner and reasons are added in any case. */
  description?: string;
  /**
   * Why there is only one failure domain. Default: there are at least two, because otherwise the first
   * reboot is an outage (section 6.1).
   */
  singlePointOfFailure?: string;
  /**
   * Why addresses overlap with another network's. Default: they must not, because clients would
   * sometimes take the wrong one (sections 6.3 and 9.2).
   */
  overlaps?: string;
  /**
   * The output `addresses` of networks in other stacks, which must not overlap either. Default: none; the
   * networks that the account has already are looked up in any case.
   */
  otherNetworks?: pulumi.Input<RoutedAddresses>[];
  /**
   * NetBird's own range, IPv4: destination of return routes, and what the named security groups let in.
   * Default: the account's (`networkRange` of its settings), because a narrower range opens less; else
   * `100.64.0.0/10`, which holds every account's.
   */
  overlayRange?: string;
  /**
   * Where routing peers find the management server. Required when `account` has an address that is an
   * output. Default: `account`'s address, else what `netbird:managementUrl` or `NB_MANAGEMENT_URL` say, else
   * NetBird's cloud.
   */
  managementUrl?: string;
  /**
   * A word that becomes part of the setup keys' names; another word makes new keys, and rolls the
   * instances on AWS (section 3.3). Default: none.
   */
  setupKeyGeneration?: string;
  /**
   * Seconds that the primary on AWS waits until each backup's new instance is connected. Default: 900,
   * because an instance needs two to four minutes to boot, install and join, and a slow day doubles that.
   */
  readyTimeoutSeconds?: number;
  /**
   * Seconds that a preferred routing peer on AWS must be alive again before replies go back to it, 0–3600.
   * Default: 60, long enough not to flap.
   */
  holdSeconds?: number;
  /** Another account than the stack's for the look-ups; give it with an explicit provider. Default: the stack's. */
  account?: LookupOptions["account"];
}
