/**
 * A rehearsal of an emergency policy (the guide's section 8.2): blocked before, open while it is
 * enabled, blocked after. While it runs, the policy's description says so on the server: that is
 * how a rehearsal that was interrupted is recognised, whatever became of the process.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Account, ApiObject } from "../api/account";
import { policies } from "../api/collections";
import { NetBirdError, NotFoundError } from "../api/errors";
import type { Kind } from "../lifecycle/kind";
import { policyKind } from "../objects/policy";
import { answers } from "./probe";
import { updateObject } from "../lifecycle/updating";

/** What a rehearsal is to do. */
interface Rehearsal {
  policyId: string;
  probe: string;
  by: string;
  /** Seconds to wait for the policy to reach the peers, each way. */
  seconds: number;
}

/** What a rehearsal has shown. */
interface Rehearsed {
  at: string;
  opensAfterSeconds: number;
  closesAfterSeconds: number;
}

/** Milliseconds. */
export interface RehearsalPace {
  probe: number;
  pause: number;
}

const standardPace: RehearsalPace = { probe: 3_000, pause: 1_000 };

interface ApiPolicy extends ApiObject {
  description: string;
  enabled: boolean;
}

const kind = policyKind as unknown as Kind;

const mark = /^\[Rehearsal by .*? since \S+\] /s;

/** Whether a rehearsal of the policy was interrupted, and left it as it was at that moment. */
export async function isLeftOpen(account: Account, policyId: string): Promise<boolean> {
  const policy = await find(account, policyId);
  return policy !== undefined && mark.test(policy.description);
}

/** Ends what an interrupted rehearsal has left. */
export async function endInterrupted(account: Account, policyId: string): Promise<void> {
  const policy = await find(account, policyId, true);
  if (policy === undefined || !mark.test(policy.description)) return;
  await close(account, policyId, policy.description.replace(mark, ""));
}

/**
 * Enables the policy, probes, and disables it in any case.
 * @throws NetBirdError when the probe answers before, not during, or still after; or when the policy
 * could not be disabled again
 */
export async function rehearse(
  account: Account,
  rehearsal: Rehearsal,
  pace = standardPace,
): Promise<Rehearsed> {
  const { policyId, probe, seconds } = rehearsal;
  const policy = await closedPolicy(account, policyId);
  const name = policy.name ?? policyId;
  if (await answers(probe, pace.probe)) {
    throw new NetBirdError(
      `${probe} answers although "${name}" is disabled, so a rehearsal would prove nothing. Probe something that only this policy opens.`,
    );
  }
  const opensAfterSeconds = await whileOpen(account, policy, rehearsal, () =>
    secondsUntil(true, probe, seconds, pace),
  );
  const closesAfterSeconds = await secondsUntil(false, probe, seconds, pace);
  if (opensAfterSeconds === undefined) throw new NetBirdError(doesNotOpen(name, rehearsal));
  if (closesAfterSeconds === undefined) {
    throw new NetBirdError(
      `${probe} still answers ${seconds} seconds after "${name}" was disabled. Another policy opens it, or the peers do not hear from the management server.`,
    );
  }
  return { at: new Date().toISOString(), opensAfterSeconds, closesAfterSeconds };
}

async function closedPolicy(account: Account, policyId: string): Promise<ApiPolicy> {
  const policy = await find(account, policyId, true);
  if (policy === undefined) {
    throw new NotFoundError(
      `There is no policy with the id "${policyId}". If it was deleted outside this program, run \`pulumi refresh\` first.`,
    );
  }
  if (!policy.enabled) return policy;
  throw new NetBirdError(
    `"${policy.name}" is enabled on the server. Rehearse when it is off: run \`pulumi up --refresh\` first.`,
  );
}

/** Does something while the policy is enabled; nothing that goes wrong leaves it so. */
async function whileOpen<Result>(
  account: Account,
  { id, description }: ApiPolicy,
  { by }: Rehearsal,
  action: () => Promise<Result>,
): Promise<Result> {
  const marked = `[Rehearsal by ${by} since ${new Date().toISOString()}] ${description}`;
  try {
    // Even an answer that says "failed" may come from a server that has acted.
    await updateObject(kind, account, id, { enabled: true, description: marked });
    return await action();
  } finally {
    await close(account, id, description);
  }
}

async function close(account: Account, policyId: string, description: string): Promise<void> {
  try {
    await updateObject(kind, account, policyId, { enabled: false, description });
  } catch (error) {
    if (!(error instanceof NetBirdError)) throw error;
    throw new NetBirdError(
      `The emergency policy ${policyId} may still be ENABLED after its rehearsal: ${error.message} Disable it in NetBird now, or run \`pulumi up\` again, which does it.`,
    );
  }
}

/** Seconds until the probe answers, or no longer does; undefined when the time is up. */
async function secondsUntil(
  isOpen: boolean,
  probe: string,
  seconds: number,
  pace: RehearsalPace,
): Promise<number | undefined> {
  const start = Date.now();
  const passed = () => (Date.now() - start) / 1000;
  for (;;) {
    if ((await answers(probe, pace.probe)) === isOpen) return Math.round(passed() * 10) / 10;
    if (passed() > seconds) return undefined;
    await sleep(pace.pause);
  }
}

function doesNotOpen(name: string, { probe, seconds }: Rehearsal): string {
  return `The emergency access does not work: "${name}" was enabled for ${seconds} seconds, and ${probe} did not answer. It is disabled again. Check that this machine is a peer in a source group of the policy, that the probe's host is in a destination or behind its routing peers, and that the service listens.`;
}

/** Past the lists that reads share, when it matters what is so at this moment. */
async function find(account: Account, id: string, fresh = false): Promise<ApiPolicy | undefined> {
  const all = (await account.list(policies, fresh)) as ApiPolicy[];
  return all.find((policy) => policy.id === id);
}
