/**
 * Every kind, every fault, at every request of a creation, a change and a removal: whatever went
 * wrong in one run, the next one ends with exactly what was wanted.
 */
import { setMaxListeners } from "node:events";
import type { Handler } from "../../provider/handler";
import type { Arguments } from "../../provider/kind";
import { faultKinds } from "../../sandbox/netbird";
import type { FaultKind } from "../../sandbox/netbird";
import { TestAccount } from "./account";
import { startIssuer } from "./issuer";
import { walkCases } from "./walkCases";
import type { WalkCase } from "./walkCases";

jest.setTimeout(600_000);
setMaxListeners(0);

/** Sandboxes that are walked at the same time: most of the walk is waiting. */
const walkers = 24;

const faults = faultKinds.filter((kind) => kind !== "latency" && kind !== "html");

const phases = ["create", "update", "delete"] as const;
type Phase = (typeof phases)[number];

/** What an engine keeps of a resource between runs. */
interface State {
  id: string;
  outs: Arguments;
  /** It was created, and is not as it should be yet. */
  unfinished?: boolean;
}

/** One walk: a kind, a phase and a fault, which befalls one request after the other. */
interface Walk {
  each: WalkCase;
  phase: Phase;
  fault: FaultKind;
}

test("whatever fails in one run, the next ends with exactly what is wanted", async () => {
  const { issuer, stop } = await startIssuer();
  const walks = walkCases(issuer).flatMap((each) =>
    phases.flatMap((phase) => faults.map((fault): Walk => ({ each, phase, fault }))),
  );
  const findings: string[] = [];
  let combinations = 0;
  let failedRuns = 0;
  try {
    await Promise.all(
      Array.from({ length: walkers }, async () => {
        const account = await TestAccount.start();
        for (let walk = walks.pop(); walk !== undefined; walk = walks.pop()) {
          for (let request = 0; ; request++) {
            const step = await takeStep(account, walk, request);
            if (step.done) break;
            combinations++;
            if (step.failed) failedRuns++;
            const { each, phase, fault } = walk;
            findings.push(
              ...step.findings.map((what) => `${each.kind} ${phase} ${fault} #${request}: ${what}`),
            );
          }
        }
        await account.close();
      }),
    );
  } finally {
    stop();
  }
  process.stderr.write(
    `Fault walk: ${combinations} combinations of kind, run, fault and request; ${failedRuns} first runs failed, every second one must end well.\n`,
  );
  expect(findings).toEqual([]);
  // Each kind's runs make at least one request, of which each must have failed in each way.
  expect(combinations).toBeGreaterThan(17 * phases.length * faults.length);
  expect(failedRuns).toBeGreaterThan(0);
});

interface Step {
  /** The run made fewer requests, so that the fault befell none. */
  done: boolean;
  failed: boolean;
  findings: string[];
}

async function takeStep(
  account: TestAccount,
  { each, phase, fault }: Walk,
  request: number,
): Promise<Step> {
  await account.reset();
  await each.prepare(account);
  const { args, change } = each;
  const before = phase === "create" ? undefined : await run(account, each, undefined, args);
  const news = { create: args, update: { ...args, ...change }, delete: undefined }[phase];
  await account.fail({ kind: fault, skip: request });
  let state: State | undefined = before;
  const remember = (next: State | undefined) => (state = next);
  const error = await run(account, each, before, news, remember).then(
    () => undefined,
    (caught: unknown) => caught as Error,
  );
  const done = await account.clearFaults();
  const findings = error === undefined ? [] : judge(error, fault);
  await run(account, each, state, news, remember).catch((again: Error) => {
    findings.push(`the second run failed: ${again.message}`);
  });
  findings.push(...(await judgeAccount(account, each, phase)));
  return { done, failed: error !== undefined, findings };
}

/** What an engine does for one resource; `remember` hears of the state as soon as it changes. */
async function run(
  account: TestAccount,
  { kind }: WalkCase,
  state: State | undefined,
  news: Arguments | undefined,
  remember: (state: State | undefined) => void = () => undefined,
): Promise<State> {
  const handler = account.provider({ "netbird:requestTimeout": 1 })[kind];
  if (news === undefined) {
    if (state !== undefined) await handler.delete(state.id, state.outs);
    remember(undefined);
    return state!;
  }
  const { inputs, failures } = await handler.check(state?.outs ?? {}, news);
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
  if (state === undefined) return created(handler, inputs, remember);
  const { changes, replaces } = await handler.diff(state.id, state.outs, inputs);
  if (replaces !== undefined && replaces.length > 0) {
    await handler.delete(state.id, state.outs);
    remember(undefined);
    return created(handler, inputs, remember);
  }
  if (changes !== true && state.unfinished !== true) return state;
  const { outs } = await handler.update(state.id, state.outs, inputs);
  const next = { id: state.id, outs };
  remember(next);
  return next;
}

async function created(
  handler: Handler,
  inputs: Arguments,
  remember: (state: State) => void,
): Promise<State> {
  try {
    const state = await handler.create(inputs);
    remember(state);
    return state;
  } catch (error) {
    const { id, properties } = error as { id?: string; properties?: Arguments };
    if (id !== undefined) remember({ id, outs: properties!, unfinished: true });
    throw error;
  }
}

/** What an error must say, by fault. */
const words: Partial<Record<FaultKind, RegExp>> = {
  "429": /HTTP 429/,
  "429-retry-after": /HTTP 429/,
  "500": /HTTP 500/,
  "502-html": /HTTP 502.*Bad Gateway/,
  "503": /HTTP 503/,
  "reset-before": /cannot be reached \(ECONNRESET\)/,
  "reset-after": /cannot be reached \(ECONNRESET\)/,
  "timeout-before": /no answer from .* within 1 s/,
  "timeout-after": /no answer from .* within 1 s/,
  "invalid-json": /not JSON/,
};

function judge(error: Error, fault: FaultKind): string[] {
  const findings: string[] = [];
  if (!words[fault]!.test(error.message)) findings.push(`unclear error: ${error.message}`);
  if (/walk-secret|nbp_/.test(error.message)) findings.push(`a secret in: ${error.message}`);
  return findings;
}

async function judgeAccount(account: TestAccount, each: WalkCase, phase: Phase): Promise<string[]> {
  const wanted = { create: each.wanted, update: each.wantedChanged, delete: each.without }[phase];
  const objects = await each.find(account);
  try {
    if (wanted === undefined) expect(objects).toEqual([]);
    else {
      expect(objects).toHaveLength(1);
      expect(objects[0]).toMatchObject(wanted);
    }
    return [];
  } catch {
    return [`the API holds ${JSON.stringify(objects)}`];
  }
}
