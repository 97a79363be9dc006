import { fork } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { findEngine, temporaryProject } from "../../sandbox/engine";
import type { TemporaryProject } from "../../sandbox/engine";
import { watchMemory } from "../processes";
import type { Proxy } from "../proxy";
import { operations } from "./model";
import type { Case, OperationName, Sample, Variant } from "./model";
import type { OperationOrder, OperationReport } from "./operation";

const packageRoot = join(__dirname, "..", "..", "..");

/** What is measured on. */
export interface Bench {
  proxy: Proxy;
  token: string;
  onProgress: (text: string) => void;
  signal: AbortSignal;
}

/**
 * How often the operations that change nothing are repeated. A refresh is short, and tenths of a
 * second tell one from another.
 */
const repetitions: Partial<Record<OperationName, number>> = { preview: 2, refresh: 5 };

/** A variant that is being measured. */
interface Run {
  variant: Variant;
  project: TemporaryProject;
}

/**
 * Brings variants up, previews and refreshes them by turns, because machines have moods, and destroys
 * them; tells each sample at once. They must not have objects of the same names.
 */
export async function measureLifecycles(
  bench: Bench,
  { latency, size }: Pick<Case, "latency" | "size">,
  variants: readonly Variant[],
  onSample: (sample: Sample) => void,
): Promise<void> {
  const runs = variants.map((variant): Run => ({ variant, project: programOf(variant) }));
  const measure = async ({ variant, project }: Run, operation: OperationName) => {
    const measured: Case = { latency, size, variant, operation };
    onSample(await measureOperation(bench, project, measured));
  };
  try {
    for (const operation of operations) {
      for (let time = 0; time < (repetitions[operation] ?? 1); time++) {
        for (const run of time % 2 === 0 ? runs : [...runs].reverse()) {
          bench.signal.throwIfAborted();
          await measure(run, operation);
        }
      }
    }
  } catch (error) {
    // Somebody's own server must not be left with a benchmark's objects.
    for (const run of runs) {
      await measure(run, "destroy").catch((failure: Error) => {
        bench.onProgress(
          `The objects of ${run.variant}, ${size}+${size}, are still on the server: ${failure.message}`,
        );
      });
    }
    throw error;
  } finally {
    for (const { project } of runs) project.remove();
  }
}

/** A project whose program is one of `bench/programs`. */
function programOf(variant: Variant): TemporaryProject {
  const programs = join(packageRoot, "bench", "programs");
  const project = temporaryProject(packageRoot, programs, []);
  cpSync(join(programs, `${variant}.ts`), join(project.dir, "index.ts"));
  // The tutorial's program uses it; users would have installed it.
  const axios = join("node_modules", "axios");
  symlinkSync(join(packageRoot, axios), join(project.dir, axios), "junction");
  return project;
}

async function measureOperation(
  { proxy, token, onProgress }: Bench,
  project: TemporaryProject,
  measured: Case,
): Promise<Sample> {
  const { latency, size, variant, operation } = measured;
  proxy.restart(latency);
  const order: OperationOrder = {
    operation,
    stack: {
      projectDir: project.dir,
      stack: "bench",
      stateDir: project.stateDir,
      env: { NB_MANAGEMENT_URL: proxy.url, NB_PAT: token, BENCH_SIZE: String(size) },
    },
  };
  const { changes, ...measurement } = await inOwnProcess(order);
  const requests = proxy.requests();
  const what = `${variant} ${operation} of ${size}+${size}, ${latency} ms latency`;
  onProgress(`${what}: ${(measurement.milliseconds / 1000).toFixed(1)} s, ${requests} requests`);
  if ((operation === "preview" || operation === "refresh") && changes > 0) {
    throw new Error(`${what}: expected no changes, found ${changes}.`);
  }
  return { ...measured, ...measurement, requests };
}

async function inOwnProcess(
  order: OperationOrder,
): Promise<OperationReport & { memoryBytes: number | undefined }> {
  const child = fork(join(__dirname, "operation.js"));
  const end = () => void child.kill();
  process.once("exit", end);
  // The sandbox engine is that process itself; the Pulumi CLI is one below it.
  const withRoot = (await findEngine()).kind === "sandbox";
  const peak = watchMemory(child.pid!, { withRoot });
  try {
    const report = await new Promise<OperationReport>((resolve, reject) => {
      child.once("message", (message) => resolve(message as OperationReport));
      child.once("error", reject);
      child.once("exit", () => reject(new Error(`${order.operation} failed, see above`)));
      child.send(order);
    });
    return { ...report, memoryBytes: peak() };
  } finally {
    peak();
    process.off("exit", end);
  }
}
