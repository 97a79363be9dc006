import { formatService } from "../ports";
import type { Segmentation } from "../segmentation";
import { sheetOf } from "./sheet";
import type { GroupKind, SheetCell, SheetGroup, SheetOptions } from "./sheet";

export interface MermaidOptions extends SheetOptions {
  /** Draw only what these groups reach and are reached by. Default: everything. */
  among?: readonly string[];
}

/** Edges that Mermaid draws unless its host raises `maxEdges`. */
const mermaidLimit = 500;

const titles: Record<GroupKind, string> = {
  users: "Users",
  services: "Services",
  routed: "Routed addresses",
};

/** Shapes tell the kinds apart where colours do not. */
const shapes: Record<GroupKind, [open: string, close: string]> = {
  users: ["([", "])"],
  services: ["[", "]"],
  routed: ["{{", "}}"],
};

const classes = [
  "classDef users fill:#e0ecff,stroke:#2456b8,color:#0b1f44",
  "classDef services fill:#e3f4ea,stroke:#1c7a45,color:#08301b",
  "classDef routed fill:#f3e8fd,stroke:#7a3bb5,color:#2d0f4a",
];

/**
 * A segmentation as a Mermaid flowchart, for READMEs and wikis. Flows that are violated or open for
 * an emergency are thick and red, those of disabled policies dotted. Ids come from the names, so
 * that an added group changes one line.
 */
export function renderMermaid(segmentation: Segmentation, options: MermaidOptions = {}): string {
  const sheet = sheetOf(segmentation, options);
  const among = options.among && new Set(options.among);
  const cells = sheet.cells.filter(
    ({ source, destination, services, dormant }) =>
      services.length + dormant.length > 0 &&
      (among === undefined || among.has(source) || among.has(destination)),
  );
  const shown = new Set(cells.flatMap(({ source, destination }) => [source, destination]));
  const groups = sheet.groups.filter(({ name }) => among === undefined || shown.has(name));
  const ids = mermaidIds(groups);
  const problems = cells.flatMap(({ problem }, index) => (problem ? [index] : []));
  const lines = [
    "flowchart LR",
    ...(cells.length > mermaidLimit ? [tooMany(cells.length)] : []),
    ...(Object.keys(titles) as GroupKind[]).flatMap((kind) => subgraph(kind, groups, ids)),
    ...cells.map((cell) => `  ${edge(cell, ids)}`),
    ...classes.map((line) => `  ${line}`),
    ...(problems.length > 0
      ? [`  linkStyle ${problems.join(",")} stroke:#c02626,stroke-width:3px,color:#8c1111`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Text that means only itself within a quoted Mermaid label; on one line. */
export function mermaidLabel(text: string): string {
  const escaped = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[^\p{L}\p{M}\p{N} \-_.,/*]/gu, (mark) => `#${mark.codePointAt(0)};`);
  return `"${escaped.trim() === "" ? "#8203;" : escaped}"`;
}

function mermaidIds(groups: readonly SheetGroup[]): Map<string, string> {
  const taken = new Set<string>();
  const ids = new Map<string, string>();
  for (const { name } of groups) {
    const base = `g_${name.replace(/[^A-Za-z0-9]/g, "_")}`;
    let id = base;
    for (let again = 2; taken.has(id); again++) id = `${base}_${again}`;
    taken.add(id);
    ids.set(name, id);
  }
  return ids;
}

function subgraph(
  kind: GroupKind,
  groups: readonly SheetGroup[],
  ids: ReadonlyMap<string, string>,
): string[] {
  const own = groups.filter((group) => group.kind === kind);
  if (own.length === 0) return [];
  const [open, close] = shapes[kind];
  return [
    `  subgraph k_${kind}["${titles[kind]}"]`,
    ...own.map(({ name }) => `    ${ids.get(name)!}${open}${mermaidLabel(name)}${close}:::${kind}`),
    "  end",
  ];
}

function edge(cell: SheetCell, ids: ReadonlyMap<string, string>): string {
  const { source, destination, services, dormant, marks } = cell;
  const isOpen = services.length > 0;
  const words = [
    ...(isOpen ? services : dormant).map(formatService),
    ...(isOpen ? [] : ["disabled"]),
    ...marks.filter(
      (mark) => isOpen && ["violated", "expired", "emergency", "temporary"].includes(mark),
    ),
  ];
  const arrow = !isOpen ? "-.->" : cell.problem ? "==>" : "-->";
  return `${ids.get(source)!} ${arrow}|${mermaidLabel(words.join(" "))}| ${ids.get(destination)!}`;
}

function tooMany(count: number): string {
  return `  %% ${count} flows: Mermaid draws ${mermaidLimit} unless maxEdges is raised; the option "among" draws a part.`;
}
