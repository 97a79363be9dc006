import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { isPort } from "../../segmentation/ports";
import type { ApiObject } from "../api/account";
import { groups, nameserverGroups } from "../api/collections";
import { canonicalAddress, familyOf, isDomain } from "./addresses";
import { toCamelCase, toSnakeCase } from "../../segmentation/casing";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference } from "./group";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, Kind, Problem } from "../lifecycle/kind";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { adoptSchema, nameSchema } from "./schemas";

/**
 * Arguments of a {@link NameserverGroup}. Everything is changed in place. Source: the API's object
 * `NameserverGroup`; the guide's sections 4.4, 5.3 and 9.4.
 */
export interface NameserverGroupArgs extends CommonArgs {
  /** Name, unique in the account. 1–40 characters. Changed in place. */
  name: pulumi.Input<string>;
  /** What the servers are for. Changed in place. Default: the server's. */
  description?: pulumi.Input<string>;
  /**
   * The name servers, 1–3, in order: peers ask the next one only when those before it fail. Changed
   * in place.
   */
  nameservers: pulumi.Input<pulumi.Input<Nameserver>[]>;
  /** Groups whose peers ask these servers. At least one. Changed in place. */
  groups: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /**
   * Domains that these servers are asked for, subdomains included; without wildcards. Neither case
   * counts, nor whether an international name is in ASCII (`xn--…`). Changed in place. Default: none,
   * which means every domain.
   */
  domains?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the domains are also tried after short names. Needs domains. Changed in place. Default:
   * `false`.
   */
  searchDomainsEnabled?: pulumi.Input<boolean>;
  /**
   * Whether these servers are asked for every domain that no other group matches: `true` exactly
   * when there are no domains. Changed in place. Default: what follows from `domains`.
   */
  primary?: pulumi.Input<boolean>;
  /** Whether peers use the servers. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/** A name server. */
export interface Nameserver {
  /** IPv4 or IPv6 address. */
  ip: pulumi.Input<string>;
  /** Protocol; NetBird knows only `udp`. Default: `udp`. */
  nsType?: pulumi.Input<"udp">;
  /** 1–65535. Default: 53. */
  port?: pulumi.Input<number>;
}

/**
 * A NetBird nameserver group: which name servers the peers of some groups ask, for which domains.
 * A policy must let them: UDP and TCP 53 to the servers.
 *
 * Errors: no server or more than three, an invalid address, a port outside 1 to 65535, domains beside
 * `primary`, wildcards; a name that is taken (says how to adopt).
 *
 * @example
 * ```ts
 * new netbird.NameserverGroup("corp", {
 *   name: "corp-internal",
 *   nameservers: [{ ip: "10.10.0.10" }, { ip: "10.10.0.11" }],
 *   domains: ["corp.internal"],
 *   groups: [devops, "peer-support"],
 * });
 * ```
 */
export class NameserverGroup extends NetBirdResource {
  /** Name of the nameserver group. */
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: NameserverGroupArgs, opts?: pulumi.CustomResourceOptions) {
    super(nameserverGroupKind, name, args, opts);
  }
}

/**
 * Looks up a nameserver group without making it a resource.
 * @param selector `{ name }` or `{ id }`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getNameserverGroup(
  selector: SelectorOf<NameserverGroupArgs>,
  options?: LookupOptions,
): pulumi.Output<Found<NameserverGroupArgs>> {
  return find(nameserverGroupKind, selector, options);
}

/** The API's `NameserverGroup`. */
interface ApiNameserverGroup extends ApiObject {
  name: string;
  description: string;
  nameservers: { ip: string; ns_type: string; port: number }[];
  groups: string[];
  domains: string[] | null;
  search_domains_enabled: boolean;
  primary: boolean;
  enabled: boolean;
}

/** A domain, which the server takes here, and only here, with the dot of the root. */
function isMatchDomain(text: string): boolean {
  return isDomain(text.replace(/\.$/, ""));
}

/** @internal */
export const nameserverGroupKind: Kind<ApiNameserverGroup> = {
  ...nameserverGroups,
  name: "NameserverGroup",
  schema: z.strictObject({
    name: nameSchema("a nameserver group").refine(
      (text) => [...text].length <= 40,
      "may have 40 characters at most",
    ),
    description: z.string().optional(),
    nameservers: z
      .array(
        z.strictObject({
          ip: z
            .string()
            .refine((text) => familyOf(canonicalAddress(text)) !== 0, "is not an address"),
          nsType: z.literal("udp").optional(),
          port: z.number().refine(isPort, "is not a port from 1 to 65535").optional(),
        }),
      )
      .min(1, "name at least one name server")
      .max(3, "the server takes three name servers at most"),
    groups: z.array(referenceSchema).min(1, "name at least one group"),
    domains: z
      .array(
        z
          .string()
          .refine(
            isMatchDomain,
            "is not a domain; subdomains match by themselves, without wildcards",
          ),
      )
      .optional(),
    searchDomainsEnabled: z.boolean().optional(),
    primary: z.boolean().optional(),
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { groups },
  ordered: ["nameservers"],
  domainNames: ["domains"],

  check: (args, { unknown }) => (unknown.has("domains") ? [] : domainProblems(args)),

  defaults: { domains: [], searchDomainsEnabled: false, enabled: true },

  normalise(args) {
    const normal: Arguments = { ...args };
    if (Array.isArray(normal.domains)) normal.primary ??= normal.domains.length === 0;
    if (Array.isArray(args.nameservers)) {
      normal.nameservers = (args.nameservers as ({ ip: string } | string)[]).map((server) =>
        // One that is not known yet is the engine's marker.
        typeof server === "string"
          ? server
          : { nsType: "udp", port: 53, ...server, ip: canonicalAddress(server.ip) },
      );
    }
    return normal;
  },

  toApi: (args) => ({
    name: args.name,
    description: args.description ?? "",
    nameservers: toSnakeCase(args.nameservers),
    groups: idsOf(args.groups),
    domains: args.domains,
    search_domains_enabled: args.searchDomainsEnabled,
    primary: args.primary,
    enabled: args.enabled,
  }),

  fromApi: (group) => ({
    name: group.name,
    description: group.description,
    nameservers: toCamelCase(group.nameservers),
    groups: group.groups.map((id) => ({ id })),
    domains: group.domains ?? [],
    searchDomainsEnabled: group.search_domains_enabled,
    primary: group.primary,
    enabled: group.enabled,
  }),
};

function domainProblems({ domains, primary, searchDomainsEnabled }: Arguments): Problem[] {
  const hasDomains = Array.isArray(domains) && domains.length > 0;
  if (hasDomains && primary === true) {
    return [
      {
        property: "primary",
        reason:
          "a primary group is asked for every domain and takes no domains. Leave one of them out.",
      },
    ];
  }
  if (!hasDomains && primary === false) {
    return [
      { property: "domains", reason: "a group that is not primary needs at least one domain." },
    ];
  }
  if (!hasDomains && searchDomainsEnabled === true) {
    return [
      {
        property: "searchDomainsEnabled",
        reason: "there are no domains to search. Name some, or leave it out.",
      },
    ];
  }
  return [];
}
