import Table from "cli-table3";
import { formatService } from "../ports";
import type { Segmentation } from "../segmentation";
import { cellOf, sheetOf } from "./sheet";
import type { Sheet, SheetCell, SheetOptions } from "./sheet";

/** How parts of the table are set off; text in, text out. Default: not at all. */
export interface TextStyle {
  header: (text: string) => string;
  allowed: (text: string) => string;
  forbidden: (text: string) => string;
  /** A cell that is forbidden and open nevertheless. */
  violated: (text: string) => string;
}

const plainStyle: TextStyle = {
  header: (text) => text,
  allowed: (text) => text,
  forbidden: (text) => text,
  violated: (text) => text,
};

const forbiddenMark = "✗";
const closedMark = "·";
const dormantMark = "off:";

export interface TextOptions extends SheetOptions {
  /** How parts are set off. Default: not at all. */
  style?: TextStyle;
  /** Destinations up to which a table is drawn; wider ones become a list. Default: 16. */
  maxColumns?: number;
}

/**
 * A segmentation matrix as a text table: sources down, destinations across, protocol and ports in
 * the cells. Cells that a must-be-blocked rule names are marked. What no terminal is wide enough for
 * is a list of what each source may open.
 */
export function renderText(segmentation: Segmentation, options: TextOptions = {}): string {
  const { style = plainStyle, maxColumns = 16 } = options;
  const sheet = sheetOf(segmentation, options);
  return sheet.columns.length <= maxColumns ? renderMatrix(sheet, style) : renderList(sheet, style);
}

function renderMatrix(sheet: Sheet, style: TextStyle): string {
  const columns = sheet.columns.map(({ name }) => name);
  const table = new Table({
    head: ["from ↓  to →", ...columns.map((name) => breakName(printable(name)))].map((text) =>
      eachLine(text, style.header),
    ),
    style: { head: [], border: [] },
  });
  for (const { name } of sheet.rows) {
    const cells = columns.map((column) => renderCell(cellOf(sheet, name, column), style));
    table.push([style.header(printable(name)), ...cells]);
  }
  const dormant = sheet.cells.some(({ marks }) => marks.includes("dormant"));
  const legend = [
    `${style.forbidden(forbiddenMark)} deliberately not allowed`,
    `${closedMark} not allowed (deny by default)`,
    ...(dormant ? [`${dormantMark} only a disabled policy would allow it`] : []),
  ];
  return `${table.toString()}\n${legend.join("   ")}`;
}

function renderList({ cells, columns }: Sheet, style: TextStyle): string {
  const width = Math.max(...columns.map(({ name }) => printable(name).length));
  return cells
    .map((cell, index) => {
      const isFirst = cells[index - 1]?.source !== cell.source;
      const text = renderCell(cell, style).replaceAll("\n", " ");
      const line = `  → ${printable(cell.destination).padEnd(width)}  ${text}`;
      return isFirst ? `${style.header(printable(cell.source))}\n${line}` : line;
    })
    .join("\n");
}

function renderCell(cell: SheetCell | undefined, style: TextStyle): string {
  if (cell === undefined) return closedMark;
  const { services, dormant, marks } = cell;
  const off = dormant.map((each) => `${dormantMark} ${formatService(each)}`);
  const open = services.map(formatService).join("\n");
  const [worst] = marks;
  if (open === "") {
    const forbidden = marks.includes("forbidden") ? style.forbidden(forbiddenMark) : "";
    return [forbidden, ...off].filter(Boolean).join("\n") || closedMark;
  }
  const text =
    worst === "violated"
      ? eachLine(`${forbiddenMark} ${open}`, style.violated)
      : eachLine(open, style.allowed);
  return [text, ...off].join("\n");
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

/** Names come from people: nothing in them may move the cursor or colour the terminal. */
function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "�");
}

function eachLine(text: string, style: (line: string) => string): string {
  return text.split("\n").map(style).join("\n");
}
