/** Pairs of policies that give the same access, found through the groups they name. */
import { covers, overlaps } from "../ports";
import type { PlannedPolicy } from "../segmentation";
import { isMeantToEnd } from "../meantToEnd";
import { serviceOf } from "./context";
import type { Context } from "./context";

/** A policy whose access another gives as well. */
interface Covered {
  policy: PlannedPolicy;
  by: PlannedPolicy;
  /** Whether the other asks for fewer posture checks. */
  fewerChecks: boolean;
}

/** Two policies that open some port twice between two groups, neither covering the other. */
interface Overlapping {
  one: PlannedPolicy;
  other: PlannedPolicy;
  source: string;
  destination: string;
  /** Whether the first asks for the same posture checks as the other, for fewer, or for more. */
  checks: "same" | "fewer" | "more";
}

/** Policies by the two groups that they connect. */
type Cells = ReadonlyMap<string, ReadonlyMap<string, PlannedPolicy[]>>;

const coveredBy = new WeakMap<Context, Covered[]>();
const overlappingIn = new WeakMap<Context, Overlapping[]>();

/** Policies that another covers, each with one that does. Of two equal ones the later is covered. */
export function covering(context: Context): Covered[] {
  let found = coveredBy.get(context);
  if (found === undefined) {
    const cells = cellsOf(context);
    found = context.inForce.flatMap((policy) => coverOf(context, policy, cells) ?? []);
    coveredBy.set(context, found);
  }
  return found;
}

/** Pairs that overlap without one covering the other, each pair once. */
export function overlapping(context: Context): Overlapping[] {
  let found = overlappingIn.get(context);
  if (found === undefined) {
    found = findOverlaps(context);
    overlappingIn.set(context, found);
  }
  return found;
}

function coverOf(context: Context, policy: PlannedPolicy, cells: Cells): Covered | undefined {
  const [source, destination] = [policy.sources[0], policy.destinations[0]];
  if (source === undefined || destination === undefined) return undefined;
  // Whatever covers the policy covers its first pair of groups.
  for (const from of context.supersets(source)) {
    const row = cells.get(from);
    if (row === undefined) continue;
    for (const to of context.supersets(destination)) {
      const by = row.get(to)?.find((other) => isCovered(context, policy, other));
      if (by !== undefined) return { policy, by, fewerChecks: !sameChecks(policy, by) };
    }
  }
  return undefined;
}

function isCovered(context: Context, policy: PlannedPolicy, by: PlannedPolicy): boolean {
  return isWider(context, by, policy) && (by.key < policy.key || !isWider(context, policy, by));
}

/** Whether one policy gives, for as long and under no more checks, all that the other gives. */
function isWider(context: Context, wide: PlannedPolicy, narrow: PlannedPolicy): boolean {
  return (
    wide !== narrow &&
    lasts(wide, narrow) &&
    wide.postureChecks.every((check) => narrow.postureChecks.includes(check)) &&
    (wide.bidirectional || !narrow.bidirectional) &&
    covers(serviceOf(wide), serviceOf(narrow)) &&
    (holds(context, wide.sources, narrow.sources, wide.destinations, narrow.destinations) ||
      (wide.bidirectional &&
        holds(context, wide.destinations, narrow.sources, wide.sources, narrow.destinations)))
  );
}

function holds(
  context: Context,
  sources: readonly string[],
  fewerSources: readonly string[],
  destinations: readonly string[],
  fewerDestinations: readonly string[],
): boolean {
  const [from, to] = [new Set(sources), new Set(destinations)];
  return (
    fewerSources.every((group) => context.isWithin(group, from)) &&
    fewerDestinations.every((group) => context.isWithin(group, to))
  );
}

/** What is meant to end covers only what ends no later. */
function lasts(wide: PlannedPolicy, narrow: PlannedPolicy): boolean {
  if (!isMeantToEnd(wide)) return true;
  return (
    wide.need !== "emergency" && isMeantToEnd(narrow) && (wide.until ?? "") >= (narrow.until ?? "")
  );
}

function findOverlaps(context: Context): Overlapping[] {
  const covered = new Map(covering(context).map(({ policy, by }) => [policy, by]));
  const isKnown = (a: PlannedPolicy, b: PlannedPolicy) => covered.has(a) || covered.has(b);
  const found: Overlapping[] = [];
  const pairs = new Set<string>();
  for (const [source, row] of cellsOf(context)) {
    for (const [destination, policies] of row) {
      for (const [one, other] of neighbours(policies.filter((policy) => !isMeantToEnd(policy)))) {
        const pair = JSON.stringify([one.key, other.key].sort());
        const checks = compareChecks(one, other);
        if (isKnown(one, other) || checks === undefined || pairs.has(pair)) continue;
        pairs.add(pair);
        found.push({ one, other, source, destination, checks });
      }
    }
  }
  return found;
}

/** Policies that overlap with one that starts before them: a sweep over ports, not all pairs. */
function neighbours(policies: readonly PlannedPolicy[]): [PlannedPolicy, PlannedPolicy][] {
  if (policies.length < 2) return [];
  const spans = policies
    .flatMap((policy) => {
      const { ports } = serviceOf(policy);
      const ranges = ports.length > 0 ? ports : [{ start: 0, end: 65536 }];
      return ranges.map(({ start, end }) => ({ start, end, policy }));
    })
    .sort((a, b) => a.start - b.start);
  const found: [PlannedPolicy, PlannedPolicy][] = [];
  // The last range of each protocol that reaches furthest.
  const furthest = new Map<string, (typeof spans)[number]>();
  for (const span of spans) {
    for (const last of furthest.values()) {
      const touches = last.end >= span.start && last.policy !== span.policy;
      if (touches && overlaps(serviceOf(last.policy), serviceOf(span.policy))) {
        found.push([last.policy, span.policy]);
      }
    }
    const last = furthest.get(span.policy.protocol);
    if (last === undefined || last.end <= span.end) furthest.set(span.policy.protocol, span);
  }
  return found;
}

function compareChecks(
  one: PlannedPolicy,
  other: PlannedPolicy,
): Overlapping["checks"] | undefined {
  const within = (a: PlannedPolicy, b: PlannedPolicy) =>
    a.postureChecks.every((check) => b.postureChecks.includes(check));
  if (sameChecks(one, other)) return "same";
  if (within(one, other)) return "fewer";
  return within(other, one) ? "more" : undefined;
}

function sameChecks(a: PlannedPolicy, b: PlannedPolicy): boolean {
  return (
    a.postureChecks.length === b.postureChecks.length &&
    a.postureChecks.every((check) => b.postureChecks.includes(check))
  );
}

const known = new WeakMap<Context, Cells>();

function cellsOf(context: Context): Cells {
  const before = known.get(context);
  if (before !== undefined) return before;
  const cells = new Map<string, Map<string, PlannedPolicy[]>>();
  const add = (source: string, destination: string, policy: PlannedPolicy) => {
    const row = cells.get(source) ?? new Map<string, PlannedPolicy[]>();
    cells.set(source, row);
    const cell = row.get(destination);
    if (cell === undefined) row.set(destination, [policy]);
    else cell.push(policy);
  };
  for (const policy of context.inForce) {
    for (const source of policy.sources) {
      for (const destination of policy.destinations) {
        add(source, destination, policy);
        if (policy.bidirectional) add(destination, source, policy);
      }
    }
  }
  known.set(context, cells);
  return cells;
}
