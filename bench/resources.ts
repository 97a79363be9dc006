/** Resources: this library beside a tutorial's provider and the engine's own floor. */
import { findEngine } from "../sandbox/engine";
import { startProxy } from "./proxy";
import type { BenchOptions } from "./options";
import { measureLifecycles } from "./resources/lifecycle";
import type { Bench } from "./resources/lifecycle";
import { Measurements } from "./resources/model";
import type { Sample, Variant } from "./resources/model";
import { report } from "./resources/report";
import { findServer } from "./server";

/** Groups, and as many policies. */
const defaultSizes = [100, 300, 1000];

/** What is measured by turns: the floor has no objects, and the tutorial's would be the library's. */
const together: readonly (readonly Variant[])[] = [["library", "floor"], ["tutorial"]];

/** Measures and prints: tables, or with `json` every sample. */
export async function benchResources(options: BenchOptions): Promise<void> {
  const { latencies, sizes = defaultSizes, rounds, json, onProgress, signal } = options;
  const { kind, version } = await findEngine();
  const server = await findServer();
  const proxy = await startProxy(server.managementUrl);
  const bench: Bench = { proxy, token: server.token, onProgress, signal };
  const engine = kind === "pulumi" ? `Pulumi CLI ${version}` : "sandbox";
  onProgress(`Engine: ${engine}. Server: ${server.description}.`);
  const samples: Sample[] = [];
  const measureAll = async () => {
    for (const latency of latencies) {
      for (const size of sizes) {
        for (let round = 0; round < rounds; round++) {
          // Not always in the same order: machines have moods.
          for (const variants of rotated(together, round)) {
            await measureLifecycles(bench, { latency, size }, variants, (one) => samples.push(one));
          }
        }
      }
    }
  };
  try {
    await measureAll();
  } finally {
    proxy.close();
    server.close();
    // What was measured until something went wrong took its time, too.
    print(samples, { engine, server: server.description, node: process.version }, json);
  }
}

function print(samples: Sample[], about: Record<string, string>, json: boolean): void {
  if (samples.length === 0) return;
  if (json) return console.log(JSON.stringify({ ...about, samples }, null, 2));
  const heading = `Engine: ${about.engine}\nServer: ${about.server}\nNode: ${about.node}`;
  console.log(`${heading}\n\n${report(new Measurements(samples))}`);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}
