/** The panel with what is behind a cell or a group; the address keeps what it shows. */
export const detailsScript = String.raw`
const panel = /** @type {HTMLDialogElement} */ (byId("details"));
/** Takes the focus back to where the panel was opened from. */
let goBack = focusActive;

/** @param {number} from @param {number} to @param {() => void} [back] */
function openCell(from, to, back) {
  const cell = cellAt.get(keyOf(from, to));
  /** @type {Cell} */
  const nothing = [from, to, [], [], [], [], [], 0];
  const source = data.groups[from].name, destination = data.groups[to].name;
  const [, , open, , marks, policies, broken] = cell || nothing;
  const about = rulesAt(from, to);
  const redundant = marks[0] === "allowed" || marks[0] === "forbidden" ? [] : ["allowed", "forbidden"];
  const meanings = marks.filter((mark) => !redundant.includes(mark) || open.length === 0).map((mark) => markMeanings[/** @type {keyof typeof markMeanings} */ (mark)]);
  const state = meanings.length > 0 ? meanings
    : [about.length > 0 ? markMeanings.forbidden : "not allowed (deny by default)"];
  const isReverse = cellAt.has(keyOf(to, from)) && from !== to;
  select({ from, to });
  show([source, " → ", destination], [
    element("p", { class: "state" }, (open.length > 0 ? open.join(", ") + ": " : "") + state.join("; ")),
    ...policies.map((index) => policyArticle(data.policies[index])),
    ...(about.length > 0 ? [element("h3", {}, "Must stay blocked")] : []),
    ...about.map((rule) => ruleArticle(rule, broken.includes(rules.indexOf(rule)))),
    element("div", { class: "row" },
      isReverse && button("The other direction", () => openCell(to, from)),
      button("Reach of " + source, () => openGroup(from)),
      from !== to && button("Reach of " + destination, () => openGroup(to))),
  ], new URLSearchParams({ from: source, to: destination }), back);
}

/** @param {number} group @param {() => void} [back] */
function openGroup(group, back) {
  const { name, kind, addresses, memberOf, madeBy } = data.groups[group];
  const cells = data.cells.filter((cell) => cell[2].length > 0);
  /** @param {string} title @param {Cell[]} list @param {0 | 1} other */
  const links = (title, list, other) => [
    element("h3", {}, title + " (" + list.length + ")"),
    list.length === 0 ? element("p", { class: "owner" }, "nothing") : element("ul", { class: "links" },
      ...list.map((cell) => element("li", {}, element("button", { type: "button", click: () => openCell(cell[0], cell[1]) },
        element("span", {}, (cell[7] ? "⚠ " : "") + data.groups[cell[other]].name),
        element("span", { class: "service" }, cell[2].join(" ")))))),
  ];
  select(undefined);
  show([name], [
    facts([
      ["Kind", { users: "users and their devices", services: "services", routed: "routed addresses" }[kind]],
      ["Addresses", addresses && addresses.join(", ")],
      ["Member of", memberOf && memberOf.join(", ")],
      ["Made by", madeBy],
    ]),
    ...links("May reach", cells.filter((cell) => cell[0] === group), 1),
    ...links("Is reached by", cells.filter((cell) => cell[1] === group), 0),
  ], new URLSearchParams({ group: name }), back);
  pin(group);
}

/** @param {import("../data").PageData["policies"][number]} policy */
function policyArticle(policy) {
  const until = policy.until && policy.until + (policy.expired ? ", which has passed" : "");
  return element("article", {},
    element("h3", {}, policy.name),
    facts([
      ["Allows", policy.service + (policy.twoWay ? ", in both directions" : "")],
      ["Because", policy.because],
      ["Owner", policy.owner || "nobody is named"],
      ["State", policy.state],
      ["Need", policy.need],
      ["Until", until],
      ["Device checks", policy.checks && policy.checks.join(", ")],
      ["Scope", policy.scope],
      ["Broad because", policy.broad],
    ]),
    ...(policy.findings || []).map((index) => {
      const { severity, rule, message, remedy } = data.findings[index];
      return element("div", { class: "card " + severity },
        element("p", { class: "severity" }, "⚠ " + severity + ": " + rule),
        element("p", {}, message), element("p", {}, remedy));
    }));
}

/** @param {typeof rules[number]} rule @param {boolean} isBroken */
function ruleArticle({ from, to, ports, because, owner }, isBroken) {
  return element("article", {},
    element("h3", {}, from + " → " + to + (ports ? " [" + ports + "]" : "")),
    facts([["State", isBroken ? "⚠ broken" : "holds"], ["Because", because], ["Owner", owner]]));
}

/** @param {[string, string | undefined][]} list */
function facts(list) {
  return element("dl", {}, ...list.flatMap(([name, value]) =>
    value ? [element("dt", {}, name), element("dd", {}, value)] : []));
}

/** @param {string} text @param {() => void} click */
function button(text, click) {
  return element("button", { type: "button", click }, text);
}

/** @param {string[]} title @param {Node[]} content @param {URLSearchParams} address @param {(() => void) | undefined} back */
function show(title, content, address, back) {
  if (back) goBack = back;
  const heading = element("h2", { id: "details-title", tabindex: "-1" }, ...title);
  const close = element("button", { type: "button", class: "close", "aria-label": "Close", click: closePanel }, "✕");
  panel.replaceChildren(heading, close, ...content);
  panel.scrollTop = 0;
  if (!panel.open) panel.show();
  document.body.classList.add("details-open");
  heading.focus({ preventScroll: true });
  history.replaceState(null, "", "#" + address);
  drawSoon();
}

function closePanel() {
  if (!panel.open) return;
  panel.close();
  document.body.classList.remove("details-open");
  history.replaceState(null, "", location.pathname + location.search);
  select(undefined);
  pin(undefined);
  goBack();
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && panel.open) closePanel();
});

/** Opens what the address names, when it names something. */
function openAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  const at = (/** @type {string} */ name) => indexByName.get(address.get(name) || "");
  const from = at("from"), to = at("to"), group = at("group");
  if (from !== undefined && to !== undefined) {
    const row = view.rows.indexOf(from), column = view.columns.indexOf(to);
    if (row >= 0 && column >= 0) focusCell(row, column);
    openCell(from, to, focusActive);
  } else if (group !== undefined) openGroup(group, focusActive);
}
addEventListener("hashchange", openAddress);
`;
