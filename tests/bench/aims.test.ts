import { aimsFor } from "../../bench/resources/aims";
import { Measurements } from "../../bench/resources/model";
import type { OperationName, Sample, Variant } from "../../bench/resources/model";

/** A sample of what took so long. */
function sample(
  variant: Variant,
  operation: OperationName,
  size: number,
  milliseconds: number,
  requests = 0,
): Sample {
  return { latency: 0, variant, operation, size, milliseconds, requests, stateBytes: 0 };
}

/** Samples of every case: the library as fast as the floor, the tutorial three times slower. */
function samples(libraryTime: (size: number) => number): Sample[] {
  return (["up", "preview", "refresh", "destroy"] as const).flatMap((operation) =>
    [100, 300, 1000].flatMap((size) => [
      sample("library", operation, size, libraryTime(size), 2),
      sample("tutorial", operation, size, 3 * (1000 + size)),
      sample("floor", operation, size, 1000 + size),
    ]),
  );
}

function missed(all: Sample[]): string[] {
  return aimsFor(new Measurements(all), 0)
    .filter(({ met }) => !met)
    .map(({ text, measured }) => `${text}: ${measured}`);
}

describe("the benchmark's aims", () => {
  it("are met by what is as fast as the floor and grows linearly", () => {
    expect(missed(samples((size) => 1000 + size))).toEqual([]);
  });

  it("take the least of repetitions", () => {
    const disturbed = samples((size) => 5 * (1000 + size));
    expect(missed([...disturbed, ...samples((size) => 1000 + size)])).toEqual([]);
  });

  it("tell quadratic growth even where a large start hides it", () => {
    const quadratic = samples((size) => 1000 + size ** 2 / 1e3);
    expect(missed(quadratic).join()).toContain(
      "preview grows linearly: 0.4 → 1.3 ms per group and policy",
    );
  });

  it("name the worst ratio", () => {
    const slow = samples((size) => (size === 300 ? 2000 : 1000 + size));
    expect(missed(slow)).toContain("refresh within 1.15 of the floor: 1.54");
  });

  it("notice requests that grow", () => {
    const all = [
      ...samples((size) => 1000 + size).filter(
        ({ variant, operation }) => variant !== "library" || operation !== "refresh",
      ),
      ...[100, 300, 1000].map((size) => sample("library", "refresh", size, 1000 + size, size)),
    ];
    expect(missed(all)).toEqual(["requests of a refresh constant: 100, 300, 1000"]);
  });
});
