/** What the benchmark of resources compares, and what it measures. */

/** (a) this library, (b) a dynamic provider as tutorials write it, and (c) one that does nothing. */
export const variants = ["library", "tutorial", "floor"] as const;
export type Variant = (typeof variants)[number];

export const operations = ["up", "preview", "refresh", "destroy"] as const;
export type OperationName = (typeof operations)[number];

/** Which of a run's operations a sample is of. */
export interface Case {
  /** Milliseconds added to each answer of the API. */
  latency: number;
  /** Groups, and as many policies. */
  size: number;
  variant: Variant;
  operation: OperationName;
}

/** One operation, carried out once. */
export interface Sample extends Case {
  milliseconds: number;
  /**
   * Processor time of engine, program and provider together, which other work on the machine
   * disturbs less; undefined where it cannot be told.
   */
  cpuMilliseconds?: number;
  requests: number;
  /** Size of the state after it, as it is exported. */
  stateBytes: number;
  /** Most memory at once of engine, program and provider; undefined where it cannot be told. */
  memoryBytes?: number;
}

/** What can be read off a sample. */
export type Quantity =
  "milliseconds" | "cpuMilliseconds" | "requests" | "stateBytes" | "memoryBytes";

/** Samples, by case: repetitions are merged. */
export class Measurements {
  constructor(readonly samples: readonly Sample[]) {}

  /**
   * The least of the repetitions: what disturbs a run on a shared machine only ever adds to it.
   * Undefined when nothing was measured.
   */
  least(wanted: Case, quantity: Quantity): number | undefined {
    const values = this.samples
      .filter((sample) =>
        (["latency", "size", "variant", "operation"] as const).every(
          (key) => sample[key] === wanted[key],
        ),
      )
      .map((sample) => sample[quantity])
      .filter((value) => value !== undefined);
    return values.length === 0 ? undefined : Math.min(...values);
  }

  /** How many times as much the one case takes as the other. */
  ratio(one: Case, other: Case, quantity: Quantity): number | undefined {
    const [above, below] = [this.least(one, quantity), this.least(other, quantity)];
    return above === undefined || !below ? undefined : above / below;
  }

  get latencies(): number[] {
    return distinct(this.samples.map(({ latency }) => latency));
  }

  get sizes(): number[] {
    return distinct(this.samples.map(({ size }) => size));
  }
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
