import type { Account } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import type { DnsRecord } from "./dnsRecords";
import { isAsciiDomain } from "./domains";
import { refusal } from "./errors";
import { newId } from "./ids";
import { peerDomain } from "./settings";

/** A zone with its records, as it is stored. */
export interface DnsZone {
  id: string;
  name: string;
  domain: string;
  distribution_groups: string[];
  enabled: boolean;
  enable_search_domain: boolean;
  records: DnsRecord[];
}

const shape: Shape = {
  fields: {
    name: "string",
    domain: "string",
    distribution_groups: { list: "string" },
    enabled: "boolean",
    enable_search_domain: "boolean",
  },
};

type ZoneRequest = Partial<Omit<DnsZone, "id" | "records">>;

export function registerDnsZones(api: Api): void {
  api.get("/dns/zones", ({ account }) => [...account.dnsZones.values()]);
  api.get("/dns/zones/:id", ({ account, param }) => {
    const zone = account.dnsZones.get(param("id"));
    if (zone === undefined) throw refusal(404, `zone: ${param("id")} not found`);
    return zone;
  });

  api.post("/dns/zones", ({ account, body }) => {
    const wanted = content(body<ZoneRequest>(shape));
    if ([...account.dnsZones.values()].some(({ domain }) => domain === wanted.domain)) {
      throw refusal(409, `zone with domain ${wanted.domain} already exists`);
    }
    if (wanted.domain === peerDomain(account)) {
      throw refusal(422, `zone domain ${wanted.domain} conflicts with peer DNS domain`);
    }
    requireGroups(account, wanted.distribution_groups);
    const zone = { id: newId(), ...wanted, records: [] };
    account.dnsZones.set(zone.id, zone);
    return zone;
  });

  api.put("/dns/zones/:id", ({ account, param, body }) => {
    const wanted = content(body<ZoneRequest>(shape));
    const zone = requireZone(account, param("id"));
    if (wanted.domain !== zone.domain) throw refusal(422, "zone domain cannot be updated");
    requireGroups(account, wanted.distribution_groups);
    return Object.assign(zone, wanted);
  });

  api.delete("/dns/zones/:id", ({ account, param }) => {
    account.dnsZones.delete(requireZone(account, param("id")).id);
    return {};
  });
}

/** The zone that a write is about. */
export function requireZone(account: Account, id: string): DnsZone {
  const zone = account.dnsZones.get(id);
  if (zone === undefined) throw refusal(404, `failed to get zone: zone: ${id} not found`);
  return zone;
}

/** Unlike elsewhere, a zone is enabled unless the request says otherwise, also on update. */
function content(request: ZoneRequest): Omit<DnsZone, "id" | "records"> {
  const { name = "", domain = "", distribution_groups = [] } = request;
  if (name === "") throw refusal(422, "zone name is required");
  if (Buffer.byteLength(name) > 255) {
    throw refusal(422, "zone name exceeds maximum length of 255 characters");
  }
  if (!isAsciiDomain(domain)) throw refusal(422, "invalid zone domain format");
  if (distribution_groups.length === 0) {
    throw refusal(422, "at least one distribution group is required");
  }
  const { enabled = true, enable_search_domain = false } = request;
  return { name, domain, distribution_groups, enabled, enable_search_domain };
}

function requireGroups(account: Account, groups: string[]): void {
  const unknown = groups.find((id) => !account.groups.has(id));
  if (unknown !== undefined) throw refusal(422, `group: ${unknown} not found`);
}
