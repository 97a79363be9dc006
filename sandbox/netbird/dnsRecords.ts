import { isIPv4, isIPv6 } from "node:net";
import { shortest } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { requireZone } from "./dnsZones";
import type { DnsZone } from "./dnsZones";
import { isAsciiDomain } from "./domains";
import { refusal } from "./errors";
import { newId } from "./ids";

/** A record as it is stored. */
export interface DnsRecord {
  id: string;
  name: string;
  type: string;
  content: string;
  ttl: number;
}

const shape: Shape = {
  fields: { name: "string", type: "string", content: "string", ttl: "integer" },
};

type RecordRequest = Partial<Omit<DnsRecord, "id">>;

export function registerDnsRecords(api: Api): void {
  api.get(
    "/dns/zones/:zone/records",
    ({ account, param }) => account.dnsZones.get(param("zone"))?.records ?? [],
  );
  api.get("/dns/zones/:zone/records/:id", ({ account, param }) =>
    find(account.dnsZones.get(param("zone")), param("id"), ""),
  );

  api.post("/dns/zones/:zone/records", ({ account, param, body }) => {
    const wanted = content(body<RecordRequest>(shape));
    const zone = requireZone(account, param("zone"));
    refuseConflicts(zone, wanted);
    const record = { id: newId(), ...wanted };
    zone.records.push(record);
    return record;
  });

  api.put("/dns/zones/:zone/records/:id", ({ account, param, body }) => {
    const wanted = content(body<RecordRequest>(shape));
    const zone = requireZone(account, param("zone"));
    const record = find(zone, param("id"), "failed to get record: ");
    const changed = (["name", "type", "content"] as const).some(
      (field) => wanted[field] !== record[field],
    );
    if (changed) refuseConflicts(zone, wanted, record.id);
    return Object.assign(record, wanted);
  });

  api.delete("/dns/zones/:zone/records/:id", ({ account, param }) => {
    const zone = requireZone(account, param("zone"));
    const { id } = find(zone, param("id"), "failed to get record: ");
    zone.records = zone.records.filter((record) => record.id !== id);
    return {};
  });
}

function find(zone: DnsZone | undefined, id: string, prefix: string): DnsRecord {
  const record = zone?.records.find((candidate) => candidate.id === id);
  if (record === undefined) throw refusal(404, `${prefix}DNS record: ${id} not found`);
  return record;
}

function content(request: RecordRequest): Omit<DnsRecord, "id"> {
  const { name = "", type = "", content: value = "", ttl = 0 } = request;
  if (name === "") throw refusal(422, "record name is required");
  if (!isAsciiDomain(name.replace(/^\*\./, ""))) throw refusal(422, "invalid record name format");
  if (type === "") throw refusal(422, "record type is required");
  refuseContent(type, value);
  if (ttl < 0) throw refusal(422, "TTL cannot be negative");
  return { name, type, content: value, ttl };
}

function refuseContent(type: string, value: string): void {
  if (!["A", "AAAA", "CNAME"].includes(type)) {
    throw refusal(422, "invalid record type, must be A, AAAA, or CNAME");
  }
  const article = type === "CNAME" ? "" : `${type} `;
  if (value === "") throw refusal(422, `${article === "" ? "CNAME " : article}record is required`);
  if (type === "A" && !isIPv4(value)) {
    throw refusal(422, "A record must be a valid IPv4 address");
  }
  // The real server refuses one that only stands for an IPv4 address.
  if (type === "AAAA" && (!isIPv6(value) || shortest(value).includes("."))) {
    throw refusal(422, "AAAA record must be a valid IPv6 address");
  }
  if (type === "CNAME" && !isAsciiDomain(value)) throw refusal(422, "invalid CNAME target format");
}

/** A CNAME stands alone under its name; others may share it when they say different things. */
function refuseConflicts(zone: DnsZone, wanted: Omit<DnsRecord, "id">, self?: string): void {
  const { name, type, content: value } = wanted;
  if (name !== zone.domain && !name.endsWith(`.${zone.domain}`)) {
    throw refusal(422, "record name does not belong to zone");
  }
  const same = zone.records.filter((record) => record.id !== self && record.name === name);
  if (same.some((record) => record.type === type && record.content === value)) {
    throw refusal(409, "identical record already exists");
  }
  if (same.some((record) => record.type === "CNAME" || type === "CNAME")) {
    throw refusal(422, `an A, AAAA, or CNAME record with name ${name} already exists`);
  }
}
