/** Times and durations on the command line. */
import { InvalidArgumentError } from "commander";
import * as z from "zod";

const time = z.iso.datetime({ offset: true });

/** Reads `2026-12-01T18:00:00Z`: a time without zone would mean another one on another machine. */
export function readTime(text: string): Date {
  if (time.safeParse(text).success) return new Date(text);
  throw new InvalidArgumentError("A time has date, time and time zone: 2026-12-01T18:00:00Z.");
}

const milliseconds: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90m`, `4h` or `2d`, in milliseconds. */
export function readDuration(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (unit !== undefined) return Number(count) * milliseconds[unit]!;
  throw new InvalidArgumentError("A duration is minutes, hours or days: 90m, 4h, 2d.");
}

/** As people write it: without fractions of a second. */
export function isoTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
