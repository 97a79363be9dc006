/** The page's data, its elements, and which cells the filters let through. */
export const modelScript = String.raw`
/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {import("../data").PageData} */
const data = JSON.parse(byId("data").textContent || "");

/** @typedef {import("../data").PageData["cells"][number]} Cell */
/** @typedef {{ from: string, to: string, service: string, problems: boolean, off: boolean, used: boolean }} Filters */

/** @param {number} from @param {number} to */
const keyOf = (from, to) => from * data.groups.length + to;
const cellAt = new Map(data.cells.map((cell) => [keyOf(cell[0], cell[1]), cell]));
const rules = data.never.map((rule) => ({
  ...rule,
  sources: new Set(rule.sources),
  destinations: new Set(rule.destinations),
}));
const indexByName = new Map(data.groups.map((group, index) => [group.name, index]));

/** The rules about a pair of groups. @param {number} from @param {number} to */
const rulesAt = (from, to) =>
  rules.filter((rule) => rule.sources.has(from) && rule.destinations.has(to));

/**
 * @param {string} tag
 * @param {Record<string, string | (() => void)>} attributes
 * @param {(Node | string | false | undefined)[]} children
 */
function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== false && child !== undefined));
  return node;
}

/** Commas part alternatives, * stands for anything. @param {string} text @returns {(name: string) => boolean} */
function nameFilter(text) {
  const patterns = text.split(",").map((part) => part.trim()).filter(Boolean).map((part) =>
    new RegExp(part.split("*").map((piece) => piece.replace(/[^\w\s]/g, "\\$&")).join(".*"), "i"));
  return (name) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name));
}

/** Reads tcp/443, 53, udp, 8000-8100. @param {string} text @returns {(service: string) => boolean} */
function serviceFilter(text) {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return () => true;
  const match = /^([a-z][a-z-]*)?\s*\/?\s*(?:(\d+)(?:\s*-\s*(\d+))?)?$/.exec(wanted);
  if (match === null) return (service) => service.toLowerCase().includes(wanted);
  const start = match[2] === undefined ? 0 : Number(match[2]);
  const end = match[3] === undefined ? start : Number(match[3]);
  return (service) => {
    const [protocol = "", ports] = service.toLowerCase().split("/");
    if (protocol === "all") return true;
    if (match[1] !== undefined && !protocol.startsWith(match[1])) return false;
    if (match[2] === undefined || ports === "*") return true;
    return ports !== undefined && ports.split(",").some((range) => {
      const [low = 0, high = low] = range.split("-").map(Number);
      return low <= end && start <= high;
    });
  };
}

/** What the filters leave: rows, columns, and the cells that match. @param {Filters} filters */
function filtered(filters) {
  const named = { from: nameFilter(filters.from), to: nameFilter(filters.to) };
  const hasService = serviceFilter(filters.service);
  const narrows = filters.service.trim() !== "" || filters.problems;
  const rows = new Set(data.rows.filter((row) => named.from(data.groups[row].name)));
  const columns = new Set(data.columns.filter((column) => named.to(data.groups[column].name)));
  /** @type {Set<Cell>} */
  const cells = new Set();
  const usedRows = new Set(), usedColumns = new Set();
  for (const cell of data.cells) {
    const [from, to, open, off] = cell;
    if (!rows.has(from) || !columns.has(to)) continue;
    const services = filters.off ? [...open, ...off] : open;
    const dropped = cell[4].includes("dropped");
    if (services.length === 0 && !dropped) continue;
    if (filters.problems && cell[7] === 0) continue;
    if (filters.service.trim() !== "" && !services.some(hasService)) continue;
    cells.add(cell);
    usedRows.add(from);
    usedColumns.add(to);
  }
  const keepEmpty = !narrows && !filters.used;
  return {
    rows: data.rows.filter((row) => (keepEmpty ? rows : usedRows).has(row)),
    columns: data.columns.filter((column) => (keepEmpty ? columns : usedColumns).has(column)),
    cells,
    active: narrows || filters.from.trim() !== "" || filters.to.trim() !== "",
  };
}
`;
