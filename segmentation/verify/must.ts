/** What has to work: the tests of a matrix. */
import type { Grant } from "../effective";
import { formatService, subtract } from "../ports";
import type { Service } from "../ports";
import type { PlannedMust } from "../segmentation";
import type { Context } from "./context";
import type { Fault, Rule } from "./finding";

export const mustRules: readonly Rule[] = [
  {
    id: "must-unmet",
    severity: "error",
    title: "What has to work works",
    source: "the guide's section 2, phase 1: what working as intended means",
    why: "Every source that the pattern means must reach every destination, on all of the ports, and with all members: access through a group that holds them counts, access of some members does not. Posture checks may be in the way. A pattern that means no group is not met either.",
    remedy: "Allow the flow, or change what has to work.",
    judge: (context) => context.segmentation.must.flatMap((rule) => mustFaults(context, rule)),
  },
];

/** Pairs of groups that a message spells out. */
const pairsShown = 3;

function mustFaults(context: Context, rule: PlannedMust): Fault[] {
  const [from, to] = [rule.from, rule.to].map((pattern) => context.patterns.matching(pattern));
  const why = rule.because === undefined ? "" : `: ${rule.because}`;
  const fault = (what: string): Fault[] => [
    {
      place: `${rule.from} → ${rule.to} [${rule.allow}]`,
      ...(rule.path && { path: rule.path }),
      message: `${what}, but "${rule.from} → ${rule.to} [${rule.allow}]" has to work${why}.`,
      owner: rule.owner,
    },
  ];
  if (from!.size === 0) return fault(`No group is named like "${rule.from}"`);
  if (to!.size === 0) return fault(`No group is named like "${rule.to}"`);
  const { shown, count } = unmet(context, rule, from!, to!);
  if (count === 0) return [];
  const more = count > shown.length ? ` (and ${count - shown.length} more pairs)` : "";
  return fault(`${shown.join(", ")}${more}`);
}

/** Pairs that do not have all of the access: how many, and the first of them in words. */
function unmet(
  context: Context,
  rule: PlannedMust,
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
): { shown: string[]; count: number } {
  const required = context.services(rule.allow);
  const holders = holdersOf(context, to);
  const shown: string[] = [];
  let count = 0;
  for (const source of from) {
    const open = openFrom(context, source, holders);
    const missing = new Map<string, Service[]>();
    let met = to.has(source) ? 1 : 0;
    for (const [destination, services] of open) {
      const left = required.flatMap((service) => remaining(service, services));
      if (left.length > 0) missing.set(destination, left);
      else if (destination !== source) met++;
    }
    if (met === to.size) continue;
    count += to.size - met;
    for (const destination of to) {
      if (shown.length >= pairsShown) break;
      const left = open.has(destination) ? missing.get(destination) : required;
      if (destination === source || left === undefined) continue;
      const ports = left.map(formatService).join(", ");
      shown.push(`${source} cannot reach ${destination} on ${ports}`);
    }
  }
  return { shown, count };
}

/** Which of some groups have all their members in a group, by the name of that group. */
function holdersOf(context: Context, groups: ReadonlySet<string>): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const group of groups) {
    for (const holder of context.supersets(group)) {
      const held = holders.get(holder);
      if (held === undefined) holders.set(holder, [group]);
      else held.push(group);
    }
  }
  return holders;
}

function openFrom(
  context: Context,
  source: string,
  holders: ReadonlyMap<string, readonly string[]>,
): Map<string, Service[]> {
  const open = new Map<string, Service[]>();
  const add = ({ destination: named, services }: Grant) => {
    for (const destination of holders.get(named) ?? []) {
      open.set(destination, [...(open.get(destination) ?? []), ...services]);
    }
  };
  if (!context.access.overlap.isRouted(source)) context.grantsOfAll(source).forEach(add);
  return open;
}

/** What of a service other services do not cover. */
export function remaining(service: Service, others: readonly Service[]): Service[] {
  const left = others.reduce<Service | undefined>(
    (rest, other) => rest && subtract(rest, other),
    service,
  );
  return left === undefined ? [] : [left];
}
