/** From observations that nothing explains to exact flows. */
import { compile } from "../compile";
import { EffectiveAccess } from "../effective";
import { grouped } from "../grouped";
import type { Flow, Matrix } from "../matrix/model";
import { environments } from "../names";
import { policyKeys } from "../compile";
import { mergeRanges } from "../ports";
import type { Segmentation } from "../segmentation";
import { describeNever } from "../verify/neverReport";
import { patternsOf } from "../verify/patterns";
import { violationsOf } from "../verify/violations";
import type { Observation } from "./observations";
import type { ProposedFlow } from "./report";
import { seen, seenService, serviceText } from "./seen";
import { add, connections, newTally } from "./tally";

/** Traffic of which a flow may be made. */
export interface Candidate extends Observation {
  /** Names in the matrix. */
  from: string;
  to: string;
  alternatives: { from: string[]; to: string[] };
  allowedBy: string[];
}

/** Candidates of one protocol between two groups, as one flow. */
export interface Proposal {
  proposed: ProposedFlow;
  candidates: readonly Candidate[];
}

/** One flow per protocol between two groups, in the order of their traffic. */
export function proposalsOf(candidates: readonly Candidate[], matrix: Matrix): Proposal[] {
  const taken = namesIn(matrix);
  const together = grouped(candidates, ({ from, to, protocol }) =>
    [from, to, protocolName(protocol)].join(" "),
  );
  return [...together.values()]
    .map((group) => ({ group, total: totalOf(group) }))
    .sort((a, b) => connections(b.total) - connections(a.total))
    .map(({ group }) => ({ proposed: proposalOf(group, taken), candidates: group }));
}

function proposalOf(candidates: readonly Candidate[], taken: Set<string>): ProposedFlow {
  const [{ from, to, protocol }] = candidates as [Candidate];
  const total = seen(totalOf(candidates));
  const name = freeName(`${from}-to-${to}-${protocolName(protocol)}`, taken);
  const because = `TO CONFIRM: seen ${total.count} times from ${total.first} to ${total.last}`;
  return {
    flow: { name, from: [from], to: [to], allow: allowText(candidates), because },
    ...total,
    services: byPort(candidates).map((one) => seenService(one)),
    alternatives: {
      from: distinct(candidates.flatMap(({ alternatives }) => alternatives.from)),
      to: distinct(candidates.flatMap(({ alternatives }) => alternatives.to)),
    },
    allowedBy: distinct(candidates.flatMap(({ allowedBy }) => allowedBy)),
  };
}

/** The same port of several parties in the same group is one service. */
function byPort(candidates: readonly Candidate[]): Candidate[] {
  const ports = grouped(candidates, ({ port }) => String(port));
  return [...ports.values()].map((same) => ({ ...same[0]!, tally: totalOf(same) }));
}

export function totalOf(observations: readonly Observation[]) {
  const total = newTally();
  for (const { tally } of observations) add(total, tally);
  return total;
}

function allowText(candidates: readonly Candidate[]): string {
  const [{ protocol }] = candidates as [Candidate];
  const name = protocolName(protocol);
  if (name === "icmp") return name;
  const ports = mergeRanges(candidates.map(({ port }) => ({ start: port, end: port })));
  // Neighbouring ports were merged, and are two ports nevertheless.
  const texts = ports.map(({ start, end }) => (start === end ? `${start}` : `${start}-${end}`));
  return `${name}/${texts.join(",")}`;
}

function protocolName(protocol: number): string {
  return serviceText({ protocol, port: 0 }).split("/")[0]!;
}

function namesIn(matrix: Matrix): Set<string> {
  const added = environments.flatMap((name) => matrix.environments?.[name]?.add ?? []);
  return new Set(
    [...matrix.flows, ...added].flatMap((flow) => [flow.name ?? "", ...policyKeys(flow)]),
  );
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

/**
 * The rules that a flow would break, because its groups have members that a `never` rule is about
 * although those that were seen are not.
 */
export function rulesBrokenBy(flow: Flow, matrix: Matrix, plan: Segmentation): string[] {
  const { policies } = compile({ ...matrix, flows: [flow], environments: {} }, plan.environment!);
  const alone = { ...plan, policies };
  const broken = violationsOf(new EffectiveAccess(alone), patternsOf(plan));
  return distinct(broken.map(({ rule }) => describeNever(rule)));
}
