/** The live model: what an account holds, in the terms of the plan. */
import { broadReasonIn } from "./broadAccess";
import { toCamelCase } from "./casing";
import { readDescription } from "./description";
import type {
  LiveAccount,
  LivePolicy,
  LivePostureCheck,
  LiveReference,
  LiveRoute,
  LiveSetupKey,
} from "./liveAccount";
import { baseNameOf, environmentOf } from "./names";
import type { Protocol } from "./ports";
import type { PostureChecks } from "./postureChecks";
import { emptySegmentation } from "./segmentation";
import type {
  PlannedGroup,
  PlannedPolicy,
  PlannedPostureCheck,
  PlannedRoute,
  PlannedSetupKey,
  Segmentation,
} from "./segmentation";

/**
 * The segmentation that an account holds. A peer or network resource that a rule names directly
 * becomes a group of its own, called `<type>:<id>`, in which only it is. Reasons, owners and ends
 * are read from the descriptions that this library writes.
 */
export function fromNetBird(account: LiveAccount): Segmentation {
  const { policies, postureChecks = [], setupKeys, routes } = account;
  const names = new Map((account.groups ?? []).map(({ id, name }) => [id, name]));
  const checkNames = new Map(postureChecks.map(({ id, name }) => [id, name]));
  const planned = policies.flatMap((policy) => planPolicy(policy, names, checkNames));
  return {
    ...emptySegmentation(),
    groups: planGroups(account, planned),
    postureChecks: postureChecks.map(planCheck).sort(byName),
    policies: planned.sort((a, b) => (a.key < b.key ? -1 : 1)),
    ...(setupKeys && { setupKeys: setupKeys.map((key) => planSetupKey(key, names)).sort(byName) }),
    ...(routes && { routes: routes.map((route) => planRoute(route, names)) }),
  };
}

/** How the API writes that a key does not expire. */
const never = "0001-01-01T00:00:00Z";

function planSetupKey(
  { name, type, expires, state, auto_groups }: LiveSetupKey,
  names: ReadonlyMap<string, string>,
): PlannedSetupKey {
  return {
    name,
    type: type === "one-off" ? "one-off" : "reusable",
    groups: fullNames(auto_groups, names),
    state: state as PlannedSetupKey["state"],
    ...(expires !== never && { expires }),
    owner: "",
  };
}

function planRoute(route: LiveRoute, names: ReadonlyMap<string, string>): PlannedRoute {
  const domains = route.domains ?? [];
  return {
    networkId: route.network_id,
    target: domains.length > 0 ? domains.join(", ") : (route.network ?? ""),
    enabled: route.enabled,
    accessControlGroups: fullNames(route.access_control_groups, names),
    owner: readDescription(route.description ?? "").owner,
  };
}

function fullNames(
  ids: readonly string[] | null | undefined,
  names: ReadonlyMap<string, string>,
): string[] {
  return (ids ?? []).map((id) => names.get(id) ?? id).sort();
}

function planPolicy(
  policy: LivePolicy,
  names: ReadonlyMap<string, string>,
  checkNames: ReadonlyMap<string, string>,
): PlannedPolicy[] {
  const description = policy.description ?? "";
  const { because, owner, need, since, until } = readDescription(description);
  const broadAccessReason = broadReasonIn(description);
  const checks = policy.source_posture_checks ?? [];
  return policy.rules.map((rule, index) => ({
    key: `${policy.id ?? policy.name}${index === 0 ? "" : `-${index}`}`,
    name: policy.name,
    description,
    enabled: policy.enabled && rule.enabled,
    action: rule.action === "drop" ? "drop" : "accept",
    bidirectional: rule.bidirectional,
    protocol: rule.protocol as Protocol,
    ports: [...(rule.ports ?? [])],
    portRanges: [...(rule.port_ranges ?? [])],
    sources: endNames(rule.sources, rule.sourceResource, names),
    destinations: endNames(rule.destinations, rule.destinationResource, names),
    postureChecks: checks.map((id) => checkNames.get(id) ?? id).sort(),
    because,
    owner,
    need,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(broadAccessReason !== undefined && { broadAccessReason }),
  }));
}

function endNames(
  groups: readonly LiveReference[] | null | undefined,
  resource: { id: string; type: string } | null | undefined,
  names: ReadonlyMap<string, string>,
): string[] {
  if (resource?.id) return [directName(resource)];
  return (groups ?? []).map(({ id, name }) => name ?? names.get(id) ?? id).sort();
}

function directName({ type, id }: { type: string; id: string }): string {
  return `${type}:${id}`;
}

function planGroups(
  { groups, resources = [], routes = [] }: LiveAccount,
  policies: readonly PlannedPolicy[],
): PlannedGroup[] {
  const found = new Map<string, PlannedGroup>();
  const groupNamed = (name: string) => {
    const known = found.get(name) ?? planGroup(name);
    found.set(name, known);
    return known;
  };
  for (const { name, issued = "api", peers } of groups ?? []) {
    const group = groupNamed(name);
    group.members = (peers ?? []).map(({ id }) => id).sort();
    if (issued !== "api") group.madeBy = "identity-provider";
  }
  const byId = new Map((groups ?? []).map(({ id, name }) => [id, name]));
  const addresses = new Map(resources.map(({ id, address }) => [id, address]));
  for (const { address, groups: holders } of resources.filter(({ enabled }) => enabled)) {
    for (const { id, name } of holders ?? []) {
      groupNamed(name ?? byId.get(id) ?? id).addresses.push(address);
    }
  }
  // Groups that stand for what a route leads to hold nothing else.
  for (const { network, domains, access_control_groups } of routes.filter(
    ({ enabled }) => enabled,
  )) {
    const targets = domains?.length ? domains : [network ?? ""];
    for (const id of access_control_groups ?? []) {
      const group = groupNamed(byId.get(id) ?? id);
      if (!group.members?.length) group.addresses = [...new Set([...group.addresses, ...targets])];
    }
  }
  for (const name of policies.flatMap(({ sources, destinations }) => [
    ...sources,
    ...destinations,
  ])) {
    const group = groupNamed(name);
    const [, type, id = ""] = /^(peer|host|subnet|domain):(.+)$/.exec(name) ?? [];
    if (type === "peer") group.members = [id];
    else if (addresses.has(id)) group.addresses = [addresses.get(id)!];
  }
  for (const group of found.values()) group.addresses.sort();
  return [...found.values()].sort(byName);
}

function planGroup(name: string): PlannedGroup {
  return {
    name,
    baseName: baseNameOf(name),
    shared: environmentOf(name) === undefined,
    madeBy: "program",
    addresses: [],
    memberOf: [],
  };
}

function planCheck({ name, description = "", checks }: LivePostureCheck): PlannedPostureCheck {
  return {
    name,
    baseName: baseNameOf(name),
    shared: environmentOf(name) === undefined,
    description,
    checks: toCamelCase(checks) as PostureChecks,
  };
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
