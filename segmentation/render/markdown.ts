import { formatService } from "../ports";
import type { Service } from "../ports";
import type { Segmentation } from "../segmentation";
import { cellOf, sheetOf } from "./sheet";
import type { Sheet, SheetCell, SheetOptions, SheetPolicy } from "./sheet";

export interface MarkdownOptions extends SheetOptions {
  /** Destinations up to which the matrix is drawn; wider ones are only listed. Default: 12. */
  maxColumns?: number;
}

/**
 * A segmentation as Markdown, for a pull request or a wiki: the matrix, the policies with their
 * owners and reasons, what must stay blocked, and findings.
 */
export function renderMarkdown(segmentation: Segmentation, options: MarkdownOptions = {}): string {
  const sheet = sheetOf(segmentation, options);
  const { maxColumns = 12 } = options;
  const blocks = [
    `## Segmentation of ${escapeMarkdown(sheet.title)}`,
    ...findingsOf(sheet),
    ...(sheet.columns.length <= maxColumns ? matrixOf(sheet) : [tooWide(sheet)]),
    "### Policies",
    table(
      ["From", "To", "Allows", "Because", "Owner", "Notes"],
      sheet.policies.map((entry) => policyRow(entry)),
    ),
    ...neverOf(sheet),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Text that means only itself in Markdown, also within a table's cell; on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()#+\-.!|~:@=$^]/g, (mark) =>
      // A word with a hyphen or a full stop in it reads the same without a backslash.
      mark === "-" || mark === "." ? mark : `&#${mark.codePointAt(0)};`,
    )
    .trim()
    .replace(/^(\d+)\./, "$1&#46;")
    .replace(/^-/, "&#45;")
    .replace(/(www|https?|ftp)(?=\.|&#58;)/gi, (word) => `${word[0]}&#8203;${word.slice(1)}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function matrixOf(sheet: Sheet): string[] {
  const columns = sheet.columns.map(({ name }) => name);
  const rows = sheet.rows.map(({ name }) => [
    `**${escapeMarkdown(name)}**`,
    ...columns.map((column) => matrixCell(cellOf(sheet, name, column))),
  ]);
  const legend =
    "❌ violated · ✗ deliberately not allowed · ⏱ temporary · 🚨 emergency · *(off)* only a disabled policy · empty: not allowed (deny by default)";
  return [table(["from ↓ to →", ...columns.map(escapeMarkdown)], rows), legend];
}

function matrixCell(cell: SheetCell | undefined): string {
  if (cell === undefined) return "";
  const { services, dormant, marks } = cell;
  const signs = [
    marks.includes("violated") ? "❌" : marks.includes("forbidden") ? "✗" : "",
    marks.includes("emergency") ? "🚨" : "",
    marks.includes("temporary") ? "⏱" : "",
    marks.includes("expired") ? "expired" : "",
    marks.includes("dropped") ? "dropped" : "",
  ];
  const open = services.map(code);
  const off = dormant.map((each) => `*${code(each)} (off)*`);
  return [...signs.filter(Boolean), ...open, ...off].join(" ");
}

function policyRow({ policy, service, state, expired }: SheetPolicy): string[] {
  const { sources, destinations, because, owner, need, until, postureChecks, bidirectional } =
    policy;
  const notes = [
    ...(need === "required" ? [] : [need]),
    ...(until === undefined ? [] : [`until ${until}${expired ? ", which has passed" : ""}`]),
    ...(postureChecks.length === 0 ? [] : [`device must pass ${postureChecks.join(", ")}`]),
    ...(bidirectional ? ["two-way"] : []),
    ...(state === "in force" ? [] : [state]),
  ];
  return [
    names(sources),
    names(destinations),
    code(service),
    escapeMarkdown(because),
    escapeMarkdown(owner),
    escapeMarkdown(notes.join("; ")),
  ];
}

function neverOf({ never }: Sheet): string[] {
  if (never.length === 0) return [];
  const rows = never.map(({ rule, services }) => [
    escapeMarkdown(rule.from),
    escapeMarkdown(rule.to),
    services === undefined ? "anything" : services.map(code).join(" "),
    escapeMarkdown(rule.because),
    escapeMarkdown(rule.owner),
  ]);
  return ["### Must stay blocked", table(["From", "To", "Service", "Because", "Owner"], rows)];
}

function findingsOf({ findings }: Sheet): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ severity, rule, message, remedy, owner }) =>
    [`${severity === "error" ? "❌" : "⚠️"} ${severity}`, rule, message, remedy, owner].map(
      escapeMarkdown,
    ),
  );
  return ["### Findings", table(["Severity", "Rule", "What is wrong", "Remedy", "Owner"], rows)];
}

function tooWide({ rows, columns }: Sheet): string {
  return `The matrix of ${rows.length} sources and ${columns.length} destinations is too wide to draw here; the policies say the same.`;
}

function names(list: readonly string[]): string {
  return list.map(escapeMarkdown).join("<br>");
}

/** A protocol that only a server knows must not end the code or the cell. */
function code(value: Service): string {
  return `\`${formatService(value).replace(/[`|\s]/g, "?")}\``;
}
