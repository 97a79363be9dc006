/** `npm run bench`: measures; without a name everything that there is to measure. */
import { benchDiscovery } from "./discovery";
import { parseOptions } from "./options";
import type { Arguments, BenchOptions } from "./options";
import { benchResources } from "./resources";
import { benchSegmentation } from "./segmentation";

const benches: Record<string, (options: BenchOptions) => Promise<void>> = {
  segmentation: benchSegmentation,
  discovery: benchDiscovery,
  resources: benchResources,
};

const usage = `Usage: npm run bench -- [${Object.keys(benches).join("|")}] [--sizes 100,300,1000] [--latency 0,50] [--rounds 2] [--json]`;

async function main(): Promise<void> {
  const { names, options } = readArguments();
  const onProgress = (text: string) => void process.stderr.write(`${text}\n`);
  const signal = interruption();
  for (const name of names) await benches[name]!({ ...options, onProgress, signal });
}

/** Says when somebody interrupts the process; the second time ends it. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.stderr.write("Interrupted; cleaning up. Again to stop at once.\n");
      controller.abort(new Error("interrupted"));
    });
  }
  return controller.signal;
}

function readArguments(): Arguments {
  try {
    return parseOptions(process.argv.slice(2), Object.keys(benches));
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).stack);
  process.exitCode = 1;
});
