/** One operation at one size, in a process of its own, so that its memory is its own: prints a sample as JSON. */
import { compile, diff, EffectiveAccess, exposureOf, verify } from "../../segmentation";
import type { Matrix, Segmentation } from "../../segmentation";
import { largeMatrix } from "./largeMatrix";
import type { Operation, SegmentationSample } from "./sample";

/** Times that everything is done; the least counts. */
const repetitions = 3;

/** Groups from which an intruder's way is followed to the end. */
const intruders = 10;

const now = new Date("2026-01-01T00:00:00Z");

function measure(operation: Operation, size: number): SegmentationSample {
  const matrix = largeMatrix(size);
  const plan = compile(matrix, "prod");
  return {
    operation,
    groups: plan.groups.length,
    flows: matrix.flows.length,
    milliseconds: least(prepared(matrix, plan)[operation]()),
    memoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** What is timed, by operation, after what it needs was made ready. */
function prepared(matrix: Matrix, plan: Segmentation): Record<Operation, () => () => unknown> {
  return {
    compile: () => () => compile(matrix, "prod"),
    verify: () => () => verify(plan, { now }),
    reachability: () => () => {
      const access = new EffectiveAccess(plan);
      for (const { name } of plan.groups) {
        access.reachableFrom(name);
        access.reaching(name);
      }
    },
    exposure: () => () => {
      const access = new EffectiveAccess(plan);
      for (const { name } of plan.groups.slice(0, intruders)) exposureOf(access, name);
    },
    diff: () => {
      const after = compile({ ...matrix, flows: everyHundredthElsewhere(matrix.flows) }, "prod");
      return () => diff(plan, after);
    },
  };
}

/** A change as a release makes it: some flows get another port. */
function everyHundredthElsewhere(flows: Matrix["flows"]): Matrix["flows"] {
  return flows.map((flow, index) => (index % 100 === 0 ? { ...flow, allow: "tcp/8444" } : flow));
}

function least(action: () => unknown): number {
  const times = Array.from({ length: repetitions }, () => {
    const start = performance.now();
    action();
    return performance.now() - start;
  });
  return Math.min(...times);
}

const [operation, size] = process.argv.slice(2);
console.log(JSON.stringify(measure(operation as Operation, Number(size))));
