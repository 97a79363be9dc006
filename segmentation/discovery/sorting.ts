/** Each observation in its place: explained, forbidden, blocked, unknown, or a candidate for a flow. */
import type { PlannedNever, PlannedPolicy, Segmentation } from "../segmentation";
import { flowName } from "../verify/finding";
import type { Party } from "./directory";
import { Judge } from "./judge";
import type { Verdict } from "./judge";
import type { Observation } from "./observations";
import type { Candidate } from "./proposals";
import { serviceOf } from "./seen";
import { connections } from "./tally";

/** Groups to which discovery is limited; they are also the ones that flows are proposed for. */
export interface Focus {
  /** Full names. Empty: all. */
  sources: ReadonlySet<string>;
  destinations: ReadonlySet<string>;
}

/** An observation with what was found out about it. */
export interface Known<Facts> {
  observation: Observation;
  facts: Facts;
}

/** Observations by what they mean. One that was partly blocked is in two places. */
export interface Sorted {
  existing: Known<PlannedPolicy>[];
  violations: Known<PlannedNever>[];
  blocked: Known<Verdict>[];
  strangers: Observation[];
  unproposed: Known<string>[];
  candidates: Candidate[];
}

export function sort(
  observations: readonly Observation[],
  plan: Segmentation,
  focus: Focus,
): Sorted {
  const judge = new Judge(plan);
  const baseNames = new Map(plan.groups.map(({ name, baseName }) => [name, baseName]));
  const sorted: Sorted = {
    existing: [],
    violations: [],
    blocked: [],
    strangers: [],
    unproposed: [],
    candidates: [],
  };
  for (const observation of observations) {
    const { source, destination, tally } = observation;
    const service = serviceOf(observation);
    const isStranger = source.groups.size === 0 || destination.groups.size === 0;
    const verdict: Verdict =
      isStranger || service === undefined
        ? { passing: [] }
        : judge.verdict(source, destination, service);
    if (tally.drops > 0) sorted.blocked.push({ observation, facts: verdict });
    if (connections(tally) === 0) continue;
    if (isStranger) sorted.strangers.push(observation);
    else if (verdict.never) sorted.violations.push({ observation, facts: verdict.never });
    else if (verdict.policy) sorted.existing.push({ observation, facts: verdict.policy });
    else {
      const reason = unfitBecause(observation);
      if (reason !== undefined) sorted.unproposed.push({ observation, facts: reason });
      else sorted.candidates.push(candidate(observation, verdict, focus, baseNames));
    }
  }
  return sorted;
}

/** Why no flow can be written for some traffic; undefined: one can. */
function unfitBecause(observation: Observation): string | undefined {
  const { protocol, port, source, answersOnly } = observation;
  if (answersOnly === true) {
    return "Only answers from this port were seen: connections that began before the first event, or something that connects from a port of its own. Look which, and write the flow by hand.";
  }
  if (serviceOf(observation) === undefined) {
    return port === 0 && serviceOf({ protocol, port: 1 }) !== undefined
      ? "The events do not tell the port, or there were more ports than are kept apart."
      : "NetBird's policies know TCP, UDP and ICMP; only a flow with `all` would let it through.";
  }
  return source.routed
    ? "Routed addresses have no agent, so that no policy lets them initiate: give the source a NetBird agent, or turn the connection round."
    : undefined;
}

function candidate(
  observation: Observation,
  { passing }: Verdict,
  { sources, destinations }: Focus,
  baseNames: ReadonlyMap<string, string>,
): Candidate {
  const named = (names: readonly string[]) => names.map((name) => baseNames.get(name) ?? name);
  const from = named(byFocus(observation.source, sources));
  const to = named(byFocus(observation.destination, destinations));
  return {
    ...observation,
    from: from[0]!,
    to: to[0]!,
    alternatives: { from: from.slice(1), to: to.slice(1) },
    allowedBy: [...new Set(passing.map(flowName))],
  };
}

/** A party's groups, those first that discovery is about. */
function byFocus({ groups, closest }: Party, focus: ReadonlySet<string>): string[] {
  return [...new Set([...[...focus].filter((name) => groups.has(name)), ...closest])];
}
