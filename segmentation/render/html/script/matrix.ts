/** Draws the matrix, whole or the part in sight, and moves about in it. */
export const matrixScript = String.raw`
const table = /** @type {HTMLTableElement} */ (byId("matrix-table"));
const scroll = byId("matrix-scroll");
const head = /** @type {HTMLTableSectionElement} */ (table.tHead);
const body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
/** Sizes of a windowed table, in pixels. */
const size = { row: 48, column: 136, name: 232, head: 70 };
const overscan = 4;
/** What is shown: groups of rows and columns, matching cells, and whether disabled policies count. */
let view = { rows: data.rows, columns: data.columns, cells: new Set(data.cells), active: false, off: true };
/** The cell that has the tab stop; -1 is a heading. */
let active = { row: 0, column: 0 };
/** @typedef {{ from: number, to: number } | undefined} Selection */
/** @type {Selection} */
let selected;
let drawnWindow = "";

/** @param {typeof view} next */
function showMatrix(next) {
  view = next;
  active = {
    row: Math.min(Math.max(active.row, -1), view.rows.length - 1),
    column: Math.min(Math.max(active.column, -1), view.columns.length - 1),
  };
  drawnWindow = "";
  if (data.large) {
    table.style.width = size.name + view.columns.length * size.column + "px";
    table.setAttribute("aria-rowcount", String(view.rows.length + 1));
    table.setAttribute("aria-colcount", String(view.columns.length + 1));
  }
  draw();
}

/** Rows and columns to draw: all, or those in sight and a few around them. */
function windowOf() {
  if (!data.large) return { top: 0, bottom: view.rows.length, left: 0, right: view.columns.length };
  const top = Math.max(0, Math.floor(scroll.scrollTop / size.row) - overscan);
  const left = Math.max(0, Math.floor(scroll.scrollLeft / size.column) - overscan);
  return {
    top: Math.min(top, view.rows.length),
    bottom: Math.min(view.rows.length, top + Math.ceil(scroll.clientHeight / size.row) + 2 * overscan),
    left: Math.min(left, view.columns.length),
    right: Math.min(view.columns.length, left + Math.ceil(scroll.clientWidth / size.column) + 2 * overscan),
  };
}

function draw() {
  const { top, bottom, left, right } = windowOf();
  const key = [top, bottom, left, right].join();
  if (key === drawnWindow) return;
  drawnWindow = key;
  const hadFocus = table.contains(document.activeElement);
  const columns = view.columns.slice(left, right);
  /** @param {string} tag @param {number} count */
  const gap = (tag, count) => {
    const cell = element(tag, { class: "spacer", "aria-hidden": "true" });
    cell.style.width = count * size.column + "px";
    return cell;
  };
  const before = () => (data.large ? [gap("td", left)] : []);
  const after = () => (data.large ? [gap("td", view.columns.length - right)] : []);
  const corner = element("th", { class: "corner", scope: "col" },
    element("span", { "aria-hidden": "true" }, "from ↓ to →"), element("span", { class: "vh" }, "Source"));
  const headRow = element("tr", { "aria-rowindex": "1" }, corner, ...before(),
    ...columns.map((group, index) => heading(group, -1, left + index)), ...after());
  const rows = view.rows.slice(top, bottom).map((from, index) =>
    element("tr", { "aria-rowindex": String(top + index + 2) }, heading(from, top + index, -1), ...before(),
      ...columns.map((to, at) => cellElement(from, to, top + index, left + at)), ...after()));
  /** @param {number} count */
  const filler = (count) => {
    const cell = element("td", { class: "spacer", colspan: String(columns.length + 3) });
    cell.style.height = count * size.row + "px";
    return element("tr", { class: "spacer", "aria-hidden": "true" }, cell);
  };
  if (data.large) {
    corner.style.width = size.name + "px";
    for (const cell of headRow.querySelectorAll(".name")) /** @type {HTMLElement} */ (cell).style.width = size.column + "px";
    rows.forEach((row) => { row.style.height = size.row + "px"; });
    if (top > 0) rows.unshift(filler(top));
    if (bottom < view.rows.length) rows.push(filler(view.rows.length - bottom));
  }
  head.replaceChildren(headRow);
  body.replaceChildren(...rows);
  const stop = elementAt(active.row, active.column);
  // Out of sight there is no cell to hold the tab stop; the frame around the table then does.
  scroll.tabIndex = stop ? -1 : 0;
  if (hadFocus) (stop || scroll).focus({ preventScroll: true });
}

/** @param {number} group @param {number} row @param {number} column */
function heading(group, row, column) {
  const { name, kind } = data.groups[group];
  const label = element("span", data.large ? { class: "clip" } : {}, name);
  return place(element("th", { class: "name " + kind, scope: row < 0 ? "col" : "row", title: name }, label), row, column);
}

/** @param {number} from @param {number} to @param {number} row @param {number} column */
function cellElement(from, to, row, column) {
  const cell = cellAt.get(keyOf(from, to));
  const content = cellContent(cell, from, to);
  const node = element("td", { class: content.classes },
    ...(data.large ? [element("span", { class: "clip" }, ...content.parts)] : content.parts));
  if (view.active && cell && !view.cells.has(cell)) node.classList.add("dim");
  if (selected && selected.from === from && selected.to === to) node.setAttribute("aria-selected", "true");
  return place(node, row, column);
}

/** @param {Cell | undefined} cell @param {number} from @param {number} to */
function cellContent(cell, from, to) {
  const sign = (/** @type {string} */ mark, /** @type {string} */ words) =>
    [element("span", { "aria-hidden": "true" }, mark), element("span", { class: "vh" }, words)];
  const [, , open, off, marks, , , problem] = cell || [0, 0, [], [], [], [], [], 0];
  const shownOff = view.off ? off : [];
  if (open.length + shownOff.length === 0 && !marks.includes("dropped")) {
    return rulesAt(from, to).length > 0
      ? { classes: "cell forbidden", parts: sign("✗", closedWords.forbidden) }
      : { classes: "cell closed" + (from === to ? " self" : ""), parts: sign("·", closedWords.closed) };
  }
  const shown = marks.filter((mark) => view.off || mark !== "dormant");
  const tags = shown.flatMap((mark) => mark in tagWords ? [tagWords[/** @type {keyof typeof tagWords} */ (mark)]] : []);
  const alarm = problem === 1 && !tags.some((tag) => tag.startsWith("⚠")) ? ["⚠ finding"] : [];
  return {
    classes: "cell " + shown.join(" ") + (problem ? " problem" : ""),
    parts: [
      ...open.map((service) => element("span", { class: "svc" }, service)),
      ...shownOff.map((service) => element("span", { class: "svc off" }, service)),
      ...[...alarm, ...tags].map((tag) => element("span", { class: "tag" }, tag)),
    ],
  };
}

/** @param {HTMLElement} node @param {number} row @param {number} column */
function place(node, row, column) {
  node.dataset.row = String(row);
  node.dataset.column = String(column);
  if (data.large) node.setAttribute("aria-colindex", String(column + 2));
  node.tabIndex = row === active.row && column === active.column ? 0 : -1;
  return node;
}

/** @param {number} row @param {number} column @returns {HTMLElement | null} */
function elementAt(row, column) {
  return table.querySelector('[data-row="' + row + '"][data-column="' + column + '"]');
}

/** @param {number} row @param {number} column */
function focusCell(row, column) {
  const old = elementAt(active.row, active.column);
  if (old) old.tabIndex = -1;
  active = {
    row: Math.min(Math.max(row, -1), view.rows.length - 1),
    column: Math.min(Math.max(column, -1), view.columns.length - 1),
  };
  // The corner says nothing.
  if (active.row < 0 && active.column < 0) active.column = 0;
  if (data.large) bringIntoSight();
  const node = elementAt(active.row, active.column);
  if (!node) return;
  node.tabIndex = 0;
  scroll.tabIndex = -1;
  node.focus({ preventScroll: data.large });
  if (!data.large) node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function bringIntoSight() {
  const { row, column } = active;
  if (row >= 0) {
    const y = row * size.row, room = scroll.clientHeight - size.head - size.row;
    scroll.scrollTop = Math.min(Math.max(scroll.scrollTop, y - room), y);
  }
  if (column >= 0) {
    const x = column * size.column, room = scroll.clientWidth - size.name - size.column;
    scroll.scrollLeft = Math.min(Math.max(scroll.scrollLeft, x - room), x);
  }
  draw();
}

/** @param {KeyboardEvent} event */
function moveInMatrix(event) {
  const { row, column } = active;
  const page = Math.max(1, Math.floor(scroll.clientHeight / size.row) - 2);
  const whole = event.ctrlKey || event.metaKey;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowUp: () => focusCell(row - 1, column),
    ArrowDown: () => focusCell(row + 1, column),
    ArrowLeft: () => focusCell(row, column - 1),
    ArrowRight: () => focusCell(row, column + 1),
    PageUp: () => focusCell(Math.max(0, row - page), column),
    PageDown: () => focusCell(row + page, column),
    Home: () => focusCell(whole ? 0 : row, 0),
    End: () => focusCell(whole ? view.rows.length - 1 : row, view.columns.length - 1),
    Enter: openActive,
    " ": openActive,
  };
  const action = keys[event.key];
  if (!action || event.altKey) return;
  event.preventDefault();
  action();
}

function openActive() {
  const from = view.rows[active.row], to = view.columns[active.column];
  if (from !== undefined && to !== undefined) openCell(from, to, focusActive);
  else if (from !== undefined || to !== undefined) openGroup(from === undefined ? to : from, focusActive);
}

function focusActive() {
  focusCell(active.row, active.column);
}

/** @param {Selection} next */
function select(next) {
  selected = next;
  drawnWindow = "";
  draw();
}

table.setAttribute("role", "grid");
scroll.addEventListener("keydown", moveInMatrix);
scroll.addEventListener("click", (event) => {
  const cell = /** @type {HTMLElement} */ (event.target).closest("[data-row]");
  if (!(cell instanceof HTMLElement)) return;
  focusCell(Number(cell.dataset.row), Number(cell.dataset.column));
  openActive();
});
let awaitsFrame = false;
function drawSoon() {
  if (!data.large || awaitsFrame) return;
  awaitsFrame = true;
  requestAnimationFrame(() => { awaitsFrame = false; draw(); });
}
scroll.addEventListener("scroll", drawSoon, { passive: true });
addEventListener("resize", drawSoon);
`;
