import { isIP } from "node:net";
import type { Account, NameserverGroup } from "./account";
import { shortest } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { isDomain } from "./domains";
import { refusal } from "./errors";
import { newId } from "./ids";

const shape: Shape = {
  fields: {
    name: "string",
    description: "string",
    nameservers: { list: { fields: { ip: "string", ns_type: "string", port: "integer" } } },
    groups: { list: "string" },
    domains: { list: "string" },
    search_domains_enabled: "boolean",
    primary: "boolean",
    enabled: "boolean",
  },
};

interface NameserverGroupRequest {
  name?: string;
  description?: string;
  nameservers?: { ip?: string; ns_type?: string; port?: number }[];
  groups?: string[];
  domains?: string[];
  search_domains_enabled?: boolean;
  primary?: boolean;
  enabled?: boolean;
}

export function registerNameservers(api: Api): void {
  api.get("/dns/nameservers", ({ account }) => [...account.nameserverGroups.values()]);
  api.get("/dns/nameservers/:id", ({ account, param }) => find(account, param("id")));

  api.post("/dns/nameservers", ({ account, body }) => {
    const request = body<NameserverGroupRequest>(shape);
    const group = { id: newId(), ...content(account, request), domains: request.domains ?? [] };
    account.nameserverGroups.set(group.id, group);
    return group;
  });

  api.put("/dns/nameservers/:id", ({ account, param, body }) => {
    const group = find(account, param("id"));
    const request = body<NameserverGroupRequest>(shape);
    // Unlike creation, an update without domains reads back null.
    return Object.assign(group, content(account, request, group.id), {
      domains: request.domains ?? null,
    });
  });

  api.delete("/dns/nameservers/:id", ({ account, param }) => {
    const { id } = find(account, param("id"));
    account.nameserverGroups.delete(id);
    return {};
  });
}

function find(account: Account, id: string): NameserverGroup {
  const group = account.nameserverGroups.get(id);
  if (group === undefined) throw refusal(404, `nameserver group: ${id} not found`);
  return group;
}

function content(
  account: Account,
  request: NameserverGroupRequest,
  ownId?: string,
): Omit<NameserverGroup, "id" | "domains"> {
  const { name = "", groups = [] } = request;
  const nameservers = (request.nameservers ?? []).map(serverOf);
  validatePrimary(request);
  for (const domain of request.domains ?? []) validateDomain(domain);
  if (nameservers.length < 1 || nameservers.length > 3) {
    throw refusal(422, `the list of nameservers should be 1 or 3, got ${nameservers.length}`);
  }
  if (name.length < 1 || [...name].length > 40) {
    throw refusal(422, "nameserver group name should be between 1 and 40");
  }
  const others = [...account.nameserverGroups.values()].filter(({ id }) => id !== ownId);
  if (others.some((other) => other.name === name)) {
    throw refusal(422, `nameserver group with name ${name} already exist`);
  }
  requireGroups(account, groups);
  return {
    name,
    description: request.description ?? "",
    nameservers,
    groups,
    search_domains_enabled: request.search_domains_enabled ?? false,
    primary: request.primary ?? false,
    enabled: request.enabled ?? false,
  };
}

function validatePrimary(request: NameserverGroupRequest): void {
  const { primary = false, domains = [], search_domains_enabled: search = false } = request;
  if (!primary && domains.length === 0) {
    throw refusal(
      422,
      "nameserver group primary status is false and domains are empty, it should be primary or have at least one domain",
    );
  }
  if (primary && domains.length > 0) {
    throw refusal(
      422,
      "nameserver group primary status is true and domains are not empty, you should set either primary or domain",
    );
  }
  if (primary && search) {
    throw refusal(
      422,
      "nameserver group primary status is true and search domains is enabled, you should not set search domains for primary nameservers",
    );
  }
}

function validateDomain(domain: string): void {
  const invalid = (why: string) =>
    refusal(422, `nameserver group got an invalid domain: ${domain} "${why}"`);
  if (domain.startsWith("*.")) throw invalid("wildcards not allowed");
  if (!isDomain(domain.replace(/\.$/, ""))) {
    throw invalid(`invalid domain name: invalid domain format: ${domain}`);
  }
}

/** Refuses a list of groups that is empty, or names one that does not exist. */
export function requireGroups(account: Account, groups: string[]): void {
  if (groups.length === 0) throw refusal(422, "the list of group ids should not be empty");
  for (const id of groups) {
    if (id === "") throw refusal(422, "group id should not be empty string");
    if (!account.groups.has(id)) throw refusal(422, `group id ${id} not found`);
  }
}

/** Addresses come back in their shortest form, without brackets. */
function serverOf({
  ip = "",
  ns_type: type = "",
  port = 0,
}: {
  ip?: string;
  ns_type?: string;
  port?: number;
}) {
  const bare = ip.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) === 0 || type.toLowerCase() !== "udp" || port < 0) {
    throw refusal(422, "invalid ns servers format");
  }
  return { ip: shortest(bare), ns_type: "udp", port };
}
