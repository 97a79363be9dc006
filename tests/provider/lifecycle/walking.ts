/** One step of the walk through all faults: a run that suffers one, and the run after it. */
import { isDeepStrictEqual } from "node:util";
import type { Handler } from "../../../provider/lifecycle/handler";
import type { RecordingHandler } from "../../../provider/lifecycle/recordingHandler";
import type { Arguments } from "../../../provider/lifecycle/kind";
import type { Session } from "../../../provider/api/session";
import type { Fault, FaultKind } from "../../../sandbox/netbird";
import { recording } from "../account";
import type { KindName } from "../account";
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

/** A kind and what is done with it. */
export interface Way<Server> {
  each: WalkCase<Server>;
  phase: Phase;
}

/** A fault that befalls a request of a way. */
export interface Trouble {
  fault: FaultKind;
  lasts: keyof typeof durations;
  /** Requests that pass unharmed before. */
  request: number;
}

export interface Step {
  /** The fault, and the request that it befell. */
  place: string;
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
export function argumentsAfter<Server>({ each, phase }: Way<Server>): Arguments | undefined {
  if (phase === "delete") return undefined;
  return phase === "update" ? { ...each.args, ...each.change } : each.args;
}

/** Settings that are no longer managed must be as they were before the first of all runs. */
async function judgeGivenBack<Server extends WalkServer>(
  server: Server,
  each: WalkCase<Server>,
  engine: Engine<Server>,
  untouched: readonly object[],
): Promise<string[]> {
  const error = await failureOf(engine.up(undefined));
  if (error !== undefined) return [`the removal failed: ${error.message}`];
  const left = await each.find(server);
  return isDeepStrictEqual(left, untouched) ? [] : [`not given back: ${JSON.stringify(left)}`];
}

/** How many requests a run makes that no fault befalls. */
export async function countRequests<Server extends WalkServer>(
  server: Server,
  way: Way<Server>,
): Promise<number> {
  const skip = 1_000_000;
  const { engine } = await prepared(server, way);
  await server.fail({ kind: "500", skip });
  await run(engine, way);
  const [left] = await server.clearFaults();
  return skip - left!.skip!;
}

export async function takeStep<Server extends WalkServer>(
  server: Server,
  way: Way<Server>,
  { fault, lasts, request }: Trouble,
): Promise<Step> {
  const { each, phase } = way;
  const { engine, untouched } = await prepared(server, way);
  const before = engine.state;
  const times = durations[lasts];
  await server.fail({ kind: fault, skip: request, times, retryAfter });
  const started = performance.now();
  const error = await failureOf(run(engine, way, fault));
  const took = performance.now() - started;
  const [left] = await server.clearFaults();
  const findings: string[] = [];
  if (left?.times === times) findings.push("the fault befell nothing");
  if (error !== undefined) {
    findings.push(...judgeError(error, fault));
    findings.push(...(await judgeUnheard(server, each, engine.state, error)));
  } else if (lasts === "lasting") findings.push("the run passed although nothing answered");
  // A timer may be early by a millisecond.
  if (fault === "429-retry-after" && took < retryAfter * 1000 - 1) {
    findings.push(`the run took ${took} ms and did not wait as Retry-After asks`);
  }
  if (phase === "refresh" && engine.state?.id !== before?.id) findings.push("taken for gone");
  let again = await failureOf(run(engine, way));
  // Nothing is adopted without being asked, so an object that was made unheard has to be asked for.
  const adopted = lasts === "lasting" && /exists already .* adopt: true/.test(again?.message ?? "");
  if (adopted) {
    again = await failureOf(engine.up({ ...argumentsAfter(way), adopt: true }));
  }
  if (again !== undefined) findings.push(`the second run failed: ${again.message}`);
  if (phase === "refresh" && JSON.stringify(engine.state) !== JSON.stringify(before)) {
    findings.push(`the state became ${JSON.stringify(engine.state)}`);
  }
  const found = await each.find(server);
  findings.push(...judgeObjects(found, way));
  const { state } = engine;
  findings.push(...(await judgeState(server, way, { state, found, adopted })));
  if (each.without !== undefined && phase !== "delete") {
    findings.push(...(await judgeGivenBack(server, each, engine, untouched)));
  }
  const place = `${each.kind} ${phase} ${fault} ${lasts} #${request}`;
  return {
    place,
    failed: error !== undefined,
    adopted,
    findings: findings.map((what) => `${place}: ${what}`),
  };
}

/** A fresh server, with the object where the phase needs one; and what settings were before. */
async function prepared<Server extends WalkServer>(
  server: Server,
  { each, phase }: Way<Server>,
): Promise<{ engine: Engine<Server>; untouched: readonly object[] }> {
  await server.reset();
  await each.prepare(server);
  const untouched = each.without === undefined ? [] : await each.find(server);
  const engine = new Engine(server, each);
  if (phase !== "create") await engine.up(each.args);
  if (phase === "update") await each.theirs?.add(server);
  return { engine, untouched };
}

function run<Server extends WalkServer>(
  engine: Engine<Server>,
  way: Way<Server>,
  suffering?: FaultKind,
): Promise<void> {
  if (way.phase === "refresh") return engine.refresh(suffering);
  return engine.up(argumentsAfter(way), suffering);
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
    await this.keep(async () => {
      const { outs } = await handler.update(state.id, state.outs, inputs);
      return { id: state.id, outs };
    });
  }

  async refresh(suffering?: FaultKind): Promise<void> {
    const { id, outs } = this.state!;
    const read = await this.handler(suffering).read(id, outs);
    this.state = read.id === "" ? undefined : { id: read.id, outs: read.props! };
  }

  private handler(suffering: FaultKind | undefined): RecordingHandler {
    return recording(this.each.kind, this.server.handlers(pace(suffering)));
  }

  private async remove(handler: RecordingHandler): Promise<void> {
    if (this.state !== undefined) await handler.delete(this.state.id, this.state.outs);
    this.state = undefined;
  }

  private create(handler: RecordingHandler, inputs: Arguments): Promise<void> {
    return this.keep(() => handler.create(inputs));
  }

  /** Keeps what was made or changed, also where an error tells of it. */
  private async keep(action: () => Promise<State>): Promise<void> {
    try {
      this.state = await action();
    } catch (error) {
      const { id, properties } = error as { id?: string; properties?: Arguments };
      if (id !== undefined) this.state = { id, outs: properties!, unfinished: true };
      throw error;
    }
  }
}
