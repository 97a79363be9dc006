import Table from "cli-table3";
import type { Access } from "./access";
import type { PlannedNever, Segmentation } from "./segmentation";
import type { Environment } from "./names";
import { formatService } from "./ports";
import { neverReport } from "./verify";

/** How parts of the table are set off; text in, text out. Default: not at all. */
export interface TableStyle {
  header: (text: string) => string;
  allowed: (text: string) => string;
  forbidden: (text: string) => string;
  /** A cell that is forbidden and open nevertheless. */
  violated: (text: string) => string;
}

/** What a table shows. */
export interface TableInput {
  access: readonly Access[];
  /** Rows, in this order. */
  sources: readonly string[];
  /** Columns, in this order. */
  destinations: readonly string[];
  never: readonly PlannedNever[];
  environment?: Environment;
  style?: TableStyle;
}

const plainStyle: TableStyle = {
  header: (text) => text,
  allowed: (text) => text,
  forbidden: (text) => text,
  violated: (text) => text,
};

const forbiddenMark = "✗";
const closedMark = "·";

/**
 * A segmentation matrix as a text table: sources down, destinations across, protocol and ports in
 * the cells. Cells that a must-be-blocked rule names are marked.
 */
export function renderTable(input: TableInput): string {
  const { sources, destinations, style = plainStyle } = input;
  const table = new Table({
    head: ["from ↓  to →", ...destinations.map(breakName)].map((text) =>
      eachLine(text, style.header),
    ),
    style: { head: [], border: [] },
  });
  const access = new Map(
    input.access.map((cell) => [cellKey(cell.source, cell.destination), cell]),
  );
  for (const source of sources) {
    const cells = destinations.map((destination) =>
      renderCell(source, destination, access.get(cellKey(source, destination)), input),
    );
    table.push([style.header(source), ...cells]);
  }
  const legend = `${style.forbidden(forbiddenMark)} deliberately not allowed   ${closedMark} not allowed (deny by default)`;
  return `${table.toString()}\n${legend}`;
}

function renderCell(
  source: string,
  destination: string,
  cell: Access | undefined,
  { never, environment, style = plainStyle }: TableInput,
): string {
  if (cell === undefined) {
    const anything: Access = { source, destination, services: [everything], policies: [] };
    const forbidden = neverReport([anything], never, environment).some(({ blocked }) => !blocked);
    return forbidden ? style.forbidden(forbiddenMark) : closedMark;
  }
  const text = cell.services.map(formatService).join("\n");
  const violated = neverReport([cell], never, environment).some(({ blocked }) => !blocked);
  return violated
    ? eachLine(`${forbiddenMark} ${text}`, style.violated)
    : eachLine(text, style.allowed);
}

const everything = { protocol: "all", ports: [] } as const;

/** Rows and columns of a plan's table: everything that initiates, everything that is reached. */
export function tableAxes({ groups, policies, never, environment }: Segmentation): {
  sources: string[];
  destinations: string[];
} {
  const reached = new Set(policies.flatMap((policy) => policy.destinations));
  const initiating = new Set(policies.flatMap((policy) => policy.sources));
  const names = groups.map(({ name }) => name);
  // A group that only a must-be-blocked rule mentions belongs into the picture as well.
  const forbidden = (source: string, destination: string) =>
    neverReport(
      [{ source, destination, services: [everything], policies: [] }],
      never,
      environment,
    ).some(({ blocked }) => !blocked);
  return {
    sources: names.filter(
      (name) => initiating.has(name) || names.some((other) => forbidden(name, other)),
    ),
    destinations: names.filter(
      (name) => reached.has(name) || names.some((other) => forbidden(other, name)),
    ),
  };
}

/** Long names stand in two lines, broken at a hyphen near the middle. */
function breakName(name: string): string {
  const breaks = [...name.matchAll(/-/g)].map(({ index }) => index + 1);
  const middle = name.length / 2;
  const best = breaks.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
  return name.length <= 12 || best === undefined
    ? name
    : `${name.slice(0, best)}\n${name.slice(best)}`;
}

function eachLine(text: string, style: (line: string) => string): string {
  return text.split("\n").map(style).join("\n");
}

function cellKey(source: string, destination: string): string {
  return JSON.stringify([source, destination]);
}
