/**
 * One operation on one stack in a process of its own, as a command would be: nothing of an earlier
 * operation is warm, and its memory is its own. Started by `lifecycle.ts`.
 */
import { openStack } from "../../sandbox/engine";
import type { StackOptions } from "../../sandbox/engine";
import { cpuTime } from "../processes";
import type { OperationName } from "./model";

/** What to do, as the parent sends it. */
export interface OperationOrder {
  stack: StackOptions;
  operation: OperationName;
}

/** What came of it. */
export interface OperationReport {
  milliseconds: number;
  cpuMilliseconds?: number;
  stateBytes: number;
  /** Steps in which something happened or would. */
  changes: number;
}

async function carryOut({ stack: options, operation }: OperationOrder): Promise<OperationReport> {
  const stack = await openStack(options);
  const [started, cpuBefore] = [performance.now(), cpuTime()];
  const { changes } = await stack[operation]();
  const milliseconds = performance.now() - started;
  const cpuMilliseconds = cpuBefore === undefined ? undefined : cpuTime()! - cpuBefore;
  const state = JSON.stringify(await stack.exportState(), null, 4);
  const untouched = (changes.same ?? 0) + (changes.refresh ?? 0);
  const all = Object.values(changes).reduce((sum, count) => sum + count, 0);
  return {
    milliseconds,
    cpuMilliseconds,
    stateBytes: Buffer.byteLength(state),
    changes: all - untouched,
  };
}

// Ctrl-C reaches the engine, too, whose end is waited for: the stack is to be destroyed then.
process.on("SIGINT", () => {});

process.once("message", (order: OperationOrder) => {
  carryOut(order).then(
    (report) => process.send!(report, () => process.exit(0)),
    (error: Error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
});
