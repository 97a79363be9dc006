/** The segmentation model: how long it takes for ever more groups, and how that grows. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import Table from "cli-table3";
import pc from "picocolors";
import type { BenchOptions } from "./options";
import { operations } from "./segmentation/sample";
import type { Operation, SegmentationSample } from "./segmentation/sample";

const defaultSizes = [100, 1000, 10_000];

/** Measures and prints: a table, or with `json` every sample. */
export async function benchSegmentation(options: BenchOptions): Promise<void> {
  const samples: SegmentationSample[] = [];
  for (const size of options.sizes ?? defaultSizes) {
    options.onProgress(`${size} groups with ten flows each …`);
    for (const operation of operations) {
      samples.push(await measured(operation, size, options.signal));
    }
  }
  console.log(options.json ? JSON.stringify({ samples }, null, 2) : report(samples));
}

async function measured(
  operation: Operation,
  size: number,
  signal: AbortSignal,
): Promise<SegmentationSample> {
  const script = join(__dirname, "segmentation/measure.js");
  const args = [script, operation, String(size)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { signal });
  return JSON.parse(stdout) as SegmentationSample;
}

function report(samples: readonly SegmentationSample[]): string {
  const sizes = samples.filter(({ operation }) => operation === operations[0]);
  const head = ["", ...sizes.map(({ groups }) => `${groups} groups`), "growth"];
  const table = new Table({ head, style: { head: [], border: [] } });
  table.push(row("flows", sizes, ({ flows }) => flows, String));
  for (const name of operations) {
    const own = samples.filter(({ operation }) => operation === name);
    table.push(
      row(name, own, ({ milliseconds }) => milliseconds, seconds),
      row("  memory", own, ({ memoryBytes }) => memoryBytes, megabytes),
    );
  }
  return `${pc.bold("Segmentation model")}, Node ${process.version}\n${table.toString()}`;
}

/** A quantity at each size, and its growth from each size to the next. */
function row(
  label: string,
  samples: readonly SegmentationSample[],
  quantity: (sample: SegmentationSample) => number,
  show: (value: number) => string,
): string[] {
  const values = samples.map(quantity);
  const growth = values.slice(1).map((value, index) => `× ${(value / values[index]!).toFixed(1)}`);
  return [label, ...values.map(show), growth.join(", ")];
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000
    ? `${milliseconds.toFixed(1)} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
