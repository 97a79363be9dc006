/** The matrix that an account is already: what its policies allow, as a person would write it. */
import { addressProblem } from "../addresses";
import type { EnvironmentDifference, Flow, Matrix, MatrixGroup } from "./model";
import { flowSchema } from "./schema";
import { environmentOf, environments, withoutEnvironment } from "../names";
import type { Environment } from "../names";
import { allGroup } from "../overlap";
import { formatService, service } from "../ports";
import type { PlannedGroup, PlannedPolicy, Segmentation } from "../segmentation";

/** What a matrix cannot say of an account. */
export interface NoFlow {
  /** Name of the policy. */
  policy: string;
  /** Why it, or a part of it, is no flow. */
  because: string;
}

/** How the matrix calls what the account does not. */
export interface MatrixNaming {
  /** Name of the application. */
  application: string;
  /** Owner of whatever names none. */
  owner: string;
}

/** Where a policy comes from of which nobody wrote why it exists. */
const unexplained = "Found in the account; nobody has said why yet";

/**
 * The matrix of what an account allows. Names lose their environment's suffix; a policy between
 * groups of one environment is a flow there, one between groups of all is a flow everywhere. Every
 * group is made elsewhere: whoever adopted the account has them.
 * @param live what {@link fromNetBird} gives
 */
export function matrixFromAccount(
  live: Segmentation,
  { application, owner }: MatrixNaming,
): { matrix: Matrix; noFlows: NoFlow[] } {
  const names = {
    group: matrixNames(live.groups.map(({ name }) => name)),
    check: matrixNames(live.postureChecks.map(({ name }) => name)),
  };
  const flows = foundFlows(live.policies, names);
  const used = new Set(flows.flatMap(({ flow }) => [...flow.from, ...flow.to]));
  const sources = new Set(flows.flatMap(({ flow }) => flow.from));
  const checks = new Set(flows.flatMap(({ flow }) => flow.postureChecks ?? []));
  const matrix = {
    application,
    owner,
    groups: matrixGroups(live.groups, names.group, sources).filter(({ name }) => used.has(name)),
    postureChecks: [...names.check.values()]
      .filter(({ base }, index, all) => all.findIndex((other) => other.base === base) === index)
      .filter(({ base }) => checks.has(base))
      .map(({ base, environment }) => ({ name: base, shared: environment === undefined })),
    flows: flows.filter(isCommon).map(({ flow }) => flow),
    environments: differencesOf(flows),
  };
  return { matrix, noFlows: live.policies.flatMap((policy) => noFlows(policy, names.group)) };
}

/** A name of the account in the matrix: without environment, it is the same everywhere. */
interface MatrixName {
  base: string;
  environment?: Environment;
}

type MatrixNames = ReadonlyMap<string, MatrixName>;

interface Names {
  group: MatrixNames;
  check: MatrixNames;
}

function matrixNames(all: readonly string[]): MatrixNames {
  const taken = new Set(all);
  return new Map(all.map((name) => [name, matrixName(name, taken)]));
}

/** A suffix is kept where the name without it would be empty, somebody else's, or another suffix's. */
function matrixName(name: string, taken: ReadonlySet<string>): MatrixName {
  const environment = environmentOf(name);
  if (environment === undefined) return { base: name };
  const base = withoutEnvironment(name, environment);
  const isFree = base !== "" && !taken.has(base) && environmentOf(base) === undefined;
  return isFree ? { base, environment } : { base: name };
}

function matrixGroups(
  groups: readonly PlannedGroup[],
  names: MatrixNames,
  sources: ReadonlySet<string>,
): MatrixGroup[] {
  const found = new Map<string, MatrixGroup & { addresses: string[] }>();
  for (const { name, madeBy, members = [], addresses } of groups) {
    const { base, environment } = names.get(name)!;
    const group = found.get(base) ?? {
      name: base,
      shared: environment === undefined,
      madeBy: madeBy === "identity-provider" ? madeBy : "elsewhere",
      addresses: [],
    };
    found.set(base, group);
    // A group that has peers as well is no routed one, which could not initiate.
    if (members.length > 0 || sources.has(base)) continue;
    const sound = addresses.filter((address) => addressProblem(address) === undefined);
    group.addresses = [...new Set([...group.addresses, ...sound])];
  }
  return [...found.values()];
}

/** A flow and the environments that have it. */
interface FoundFlow {
  flow: Flow & { name: string };
  environments: Set<Environment>;
}

/** What all environments share is in the matrix; what prod lacks, dev and stage add. */
function isCommon({ environments: having }: FoundFlow): boolean {
  return having.has("prod");
}

function foundFlows(policies: readonly PlannedPolicy[], names: Names): FoundFlow[] {
  const found = new Map<string, { flow: Flow; environments: Set<Environment> }>();
  // Where environments give different reasons for a flow, prod's stands.
  for (const environment of [...environments].reverse()) {
    for (const policy of policies.filter(({ action }) => action === "accept")) {
      const flow = flowIn(environment, policy, names);
      if (flow === undefined) continue;
      const key = JSON.stringify({ ...flow, because: "", owner: "" });
      const entry = found.get(key) ?? { flow, environments: new Set() };
      entry.environments.add(environment);
      found.set(key, entry);
    }
  }
  return named([...found.values()]).sort((a, b) => (a.flow.name < b.flow.name ? -1 : 1));
}

/** What a policy allows in an environment, among the groups that a matrix can own. */
function flowIn(
  environment: Environment,
  policy: PlannedPolicy,
  { group, check }: Names,
): Flow | undefined {
  const here = (name: string) => {
    const { environment: of } = group.get(name)!;
    return of === undefined || of === environment;
  };
  const ends = (list: readonly string[]) =>
    list
      .filter((name) => isOwnable(name, group) && here(name))
      .map((name) => group.get(name)!.base);
  const from = ends(policy.sources);
  const to = ends(policy.destinations);
  if (from.length === 0 || to.length === 0) return undefined;
  const { protocol, ports, portRanges, postureChecks, bidirectional, enabled, owner } = policy;
  return {
    from,
    to,
    allow: formatService(service(protocol, ports, portRanges)).toLowerCase(),
    because: policy.because.trim() || unexplained,
    ...termOf(policy),
    ...(owner !== "" && { owner }),
    postureChecks: postureChecks.map((name) => check.get(name)?.base ?? name),
    twoWay: bidirectional,
    ...(policy.broadAccessReason && { broadAccessReason: policy.broadAccessReason }),
    enabled,
  };
}

/** Need and dates, where a description says them as a matrix may. */
function termOf({ need, since, until }: PlannedPolicy): Pick<Flow, "need" | "since" | "until"> {
  if (need === "required" || (need === "temporary" && until === undefined)) return {};
  const term = {
    need,
    ...(need !== "restricted" && until !== undefined && { until }),
    ...(need === "temporary" && since !== undefined && { since }),
  };
  const isReadable = flowSchema.pick({ need: true, since: true, until: true }).safeParse(term);
  const isForward = since === undefined || Date.parse(since) < Date.parse(until ?? "");
  return isReadable.success && isForward ? term : {};
}

/** Whether a matrix can have a group: All is the server's, and a single peer or resource is not a group. */
function isOwnable(name: string, groups: MatrixNames): boolean {
  return name !== allGroup && !isDirect(name) && name.trim() === name && groups.has(name);
}

function isDirect(name: string): boolean {
  return /^(peer|host|subnet|domain):/.test(name);
}

/** Every reason why a policy, or a part of it, is not in the matrix. */
function noFlows(policy: PlannedPolicy, groups: MatrixNames): NoFlow[] {
  const { sources, destinations } = policy;
  const ends = [...sources, ...destinations];
  const reasons = [
    policy.action === "drop" &&
      "it blocks, and a matrix says only what is allowed: what it takes away stays a difference",
    ends.includes(allGroup) && "it names the group All, which no matrix owns",
    ends.some(isDirect) && "it names a single peer or resource instead of a group",
    (sources.length === 0 || destinations.length === 0) && "one of its ends is empty",
    crossing(policy, groups),
  ];
  return reasons.flatMap((because) => (because ? [{ policy: policy.name, because }] : []));
}

/** A matrix has no flow from one environment to another. */
function crossing({ sources, destinations }: PlannedPolicy, groups: MatrixNames): string | false {
  const environmentsOf = (list: readonly string[]) => [
    ...new Set(list.flatMap((name) => groups.get(name)?.environment ?? [])),
  ];
  for (const from of environmentsOf(sources)) {
    const to = environmentsOf(destinations).find((other) => other !== from);
    if (to !== undefined) return `it reaches from ${from} into ${to}`;
  }
  return false;
}

/** With names from the ends, and from what flows where that is not enough. */
function named(flows: readonly { flow: Flow; environments: Set<Environment> }[]): FoundFlow[] {
  const taken = new Set<string>();
  return flows.map(({ flow, environments: having }) => {
    const short = slug(`${endOf(flow.from)} to ${endOf(flow.to)}`);
    const long = slug(`${short} ${flow.allow.replace("*", "any")}`);
    const name = [short, long].find((one) => !taken.has(one)) ?? numbered(long, taken);
    taken.add(name);
    return { flow: { name, ...flow }, environments: having };
  });
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}

function endOf([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** Lower-case letters, digits and hyphens, as names of a matrix are. */
function slug(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "flow";
}

function differencesOf(flows: readonly FoundFlow[]): Matrix["environments"] {
  return Object.fromEntries(
    environments.flatMap((environment) => {
      const remove = flows.filter((one) => isCommon(one) && !one.environments.has(environment));
      const add = flows.filter((one) => !isCommon(one) && one.environments.has(environment));
      if (remove.length + add.length === 0) return [];
      const difference: EnvironmentDifference = {
        add: add.map(({ flow }) => flow),
        remove: remove.map(({ flow }) => flow.name),
        because: "As the account was found",
      };
      return [[environment, difference] as const];
    }),
  );
}
