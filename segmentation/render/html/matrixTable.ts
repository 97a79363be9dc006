/** The matrix as an HTML table, as it is without the page's script. */
import { formatService } from "../../ports";
import { cellOf } from "../sheet";
import type { Mark, Sheet, SheetCell, SheetGroup } from "../sheet";
import { html } from "./template";
import type { Html } from "./template";

/** Cells above which a table slows a browser down; the script then draws the part in sight. */
const largestTable = 3000;

/** Whether the matrix is too large to be drawn whole. */
export function isLarge({ rows, columns }: Sheet): boolean {
  return rows.length * columns.length > largestTable;
}

/** Words in a cell that say what a colour says as well. */
export const tagWords: Partial<Record<Mark, string>> = {
  violated: "⚠ forbidden",
  expired: "⚠ expired",
  emergency: "⚠ emergency",
  temporary: "temporary",
  dropped: "dropped",
  dormant: "off",
};

/** Texts for cells without services. */
export const closedWords = { forbidden: "must stay blocked", closed: "not allowed" };

export function matrixTable(sheet: Sheet): Html {
  const large = isLarge(sheet);
  return html`<div
      class="scroll${large && " tall"}"
      id="matrix-scroll"
      role="group"
      aria-label="Matrix, scrollable"
      tabindex="0"
    >
      <table id="matrix-table" ${large && " class=windowed"}>
        <caption class="vh">
          Who may open what. Sources are rows, destinations are columns; everything else is not
          allowed.
        </caption>
        ${
          large
            ? html`<thead></thead>
                <tbody></tbody>`
            : wholeTable(sheet)
        }
      </table>
    </div>
    ${large && html`<noscript><p class="note">The matrix of ${sheet.rows.length} sources and ${sheet.columns.length} destinations is drawn by a script, which is switched off. The policies below say the same.</p></noscript>`}`;
}

function wholeTable(sheet: Sheet): Html {
  return html`<thead>
      <tr>
        <th class="corner" scope="col">
          <span aria-hidden="true">from ↓ to →</span><span class="vh">Source</span>
        </th>
        ${sheet.columns.map(columnHead)}
      </tr>
    </thead>
    <tbody>
      ${sheet.rows.map(
        (row) =>
          html` <tr>
            <th class="name ${row.kind}" scope="row"><span>${row.name}</span></th>
            ${sheet.columns.map((column) =>
              tableCell(cellOf(sheet, row.name, column.name), row.name === column.name),
            )}
          </tr>`,
      )}
    </tbody>`;
}

function columnHead({ name, kind }: SheetGroup): Html {
  return html`<th class="name ${kind}" scope="col"><span>${name}</span></th>`;
}

function tableCell(cell: SheetCell | undefined, isSelf: boolean): Html {
  if (cell === undefined) {
    return html`<td class="cell closed${isSelf && " self"}">
      <span aria-hidden="true">·</span><span class="vh">${closedWords.closed}</span>
    </td>`;
  }
  const { services, dormant, marks, problem } = cell;
  if (services.length + dormant.length === 0 && !marks.includes("dropped")) {
    return html`<td class="cell forbidden">
      <span aria-hidden="true">✗</span><span class="vh">${closedWords.forbidden}</span>
    </td>`;
  }
  return html`<td class="cell ${marks.join(" ")}${problem && " problem"}">
    ${services.map(
      (each) => html`<span class="svc">${formatService(each)}</span>`,
    )}${dormant.map((each) => html`<span class="svc off">${formatService(each)}</span>`)}${tagsOf(
      cell,
    ).map((tag) => html`<span class="tag">${tag}</span>`)}
  </td>`;
}

/** The tags of a cell; one that only findings make a problem says so. */
function tagsOf({ marks, problem }: SheetCell): string[] {
  const tags = marks.flatMap((mark) => tagWords[mark] ?? []);
  return problem && !tags.some((tag) => tag.startsWith("⚠")) ? ["⚠ finding", ...tags] : tags;
}
