/** Looking again and again until something is there that comes by itself. */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, NetBirdError } from "../api/errors";

/** Milliseconds between two looks: the first, and the most. */
export interface Pace {
  first: number;
  longest: number;
}

/** What is looked for. */
interface Watch<Seen> {
  /** Reads what there is, past the lists that reads share. */
  look: () => Promise<Seen>;
  isOver: (seen: Seen) => boolean;
  /** What to say when the time is up: with what was seen last, or why nothing could be seen. */
  timeIsUp: (seen: Seen | ApiError) => string;
}

const standardPace: Pace = { first: 2_000, longest: 15_000 };

const growth = 1.5;

/**
 * Returns what was seen when it was over.
 * @throws NetBirdError when the time is up; ApiError when the account cannot be read
 */
export async function pollUntil<Seen>(
  { look, isOver, timeIsUp }: Watch<Seen>,
  seconds: number,
  { first, longest }: Pace = standardPace,
): Promise<Seen> {
  const end = Date.now() + seconds * 1000;
  for (let pause = first; ; pause = Math.min(longest, pause * growth)) {
    const seen = await look().catch(passing);
    if (!(seen instanceof ApiError) && isOver(seen)) return seen;
    if (Date.now() + pause > end) throw new NetBirdError(timeIsUp(seen));
    await sleep(pause);
  }
}

/** A server that is away for a moment may be back before the time is up. */
function passing(error: unknown): ApiError {
  if (error instanceof ApiError && (error.status ?? 500) >= 429) return error;
  throw error;
}
