/** The report of what was seen. */
import { grouped } from "../grouped";
import type { Matrix } from "../matrix/model";
import type { Segmentation } from "../segmentation";
import { flowName } from "../verify/finding";
import { describeNever } from "../verify/neverReport";
import type { Verdict } from "./judge";
import { isLasting } from "./judge";
import type { Observation } from "./observations";
import { withoutNoise } from "./noise";
import type { Limits } from "./noise";
import { proposalsOf, rulesBrokenBy, totalOf } from "./proposals";
import type { Candidate, Proposal } from "./proposals";
import type {
  BlockedTraffic,
  Connections,
  DiscoveryReport,
  ReadSummary,
  Seen,
  SeenTraffic,
} from "./report";
import { dropped, iso, seen, seenService, serviceText } from "./seen";
import type { Known, Sorted } from "./sorting";
import { connections } from "./tally";

/** What a report is made of, besides the observations. */
interface ReportContext {
  matrix: Matrix;
  plan: Segmentation;
  limits: Limits;
  read: ReadSummary;
  /** Connections with neither end in the matrix. */
  outside: number;
  /** Connections that were not kept apart. */
  overflow: number;
}

/** The report, without what verification finds. */
export function reportOf(sorted: Sorted, context: ReportContext): DiscoveryReport {
  const { plan, read, matrix } = context;
  const { accepted, refused } = chosen(sorted.candidates, context);
  const unproposed = [...sorted.unproposed, ...refused];
  return {
    application: matrix.application,
    environment: plan.environment!,
    read,
    ...periodOf(sorted),
    connections: shares(sorted, accepted, unproposed, context),
    proposals: accepted.map(({ proposed }) => proposed),
    violations: merged(sorted.violations, describeNever).map(({ observation, facts }) => ({
      ...traffic(observation),
      rule: describeNever(facts),
      because: facts.because,
      owner: facts.owner,
    })),
    blocked: blockedTraffic(sorted.blocked),
    unproposed: merged(unproposed, String).map(({ observation, facts: reason }) => ({
      ...traffic(observation),
      reason,
    })),
    strangers: merged(sorted.strangers.map(withoutFacts), () => "").map(({ observation }) =>
      traffic(observation),
    ),
    ...usage(sorted.existing, plan),
    findings: [],
  };
}

const withoutFacts = (observation: Observation): Known<undefined> => ({
  observation,
  facts: undefined,
});

/** Proposals that may be made, and the traffic of those that may not, with the reason. */
function chosen(candidates: readonly Candidate[], { matrix, plan, limits }: ReportContext) {
  const { fit, unfit } = withoutNoise(candidates, limits);
  const accepted: Proposal[] = [];
  for (const proposal of proposalsOf(fit, matrix)) {
    const { flow } = proposal.proposed;
    const broken = rulesBrokenBy(flow, matrix, plan);
    if (broken.length === 0) accepted.push(proposal);
    else {
      const facts = `A flow from ${flow.from.join()} to ${flow.to.join()} would also let others through, against "${broken.join('", "')}". Put those that need it in a group of their own.`;
      for (const observation of proposal.candidates) unfit.push({ observation, facts });
    }
  }
  return { accepted, refused: unfit };
}

function blockedTraffic(blocked: readonly Known<Verdict>[]): BlockedTraffic[] {
  const told = blocked.map(({ observation, facts }) => ({ observation, facts: meaning(facts) }));
  return merged(told, ({ matrix, by }) => `${matrix} ${by}`)
    .map(({ observation, facts }) => ({
      ...traffic(observation),
      ...dropped(observation.tally),
      ...facts,
    }))
    .sort(byCount);
}

function meaning({ never, policy }: Verdict): Pick<BlockedTraffic, "matrix" | "by"> {
  if (never !== undefined) return { matrix: "forbidden", by: describeNever(never) };
  return policy === undefined ? { matrix: "unknown" } : { matrix: "allowed", by: flowName(policy) };
}

function usage(
  existing: Sorted["existing"],
  plan: Segmentation,
): Pick<DiscoveryReport, "existing" | "unused"> {
  const byFlow = grouped(existing, ({ facts }) => flowName(facts));
  const lasting = plan.policies.filter((policy) => policy.enabled && isLasting(policy));
  const used = [...byFlow].map(([flow, known]) => ({
    flow,
    ...seen(totalOf(known.map(({ observation }) => observation))),
  }));
  const names = new Set(lasting.map(flowName));
  return {
    existing: used.sort(byCount),
    unused: [...names].filter((name) => !byFlow.has(name)).sort(),
  };
}

function shares(
  sorted: Sorted,
  accepted: readonly Proposal[],
  unproposed: readonly Known<string>[],
  { outside, overflow }: ReportContext,
): Connections {
  const sum = (observations: readonly Observation[]) =>
    observations.reduce((total, { tally }) => total + connections(tally), 0);
  const observed = (known: readonly Known<unknown>[]) =>
    sum(known.map(({ observation }) => observation));
  const parts = {
    existing: observed(sorted.existing),
    proposed: sum(accepted.flatMap(({ candidates }) => candidates)),
    forbidden: observed(sorted.violations),
    unproposed: observed(unproposed),
    strangers: sum(sorted.strangers),
    overflow,
  };
  const total = Object.values(parts).reduce((all, part) => all + part, 0);
  return { total, ...parts, outside };
}

function periodOf(sorted: Sorted): Pick<DiscoveryReport, "period"> {
  const known = [...sorted.existing, ...sorted.violations, ...sorted.blocked, ...sorted.unproposed];
  const observations = [
    ...known.map(({ observation }) => observation),
    ...sorted.strangers,
    ...sorted.candidates,
  ];
  if (observations.length === 0) return {};
  const { first, last } = totalOf(observations);
  return { period: { first: iso(first), last: iso(last) } };
}

/** Observations between the same groups, of the same service and facts, as one; most seen first. */
function merged<Facts>(known: readonly Known<Facts>[], keyOf: (facts: Facts) => string) {
  const same = grouped(known, ({ observation, facts }) =>
    JSON.stringify([
      observation.source.label,
      observation.destination.label,
      serviceText(observation),
      keyOf(facts),
    ]),
  );
  return [...same.values()]
    .map((all) => ({
      facts: all[0]!.facts,
      observation: {
        ...all[0]!.observation,
        tally: totalOf(all.map(({ observation }) => observation)),
      },
    }))
    .sort((a, b) => byCount(seen(a.observation.tally), seen(b.observation.tally)));
}

function traffic(observation: Observation): SeenTraffic {
  const { source, destination } = observation;
  return { from: source.label, to: destination.label, ...seenService(observation) };
}

function byCount(a: Seen, b: Seen): number {
  return b.count - a.count;
}
