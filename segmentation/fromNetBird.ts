/** The live model: what an account holds, in the terms of the plan. */
import { broadReasonIn } from "./broadAccess";
import { toCamelCase } from "./casing";
import { readDescription } from "./description";
import { GroupBook } from "./groupBook";
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
    groups: planGroups(account, planned, names),
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

/** The account's groups, and what else its answers name. */
function planGroups(
  { groups = [], resources = [], routes = [] }: LiveAccount,
  policies: readonly PlannedPolicy[],
  names: ReadonlyMap<string, string>,
): PlannedGroup[] {
  const book = new GroupBook(names);
  book.addGroups(groups);
  book.addResources(resources);
  book.addRoutes(routes);
  const ends = policies.flatMap(({ sources, destinations }) => [...sources, ...destinations]);
  book.addEnds(ends, resources);
  return book.groups;
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
