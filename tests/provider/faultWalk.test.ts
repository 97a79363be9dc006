/**
 * Every kind, every fault, at every request of a creation, a change and a removal, once or from
 * there on: whatever went wrong in one run, the next one ends with exactly what was wanted.
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

/** Requests that a passing fault befalls, and one that lasts until the run has failed. */
const durations = { once: 1, lasting: 1_000_000 };

/** One walk: a kind, a phase and a fault, which befalls one request after the other. */
interface Walk {
  each: WalkCase;
  phase: Phase;
  fault: FaultKind;
  lasts: keyof typeof durations;
}

/** Faults that are also tried as lasting ones; the others would fail the run in the same way. */
const outages: readonly FaultKind[] = [
  "429",
  "502-html",
  "reset-after",
  "timeout-after",
  "invalid-json",
];

/** Milliseconds; users wait longer. */
const pace = (fault: FaultKind | undefined) => ({
  timeout: fault?.startsWith("timeout") ? 150 : 10_000,
  firstPause: 2,
});

test("whatever fails in one run, the next ends with exactly what is wanted", async () => {
  const { issuer, stop } = await startIssuer();
  const walks = walkCases(issuer).flatMap((each) =>
    phases.flatMap((phase) => [
      ...faults.map((fault): Walk => ({ each, phase, fault, lasts: "once" })),
      ...outages.map((fault): Walk => ({ each, phase, fault, lasts: "lasting" })),
    ]),
  );
  const findings: string[] = [];
  let combinations = 0;
  let failedRuns = 0;
  let adoptions = 0;
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
            if (step.adopted) adoptions++;
            const place = `${walk.each.kind} ${walk.phase} ${walk.fault} ${walk.lasts} #${request}`;
            findings.push(...step.findings.map((what) => `${place}: ${what}`));
          }
        }
        await account.close();
      }),
    );
  } finally {
    stop();
  }
  process.stderr.write(
    `Fault walk: ${combinations} combinations of kind, run, fault and request; ${failedRuns} first runs failed, ` +
      `the next ended with exactly what was wanted, ${adoptions} of them by adoption.\n`,
  );
  expect(findings).toEqual([]);
  // Each kind's runs make at least one request, of which each must have failed in each way.
  expect(combinations).toBeGreaterThan(17 * phases.length * (faults.length + outages.length));
  expect(failedRuns).toBeGreaterThan(0);
});

interface Step {
  /** The run made fewer requests, so that the fault befell none. */
  done: boolean;
  failed: boolean;
  /** The second run asked to adopt what the first one made unheard. */
  adopted: boolean;
  findings: string[];
}

async function takeStep(
  account: TestAccount,
  { each, phase, fault, lasts }: Walk,
  request: number,
): Promise<Step> {
  await account.reset();
  await each.prepare(account);
  const { args, change } = each;
  const before = phase === "create" ? undefined : await run(account, each, { news: args });
  const news = { create: args, update: { ...args, ...change }, delete: undefined }[phase];
  const times = durations[lasts];
  await account.fail({ kind: fault, skip: request, times, retryAfter: 0 });
  let state: State | undefined = before;
  const remember = (next: State | undefined) => (state = next);
  const attempt = (wanted: Arguments | undefined, suffering?: FaultKind) =>
    run(account, each, { state, news: wanted, remember, suffering }).then(
      () => undefined,
      (caught: unknown) => caught as Error,
    );
  const error = await attempt(news, fault);
  const [left] = await account.clearFaults();
  const findings = error === undefined ? [] : judge(error, fault);
  if (lasts === "lasting" && left?.times !== times && error === undefined) {
    findings.push("the run passed although nothing answered");
  }
  let again = await attempt(news);
  // Nothing is adopted without being asked, so an object that was made unheard has to be asked for.
  const adopted = lasts === "lasting" && /exists already .* adopt: true/.test(again?.message ?? "");
  if (adopted) again = await attempt({ ...news, adopt: true });
  if (again !== undefined) findings.push(`the second run failed: ${again.message}`);
  findings.push(...(await judgeAccount(account, each, phase)));
  return { done: left?.times === times, failed: error !== undefined, adopted, findings };
}

interface Wish {
  /** What was recorded before. */
  state?: State;
  /** Undefined when the resource is to go. */
  news: Arguments | undefined;
  /** Hears of the state as soon as it changes. */
  remember?: (state: State | undefined) => void;
  suffering?: FaultKind;
}

/** What an engine does for one resource. */
async function run(
  account: TestAccount,
  { kind }: WalkCase,
  { state, news, remember = () => undefined, suffering }: Wish,
): Promise<State> {
  const handler = account.provider({}, pace(suffering))[kind];
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
  "timeout-before": /no answer from .* within 0.15 s/,
  "timeout-after": /no answer from .* within 0.15 s/,
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
