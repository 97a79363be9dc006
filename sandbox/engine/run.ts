import pLimit from "p-limit";
import type {
  Changes,
  Diagnostic,
  Operation,
  Properties,
  ResourceState,
  RunOptions,
  Step,
} from "./deployment";
import type { Providers } from "./providers";
import type { StateFile } from "./state";
import { changedKeys, hideSecrets } from "./wire";

/** The type of the resource that stands for the stack itself, and has its outputs. */
export const stackType = "pulumi:pulumi:Stack";

/** Operations at once, where the options do not say. */
export const defaultParallel = 16;

/** Everything that the parts of one run share: the state it changes, and what it reports. */
export class Run {
  readonly steps: Step[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly changes: Changes = {};
  /** Resources of this run so far, in the order in which they were done. */
  readonly done: ResourceState[] = [];
  /** Resources of the last run that this one has not come to yet, by URN. */
  readonly old: Map<string, ResourceState>;
  /** Replaced objects that are still to be deleted. */
  readonly replaced: ResourceState[] = [];

  /** Lets a provider work on an object when fewer others are under way than the options allow. */
  readonly inTurn: <T>(action: () => Promise<T>) => Promise<T>;

  private readonly claimed = new Set<string>();
  /** What the program exported, until it is known whether the run went well. */
  private exported: { stack: ResourceState; outputs: Properties } | undefined;

  constructor(
    readonly dryRun: boolean,
    readonly providers: Providers,
    private readonly file: StateFile,
    readonly options: RunOptions,
    resources: readonly ResourceState[],
  ) {
    this.inTurn = pLimit(options.parallel ?? defaultParallel);
    this.old = new Map(resources.filter((r) => r.delete !== true).map((r) => [r.urn, r]));
    this.replaced.push(...resources.filter((r) => r.delete === true));
  }

  get failed(): boolean {
    return this.diagnostics.some(({ severity }) => severity === "error");
  }

  report(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
    this.options.onDiagnostic?.(diagnostic);
  }

  /** Whether this is the first time in this run that the program registers a URN. */
  claim(urn: string): boolean {
    const first = !this.claimed.has(urn);
    this.claimed.add(urn);
    return first;
  }

  /** Takes over a component's outputs; the stack's wait for {@link acceptExports}. */
  setOutputs(urn: string, outputs: Properties): void {
    const state = this.done.find((resource) => resource.urn === urn);
    if (state?.type === stackType) this.exported = { stack: state, outputs };
    else if (state !== undefined) state.outputs = outputs;
    this.save();
  }

  /**
   * The program has ended. When it throws, the SDK still sends outputs, empty ones; other stacks read
   * them, so after a failure the stack keeps those of its last good run.
   */
  acceptExports(): void {
    if (this.exported === undefined || this.failed) return;
    const { stack, outputs } = this.exported;
    stack.outputs = outputs;
    this.save();
  }

  /** Carries out a step and reports it; the state is saved soon after it, whatever came of it. */
  step<T>(step: Step, action: () => Promise<T>): Promise<T> {
    return this.inTurn(() => this.carryOut(step, action));
  }

  private async carryOut<T>(step: Step, action: () => Promise<T>): Promise<T> {
    this.options.onStep?.(step, "start");
    try {
      const result = await action();
      this.steps.push(step);
      this.count(step.operation);
      this.options.onStep?.(step, "done");
      return result;
    } catch (error) {
      this.options.onStep?.(step, "failed");
      throw error;
    } finally {
      this.save();
    }
  }

  /** A replacement counts once, not also for its two halves. */
  private count(operation: Operation): void {
    if (operation === "create-replacement" || operation === "delete-replaced") return;
    this.changes[operation] = (this.changes[operation] ?? 0) + 1;
  }

  /** Resources of this run, then those that it has not come to. */
  snapshot(): ResourceState[] {
    const known = new Set(this.done.map(({ urn }) => urn));
    const rest = [...this.old.values()].filter(({ urn }) => !known.has(urn));
    return [...this.done, ...rest, ...this.replaced];
  }

  save(): void {
    if (!this.dryRun) this.file.saveSoon(() => this.snapshot());
  }
}

/** A step's report, with secrets hidden. */
export function describeStep(
  operation: Operation,
  old: ResourceState | undefined,
  next: ResourceState | undefined,
): Step {
  const { urn, type, id } = (next ?? old)!;
  const keys = old && next ? changedKeys(old.inputs, next.inputs) : undefined;
  return {
    operation,
    urn,
    type,
    name: nameOf(urn),
    ...(id === undefined ? {} : { id }),
    ...(old === undefined ? {} : { old: shown(old) }),
    ...(next === undefined ? {} : { new: shown(next) }),
    ...(keys === undefined ? {} : { changedKeys: keys }),
  };
}

function shown({ inputs = {}, outputs = {} }: ResourceState) {
  return {
    inputs: hideSecrets(inputs) as Properties,
    outputs: hideSecrets(outputs) as Properties,
  };
}

/** The name at the end of a URN. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
