import { operations } from "./model";
import type { Case, Measurements, OperationName } from "./model";

/** Something that was aimed at, and what was measured of it. */
interface Aim {
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
    const ratios = times(["library", "floor"], operation);
    if (ratios.length === 0) continue;
    const worst = Math.max(...ratios);
    aims.push({
      text: `${operation} within ${floorFactor} of the floor`,
      measured: worst.toFixed(2),
      met: worst <= floorFactor,
    });
  }
  const advantages = times(["tutorial", "library"], "up");
  if (advantages.length > 0) {
    const least = Math.min(...advantages);
    aims.push({
      text: `up at least ${tutorialFactor} times as fast as the tutorial's provider`,
      measured: least.toFixed(2),
      met: least >= tutorialFactor,
    });
  }
  const requests = sizes.flatMap(
    (size) => measurements.least(caseOf("library", "refresh", size), "requests") ?? [],
  );
  aims.push({
    text: "requests of a refresh constant",
    measured: requests.join(", "),
    met: new Set(requests).size === 1,
  });
  for (const operation of operations) {
    const points = sizes.flatMap((size): [number, number][] => {
      const time = measurements.least(caseOf("library", operation, size), "milliseconds");
      return time === undefined ? [] : [[size, time]];
    });
    if (points.length < 3) continue;
    const { growth, text } = slopes(points);
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
