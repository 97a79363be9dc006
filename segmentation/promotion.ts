/** Promotion (the guide's section 8.1): what one environment runs becomes what a later one runs. */
import { policyKeys } from "./compile";
import { SegmentationError } from "./errors";
import type { EnvironmentDifference, Flow, Matrix } from "./matrix/model";
import type { MatrixChange } from "./matrix/edits";
import { environments } from "./names";
import type { Environment } from "./names";

/** What happens to one flow in the later environment. */
export interface FlowPromotion {
  flow: string;
  change: "added" | "changed" | "removed" | "narrowed" | "restored";
}

/** A promotion as a change of the matrix. */
export interface Promotion {
  change: MatrixChange;
  promoted: FlowPromotion[];
  /** Flows that the later environment restricts by its own declaration; only naming them lifts that. */
  heldBack: string[];
}

type Differences = Record<Environment, EnvironmentDifference>;

/**
 * What to change so that `to` runs what `from` runs. Flows that `from` adds are added; what `from`
 * removes or narrows is removed or narrowed. What only `to` restricts stays restricted unless its
 * flow is named, and what only `to` adds stays. A flow that reaches production, or that all
 * environments add, becomes one of the matrix's flows; one that all remove leaves the matrix.
 * @param only names of flows; default: every flow in which the two differ
 * @throws SegmentationError when a named flow does not differ, or a flow lacks the name it needs
 */
export function promotion(
  matrix: Matrix,
  from: Environment,
  to: Environment,
  only?: readonly string[],
): Promotion {
  const all = differencesOf(matrix);
  const steps = stepsBetween(all[from], all[to], only);
  refuseUnknown(steps, from, to, only);
  const promoted = steps.filter(({ held }) => !held);
  const after: Differences = { ...all };
  for (const { apply } of promoted) after[to] = apply(after[to]);
  const settled = settle(
    matrix,
    after,
    to,
    promoted.map(({ flow }) => flow),
  );
  return {
    change: settled,
    promoted: promoted.map(({ flow, change }) => ({ flow, change })),
    heldBack: steps.filter(({ held }) => held).map(({ flow }) => flow),
  };
}

interface PromotionStep extends FlowPromotion {
  /** Whether it would lift a restriction that nobody named. */
  held: boolean;
  apply: (difference: EnvironmentDifference) => EnvironmentDifference;
}

function differencesOf({ environments: given = {} }: Matrix): Differences {
  return Object.fromEntries(environments.map((name) => [name, given[name] ?? {}])) as Differences;
}

function stepsBetween(
  from: EnvironmentDifference,
  to: EnvironmentDifference,
  only: readonly string[] | undefined,
): PromotionStep[] {
  const isWanted = ({ flow }: PromotionStep) => only === undefined || only.includes(flow);
  return [...addSteps(from, to), ...restrictionSteps(from, to, only ?? [])].filter(isWanted);
}

function addSteps(from: EnvironmentDifference, to: EnvironmentDifference): PromotionStep[] {
  return (from.add ?? []).flatMap((flow): PromotionStep[] => {
    const name = nameOf(flow);
    const own = (to.add ?? []).find((other) => nameOf(other) === name);
    if (own !== undefined && same(own, flow)) return [];
    const apply = (difference: EnvironmentDifference) => ({
      ...difference,
      add: [...(difference.add ?? []).filter((other) => nameOf(other) !== name), flow],
    });
    return [{ flow: name, change: own === undefined ? "added" : "changed", held: false, apply }];
  });
}

/** What either side takes from a common flow: nothing, all of it, or a part. */
function restrictionSteps(
  from: EnvironmentDifference,
  to: EnvironmentDifference,
  named: readonly string[],
): PromotionStep[] {
  const flows = new Set([from, to].flatMap(restricted));
  return [...flows].flatMap((flow): PromotionStep[] => {
    const [wanted, own] = [restrictionOf(from, flow), restrictionOf(to, flow)];
    if (same(wanted, own)) return [];
    const held = own !== undefined && !named.includes(flow);
    const change =
      wanted === undefined ? "restored" : wanted === "removed" ? "removed" : "narrowed";
    return [{ flow, change, held, apply: (each) => restrict(each, flow, wanted) }];
  });
}

type Part = NonNullable<EnvironmentDifference["narrow"]>[string];

function restricted({ remove = [], narrow = {} }: EnvironmentDifference): string[] {
  return [...remove, ...Object.keys(narrow)];
}

function restrictionOf(
  { remove = [], narrow = {} }: EnvironmentDifference,
  flow: string,
): "removed" | Part | undefined {
  if (remove.includes(flow)) return "removed";
  return Object.hasOwn(narrow, flow) ? narrow[flow] : undefined;
}

function restrict(
  difference: EnvironmentDifference,
  flow: string,
  restriction: "removed" | Part | undefined,
): EnvironmentDifference {
  const remove = (difference.remove ?? []).filter((name) => name !== flow);
  const { [flow]: _own, ...narrow } = difference.narrow ?? {};
  if (restriction === "removed") remove.push(flow);
  else if (restriction !== undefined) narrow[flow] = restriction;
  return { ...difference, remove, narrow };
}

/** Says what the differences came to with as few of them as can be. */
function settle(
  matrix: Matrix,
  differences: Differences,
  to: Environment,
  promoted: readonly string[],
): MatrixChange {
  const after = { ...differences };
  const add = commonFlows(after, to, promoted);
  for (const flow of add) makeCommon(after, flow);
  const remove = promoted.filter((flow) =>
    environments.every((environment) => restrictionOf(after[environment], flow) === "removed"),
  );
  for (const flow of remove) {
    for (const one of environments) after[one] = restrict(after[one], flow, undefined);
  }
  const changed = environments.filter((one) => !same(after[one], differencesOf(matrix)[one]));
  return {
    add,
    remove,
    environments: Object.fromEntries(changed.map((one) => [one, tidied(after[one])])),
  };
}

/** Flows that the target adds now, and that need not be an addition any more. */
function commonFlows(all: Differences, to: Environment, promoted: readonly string[]): Flow[] {
  const isLast = to === environments.at(-1);
  return (all[to].add ?? []).filter(
    (flow) =>
      promoted.includes(nameOf(flow)) &&
      (isLast ||
        environments.every((one) => (all[one].add ?? []).some((each) => same(each, flow)))),
  );
}

/** The flow is common now: whoever added the same need not, whoever has it not or otherwise says so. */
function makeCommon(all: Differences, flow: Flow): void {
  for (const environment of environments) {
    const { add = [], ...rest } = all[environment];
    const others = add.filter((each) => !same(each, flow));
    all[environment] = { ...rest, add: others };
    if (others.length < add.length) continue;
    if (flow.name === undefined) {
      throw new SegmentationError([
        `The flow ${nameOf(flow)} has no name, by which ${environment} could say that it does not have it. Give it one.`,
      ]);
    }
    all[environment] = restrict(all[environment], flow.name, "removed");
  }
}

/** Without a reason where there is nothing left to give a reason for. */
function tidied(difference: EnvironmentDifference): EnvironmentDifference | undefined {
  const isEmpty = (difference.add ?? []).length === 0 && restricted(difference).length === 0;
  return isEmpty ? undefined : difference;
}

function refuseUnknown(
  steps: readonly FlowPromotion[],
  from: Environment,
  to: Environment,
  only: readonly string[] = [],
): void {
  const known = new Set(steps.map(({ flow }) => flow));
  const unknown = only.filter((flow) => !known.has(flow));
  if (unknown.length === 0) return;
  throw new SegmentationError(
    unknown.map((flow) => `${from} and ${to} do not differ in a flow "${flow}".`),
  );
}

function nameOf(flow: Flow): string {
  return flow.name ?? policyKeys(flow).join("+");
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
