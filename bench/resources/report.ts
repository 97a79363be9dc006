import Table from "cli-table3";
import pc from "picocolors";
import { aimsFor } from "./aims";
import { operations, variants } from "./model";
import type { Case, Measurements, Quantity } from "./model";

/** Rows of the tables: each quantity of each operation, and the state that `up` leaves. */
const rows: { label: string; operation: Case["operation"]; quantity: Quantity }[] = [
  ...operations.flatMap((operation) => [
    { label: operation, operation, quantity: "milliseconds" as const },
    { label: "  processor", operation, quantity: "cpuMilliseconds" as const },
    { label: "  requests", operation, quantity: "requests" as const },
    { label: "  memory", operation, quantity: "memoryBytes" as const },
  ]),
  { label: "state", operation: "up", quantity: "stateBytes" },
];

const show: Record<Quantity, (value: number) => string> = {
  milliseconds: seconds,
  cpuMilliseconds: seconds,
  requests: String,
  memoryBytes: (value) => `${(value / 1024 / 1024).toFixed(0)} MB`,
  stateBytes: (value) => `${(value / 1024 / 1024).toFixed(2)} MB`,
};

/** Everything that was measured, as texts for a terminal. */
export function report(measurements: Measurements): string {
  return measurements.latencies
    .flatMap((latency) => [
      ...measurements.sizes.map((size) => comparison(measurements, latency, size)),
      growth(measurements, latency),
      aims(measurements, latency),
    ])
    .join("\n\n");
}

function comparison(measurements: Measurements, latency: number, size: number): string {
  const table = emptyTable(["", ...variants, "library/floor", "tutorial/library"]);
  for (const { label, operation, quantity } of rows) {
    const [library, tutorial, floor] = variants.map((variant) => ({
      latency,
      size,
      variant,
      operation,
    })) as [Case, Case, Case];
    table.push([
      label,
      ...[library, tutorial, floor].map((each) =>
        cell(measurements.least(each, quantity), show[quantity]),
      ),
      cell(measurements.ratio(library, floor, quantity), factor),
      cell(measurements.ratio(tutorial, library, quantity), factor),
    ]);
  }
  return `${pc.bold(`${size} groups and ${size} policies, ${latencyText(latency)}`)}\n${table.toString()}`;
}

function growth(measurements: Measurements, latency: number): string {
  const [from, to] = [measurements.sizes[0]!, measurements.sizes.at(-1)!];
  const table = emptyTable(["", ...variants]);
  for (const { label, operation, quantity } of rows) {
    const factors = variants.map((variant) =>
      measurements.ratio(
        { latency, size: to, variant, operation },
        { latency, size: from, variant, operation },
        quantity,
      ),
    );
    table.push([label, ...factors.map((value) => cell(value, (x) => `× ${x.toFixed(1)}`))]);
  }
  const title = `Growth from ${from} to ${to} (× ${(to / from).toFixed(1)}), ${latencyText(latency)}`;
  return `${pc.bold(title)}\n${table.toString()}`;
}

function aims(measurements: Measurements, latency: number): string {
  const lines = aimsFor(measurements, latency).map(
    ({ text, measured, met }) => `${met ? pc.green("✓") : pc.red("✗")} ${text}: ${measured}`,
  );
  return [pc.bold(`Aims, ${latencyText(latency)}`), ...lines].join("\n");
}

function latencyText(latency: number): string {
  return latency === 0 ? "no latency added" : `${latency} ms added to each answer of the API`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function factor(value: number): string {
  return value.toFixed(2);
}

function cell(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? "n/a" : text(value);
}

function emptyTable(head: string[]): Table.Table {
  const colAligns = head.map((_, i) => (i === 0 ? ("left" as const) : ("right" as const)));
  return new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
}
