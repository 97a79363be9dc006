import { flowsIn } from "./environmentFlows";
import type { EnvironmentFlow } from "./environmentFlows";
import { describePolicy } from "./description";
import type { Flow, Matrix, MatrixPath } from "./matrix/model";
import { policyName, withEnvironment } from "./names";
import type { Environment } from "./names";
import { parseServices, toApiPorts } from "./ports";
import type { Service } from "./ports";
import type {
  PlannedGroup,
  PlannedPolicy,
  PlannedPostureCheck,
  PlannedScope,
  PlannedSupport,
  Segmentation,
} from "./segmentation";

/** Turns a name of the matrix into the full one; a name that is not declared stays as it is. */
type FullName = (name: string) => string;

/**
 * What a matrix means in an environment: one policy per flow and protocol, each with one rule. The
 * same for the same matrix, in whatever order it is written.
 * @param matrix a matrix that {@link parseMatrix} accepts
 */
export function compile(matrix: Matrix, environment: Environment): Segmentation {
  const { application, owner, never = [], must = [], noDnsBecause } = matrix;
  const fullName = fullNames(matrix.groups, environment);
  const checkName = fullNames(matrix.postureChecks ?? [], environment);
  const { flows, differences } = flowsIn(matrix, environment);
  const scopes = planScopes(matrix, fullName);
  const scopeOf = scopeFinder(scopes);
  return {
    application,
    environment,
    groups: planGroups(matrix, fullName),
    postureChecks: planPostureChecks(matrix, checkName),
    policies: flows
      .flatMap((flow) => compileFlow(flow, { owner, scopeOf, fullName, checkName }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    scopes,
    never: planRules("never", never, owner),
    must: planRules("must", must, owner),
    supporting: planSupporting(matrix, fullName),
    ...(noDnsBecause !== undefined && { noDnsBecause }),
    differences: differences.sort(byText),
  };
}

function planGroups({ groups }: Matrix, fullName: FullName): PlannedGroup[] {
  return groups
    .map(({ name, madeBy = "program", addresses = [], memberOf = [], ...group }, index) => ({
      name: fullName(name),
      baseName: name,
      shared: group.shared === true || group.identityGroup !== undefined,
      madeBy,
      addresses: [...addresses].sort(),
      memberOf: sorted(memberOf, fullName),
      path: ["groups", index],
    }))
    .sort(byName);
}

function planPostureChecks(
  { postureChecks = [] }: Matrix,
  checkName: FullName,
): PlannedPostureCheck[] {
  return postureChecks
    .map(({ name, shared = false, description = "", checks }, index) => ({
      name: checkName(name),
      baseName: name,
      shared,
      description,
      ...(checks && { checks }),
      path: ["postureChecks", index],
    }))
    .sort(byName);
}

function planScopes({ scopes = [], owner }: Matrix, fullName: FullName): PlannedScope[] {
  return scopes
    .map((scope, index) => ({
      name: scope.name,
      owner: scope.owner ?? owner,
      resources: sorted(scope.resources, fullName),
      users: sorted(scope.users, fullName),
      serviceAccounts: sorted(scope.serviceAccounts, fullName),
      devices: scope.devices ?? [],
      sensitive: scope.sensitive ?? false,
      path: ["scopes", index],
    }))
    .sort(byName);
}

function planRules<Rule extends { owner?: string }>(
  list: "never" | "must",
  rules: readonly Rule[],
  owner: string,
) {
  return rules
    .map((rule, index) => ({ ...rule, owner: rule.owner ?? owner, path: [list, index] }))
    .sort(byText);
}

function planSupporting({ supporting = [] }: Matrix, fullName: FullName): PlannedSupport[] {
  return supporting
    .map((service, index) => ({
      ...service,
      at: sorted(service.at, fullName),
      path: ["supporting", index],
    }))
    .sort(byText);
}

function fullNames(
  declared: readonly { name: string; shared?: boolean; identityGroup?: string }[],
  environment: Environment,
): FullName {
  const names = new Map(
    declared.map(({ name, shared, identityGroup }) => [
      name,
      identityGroup ?? (shared ? name : withEnvironment(name, environment)),
    ]),
  );
  return (name) => names.get(name) ?? name;
}

function sorted(names: readonly string[] | undefined, fullName: FullName): string[] {
  return [...new Set((names ?? []).map(fullName))].sort();
}

/** The scope with a name; without one, the scope that has all of some destinations. */
type FindScope = (
  name: string | undefined,
  destinations: readonly string[],
) => PlannedScope | undefined;

/** Looks scopes up by name and resource, so that many flows and scopes stay fast. */
function scopeFinder(scopes: readonly PlannedScope[]): FindScope {
  const byName = new Map(scopes.map((scope) => [scope.name, scope]));
  const byResource = new Map<string, PlannedScope[]>();
  for (const scope of scopes) {
    for (const resource of scope.resources) {
      byResource.set(resource, [...(byResource.get(resource) ?? []), scope]);
    }
  }
  return (name, destinations) => {
    if (name !== undefined) return byName.get(name);
    const candidates = byResource.get(destinations[0] ?? "") ?? [];
    return candidates.find(({ resources }) =>
      destinations.every((group) => resources.includes(group)),
    );
  };
}

interface FlowSurroundings {
  owner: string;
  scopeOf: FindScope;
  fullName: FullName;
  checkName: FullName;
}

function compileFlow(
  { flow, path }: EnvironmentFlow,
  { owner: matrixOwner, scopeOf, fullName, checkName }: FlowSurroundings,
): PlannedPolicy[] {
  const sources = sorted(flow.from, fullName);
  const destinations = sorted(flow.to, fullName);
  const scope = scopeOf(flow.scope, destinations);
  const services = parseServices(flow.allow);
  const { because, need = "required", since, until, rehearsed, name } = flow;
  const { broadAccessReason, notPromotedBecause } = flow;
  const owner = flow.owner ?? scope?.owner ?? matrixOwner;
  return services.map((service) => ({
    key: policyKey(flow, service, services.length > 1),
    ...(name !== undefined && { flow: name }),
    name: policyName(sources, destinations, service),
    description: describePolicy({ because, owner, need, since, until }),
    enabled: flow.enabled ?? need !== "emergency",
    action: "accept",
    bidirectional: flow.twoWay ?? false,
    protocol: service.protocol,
    ...toApiPorts(service),
    sources,
    destinations,
    postureChecks: sorted(flow.postureChecks, checkName),
    because,
    owner,
    need,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(rehearsed !== undefined && { rehearsed }),
    ...(scope && { scope: scope.name }),
    ...(broadAccessReason !== undefined && { broadAccessReason }),
    ...(notPromotedBecause !== undefined && { notPromotedBecause }),
    path,
  }));
}

/** The keys of the policies that a flow becomes. */
export function policyKeys(flow: Flow): string[] {
  const services = parseServices(flow.allow);
  return services.map((service) => policyKey(flow, service, services.length > 1));
}

/** The flow's name, or one made from its groups and service, so that order never matters. */
function policyKey(flow: Flow, service: Service, several: boolean): string {
  if (flow.name !== undefined) return several ? `${flow.name}-${service.protocol}` : flow.name;
  const ports = service.ports.map(({ start, end }) => (start === end ? start : `${start}-${end}`));
  const ends = [flow.from, flow.to].map((names) => [...new Set(names)].sort().join("+"));
  return [ends.join("-to-"), service.protocol, ...ports].join("-");
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/** By everything but the place in the matrix, so that the order there never matters. */
function byText(a: { path?: MatrixPath }, b: { path?: MatrixPath }): number {
  return JSON.stringify({ ...a, path: [] }) < JSON.stringify({ ...b, path: [] }) ? -1 : 1;
}
