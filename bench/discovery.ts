/** Discovery: how long ever more events take, and that their number does not fill the memory. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import Table from "cli-table3";
import pc from "picocolors";
import type { DiscoverySample } from "./discovery/sample";
import type { BenchOptions } from "./options";

const defaultSizes = [10_000, 100_000, 1_000_000];

/** Measures and prints: a table, or with `json` every sample. `sizes` are numbers of events. */
export async function benchDiscovery(options: BenchOptions): Promise<void> {
  const samples: DiscoverySample[] = [];
  for (const size of options.sizes ?? defaultSizes) {
    options.onProgress(`${size} traffic events …`);
    samples.push(await measured(size, options.signal));
  }
  console.log(options.json ? JSON.stringify({ samples }, null, 2) : report(samples));
}

async function measured(size: number, signal: AbortSignal): Promise<DiscoverySample> {
  const script = join(__dirname, "discovery/measure.js");
  const args = ["--expose-gc", script, String(size)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { signal });
  return JSON.parse(stdout) as DiscoverySample;
}

function report(samples: readonly DiscoverySample[]): string {
  const head = ["events", "file", "time", "events/s", "live memory", "resident", "proposals"];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { events, fileBytes, milliseconds, heapBytes, memoryBytes, proposals } of samples) {
    table.push([
      String(events),
      megabytes(fileBytes),
      `${(milliseconds / 1000).toFixed(2)} s`,
      String(Math.round((1000 * events) / milliseconds)),
      megabytes(heapBytes),
      megabytes(memoryBytes),
      String(proposals),
    ]);
  }
  return `${pc.bold("Discovery")}, Node ${process.version}\n${table.toString()}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
