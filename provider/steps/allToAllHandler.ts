/** What the engine's dynamic-provider process calls for {@link AllToAllPolicies}. */
import type * as dynamic from "@pulumi/pulumi/dynamic";
import type { Replacements } from "../../segmentation/replacement";
import type { Account } from "../api/account";
import {
  allToAllPolicies,
  bringBack,
  missingReplacements,
  putAway,
  unwanted,
} from "./allToAllAccount";
import type { FoundPolicy } from "./allToAllAccount";
import { allToAllPhases, allToAllSchema } from "./allToAllPolicies";
import type { AllToAllPhase, AllToAllPolicy } from "./allToAllPolicies";
import { argumentsIn, schemaProblems } from "../lifecycle/argumentChecks";
import { sameValue } from "../lifecycle/equality";
import { NetBirdError } from "../api/errors";
import { PartialCreateError, withProviderLine, withoutTrace } from "../lifecycle/engineErrors";
import type { Arguments, Problem } from "../lifecycle/kind";
import type { Session } from "../api/session";
import { plain } from "../lifecycle/state";
import { hasUnknown } from "../lifecycle/unknown";

/** An account has one set of them. */
const resourceId = "all-to-all-policies";

/** Arguments after the schema has seen them. */
interface Wish {
  phase: AllToAllPhase;
  replacements: Replacements;
  onDelete?: "restore" | "leave";
}

/** What the state keeps besides the arguments. */
interface Kept {
  phase?: AllToAllPhase;
  found?: FoundPolicy[];
}

export class AllToAllHandler implements dynamic.ResourceProvider {
  constructor(private readonly session: Session) {}

  configure = (request: dynamic.ConfigureRequest): Promise<void> => {
    this.session.configure((key) => request.config.get(key));
    return Promise.resolve();
  };

  check = async (
    olds: Arguments | undefined,
    news: Arguments,
  ): Promise<{ inputs: Arguments; failures: Problem[] }> => {
    const inputs = argumentsIn(allToAllSchema, news);
    const failures = schemaProblems(allToAllSchema, inputs);
    if (failures.length > 0 || hasUnknown(inputs.phase)) return { inputs, failures };
    try {
      const account = this.session.account();
      return { inputs, failures: await refusals(account, olds ?? {}, wishOf(inputs)) };
    } catch (error) {
      if (!(error instanceof NetBirdError)) throw error;
      return { inputs, failures: [{ property: "", reason: error.message }] };
    }
  };

  /** Looks at the account itself: one that somebody enabled shows without a refresh, too. */
  diff = (_id: string, olds: Arguments, news: Arguments): Promise<dynamic.DiffResult> =>
    withoutTrace(async () => {
      const differs = Object.keys(allToAllSchema.shape).some(
        (name) => hasUnknown(news[name]) || !sameValue(news[name], olds[name]),
      );
      const changes = differs || (await this.hasDrifted(news));
      return { changes, replaces: [], deleteBeforeReplace: false };
    });

  private async hasDrifted({ phase }: Arguments): Promise<boolean> {
    const present = await allToAllPolicies(this.session.account());
    return unwanted(phase as AllToAllPhase, present).length > 0;
  }

  create = async (inputs: Arguments): Promise<{ id: string; outs: Arguments }> => ({
    id: resourceId,
    outs: await withProviderLine(inputs, () => this.reach({}, inputs)),
  });

  update = async (_id: string, olds: Arguments, news: Arguments): Promise<{ outs: Arguments }> => ({
    outs: await withProviderLine(news, () => this.reach(olds, news)),
  });

  read = (
    id: string,
    props: Arguments,
  ): Promise<{ id: string; props: Arguments; inputs: Arguments }> =>
    withoutTrace(async () => {
      const present = (await allToAllPolicies(this.session.account())).map(summary);
      return { id, props: { ...props, present }, inputs: argumentsIn(allToAllSchema, props) };
    });

  delete = (_id: string, props: Arguments): Promise<void> =>
    withoutTrace(async () => {
      const { onDelete, found = [] } = props as Kept & Arguments;
      // While enrolling nothing was put away, and what changed since is somebody else's wish.
      if (onDelete !== "restore" || !hasPutAway(props)) return;
      await bringBack(this.session.account(), found, { enable: true });
    });

  /** Brings the account into a phase. What was found is recorded even if it fails on the way. */
  private async reach(olds: Kept, inputs: Arguments): Promise<Arguments> {
    const account = this.session.account();
    const wish = wishOf(inputs);
    const refused = await refusals(account, olds, wish);
    if (refused.length > 0) {
      throw new NetBirdError(refused.map(({ reason }) => reason).join("\n"));
    }
    const present = await allToAllPolicies(account, true);
    const found = remembered(olds, present);
    const stateWith = (kept: FoundPolicy[], now: FoundPolicy[]) =>
      plain({ ...argumentsIn(allToAllSchema, inputs), found: kept, present: now.map(summary) });
    try {
      const kept = await settle(account, olds, wish.phase, { found, present });
      return stateWith(kept, await allToAllPolicies(account, true));
    } catch (error) {
      if (!(error instanceof NetBirdError)) throw error;
      const half = { ...stateWith(found, present), phase: atLeast(olds.phase, wish.phase) };
      throw new PartialCreateError(resourceId, half, error.message);
    }
  }
}

async function settle(
  account: Account,
  olds: Kept,
  phase: AllToAllPhase,
  { found, present }: { found: FoundPolicy[]; present: FoundPolicy[] },
): Promise<FoundPolicy[]> {
  if (phase === "enrolling" && hasPutAway(olds)) return bringBack(account, found, { enable: true });
  if (phase === "disabled" && olds.phase === "deleted") {
    const back = await bringBack(account, found, { enable: false });
    await putAway(account, phase, await allToAllPolicies(account, true));
    return back;
  }
  await putAway(account, phase, present);
  return found;
}

/**
 * The policies as they were before they were put away. While enrolling they are the server's; after
 * that only those count that nobody has seen before.
 */
function remembered(olds: Kept, present: FoundPolicy[]): FoundPolicy[] {
  if (!hasPutAway(olds)) return present;
  const { found = [] } = olds;
  const known = new Set(found.map(({ id }) => id));
  return [...found, ...present.filter(({ id }) => !known.has(id))];
}

function hasPutAway({ phase }: Kept): boolean {
  return phase === "disabled" || phase === "deleted";
}

/** The later of two phases: a way back that stopped half-way has to be gone again. */
function atLeast(before: AllToAllPhase | undefined, wanted: AllToAllPhase): AllToAllPhase {
  if (before === undefined) return wanted;
  return allToAllPhases.indexOf(before) > allToAllPhases.indexOf(wanted) ? before : wanted;
}

/** What stands in the way of a phase, as far as there is something to do for it. */
async function refusals(account: Account, olds: Kept, wish: Wish): Promise<Problem[]> {
  const present = await allToAllPolicies(account);
  const toDo = unwanted(wish.phase, present);
  const jump = jumpProblem(olds, wish.phase, present);
  if (jump !== undefined) return [{ property: "phase", reason: jump }];
  if (toDo.length === 0) return [];
  const missing = await missingReplacements(account, wish.replacements);
  if (missing.length === 0) return [];
  const names = toDo.map(({ name }) => `"${name}"`).join(", ");
  const reason = [
    `${names} cannot be ${wish.phase} yet, because not everything that replaces it is on the server:`,
    ...missing.map((problem) => `- ${problem}`),
    "Make the replacement policies and test them in the phase enrolling first (the guide's section 9.3).",
  ];
  return [{ property: "replacements", reason: reason.join("\n") }];
}

function jumpProblem(
  olds: Kept,
  phase: AllToAllPhase,
  present: readonly AllToAllPolicy[],
): string | undefined {
  if (phase !== "deleted") return undefined;
  const enabled = present.filter((policy) => policy.enabled).map(({ name }) => `"${name}"`);
  const isFirst = olds.phase === undefined && enabled.length > 0;
  if (olds.phase !== "enrolling" && !isFirst) return undefined;
  const what = enabled.length > 0 ? `${enabled.join(", ")} is in force` : "nothing was disabled";
  return `deleting is the second step, and ${what}: use the phase disabled first, see for some days that everything works, then delete.`;
}

/** The arguments, without references that are not known before the update. */
function wishOf(inputs: Arguments): Wish {
  const wish = inputs as unknown as Wish;
  const replacements = Object.entries(wish.replacements).map(([environment, replacement]) => [
    environment,
    hasUnknown(replacement)
      ? { noneBecause: "It is known, and judged, at the update." }
      : replacement,
  ]);
  return { ...wish, replacements: Object.fromEntries(replacements) as Replacements };
}

function summary({ id, name, enabled }: AllToAllPolicy): AllToAllPolicy {
  return { id, name, enabled };
}
