/** What a DNS record's check has to know of its zone and of the other records there. */
import { domainKey } from "../../segmentation/addresses";
import type { ApiObject } from "../api/account";
import { dnsZones } from "../api/collections";
import { makesWay } from "../lifecycle/makesWay";
import { settled } from "../lifecycle/kind";
import type { Arguments, CheckContext, Kind, Problem } from "../lifecycle/kind";
import { isMemberOf } from "../lifecycle/reference";
import type { Reference } from "../lifecycle/reference";
import { sameArgument } from "../lifecycle/state";
import { unknownValue } from "../lifecycle/unknown";
import { isAsciiDomainPattern, sameDomain } from "./addresses";

/** The API's `DNSRecord`. */
export interface ApiDnsRecord extends ApiObject {
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

/** A record that is checked, and what there is besides. */
interface Checked {
  kind: Kind<ApiDnsRecord>;
  args: Arguments;
  context: CheckContext;
  zones: ApiDnsZone[];
}

/** Faults of a record in its zone: a name outside of it, and a CNAME that does not stand alone. */
export async function placeProblems(
  kind: Kind<ApiDnsRecord>,
  args: Arguments,
  context: CheckContext,
): Promise<Problem[]> {
  const zones = (await context.objects(dnsZones)) as ApiDnsZone[];
  const checked = { kind, args, context, zones };
  return [...nameProblems(checked), ...cnameProblems(checked)];
}

/** The zone may be new, or be replaced by one of another domain: then its id is not known. */
function zoneOf({ zone }: Arguments, zones: ApiDnsZone[]): ApiDnsZone | undefined {
  const { id, name } = (zone ?? {}) as Reference;
  return zones.find((one) => (id === undefined ? one.name === name : one.id === id));
}

/** The domain of the record's zone, as it is spelled; of a new one, as the program wants it. */
function domainOf({ args, context, zones }: Checked): string | undefined {
  const zone = zoneOf(args, zones);
  if (zone !== undefined) return zone.domain;
  const { name } = (args.zone ?? {}) as Reference;
  const planned = context.wishes("DnsZone").filter((wish) => wish.args.name === name);
  const [domain, ...others] = new Set(planned.map((wish) => wish.args.domain));
  if (typeof domain !== "string" || domain === unknownValue || others.length > 0) return undefined;
  // One that is adopted keeps its spelling.
  return zones.find((one) => sameDomain(one.domain, domain))?.domain ?? domain;
}

function nameProblems(checked: Checked): Problem[] {
  const { name } = checked.args;
  const domain = domainOf(checked);
  if (domain === undefined || typeof name !== "string" || !isAsciiDomainPattern(name)) return [];
  if (isInside(name, domain)) return [];
  if (!isInside(domainKey(name), domainKey(domain))) {
    const reason = `"${name}" is not inside the zone ${domain}: write the full name, such as ${name.split(".")[0]}.${domain}.`;
    return [{ property: "name", reason }];
  }
  if (isThere(checked)) return [];
  const reason = `the zone is spelled ${domain}, and the server takes no other spelling of it in the names of records: write ${name.slice(0, -domain.length)}${domain}.`;
  return [{ property: "name", reason }];
}

function isInside(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** Whether the server has the name already, so that it is not sent in the program's spelling. */
function isThere({ kind, args, context, zones }: Checked): boolean {
  const isAdopted = (record: ApiDnsRecord) =>
    args.adopt === true ? isAlike(kind, kind.fromApi(record), args) : record.id === args.adopt;
  const adopted = (zoneOf(args, zones)?.records ?? []).find(isAdopted);
  return [context.olds.name, adopted?.name].some((known) => sameDomain(known, args.name));
}

/** A CNAME stands alone under its name, in whatever case, of which the server makes several names. */
function cnameProblems(checked: Checked): Problem[] {
  const { kind, args, context } = checked;
  const { name, type, content } = args;
  if ([name, type, content].some((text) => typeof text !== "string")) return [];
  // What stays as it was is in nobody's way anew, whatever somebody made of our record meanwhile.
  if (isAlike(kind, args, context.olds)) return [];
  const reason = liveRival(checked) ?? plannedRival(checked);
  return reason === undefined ? [] : [{ property: "name", reason }];
}

/** Why a record of the zone is in the way. */
function liveRival({ kind, args, context, zones }: Checked): string | undefined {
  const zone = zoneOf(args, zones);
  if (zone === undefined) return undefined;
  const isRecord = (record: ApiDnsRecord, other: Arguments) =>
    isMemberOf([zone], other.zone ?? {}) && isAlike(kind, kind.fromApi(record), other);
  const rival = (zone.records ?? []).find(
    (record) =>
      excludes(kind, kind.fromApi(record), args) &&
      record.id !== args.adopt &&
      !makesWay(context, "DnsRecord", (other) => isRecord(record, other)),
  );
  if (rival === undefined) return undefined;
  return `"${rival.name}" has the ${rival.type} record ${rival.content} already (${rival.id}), and a CNAME stands alone under its name. Delete that record in an update before, or choose another name.`;
}

/** Why a record that this program is to have is in the way. */
function plannedRival({ kind, args, context, zones }: Checked): string | undefined {
  const rival = context
    .wishes("DnsRecord")
    .map((wish) => wish.args)
    // What is as this record was before is this record.
    .filter((other) => isInOneZone(args, other, zones) && !isAlike(kind, other, context.olds))
    .find((other) => excludes(kind, other, args));
  if (rival === undefined) return undefined;
  return `this program gives "${String(rival.name)}" another record, of type ${String(rival.type)}, and a CNAME stands alone under its name. Keep one of the two, or choose another name.`;
}

/** Whether two records of a zone exclude each other; those that are alike are one, or to be adopted. */
function excludes(kind: Kind<ApiDnsRecord>, one: Arguments, other: Arguments): boolean {
  const isAlias = one.type === "CNAME" || other.type === "CNAME";
  return isAlias && sameDomain(one.name, other.name) && !isAlike(kind, one, other);
}

/** Whether two records of a zone would be one and the same. */
function isAlike(kind: Kind<ApiDnsRecord>, one: Arguments, other: Arguments): boolean {
  const [a, b] = [one, other].map((args) => settled(kind as Kind, args));
  return ["name", "type", "content"].every((name) =>
    sameArgument(kind as Kind, name, a![name], b![name]),
  );
}

/** Whether two records are in one zone; one that is new is known by its name only. */
function isInOneZone(one: Arguments, other: Arguments, zones: ApiDnsZone[]): boolean {
  const [a, b] = [zoneOf(one, zones), zoneOf(other, zones)];
  if (a !== undefined || b !== undefined) return a === b;
  const [first, second] = [one, other].map(({ zone }) => (zone as Reference | undefined)?.name);
  return first !== undefined && first !== unknownValue && first === second;
}
