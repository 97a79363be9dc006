/** Where the diagram's nodes and edges are. */
import { formatService } from "../../ports";
import type { Sheet, SheetCell, SheetGroup } from "../sheet";

/** What is used of dagre: its own types are of its ES module, which CommonJS cannot import. */
interface Dagre {
  graphlib: { Graph: new () => DagreGraph };
  layout: (graph: DagreGraph) => void;
}

interface DagreGraph {
  setGraph(options: object): void;
  graph(): { width?: number; height?: number };
  setNode(id: string, box: object): void;
  node(id: string): Box;
  setEdge(from: string, to: string, label: object): void;
  edge(from: string, to: string): Route;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const dagre = require("@dagrejs/dagre") as Dagre;

export interface DiagramNode {
  group: SheetGroup;
  /** Top left corner. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DiagramEdge {
  cell: SheetCell;
  label: string;
  /** Empty when it is drawn only on demand. */
  points: readonly { x: number; y: number }[];
  /** Middle of the label. */
  at?: { x: number; y: number };
}

export interface DiagramLayout {
  width: number;
  height: number;
  nodes: readonly DiagramNode[];
  edges: readonly DiagramEdge[];
}

/**
 * Edges above which dagre is not asked: it took 4 to 7 s for 300 groups and 1,358 edges, and more
 * than 100 s for 3,000, for a picture 27,000 units high.
 */
export const layeredEdges = 150;

const nodeHeight = 38;
export const charWidth = 8.2;
export const labelCharWidth = 7;
const margin = 24;

/** Flows from left to right, by dagre. */
export function layeredLayout(sheet: Sheet): DiagramLayout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 26, ranksep: 70, marginx: margin, marginy: margin });
  const groups = drawnGroups(sheet);
  for (const [index, { name }] of groups.entries()) {
    graph.setNode(String(index), { width: nodeWidth(name), height: nodeHeight });
  }
  const ids = new Map(groups.map(({ name }, index) => [name, String(index)]));
  const cells = drawnCells(sheet);
  for (const cell of cells) {
    const width = edgeLabel(cell).length * labelCharWidth + 12;
    graph.setEdge(ids.get(cell.source)!, ids.get(cell.destination)!, {
      width,
      height: 18,
      labelpos: "c",
    });
  }
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.max(width, 200),
    height: Math.max(height, 100),
    nodes: groups.map((group, index) => {
      const node = graph.node(String(index));
      return { group, ...corner(node), width: node.width, height: node.height };
    }),
    edges: cells.map((cell) => {
      const edge = graph.edge(ids.get(cell.source)!, ids.get(cell.destination)!);
      return { cell, label: edgeLabel(cell), points: edge.points, at: { x: edge.x, y: edge.y } };
    }),
  };
}

type Box = { x: number; y: number; width: number; height: number };
type Route = { points: { x: number; y: number }[]; x: number; y: number };

function corner({ x, y, width, height }: Box): { x: number; y: number } {
  return { x: x - width / 2, y: y - height / 2 };
}

/** One block per kind, groups in columns by name: for models of which only parts can be looked at. */
export function blockLayout(sheet: Sheet): DiagramLayout {
  const groups = drawnGroups(sheet);
  const [cellWidth, cellHeight, blockGap] = [196, 40, 90];
  const perColumn = Math.max(8, Math.ceil(Math.sqrt(groups.length * 2)));
  const nodes: DiagramNode[] = [];
  let left = margin;
  for (const kind of ["users", "services", "routed"] as const) {
    const own = groups.filter((group) => group.kind === kind);
    if (own.length === 0) continue;
    const columns = Math.ceil(own.length / perColumn);
    for (const [index, group] of own.entries()) {
      nodes.push({
        group,
        x: left + Math.floor(index / perColumn) * cellWidth,
        y: margin + 20 + (index % perColumn) * cellHeight,
        width: cellWidth - 24,
        height: cellHeight - 12,
      });
    }
    left += columns * cellWidth + blockGap;
  }
  return {
    width: left - blockGap + margin,
    height: perColumn * cellHeight + 2 * margin + 20,
    nodes,
    edges: drawnCells(sheet).map((cell) => ({ cell, label: edgeLabel(cell), points: [] })),
  };
}

/** Flows that are open, and those that a disabled policy would open. */
function drawnCells({ cells }: Sheet): SheetCell[] {
  return cells.filter(({ services, dormant }) => services.length + dormant.length > 0);
}

function drawnGroups(sheet: Sheet): SheetGroup[] {
  const ends = new Set(
    drawnCells(sheet).flatMap(({ source, destination }) => [source, destination]),
  );
  return sheet.groups.filter(({ name, planned }) => planned !== undefined || ends.has(name));
}

function edgeLabel({ services, dormant, problem }: SheetCell): string {
  const text = services.length > 0 ? services : dormant;
  const label = text.map(formatService).join(" ");
  return services.length === 0 ? `${label} off` : problem ? `⚠ ${label}` : label;
}

/** Names longer than this are cut in the picture; their full text is in the title. */
const longestName = 34;

function nodeWidth(name: string): number {
  return Math.min([...name].length, longestName) * charWidth + 40;
}
