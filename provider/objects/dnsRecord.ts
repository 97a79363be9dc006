import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { dnsZones } from "../api/collections";
import { asciiDomainProblem, canonicalAddress, isAsciiDomainPattern } from "./addresses";
import { placeProblems } from "./dnsRecordChecks";
import type { ApiDnsRecord } from "./dnsRecordChecks";
import type { DnsZoneReference } from "./dnsZone";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { idOf } from "../lifecycle/kind";
import type { Arguments, Kind, Problem } from "../lifecycle/kind";
import { referenceSchema } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { recordContentProblem } from "./recordContent";
import { adoptSchema } from "./schemas";

/** Arguments of a {@link DnsRecord}. Source: the API's object `DNSRecordRequest`; the guide's Appendix A. */
export interface DnsRecordArgs extends CommonArgs {
  /** The zone. A change replaces the record. */
  zone: pulumi.Input<DnsZoneReference>;
  /**
   * Full name inside the zone, such as `db.corp.internal`, in ASCII; `*.` before it is allowed. Case
   * does not count, but the server wants the zone's domain spelled as in the zone. Changed in place.
   */
  name: pulumi.Input<string>;
  /** `A`, `AAAA` or `CNAME`. Changed in place. */
  type: pulumi.Input<"A" | "AAAA" | "CNAME">;
  /**
   * IPv4 address, IPv6 address, or another name in ASCII, by the type. The case of a name does not
   * count. Changed in place.
   */
  content: pulumi.Input<string>;
  /**
   * Seconds for which answers may be kept, 0–2147483647 (RFC 2181, section 8). Changed in place.
   * Default: 300.
   */
  ttl?: pulumi.Input<number>;
}

/**
 * A record of a {@link DnsZone}.
 *
 * Errors: a content that does not fit the type; a name outside the zone; a `CNAME` to itself, or beside
 * another record of the name; an identical record exists already (says how to adopt).
 *
 * @example
 * ```ts
 * new netbird.DnsRecord("db", {
 *   zone,
 *   name: "db.corp.internal",
 *   type: "A",
 *   content: "10.10.0.20",
 * });
 * ```
 */
export class DnsRecord extends NetBirdResource {
  /** Full name of the record. */
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, args: DnsRecordArgs, opts?: pulumi.CustomResourceOptions) {
    super(dnsRecordKind, name, args, opts);
  }
}

/**
 * Looks up a record without making it a resource.
 * @param selector `zone`, and `name`, `type`, `content` or `id`; all that is given must agree
 * @throws RunError when there is none or more than one; the message lists the candidates
 */
export function getDnsRecord(
  selector: SelectorOf<DnsRecordArgs> & Pick<DnsRecordArgs, "zone">,
  options?: LookupOptions,
): pulumi.Output<Found<Omit<DnsRecordArgs, "zone">>> {
  return find(dnsRecordKind, selector, options);
}

/** 31 bits: RFC 2181, section 8. */
const longestTtl = 2 ** 31 - 1;

/** @internal */
export const dnsRecordKind: Kind<ApiDnsRecord> = {
  path: ({ zone }) => `${dnsZones.path}/${idOf(zone)}/records`,
  within: "zone",
  title: "DNS record",
  name: "DnsRecord",
  schema: z.strictObject({
    zone: referenceSchema,
    name: z.string().refine(isAsciiDomainPattern, {
      error: ({ input }) =>
        asciiDomainProblem(
          String(input),
          "is not a full name inside the zone such as db.corp.internal",
        ),
    }),
    type: z.enum(["A", "AAAA", "CNAME"]),
    content: z.string().min(1, "a record needs a content"),
    ttl: z
      .number()
      .int("must be whole seconds")
      .min(0, "must be 0 seconds or more")
      .max(longestTtl, `must be ${longestTtl} seconds or less, which is all that DNS can say`)
      .optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { zone: dnsZones },
  identity: ["name", "type", "content"],
  domainNames: ["name", "content"],
  replaceOnChange: ["zone"],
  writeOnly: ["zone"],
  // A name may have an A record and an AAAA record.
  label: ({ name, type }) =>
    typeof type === "string" ? `${String(name)} ${type}` : (name as string | undefined),

  check: async (args, context) => [
    ...contentProblems(args),
    ...(await placeProblems(dnsRecordKind, args, context)),
  ],

  defaults: { ttl: 300 },

  normalise: (args) => ({
    ...args,
    // A look-up may leave the type out, and no other type has contents that this changes.
    ...((args.type === "AAAA" || args.type === undefined) &&
      typeof args.content === "string" && { content: canonicalAddress(args.content) }),
  }),

  toApi: (args) => ({ name: args.name, type: args.type, content: args.content, ttl: args.ttl }),

  fromApi: (record) => ({
    name: record.name,
    type: record.type,
    // The server keeps the spelling of whoever wrote it.
    content: record.type === "AAAA" ? canonicalAddress(record.content) : record.content,
    ttl: record.ttl,
  }),
};

function contentProblems({ name, type, content }: Arguments): Problem[] {
  if (typeof content !== "string" || content === "") return [];
  const reason = recordContentProblem(type, content, name);
  return reason === undefined ? [] : [{ property: "content", reason }];
}
