/** What a person writes to describe internal name resolution. */
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkReference } from "../../provider/objects/network";
import type { Matrix } from "../../segmentation/matrix/model";
import type { Environment } from "../../segmentation/names";
import type { GroupArg } from "../groupArg";

/** The name servers: peers that run NetBird, or addresses behind a routed network; one of both. */
export interface InternalResolvers {
  /** Their addresses, 1–3; plain text behind a network. Of peers these are their NetBird addresses. */
  addresses: pulumi.Input<string>[];
  /** The group of the name servers that run NetBird. Default: they do not. */
  peers?: GroupArg;
  /**
   * The network through which the name servers are reached: each becomes a resource of it, in a group
   * that the component makes. Default: they run NetBird.
   */
  network?: NetworkReference;
}

/**
 * What a name stands for: an IPv4 or IPv6 address, or another name; or, for an address that is known
 * only later, its type with it.
 */
export type RecordContent = string | TypedContent;

/** What a name stands for, where only the type is known. */
export interface TypedContent {
  /** `A`: an IPv4 address, `AAAA`: an IPv6 address, `CNAME`: another name. */
  type: "A" | "AAAA" | "CNAME";
  /** The address or name. */
  content: pulumi.Input<string>;
}

/**
 * Arguments of an {@link InternalDns}. Source: the guide's sections 4.4, 5.3 and 9.4, and Appendix A.
 */
export interface InternalDnsArgs {
  /** `dev`, `stage` or `prod`. */
  environment: Environment;
  /** The name servers. */
  resolvers: InternalResolvers;
  /** Domains that they are asked for, subdomains included. At least one; without wildcards. */
  matchDomains: string[];
  /** Who asks: every group that initiates anything, of users and of services. At least one. */
  for: GroupArg[];
  /** Who can say whether a change broke name resolution. */
  owner: string;
  /**
   * Names that NetBird itself answers for, by domain and by name in it:
   * `{ "prod.internal": { orders: "10.10.0.20" } }`; `@` is the domain itself. What is not in it is
   * asked of the name servers. An account has one zone per domain, so environments that share an
   * account have domains of their own. Default: none.
   */
  zones?: Record<string, Record<string, RecordContent | string[]>>;
  /**
   * The output `matrix` of components in this environment: every group that initiates something there
   * must be able to ask. A group that is missing in `for` is refused (the guide's critical DNS callout).
   * Default: nothing is looked at.
   */
  covers?: pulumi.Input<Matrix>[];
  /** Whether the match domains are also tried after short names. Default: `false`. */
  searchDomainsEnabled?: boolean;
  /** Seconds for which answers of the zones may be kept, 0–2147483647. Default: 300. */
  ttl?: number;
}
