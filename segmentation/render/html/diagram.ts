/** The diagram of groups and flows, as SVG within the page. */
import type { Sheet } from "../sheet";
import { withoutEnvironment } from "../../names";
import type { Environment } from "../../names";
import { blockLayout, charWidth, labelCharWidth, layeredEdges, layeredLayout } from "./layout";
import type { DiagramEdge, DiagramLayout, DiagramNode } from "./layout";
import { html, Html } from "./template";

/** Whether a segmentation is drawn in blocks, with flows on demand. */
export function isDense({ cells }: Sheet): boolean {
  return cells.length > layeredEdges;
}

export function diagram(sheet: Sheet): Html {
  const dense = isDense(sheet);
  const layout = dense ? blockLayout(sheet) : layeredLayout(sheet);
  const indexOf = new Map(sheet.groups.map(({ name }, index) => [name, index]));
  const at = (name: string) => indexOf.get(name)!;
  const { width, height, nodes, edges } = layout;
  const { environment } = sheet.segmentation;
  const style = { dense, ...(environment && { environment }) };
  return html`<svg
    id="diagram-svg"
    viewBox="0 0 ${round(width)} ${round(height)}"
    role="group"
    aria-labelledby="diagram-title diagram-desc"
    ${dense && new Html(' data-dense="1"')}
  >
    <title id="diagram-title">Groups and flows of ${sheet.title}</title>
    <desc id="diagram-desc">
      ${nodes.length} groups and ${edges.length} flows between them. The table of flows below says
      the same in words.
    </desc>
    <defs>${arrows}</defs>
    <g id="edges">${dense ? haze(layout) : edges.map((edge) => edgeElement(edge, at))}</g>
    <g id="drawn"></g>
    <g id="nodes">${nodes.map((node) => nodeElement(node, at(node.group.name), style))}</g>
  </svg>`;
}

const arrows = ["plain", "problem", "off"].map(
  (kind) =>
    html`<marker
      id="arrow-${kind}"
      class="arrow ${kind}"
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      orient="auto-start-reverse"
      markerUnits="userSpaceOnUse"
      ><path d="M0 0L8 4L0 8Z"
    /></marker>`,
);

/** Every flow as one faint shape: where much goes, without a line to follow. */
function haze({ nodes, edges }: DiagramLayout): Html {
  const places = new Map(nodes.map((node) => [node.group.name, node]));
  const lines = edges.map(({ cell }) => {
    const [from, to] = [places.get(cell.source)!, places.get(cell.destination)!];
    return `M${middle(from)}L${middle(to)}`;
  });
  return html`<path class="haze" d="${lines.join("")}" />`;
}

function middle({ x, y, width, height }: DiagramNode): string {
  return `${round(x + width / 2)} ${round(y + height / 2)}`;
}

function edgeElement({ cell, label, points, at: place }: DiagramEdge, at: IndexOf): Html {
  const kind = cell.services.length === 0 ? "off" : cell.problem ? "problem" : "plain";
  const [from, to] = [at(cell.source), at(cell.destination)];
  const { x, y } = place ?? { x: 0, y: 0 };
  const width = label.length * labelCharWidth + 12;
  return html`<g class="edge ${kind}" data-from="${from}" data-to="${to}"
    ><path d="${curve(points)}" marker-end="url(#arrow-${kind})" /><rect
      x="${round(x - width / 2)}"
      y="${round(y - 9)}"
      width="${round(width)}"
      height="18"
      rx="4"
    /><text x="${round(x)}" y="${round(y + 4)}">${label}</text></g
  > `;
}

type IndexOf = (name: string) => number;

/** Through the middles of a route's segments, so that it bends softly. */
function curve(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return "";
  const place = ({ x, y }: { x: number; y: number }) => `${round(x)} ${round(y)}`;
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1]!;
    const end =
      index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${place(point)} ${place(end)}`;
  });
  return `M${place(first)}${bends.length > 0 ? bends.join("") : `L${place(last)}`}`;
}

const kindWords = { users: "users", services: "services", routed: "routed addresses" };

function nodeElement(
  { group, x, y, width, height }: DiagramNode,
  index: number,
  { dense, environment }: { dense: boolean; environment?: Environment },
): Html {
  const { name, kind, planned } = group;
  // Where there is little room, the environment that all names end in is left to the title.
  const shortName = environment === undefined ? name : withoutEnvironment(name, environment);
  const text = shortened(dense ? shortName : name, width);
  const addresses = planned?.addresses.join(", ");
  const radius = kind === "users" ? height / 2 : kind === "routed" ? 0 : 7;
  return html`<g
    class="node ${kind}"
    data-group="${index}"
    transform="translate(${round(x)} ${round(y)})"
    ><title>${name} (${kindWords[kind]}${addresses && `: ${addresses}`})</title
    ><rect
      class="box"
      width="${round(width)}"
      height="${round(height)}"
      rx="${round(radius)}"
    />${icon(kind, height)}<text aria-hidden="true" x="30" y="${round(height / 2 + 4.5)}"
      >${text}</text
    ></g
  > `;
}

/** What fits a node; the full name is in its title. */
function shortened(name: string, width: number): string {
  const letters = [...name];
  const room = Math.floor((width - 36) / charWidth);
  return letters.length <= room ? name : `${letters.slice(0, Math.max(4, room - 1)).join("")}…`;
}

/** A person, a server, an address behind a router: kinds are told apart without colour. */
function icon(kind: DiagramNode["group"]["kind"], height: number): Html {
  const y = height / 2;
  if (kind === "users") {
    return html`<path
      class="icon"
      d="M12 ${y - 4}a4 4 0 1 1 8 0a4 4 0 1 1 -8 0M9 ${y + 8}a7 7 0 0 1 14 0Z"
    />`;
  }
  if (kind === "services") {
    return html`<path class="icon" d="M9 ${y - 7}h14v6h-14ZM9 ${y + 1}h14v6h-14Z" />`;
  }
  return html`<path class="icon" d="M16 ${y - 8}L24 ${y}L16 ${y + 8}L8 ${y}Z" />`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
