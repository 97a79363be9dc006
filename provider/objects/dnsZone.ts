import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { dnsZones, groups, peers } from "../api/collections";
import { settingOf } from "./accountSetting";
import { whereReadable } from "../lifecycle/readable";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import type { GroupReference } from "./group";
import { idsOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import type { ReferenceArg } from "../lifecycle/reference";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { asciiDomainProblem, isAsciiDomain, sameDomain } from "./addresses";
import { adoptSchema, nameSchema } from "./schemas";

/** Arguments of a {@link DnsZone}. Source: the API's object `ZoneRequest`; the guide's section 5.3. */
export interface DnsZoneArgs extends CommonArgs {
  /** Name of the zone, 1–255 bytes in UTF-8. Changed in place. */
  name: pulumi.Input<string>;
  /**
   * The domain, ASCII, without wildcard; one zone per domain, whatever its case. A change replaces the
   * zone, one of the case alone changes nothing.
   */
  domain: pulumi.Input<string>;
  /** Groups whose peers see the zone. At least one. Changed in place. */
  distributionGroups: pulumi.Input<pulumi.Input<GroupReference>[]>;
  /** Whether the domain is also tried after short names. Changed in place. Default: `false`. */
  enableSearchDomain?: pulumi.Input<boolean>;
  /** Whether the zone is served. Changed in place. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/** A zone: the {@link DnsZone} itself, its name, or `{ id, name }`. */
export type DnsZoneReference = ReferenceArg;

/**
 * A DNS zone that NetBird serves to peers; its records are {@link DnsRecord}s, and are deleted with
 * it. Deleting a group that a zone is distributed to leaves the zone with a reference to nothing.
 *
 * Errors: a domain that is invalid, has a wildcard, or is the peers' own; a domain that is taken (says
 * how to adopt); no group.
 *
 * @example
 * ```ts
 * const zone = new netbird.DnsZone("corp", {
 *   name: "corp-internal",
 *   domain: "corp.internal",
 *   distributionGroups: [devops],
 * });
 * ```
 */
export class DnsZone extends NetBirdResource {
  /** Name of the zone. */
  declare readonly name: pulumi.Output<string>;
  /** The domain. */
  declare readonly domain: pulumi.Output<string>;

  constructor(name: string, args: DnsZoneArgs, opts?: pulumi.CustomResourceOptions) {
    super(dnsZoneKind, name, args, opts);
  }
}

/**
 * Looks up a DNS zone without making it a resource.
 * @param selector `domain`, `name` or `id`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getDnsZone(
  selector: SelectorOf<DnsZoneArgs>,
  options?: LookupOptions,
): pulumi.Output<Found<DnsZoneArgs>> {
  return find(dnsZoneKind, selector, options);
}

/** The API's `Zone`. */
interface ApiDnsZone extends ApiObject {
  name: string;
  domain: string;
  distribution_groups: string[];
  enable_search_domain: boolean;
  enabled: boolean;
}

/** @internal */
export const dnsZoneKind: Kind<ApiDnsZone> = {
  ...dnsZones,
  name: "DnsZone",
  schema: z.strictObject({
    name: nameSchema("a zone").refine(
      (text) => Buffer.byteLength(text) <= 255,
      "may have 255 bytes at most",
    ),
    domain: z.string().refine(isAsciiDomain, {
      error: ({ input }) =>
        asciiDomainProblem(
          String(input),
          "is not a domain such as corp.internal: ASCII letters, without wildcard and trailing dot",
        ),
    }),
    distributionGroups: z.array(referenceSchema).min(1, "name at least one group"),
    enableSearchDomain: z.boolean().optional(),
    enabled: z.boolean().optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { distributionGroups: groups },
  identity: ["domain"],
  domainNames: ["domain"],
  replaceOnChange: ["domain"],

  check: (args, context) => whereReadable(() => domainProblems(args, context)),

  defaults: { enableSearchDomain: false, enabled: true },

  toApi: (args) => ({
    name: args.name,
    domain: args.domain,
    distribution_groups: idsOf(args.distributionGroups),
    enable_search_domain: args.enableSearchDomain,
    enabled: args.enabled,
  }),

  fromApi: (zone) => ({
    name: zone.name,
    domain: zone.domain,
    distributionGroups: zone.distribution_groups.map((id) => ({ id })),
    enableSearchDomain: zone.enable_search_domain,
    enabled: zone.enabled,
  }),
};

/** The server resolves the peers' own names itself, and takes no zone for them. */
async function domainProblems({ domain }: Arguments, context: CheckContext): Promise<Problem[]> {
  if (typeof domain !== "string" || domain === "") return [];
  if (sameDomain(domain, context.olds.domain)) return [];
  if (!sameDomain(await peersDomain(context), domain)) return [];
  const reason = `${domain} is the domain of the peers' own names. Choose another one, such as a domain below it; if this program changes dnsDomain, let the zone depend on those AccountSettings.`;
  return [{ property: "domain", reason }];
}

/** The domain of the peers; that of an account which has none of its own is in the names that it gave. */
async function peersDomain(context: CheckContext): Promise<unknown> {
  const { wanted, stored } = await settingOf(context, "dnsDomain");
  if (wanted !== "" || stored !== "") return wanted;
  const [peer] = (await context.objects(peers)) as (ApiObject & { dns_label?: string })[];
  return peer?.dns_label?.replace(/^[^.]*\./, "");
}
