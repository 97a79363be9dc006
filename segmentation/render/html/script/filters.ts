/** The filters, which matrix, diagram and policies follow. The page starts here. */
export const filtersScript = String.raw`
const form = /** @type {HTMLFormElement} */ (byId("filters"));
const policyRows = /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll("[data-policy]")));
/** @type {Cell[][]} */
const cellsOfPolicy = data.policies.map(() => []);
for (const cell of data.cells) for (const policy of cell[5]) cellsOfPolicy[policy].push(cell);

/** Policies that are shown without being asked for: thousands of rows slow a browser down. */
const mostRows = 200;
let allRows = false;
const more = button("", () => { allRows = true; apply(); });
byId("policies").append(more);
// Paper has room for all of them.
addEventListener("beforeprint", () => { allRows = true; apply(); });

/** @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (byId("filter-" + id));

function apply() {
  const off = field("off").checked;
  const hasService = serviceFilter(field("service").value);
  const result = filtered({
    from: field("from").value,
    to: field("to").value,
    service: field("service").value,
    problems: field("problems").checked,
    off,
    used: field("used").checked,
  });
  showMatrix({ ...result, off });
  light(pinned);
  let shown = 0;
  policyRows.forEach((row, index) => {
    const policy = data.policies[index];
    const isOut = (policy.state === "disabled" && !off) ||
      (result.active && !(hasService(policy.service) && cellsOfPolicy[index].some((cell) => result.cells.has(cell))));
    if (!isOut) shown++;
    row.hidden = isOut || (shown > mostRows && !allRows);
  });
  more.hidden = shown <= mostRows || allRows;
  more.textContent = "Show all " + shown + " policies";
  byId("filter-status").textContent = [
    count(result.rows.length, data.rows.length, "sources"),
    count(result.columns.length, data.columns.length, "destinations"),
    count(result.cells.size, data.cells.length, "open cells"),
  ].join(", ");
}

/** @param {number} some @param {number} all @param {string} what */
function count(some, all, what) {
  return some === all ? all + " " + what : some + " of " + all + " " + what;
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", apply);
form.addEventListener("reset", () => setTimeout(apply));
document.documentElement.classList.add("js-on");
document.querySelectorAll(".js").forEach((node) => { /** @type {HTMLElement} */ (node).hidden = false; });
apply();
openAddress();
`;
