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

/** Which benchmarks to run, and how. @throws when an argument is not understood */
export function parseOptions(
  args: string[],
  known: readonly string[],
): { names: readonly string[]; options: BenchOptions } {
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
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.stderr.write("Interrupted; cleaning up. Again to stop at once.\n");
      interruption.abort(new Error("interrupted"));
    });
  }
  const options = {
    signal: interruption.signal,
    ...(values.sizes !== undefined && { sizes: numbers("--sizes", values.sizes, 1) }),
    latencies: numbers("--latency", values.latency, 0),
    rounds: numbers("--rounds", values.rounds, 1)[0]!,
    json: values.json,
    onProgress: (text: string) => void process.stderr.write(`${text}\n`),
  };
  return { names: positionals.length > 0 ? positionals : known, options };
}

function numbers(flag: string, text: string, least: number): number[] {
  const values = text.split(",").map(Number);
  if (values.every((value) => Number.isInteger(value) && value >= least)) {
    return values.sort((a, b) => a - b);
  }
  throw new Error(`${flag} takes whole numbers from ${least} with commas between, got "${text}".`);
}
