/** Taking an account through the phases of {@link AllToAllPolicies}. */
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
import { NetBirdError } from "../api/errors";
import { PartialCreateError } from "../lifecycle/engineErrors";
import type { Arguments, Problem } from "../lifecycle/kind";
import type { Session } from "../api/session";
import { plain } from "../lifecycle/state";
import { StepHandler } from "./stepHandler";
import { hasUnknown } from "../lifecycle/unknown";

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

/** What becomes of the engine's calls for {@link AllToAllPolicies}. */
export class AllToAllHandler extends StepHandler {
  constructor(session: Session) {
    super(session, { schema: allToAllSchema });
  }

  protected override async problems(inputs: Arguments, olds: Arguments): Promise<Problem[]> {
    const problems = await super.problems(inputs, olds);
    if (problems.length > 0 || hasUnknown(inputs.phase)) return problems;
    try {
      return await refusals(this.session.account(), olds, wishOf(inputs));
    } catch (error) {
      if (!(error instanceof NetBirdError)) throw error;
      return [{ property: "", reason: error.message }];
    }
  }

  /** Looks at the account itself: one that somebody enabled shows without a refresh, too. */
  protected override async isDue(_olds: Arguments, { phase }: Arguments): Promise<boolean> {
    const present = await allToAllPolicies(this.session.account());
    return unwanted(phase as AllToAllPhase, present).length > 0;
  }

  /** An account has one set of them. */
  protected override idOf(): string {
    return "all-to-all-policies";
  }

  /** Brings the account into a phase. What was found is recorded even if it fails on the way. */
  protected override async reach(id: string, olds: Kept, inputs: Arguments): Promise<Arguments> {
    const account = this.session.account();
    // Others may have taken a replacement away since the preview, or while this run waited.
    account.forgetAll();
    const wish = wishOf(inputs);
    const refused = await refusals(account, olds, wish);
    if (refused.length > 0) {
      throw new NetBirdError(refused.map(({ reason }) => reason).join("\n"));
    }
    const present = await allToAllPolicies(account, true);
    const found = remembered(olds, present);
    const stateWith = (kept: FoundPolicy[], now: FoundPolicy[]) =>
      plain({ ...this.argumentsIn(inputs), found: kept, present: now.map(summary) });
    try {
      const kept = await settle(account, olds, wish.phase, { found, present });
      return stateWith(kept, await allToAllPolicies(account, true));
    } catch (error) {
      if (!(error instanceof NetBirdError)) throw error;
      const half = { ...stateWith(found, present), phase: atLeast(olds.phase, wish.phase) };
      throw new PartialCreateError(id, half, error.message);
    }
  }

  protected override async look(
    props: Arguments,
  ): Promise<{ props: Arguments; inputs: Arguments }> {
    const present = (await allToAllPolicies(this.session.account())).map(summary);
    return { props: { ...props, present }, inputs: this.argumentsIn(props) };
  }

  protected override async undo(props: Arguments): Promise<void> {
    const { onDelete, found = [] } = props as Kept & Arguments;
    // While enrolling nothing was put away, and what changed since is somebody else's wish.
    if (onDelete !== "restore" || !hasPutAway(props)) return;
    await bringBack(this.session.account(), found, { enable: true });
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
