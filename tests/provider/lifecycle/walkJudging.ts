/** What must hold after a run that suffered a fault, and after the run that followed. */
import * as objects from "../../../provider";
import { kindsIn, toldOf } from "../../../provider/lifecycle/kind";
import type { FaultKind } from "../../../sandbox/netbird";
import { recording } from "../account";
import type { WalkCase } from "./walkCases";
import { argumentsAfter } from "./walking";
import type { State, WalkServer, Way } from "./walking";

const kinds = new Map(kindsIn(objects).map((kind) => [kind.name, kind]));

/** What an error must say, by fault. */
const words: Partial<Record<FaultKind, RegExp>> = {
  "429": /HTTP 429/,
  "429-retry-after": /HTTP 429/,
  "500": /HTTP 500/,
  "502-html": /HTTP 502.*Bad Gateway/,
  "503": /HTTP 503/,
  "503-after": /HTTP 503.*not from NetBird itself/,
  "reset-before": /cannot be reached \(ECONNRESET\)/,
  "reset-after": /cannot be reached \(ECONNRESET\)/,
  "timeout-before": /no answer from .* within 0.15 s/,
  "timeout-after": /no answer from .* within 0.15 s/,
  "invalid-json": /not JSON/,
  "other-json": /the answer is not (a list|an object)/,
};

export function judgeError({ message }: Error, fault: FaultKind): string[] {
  const findings: string[] = [];
  if (!words[fault]!.test(message)) findings.push(`unclear error: ${message}`);
  if (/walk-secret|nbp_|nbs_/.test(message)) findings.push(`a secret in: ${message}`);
  return findings;
}

/** An object that was made, and of which the state knows nothing, must be in the error. */
export async function judgeUnheard<Server>(
  server: Server,
  each: WalkCase<Server>,
  state: State | undefined,
  { message }: Error,
): Promise<string[]> {
  // Settings are always there; a removal that failed leaves its state.
  if (state !== undefined || each.without !== undefined) return [];
  if ((await each.find(server)).length === 0) return [];
  return /may have been made|has made/.test(message) ? [] : [`not told what exists: ${message}`];
}

/** What the API holds after the second run. */
export function judgeObjects<Server>(
  found: readonly object[],
  { each: { wanted, wantedChanged, theirs, without }, phase }: Way<Server>,
): string[] {
  const changed = { ...wantedChanged, ...theirs?.holds };
  const expected = phase === "update" ? changed : phase === "delete" ? without : wanted;
  try {
    expect(found).toHaveLength(expected === undefined ? 0 : 1);
    if (expected !== undefined) expect(found[0]).toMatchObject(expected);
    return [];
  } catch {
    return [`the API holds ${JSON.stringify(found)}`];
  }
}

/** How the second run ended: what the engine keeps, what the API holds. */
interface Ending {
  state: State | undefined;
  found: readonly object[];
  adopted: boolean;
}

/** What the engine keeps after the second run. */
export async function judgeState<Server extends WalkServer>(
  server: Server,
  way: Way<Server>,
  { state, found, adopted }: Ending,
): Promise<string[]> {
  const news = argumentsAfter(way);
  if (news === undefined) return state === undefined ? [] : ["the state still has it"];
  if (state === undefined) return ["the state has nothing of it"];
  const { kind } = way.each;
  const findings: string[] = [];
  const { id, outs } = state;
  // The DNS settings have no id of their own.
  const { id: there = id } = (found[0] ?? {}) as { id?: unknown };
  if (String(there) !== id) findings.push(`the state has the id ${id}, the API ${String(there)}`);
  const told = adopted ? [] : toldOf(kinds.get(kind)!, news);
  const lost = told.filter((name) => typeof outs[name] !== "string");
  if (lost.length > 0) findings.push(`the state lost ${lost.join()}`);
  const handler = recording(kind, server.handlers(undefined));
  const { inputs } = await handler.check(outs, news);
  const { changes, replaces } = await handler.diff(id, outs, inputs);
  if (changes !== false)
    findings.push(`there is still a difference; replaces: ${replaces?.join()}`);
  return findings;
}
