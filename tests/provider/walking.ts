/** One step of the walk through all faults: a run that suffers one, and the run after it. */
import type { Handler } from "../../provider/handler";
import type { Arguments } from "../../provider/kind";
import type { Session } from "../../provider/session";
import type { Fault, FaultKind } from "../../sandbox/netbird";
import type { KindName } from "./account";
import type { WalkCase } from "./walkCases";
import { judgeError, judgeObjects, judgeState, judgeUnheard } from "./walkJudging";

/** What is walked through: the sandbox, or the stand-in for the cloud. */
export interface WalkServer {
  reset: () => unknown;
  fail: (...faults: Fault[]) => unknown;
  /** Ends all faults, and tells what was left of them. */
  clearFaults: () => Promise<Fault[]> | Fault[];
  close: () => unknown;
  /** Handlers as a new run of the engine has them. */
  handlers: (pace: Pace) => Record<KindName, Handler>;
}

type Pace = ConstructorParameters<typeof Session>[1];

export const phases = ["create", "update", "refresh", "delete"] as const;
export type Phase = (typeof phases)[number];

/** What an engine keeps of a resource between runs. */
export interface State {
  id: string;
  outs: Arguments;
  /** It was created, and is not as it should be yet. */
  unfinished?: boolean;
}

/** Requests that a passing fault befalls, and one that lasts until the run has failed. */
const durations = { once: 1, lasting: 1_000_000 };

/** One walk: a kind, a phase and a fault, which befalls one request after the other. */
export interface Walk<Server> {
  each: WalkCase<Server>;
  phase: Phase;
  fault: FaultKind;
  lasts: keyof typeof durations;
}

export interface Step {
  /** The run made fewer requests, so that the fault befell none. */
  done: boolean;
  failed: boolean;
  /** The second run asked to adopt what the first one made unheard. */
  adopted: boolean;
  findings: string[];
}

/** Milliseconds; users wait longer. */
const pace = (fault: FaultKind | undefined) => ({
  timeout: fault?.startsWith("timeout") ? 150 : 10_000,
  firstPause: 1,
});

/** Seconds: far more than the pauses that we make by ourselves at this pace. */
const retryAfter = 0.05;

/** The arguments that hold after a phase; undefined when the resource is to go. */
export function argumentsAfter(each: WalkCase<never>, phase: Phase): Arguments | undefined {
  if (phase === "delete") return undefined;
  return phase === "update" ? { ...each.args, ...each.change } : each.args;
}

export async function takeStep<Server extends WalkServer>(
  server: Server,
  { each, phase, fault, lasts }: Walk<Server>,
  request: number,
): Promise<Step> {
  await server.reset();
  await each.prepare(server);
  const engine = new Engine(server, each);
  if (phase !== "create") await engine.up(each.args);
  const before = engine.state;
  const news = argumentsAfter(each, phase);
  const run = (suffering?: FaultKind) =>
    failureOf(phase === "refresh" ? engine.refresh(suffering) : engine.up(news, suffering));
  const times = durations[lasts];
  await server.fail({ kind: fault, skip: request, times, retryAfter });
  const started = performance.now();
  const error = await run(fault);
  const took = performance.now() - started;
  const [left] = await server.clearFaults();
  const done = left?.times === times;
  const findings: string[] = [];
  if (error !== undefined) {
    findings.push(...judgeError(error, fault));
    findings.push(...(await judgeUnheard(server, each, engine.state, error)));
  } else if (lasts === "lasting" && !done) {
    findings.push("the run passed although nothing answered");
  }
  // A timer may be early by a millisecond.
  if (fault === "429-retry-after" && !done && took < retryAfter * 1000 - 1) {
    findings.push(`the run took ${took} ms and did not wait as Retry-After asks`);
  }
  if (phase === "refresh" && engine.state?.id !== before?.id) findings.push("taken for gone");
  let again = await run();
  // Nothing is adopted without being asked, so an object that was made unheard has to be asked for.
  const adopted = lasts === "lasting" && /exists already .* adopt: true/.test(again?.message ?? "");
  if (adopted) again = await failureOf(engine.up({ ...news, adopt: true }));
  if (again !== undefined) findings.push(`the second run failed: ${again.message}`);
  if (phase === "refresh" && JSON.stringify(engine.state) !== JSON.stringify(before)) {
    findings.push(`the state became ${JSON.stringify(engine.state)}`);
  }
  findings.push(...(await judgeObjects(server, each, phase)));
  findings.push(...(await judgeState(server, each, phase, engine.state, adopted)));
  return { done, failed: error !== undefined, adopted, findings };
}

function failureOf(action: Promise<unknown>): Promise<Error | undefined> {
  return action.then(
    () => undefined,
    (caught: unknown) => caught as Error,
  );
}

/** What an engine does for one resource, and what it keeps of it. */
class Engine<Server extends WalkServer> {
  state: State | undefined;

  constructor(
    private readonly server: Server,
    private readonly each: WalkCase<Server>,
  ) {}

  /** Makes the resource as it is wanted. @param news undefined when it is to go */
  async up(news: Arguments | undefined, suffering?: FaultKind): Promise<void> {
    const handler = this.handler(suffering);
    const { state } = this;
    if (news === undefined) return this.remove(handler);
    const { inputs, failures } = await handler.check(state?.outs ?? {}, news);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    if (state === undefined) return this.create(handler, inputs);
    const { changes, replaces } = await handler.diff(state.id, state.outs, inputs);
    if (replaces !== undefined && replaces.length > 0) {
      await this.remove(handler);
      return this.create(handler, inputs);
    }
    if (changes !== true && state.unfinished !== true) return;
    const { outs } = await handler.update(state.id, state.outs, inputs);
    this.state = { id: state.id, outs };
  }

  async refresh(suffering?: FaultKind): Promise<void> {
    const { id, outs } = this.state!;
    const read = await this.handler(suffering).read(id, outs);
    this.state = read.id === "" ? undefined : { id: read.id, outs: read.props! };
  }

  private handler(suffering: FaultKind | undefined): Handler {
    return this.server.handlers(pace(suffering))[this.each.kind];
  }

  private async remove(handler: Handler): Promise<void> {
    if (this.state !== undefined) await handler.delete(this.state.id, this.state.outs);
    this.state = undefined;
  }

  private async create(handler: Handler, inputs: Arguments): Promise<void> {
    try {
      this.state = await handler.create(inputs);
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: Arguments };
      if (id !== undefined) this.state = { id, outs: properties!, unfinished: true };
      throw error;
    }
  }
}
