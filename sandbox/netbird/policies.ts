import { groupReference } from "./account";
import type { Account, Policy, PolicyRule } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { refusal } from "./errors";
import { newId } from "./ids";

const resource: Shape = { fields: { id: "string", type: "string" } };

const shape: Shape = {
  fields: {
    name: "string",
    description: "string",
    enabled: "boolean",
    source_posture_checks: { list: "string" },
    rules: {
      list: {
        fields: {
          id: "string",
          name: "string",
          description: "string",
          enabled: "boolean",
          bidirectional: "boolean",
          action: "string",
          protocol: "string",
          ports: { list: "string" },
          port_ranges: { list: { fields: { start: "integer", end: "integer" } } },
          sources: { list: "string" },
          destinations: { list: "string" },
          sourceResource: resource,
          destinationResource: resource,
          authorized_groups: { map: { list: "string" } },
        },
      },
    },
  },
};

type RuleRequest = Partial<PolicyRule> & { id?: string };

interface PolicyRequest {
  name?: string;
  description?: string;
  enabled?: boolean;
  source_posture_checks?: string[];
  rules?: RuleRequest[];
}

export function registerPolicies(api: Api): void {
  api.get("/policies", ({ account }) =>
    [...account.policies.values()].map((policy) => show(account, policy, [policy.rule])),
  );
  api.get("/policies/:id", ({ account, param }) => {
    const policy = find(account, param("id"));
    return show(account, policy, [policy.rule]);
  });

  api.post("/policies", ({ account, body }) => store(account, newId(), body(shape)));

  api.put("/policies/:id", ({ account, param, body }) => {
    const { id } = find(account, param("id"));
    const request = body<PolicyRequest>(shape);
    validate(request);
    const foreign = request.rules?.find(
      (rule) => rule.id !== undefined && rule.id !== "" && rule.id !== id,
    );
    if (foreign !== undefined) throw refusal(422, `invalid rule id: ${foreign.id}`);
    return store(account, id, request);
  });

  api.delete("/policies/:id", ({ account, param }) => {
    const { id } = find(account, param("id"));
    account.policies.delete(id);
    return {};
  });
}

function find(account: Account, id: string): Policy {
  const policy = account.policies.get(id);
  if (policy === undefined) throw refusal(404, `policy: ${id} not found`);
  return policy;
}

/** Stores the first rule only, but answers with all: every rule gets the policy's id. */
function store(account: Account, id: string, request: PolicyRequest): object {
  validate(request);
  const rules = request.rules!.map((rule) => storedRule(account, rule));
  const policy: Policy = {
    id,
    name: request.name!,
    description: request.description ?? "",
    enabled: request.enabled ?? false,
    source_posture_checks:
      request.source_posture_checks === undefined
        ? null
        : request.source_posture_checks.filter((check) => account.postureChecks.has(check)),
    rule: rules[0]!,
  };
  account.policies.set(id, policy);
  return show(account, policy, rules);
}

function validate({ name = "", rules = [] }: PolicyRequest): void {
  if (name === "") throw refusal(422, "policy name shouldn't be empty");
  if (rules.length === 0) throw refusal(422, "policy rules shouldn't be empty");
  for (const rule of rules) validateRule(rule);
}

function validateRule(rule: RuleRequest): void {
  const { sources, destinations, sourceResource, destinationResource } = rule;
  if (sources !== undefined && sourceResource !== undefined) {
    throw refusal(422, "specify either sources or  source resources, not both");
  }
  if (destinations !== undefined && destinationResource !== undefined) {
    throw refusal(422, "specify either destinations or  destination resources, not both");
  }
  if (!(sources ?? sourceResource) || !(destinations ?? destinationResource)) {
    throw refusal(
      422,
      "specify either sources or source resources and destinations or destination resources",
    );
  }
  if (!["accept", "drop"].includes(rule.action ?? "")) throw refusal(422, "unknown action type");
  validatePorts(rule);
  validateSsh(rule);
  const named = (rule.ports?.length ?? 0) + (rule.port_ranges?.length ?? 0);
  if (["all", "icmp"].includes(rule.protocol!) && named > 0) {
    throw refusal(422, "for all or icmp protocol ports is not allowed");
  }
}

function validatePorts({ protocol = "", ports = [], port_ranges = [] }: RuleRequest): void {
  if (!["all", "tcp", "udp", "icmp", "netbird-ssh"].includes(protocol)) {
    throw refusal(422, `unknown protocol type: ${protocol}`);
  }
  if (ports.length > 0 && port_ranges.length > 0) {
    throw refusal(422, "specify either individual ports or port ranges, not both");
  }
  const numbers = [
    ...ports,
    ...port_ranges.flatMap(({ start, end }) => [String(start), String(end)]),
  ];
  const valid = (text: string) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;
  if (!numbers.every(valid)) throw refusal(422, "valid port value is in 1..65535 range");
}

function validateSsh({ protocol, sources = [], authorized_groups = {} }: RuleRequest): void {
  if (protocol !== "netbird-ssh" || Object.keys(authorized_groups).length === 0) return;
  if (sources.some((id) => !(id in authorized_groups))) {
    throw refusal(
      422,
      "authorized group for netbird-ssh protocol should be specified for each source group",
    );
  }
}

/** Unknown groups are dropped without a word. */
function storedRule(account: Account, rule: RuleRequest): PolicyRule {
  const known = (ids: string[] | undefined) =>
    ids === undefined ? undefined : [...new Set(ids)].filter((id) => account.groups.has(id));
  return {
    name: rule.name ?? "",
    description: rule.description ?? "",
    enabled: rule.enabled ?? false,
    action: rule.action!,
    bidirectional: rule.bidirectional ?? false,
    protocol: rule.protocol!,
    ports: rule.ports,
    port_ranges: rule.port_ranges,
    sources: known(rule.sources),
    destinations: known(rule.destinations),
    sourceResource: rule.sourceResource,
    destinationResource: rule.destinationResource,
    authorized_groups: rule.protocol === "netbird-ssh" ? rule.authorized_groups : undefined,
  };
}

function show(account: Account, policy: Policy, rules: PolicyRule[]): object {
  // The real server leaves a group that an earlier rule mentioned out of a later rule's sources.
  const seen = new Set<string>();
  return {
    id: policy.id,
    name: policy.name,
    description: policy.description,
    enabled: policy.enabled,
    source_posture_checks: policy.source_posture_checks,
    rules: rules.map((rule) => showRule(account, policy.id, rule, seen)),
  };
}

function showRule(account: Account, id: string, rule: PolicyRule, seen: Set<string>): object {
  const sources = (rule.sources ?? []).filter((group) => !seen.has(group));
  const destinations = rule.destinations ?? [];
  // Sources are counted without their resources, also where they are destinations again.
  const uncounted = new Set([...seen, ...sources]);
  for (const group of [...sources, ...destinations]) seen.add(group);
  const refer = (ids: string[]) => {
    const found = ids.flatMap((group) => {
      const stored = account.groups.get(group);
      if (stored === undefined) return [];
      const reference = groupReference(stored);
      return [uncounted.has(group) ? { ...reference, resources_count: 0 } : reference];
    });
    return found.length === 0 ? null : found;
  };
  return {
    id,
    name: rule.name,
    description: rule.description,
    enabled: rule.enabled,
    action: rule.action,
    bidirectional: rule.bidirectional,
    protocol: rule.protocol,
    ...given("ports", rule.ports),
    ...given("port_ranges", rule.port_ranges),
    sources: refer(sources),
    destinations: refer(destinations),
    ...named("sourceResource", rule.sourceResource),
    ...named("destinationResource", rule.destinationResource),
    ...(Object.keys(rule.authorized_groups ?? {}).length > 0
      ? { authorized_groups: rule.authorized_groups }
      : {}),
  };
}

function given(key: string, list: unknown[] | undefined): object {
  return list === undefined || list.length === 0 ? {} : { [key]: list };
}

function named(key: string, value: { id?: string; type?: string } | undefined): object {
  return value?.id ? { [key]: { id: value.id, type: value.type ?? "" } } : {};
}
