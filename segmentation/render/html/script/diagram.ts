/** Lights up a group's flows in the diagram; zooms and moves it. */
export const diagramScript = String.raw`
const svg = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (byId("diagram-svg")));
const dense = svg.dataset.dense === "1";
const drawn = /** @type {SVGGElement} */ (svg.querySelector("#drawn"));
/** @type {Map<number, SVGGElement>} */
const nodes = new Map(Array.from(svg.querySelectorAll(".node"), (node) =>
  [Number(/** @type {SVGGElement} */ (node).dataset.group), /** @type {SVGGElement} */ (node)]));
const edges = /** @type {SVGGElement[]} */ (Array.from(svg.querySelectorAll(".edge")));
/** Flows that a dense diagram draws at once. */
const mostDrawn = 200;
/** @type {number | undefined} */
let pinned;
/** @type {number | undefined} */
let tabStop;

/** @param {number | undefined} group */
function pin(group) {
  nodes.forEach((node, index) => node.classList.toggle("selected", index === group));
  pinned = group;
  light(group);
}

/** Lights a group and its flows, or what the filters leave. @param {number | undefined} group */
function light(group) {
  const isOn = group === undefined
    ? (/** @type {number} */ from, /** @type {number} */ to) => view.cells.has(/** @type {Cell} */ (cellAt.get(keyOf(from, to))))
    : (/** @type {number} */ from, /** @type {number} */ to) => from === group || to === group;
  const lit = group !== undefined || view.active || !view.off;
  const near = new Set(group === undefined ? [] : [group]);
  svg.classList.toggle("lit", lit);
  if (dense) drawEdges(lit ? data.cells.filter((cell) => cell[2].length + cell[3].length > 0 && isOn(cell[0], cell[1])) : problemCells, near, group);
  else for (const edge of edges) {
    const from = Number(edge.dataset.from), to = Number(edge.dataset.to);
    const on = lit && isOn(from, to);
    edge.classList.toggle("on", on);
    if (on) near.add(from).add(to);
  }
  nodes.forEach((node, index) => node.classList.toggle("on", near.has(index)));
}

const problemCells = data.cells.filter((cell) => cell[7] === 1 && cell[2].length > 0);

/** @param {Cell[]} cells @param {Set<number>} near @param {number | undefined} group */
function drawEdges(cells, near, group) {
  cells.forEach((cell) => near.add(cell[0]).add(cell[1]));
  drawn.replaceChildren(...cells.slice(0, mostDrawn).map((cell) => edgeBetween(cell, cells.length <= 40, group)));
}

/** @param {Cell} cell @param {boolean} withLabel @param {number | undefined} group */
function edgeBetween(cell, withLabel, group) {
  const [from, to, open, off, , , , problem] = cell;
  const kind = open.length === 0 ? "off" : problem ? "problem" : "plain";
  const a = boxOf(from), b = boxOf(to);
  const forward = a.x + a.width <= b.x, same = Math.abs(a.x - b.x) < 1;
  const start = { x: forward || same ? a.x + a.width : a.x, y: a.y + a.height / 2 };
  const end = { x: forward ? b.x : b.x + b.width, y: b.y + b.height / 2 };
  const bend = same ? 40 : (end.x - start.x) / 2;
  const line = svgElement("path", {
    d: "M" + start.x + " " + start.y + "C" + (start.x + bend) + " " + start.y + " " + (same ? end.x + bend : end.x - bend) + " " + end.y + " " + end.x + " " + end.y,
    "marker-end": "url(#arrow-" + kind + ")",
  });
  const edge = svgElement("g", { class: "edge on " + kind }, line);
  if (withLabel) {
    const text = open.length > 0 ? open.join(" ") : off.join(" ") + " off";
    // At the far end, where the labels of one group's flows are apart from each other.
    const share = group === from ? .82 : group === to ? .18 : .5;
    const x = start.x + (end.x - start.x) * share + (same ? 28 : 0), y = start.y + (end.y - start.y) * (share < .5 ? .06 : share > .5 ? .94 : .5);
    const width = text.length * 6.6 + 10;
    const label = svgElement("text", { x: String(x), y: String(y + 4) });
    label.textContent = text;
    edge.append(svgElement("rect", { x: String(x - width / 2), y: String(y - 9), width: String(width), height: "18", rx: "4" }), label);
  }
  return edge;
}

/** @param {number} group */
function boxOf(group) {
  const node = /** @type {SVGGElement} */ (nodes.get(group));
  const { e, f } = node.transform.baseVal.getItem(0).matrix;
  const box = /** @type {SVGRectElement} */ (node.querySelector(".box"));
  return { x: e, y: f, width: box.width.baseVal.value, height: box.height.baseVal.value };
}

/** @param {string} tag @param {Record<string, string>} attributes @param {Node[]} children */
function svgElement(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The nearest node in a direction. @param {number} from @param {number} dx @param {number} dy */
function neighbour(from, dx, dy) {
  const here = boxOf(from);
  let best = from, least = Infinity;
  for (const index of nodes.keys()) {
    const there = boxOf(index);
    const x = there.x + there.width / 2 - here.x - here.width / 2, y = there.y - here.y;
    const along = x * dx + y * dy, across = Math.abs(x * dy) + Math.abs(y * dx);
    if (index === from || along <= 1) continue;
    const distance = along + 2 * across;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/** @param {number} group */
function focusNode(group) {
  const old = tabStop === undefined ? undefined : nodes.get(tabStop);
  if (old) old.setAttribute("tabindex", "-1");
  tabStop = group;
  const node = /** @type {SVGGElement} */ (nodes.get(group));
  node.setAttribute("tabindex", "0");
  node.focus();
  reveal(group);
}

/** @type {Record<string, [number, number]>} */
const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

nodes.forEach((node, group) => {
  const count = (/** @type {0 | 1} */ end) => data.cells.filter((cell) => cell[end] === group && cell[2].length > 0).length;
  const { name, kind } = data.groups[group];
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", name + ", " + kind + ": may reach " + count(0) + ", is reached by " + count(1));
  if (tabStop === undefined) tabStop = group;
  node.setAttribute("tabindex", group === tabStop ? "0" : "-1");
  node.addEventListener("pointerenter", () => light(group));
  node.addEventListener("pointerleave", () => light(pinned));
  node.addEventListener("focus", () => light(group));
  node.addEventListener("blur", () => light(pinned));
  node.addEventListener("click", () => { if (!moved) openGroup(group, () => focusNode(group)); });
  node.addEventListener("keydown", (event) => {
    const direction = directions[event.key];
    if (direction) focusNode(neighbour(group, ...direction));
    else if (event.key === "Enter" || event.key === " ") openGroup(group, () => focusNode(group));
    else return;
    event.preventDefault();
  });
});

const whole = { x: 0, y: 0, width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
let sight = { ...whole };
/** Whether the pointer has moved the picture since it was pressed. */
let moved = false;

/** @param {typeof sight} next */
function look(next) {
  sight = next;
  svg.setAttribute("viewBox", [next.x, next.y, next.width, next.height].join(" "));
}

/** @param {number} factor @param {number} [x] @param {number} [y] */
function zoom(factor, x = sight.x + sight.width / 2, y = sight.y + sight.height / 2) {
  const width = Math.min(whole.width * 2, Math.max(160, sight.width * factor));
  const scale = width / sight.width;
  look({ x: x - (x - sight.x) * scale, y: y - (y - sight.y) * scale, width, height: sight.height * scale });
}

/** Moves the picture so that a node is in it. @param {number} group */
function reveal(group) {
  const box = boxOf(group);
  const x = Math.min(Math.max(sight.x, box.x + box.width + 20 - sight.width), box.x - 20);
  const y = Math.min(Math.max(sight.y, box.y + box.height + 20 - sight.height), box.y - 20);
  if (sight.width < whole.width) look({ ...sight, x, y });
}

/** Where a pointer is in the picture. @param {MouseEvent} event */
function placeOf(event) {
  const matrix = /** @type {DOMMatrix} */ (svg.getScreenCTM());
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
}

byId("zoom-in").addEventListener("click", () => zoom(.7));
byId("zoom-out").addEventListener("click", () => zoom(1 / .7));
byId("zoom-fit").addEventListener("click", () => look({ ...whole }));
svg.addEventListener("keydown", (event) => {
  if (event.key === "+" || event.key === "=") zoom(.7);
  else if (event.key === "-") zoom(1 / .7);
  else if (event.key === "0") look({ ...whole });
});
svg.addEventListener("wheel", (event) => {
  // Without a modifier the wheel belongs to the page.
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const { x, y } = placeOf(event);
  zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
}, { passive: false });
svg.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  const start = { x: event.clientX, y: event.clientY, sight };
  const scale = /** @type {DOMMatrix} */ (svg.getScreenCTM()).a;
  moved = false;
  const move = (/** @type {PointerEvent} */ now) => {
    const dx = now.clientX - start.x, dy = now.clientY - start.y;
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true;
    svg.classList.add("panning");
    look({ ...start.sight, x: start.sight.x - dx / scale, y: start.sight.y - dy / scale });
  };
  const end = () => {
    removeEventListener("pointermove", move);
    svg.classList.remove("panning");
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end, { once: true });
  addEventListener("pointercancel", end, { once: true });
});
`;
