/** Access changes for people: as text for a terminal, as Markdown for a pull request. */
import type { AccessChange } from "./diff";
import { formatService } from "./ports";
import type { Requirement } from "./requirements";

const verbs = { gained: "gains", lost: "loses", changed: "keeps" } as const;
const signs = { gained: "+", lost: "-", changed: "~" } as const;

/** `peer-support gains TCP/5432 to svc-orders-db-prod through "…"` */
export function sentenceOf(change: AccessChange): string {
  const services = change.services.map(formatService).join(", ");
  const through = change.through.map((name) => `"${name}"`).join(", ");
  const proof =
    change.change === "changed"
      ? `, ${provesOf(change.after)} (before: ${provesOf(change.before)})`
      : change.change === "gained" && asks(change.after)
        ? `, ${provesOf(change.after)}`
        : "";
  return `${change.source} ${verbs[change.change]} ${services} to ${change.destination} through ${through}${proof}`;
}

/** One line each, riskiest first; `No access changes.` when there are none. */
export function renderDiffText(changes: readonly AccessChange[]): string {
  if (changes.length === 0) return "No access changes.";
  return changes.map((change) => `${signs[change.change]} ${sentenceOf(change)}`).join("\n");
}

/** A table for a pull request, riskiest first; `No access changes.` when there are none. */
export function renderDiffMarkdown(changes: readonly AccessChange[]): string {
  if (changes.length === 0) return "No access changes.";
  const rows = changes.map((change) =>
    [
      `${signs[change.change]} ${change.change}`,
      code(change.source),
      code(change.destination),
      change.services.map((service) => code(formatService(service))).join(", "),
      asks(change.after) || asks(change.before)
        ? change.change === "changed"
          ? `${provesOf(change.before)} → ${provesOf(change.after)}`
          : provesOf(change.change === "lost" ? change.before : change.after)
        : "—",
      change.through.map(code).join(", "),
      change.reasons.join(", "),
    ].map(cell),
  );
  const head = ["", "from", "to", "what", "posture checks", "through", "why it matters"];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function asks(requirement: Requirement): boolean {
  return requirement.length > 0 && requirement.every((set) => set.length > 0);
}

function provesOf(requirement: Requirement): string {
  if (!asks(requirement)) return "without posture checks";
  return `if it passes ${requirement.map((set) => set.join(" and ")).join(", or ")}`;
}

/** Inline code that a name cannot end early. */
function code(text: string): string {
  const ticks = "`".repeat(
    1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const pad = ticks.length > 1 ? " " : "";
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/** What a table cell may hold: one line, no cell border. */
function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/\|/g, "\\|");
}
