import { parseArgs } from "node:util";

/** How a benchmark is to run. */
export interface BenchOptions {
  /** How many groups, or events for discovery, ascending. Default: each benchmark's own. */
  sizes?: number[];
  /** Milliseconds to add to each answer of the API. */
  latencies: number[];
  /** Times that everything is done; the least counts. */
  rounds: number;
  /** Every sample as JSON instead of tables. */
  json: boolean;
  /** Takes what is going on, line by line. */
  onProgress: (text: string) => void;
  /** Says when to stop, and to leave nothing behind. */
  signal: AbortSignal;
}

/** What the command line says: which benchmarks to run, and how. */
export interface Arguments {
  names: readonly string[];
  options: Omit<BenchOptions, "onProgress" | "signal">;
}

/** Reads the command line. @throws when an argument is not understood */
export function parseOptions(args: string[], known: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      sizes: { type: "string" },
      latency: { type: "string", default: "0,50" },
      rounds: { type: "string", default: "2" },
      json: { type: "boolean", default: false },
    },
  });
  const stranger = positionals.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new Error(`There is no benchmark "${stranger}"; there is ${known.join(", ")}.`);
  }
  const options = {
    ...(values.sizes !== undefined && { sizes: numbers("--sizes", values.sizes, 1) }),
    latencies: numbers("--latency", values.latency, 0),
    rounds: number("--rounds", values.rounds, 1),
    json: values.json,
  };
  return { names: positionals.length > 0 ? positionals : known, options };
}

function numbers(flag: string, text: string, least: number): number[] {
  const values = text.split(",").map(Number);
  if (values.every((value) => isAtLeast(value, least))) return values.sort((a, b) => a - b);
  throw new Error(`${flag} takes whole numbers from ${least} with commas between, got "${text}".`);
}

function number(flag: string, text: string, least: number): number {
  const value = Number(text);
  if (isAtLeast(value, least)) return value;
  throw new Error(`${flag} takes one whole number from ${least}, got "${text}".`);
}

function isAtLeast(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least;
}
