/** Counts of what was seen between two parties. */
import type { TrafficEvent } from "./event";

/** What both sides reported of the same connections. Everything in it only grows. */
export interface Tally {
  /** Connections by the reports of those that opened them. */
  bySource: Lifecycle;
  /** Connections by the reports of those that took them. */
  byDestination: Lifecycle;
  /** Attempts that were dropped. */
  drops: number;
  /** When it was first and last seen, in milliseconds since 1970. */
  first: number;
  last: number;
}

/** A connection starts and ends; a period that is looked at may lack either. */
interface Lifecycle {
  starts: number;
  ends: number;
}

export function newTally(): Tally {
  return {
    bySource: { starts: 0, ends: 0 },
    byDestination: { starts: 0, ends: 0 },
    drops: 0,
    first: Infinity,
    last: -Infinity,
  };
}

/** Adds what an event tells. */
export function count(tally: Tally, event: TrafficEvent): void {
  const side = event.reporter === "source" ? tally.bySource : tally.byDestination;
  side.starts += event.starts;
  side.ends += event.ends;
  tally.drops += event.drops;
  tally.first = Math.min(tally.first, event.first);
  tally.last = Math.max(tally.last, event.last);
}

/** Adds what another tally has. */
export function add(tally: Tally, other: Tally): void {
  for (const side of ["bySource", "byDestination"] as const) {
    tally[side].starts += other[side].starts;
    tally[side].ends += other[side].ends;
  }
  tally.drops += other.drops;
  tally.first = Math.min(tally.first, other.first);
  tally.last = Math.max(tally.last, other.last);
}

/**
 * Connections that went through. Both sides report the same ones, so the larger number counts; what
 * the opening side reports was not stopped as far as it knows, so drops are taken off.
 */
export function connections({ bySource, byDestination, drops }: Tally): number {
  return Math.max(seenBy(byDestination), seenBy(bySource) - drops, 0);
}

/** Whether only the opening side reported: it does not know what was stopped on the way. */
export function isUnconfirmed({ byDestination }: Tally): boolean {
  return seenBy(byDestination) === 0;
}

function seenBy({ starts, ends }: Lifecycle): number {
  return Math.max(starts, ends);
}
