import { operations } from "./model";
import type { Case, Measurements, OperationName } from "./model";

/** Something that was aimed at, and what was measured of it. */
export interface Aim {
  text: string;
  /** The worst of the measurements, in words. */
  measured: string;
  met: boolean;
}

/** At most so many times the engine's own floor. */
const floorFactor = 1.15;

/** At least so many times as fast as the tutorial's provider. */
const tutorialFactor = 2;

/**
 * A further resource may cost so many times what it cost among fewer before we speak of growth
 * that is not linear: differences of noisy times are noisier still.
 */
const linearFactor = 1.5;

/** What issue and design ask of the library, held against measurements of one latency. */
export function aimsFor(measurements: Measurements, latency: number): Aim[] {
  const { sizes } = measurements;
  const caseOf = (variant: Case["variant"], operation: OperationName, size: number): Case => ({
    latency,
    size,
    variant,
    operation,
  });
  const times = (variants: [Case["variant"], Case["variant"]], operation: OperationName) =>
    sizes.flatMap((size) => {
      const [one, other] = variants.map((variant) => caseOf(variant, operation, size));
      return measurements.ratio(one!, other!, "milliseconds") ?? [];
    });
  const aims: Aim[] = [];
  for (const operation of ["preview", "refresh"] as const) {
    const worst = Math.max(...times(["library", "floor"], operation));
    aims.push({
      text: `${operation} within ${floorFactor} of the floor`,
      measured: worst.toFixed(2),
      met: worst <= floorFactor,
    });
  }
  const slowest = Math.min(...times(["tutorial", "library"], "up"));
  aims.push({
    text: `up at least ${tutorialFactor} times as fast as the tutorial's provider`,
    measured: slowest.toFixed(2),
    met: slowest >= tutorialFactor,
  });
  const requests = sizes.map((size) =>
    measurements.least(caseOf("library", "refresh", size), "requests"),
  );
  aims.push({
    text: "requests of a refresh constant",
    measured: requests.join(", "),
    met: new Set(requests).size === 1,
  });
  if (sizes.length < 3) return aims;
  for (const operation of operations) {
    const { growth, text } = slopes(
      sizes.map((size) => [
        size,
        measurements.least(caseOf("library", operation, size), "milliseconds") ?? 0,
      ]),
    );
    aims.push({ text: `${operation} grows linearly`, measured: text, met: growth <= linearFactor });
  }
  return aims;
}

/** What a further group with its policy costs, among few and among many. */
function slopes(points: [size: number, milliseconds: number][]): { growth: number; text: string } {
  const costs = points
    .slice(1)
    .map(([size, time], i) => (time - points[i]![1]) / (size - points[i]![0]));
  const text = costs.map((cost) => cost.toFixed(1)).join(" → ");
  return { growth: costs.at(-1)! / costs[0]!, text: `${text} ms per group and policy` };
}
