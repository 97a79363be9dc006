import { formatService } from "../ports";
import type { Segmentation } from "../segmentation";
import { sheetOf } from "./sheet";
import type { Sheet, SheetOptions, SheetPolicy } from "./sheet";

const header = [
  "source",
  "destination",
  "service",
  "status",
  "policy",
  "two-way",
  "need",
  "until",
  "posture checks",
  "owner",
  "because",
  "scope",
  "must stay blocked",
] as const;

/**
 * A segmentation as CSV (RFC 4180) for spreadsheets: a line for each pair of groups and policy, and
 * one for each pair that a rule keeps closed. Lines end in CR LF. Fields that a spreadsheet would
 * take for a formula are made text by an apostrophe.
 */
export function renderCsv(segmentation: Segmentation, options: SheetOptions = {}): string {
  const sheet = sheetOf(segmentation, options);
  const rows = [header, ...policyRows(sheet), ...closedRows(sheet)];
  return rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}

/** One field: quoted where it must be, and never a formula. */
export function csvField(value: string): string {
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

type Row = readonly string[];

function policyRows({ cells, never }: Sheet): Row[] {
  const blocked = new Map(never.map(({ rule }) => [rule, rule.because]));
  return cells.flatMap(({ source, destination, policies, violates, services }) => {
    const reasons = violates.map((rule) => blocked.get(rule) ?? "").join("; ");
    if (policies.length === 0) {
      const open = services.map(formatService).join(" ");
      return [pad([source, destination, open, "in force"], reasons)];
    }
    return policies.map((entry) =>
      pad([source, destination, ...policyFields(entry)], entry.state === "in force" ? reasons : ""),
    );
  });
}

function policyFields({ policy, service, state, expired }: SheetPolicy): string[] {
  return [
    formatService(service),
    expired ? "expired" : state,
    policy.name,
    policy.bidirectional ? "yes" : "no",
    policy.need,
    policy.until ?? "",
    policy.postureChecks.join("; "),
    policy.owner,
    policy.because,
    policy.scope ?? "",
  ];
}

/** Pairs that a rule is about and that nothing opens. */
function closedRows({ rows, columns, never, index }: Sheet): Row[] {
  return rows.flatMap(({ name: source }) =>
    columns.flatMap(({ name: destination }) => {
      const about = never.filter(
        (rule) => rule.sources.has(source) && rule.destinations.has(destination),
      );
      const open = index.get(JSON.stringify([source, destination]));
      if (about.length === 0 || open !== undefined) return [];
      const services = about.map(({ rule }) => rule.ports ?? "any").join("; ");
      const reasons = about.map(({ rule }) => rule.because).join("; ");
      return [pad([source, destination, services, "blocked"], reasons)];
    }),
  );
}

function pad(row: Row, last: string): Row {
  return [...row, ...Array<string>(header.length - row.length - 1).fill(""), last];
}
