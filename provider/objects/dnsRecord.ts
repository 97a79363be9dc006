import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import type { ApiObject } from "../api/account";
import { dnsZones } from "../api/collections";
import { asciiDomainProblem, canonicalAddress, isAsciiDomainPattern } from "./addresses";
import { makesWay } from "../lifecycle/collisions";
import type { DnsZoneReference } from "./dnsZone";
import { find } from "../lifecycle/finding";
import type { Found, LookupOptions } from "../lifecycle/finding";
import { idOf } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { isMemberOf, referenceSchema } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { NetBirdResource } from "../lifecycle/resource";
import type { CommonArgs, SelectorOf } from "../lifecycle/resource";
import { recordContentProblem } from "./recordContent";
import { adoptSchema } from "./schemas";

/** Arguments of a {@link DnsRecord}. Source: the API's object `DNSRecordRequest`; the guide's Appendix A. */
export interface DnsRecordArgs extends CommonArgs {
  /** The zone. A change replaces the record. */
  zone: pulumi.Input<DnsZoneReference>;
  /**
   * Full name inside the zone, such as `db.corp.internal`, in ASCII; `*.` before it is allowed. Changed
   * in place.
   */
  name: pulumi.Input<string>;
  /** `A`, `AAAA` or `CNAME`. Changed in place. */
  type: pulumi.Input<"A" | "AAAA" | "CNAME">;
  /** IPv4 address, IPv6 address, or name in ASCII, by the type. Changed in place. */
  content: pulumi.Input<string>;
  /** Seconds for which answers may be kept, 0 or more. Changed in place. Default: 300. */
  ttl?: pulumi.Input<number>;
}

/**
 * A record of a {@link DnsZone}.
 *
 * Errors: a content that does not fit the type; a name outside the zone; a `CNAME` beside another
 * record of the name; an identical record exists already (says how to adopt).
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

/** The API's `DNSRecord`. */
interface ApiDnsRecord extends ApiObject {
  name: string;
  type: string;
  content: string;
  ttl: number;
}

/** The part of the API's `Zone` that its records need. */
interface ApiDnsZone extends ApiObject {
  name: string;
  domain?: string;
  records?: ApiDnsRecord[] | null;
}

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
    ttl: z.number().int("must be whole seconds").min(0, "must be 0 seconds or more").optional(),
    adopt: adoptSchema,
  }),
  steering: ["adopt"],
  references: { zone: dnsZones },
  identity: ["name", "type", "content"],
  replaceOnChange: ["zone"],
  writeOnly: ["zone"],

  check: async (args, context) => [
    ...contentProblems(args),
    ...nameProblems(args, await context.objects(dnsZones)),
    ...cnameProblems(args, context, await context.objects(dnsZones)),
  ],

  normalise: (args) => ({
    ttl: 300,
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

/** The zone may be new, or be replaced by one of another domain: then its id is not known. */
function zoneOf({ zone }: Arguments, zones: ApiObject[]): ApiDnsZone | undefined {
  const { id, name } = (zone ?? {}) as Reference;
  const found = zones.find((one) => (id === undefined ? one.name === name : one.id === id));
  return found as ApiDnsZone | undefined;
}

/** A CNAME stands alone under its name. */
function cnameProblems(args: Arguments, context: CheckContext, zones: ApiObject[]): Problem[] {
  const { name, type, content } = args;
  const zone = zoneOf(args, zones);
  if (zone === undefined || [name, type, content].some((text) => typeof text !== "string"))
    return [];
  // What stays as it was is in nobody's way anew, whatever somebody made of our record meanwhile.
  if (isAlike(args, context.olds)) return [];
  const rival = (zone.records ?? []).find(
    (record) =>
      record.name === name &&
      (record.type === "CNAME" || type === "CNAME") &&
      // One that is alike in all is the one to adopt, or the program's own.
      !isRecord(record, zone, args) &&
      record.id !== args.adopt &&
      !makesWay(context, "DnsRecord", (other) => isRecord(record, zone, other)),
  );
  if (rival === undefined) return [];
  const reason = `"${String(name)}" has the ${rival.type} record ${rival.content} already (${rival.id}), and a CNAME stands alone under its name. Delete that record in an update before, or choose another name.`;
  return [{ property: "name", reason }];
}

function isRecord(record: ApiDnsRecord, zone: ApiDnsZone, args: Arguments): boolean {
  return isMemberOf([zone], args.zone ?? {}) && isAlike(dnsRecordKind.fromApi(record), args);
}

/** Whether two records of a zone would be one and the same. */
function isAlike(one: Arguments, other: Arguments): boolean {
  const [a, b] = [one, other].map((args) => dnsRecordKind.normalise!(args));
  return ["name", "type", "content"].every((name) => a![name] === b![name]);
}

function nameProblems({ zone, name }: Arguments, zones: ApiObject[]): Problem[] {
  const domain = zoneOf({ zone }, zones)?.domain;
  if (domain === undefined || typeof name !== "string" || !isAsciiDomainPattern(name)) return [];
  if (name === domain || name.endsWith(`.${domain}`)) return [];
  const reason = `"${name}" is not inside the zone ${domain}: write the full name, such as ${name.split(".")[0]}.${domain}.`;
  return [{ property: "name", reason }];
}

function contentProblems({ type, content }: Arguments): Problem[] {
  if (typeof content !== "string" || content === "") return [];
  const reason = recordContentProblem(type, content);
  return reason === undefined ? [] : [{ property: "content", reason }];
}
