/** `npm run bench`: measures; without a name everything that there is to measure. */
import { benchDiscovery } from "./discovery";
import { parseOptions } from "./options";
import type { BenchOptions } from "./options";
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
  for (const name of names) await benches[name]!(options);
}

function readArguments(): ReturnType<typeof parseOptions> {
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
