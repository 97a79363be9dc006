/** A pull request's comment: whose access changes, what is wrong, and what would be deployed. */
import { renderDiffMarkdown } from "../../segmentation";
import type { AccessChange, Environment } from "../../segmentation";
import { escapeMarkdown } from "../../segmentation/render/markdown";
import type { EnvironmentChanges } from "../cli/accessChanges";
import { heaviestFirst, summaryOf, whereOf } from "./findingsText";
import type { PlacedFinding } from "./placedFinding";

/** By this line a later run finds the comment that it replaces; it is not shown. */
export const commentMarker = "<!-- netbird-zt: access changes -->";

/** What GitHub takes as one comment, with room to spare. */
const longestComment = 60_000;

/** Rows of a table and findings that a person still reads. */
const mostRows = 50;

/** What `pulumi preview` said for a stack. */
export interface ResourcePreview {
  name: string;
  text: string;
}

interface CommentParts {
  changes: readonly EnvironmentChanges[];
  findings: readonly PlacedFinding[];
  previews: readonly ResourcePreview[];
}

/** The comment as Markdown. Previews are shortened first when it would be too long. */
export function renderComment({ changes, findings, previews }: CommentParts): string {
  const body = [
    commentMarker,
    "## Who can reach what: changes",
    ...changesOf(changes),
    "### Findings",
    findingsOf(findings),
  ].join("\n\n");
  const room = Math.max(0, longestComment - body.length) / Math.max(1, previews.length);
  return `${[body, ...previews.map((preview) => folded(preview, room))].join("\n\n")}\n`;
}

/** The riskiest environment first; those without changes in one line. */
function changesOf(all: readonly EnvironmentChanges[]): string[] {
  const risk = ({ changes }: EnvironmentChanges) => changes[0]?.risk ?? -1;
  const changed = all.filter(({ changes }) => changes.length > 0);
  const sections = [...changed]
    .reverse()
    .sort((a, b) => risk(b) - risk(a))
    .flatMap(({ environment, changes }) => [
      `### ${environment}: ${countsOf(changes)}`,
      renderDiffMarkdown(changes.slice(0, mostRows)),
      ...more(changes.length - mostRows, "further change", "netbird-zt diff"),
    ]);
  const same = all.filter(({ changes }) => changes.length === 0).map((one) => one.environment);
  return [...sections, ...(same.length > 0 ? [`No access changes in ${namesOf(same)}.`] : [])];
}

/** `2 gained, 1 lost` */
function countsOf(changes: readonly AccessChange[]): string {
  return (["gained", "lost", "changed"] as const)
    .map((kind) => ({ kind, count: changes.filter(({ change }) => change === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(", ");
}

function namesOf(environments: readonly Environment[]): string {
  return environments.map((name) => `\`${name}\``).join(", ");
}

const marks = { error: "❌", alarm: "🚨", warning: "⚠️", info: "ℹ️" } as const;

function findingsOf(findings: readonly PlacedFinding[]): string {
  const items = heaviestFirst(findings)
    .slice(0, mostRows)
    .map((finding) => {
      const { severity, message, remedy, owner, rule } = finding;
      const asks = owner === "" ? "" : ` Owner: ${owner}.`;
      return `- ${marks[severity]} ${escapeMarkdown(whereOf(finding))}: ${escapeMarkdown(`${message} ${remedy}${asks}`)} (${escapeMarkdown(rule)})`;
    });
  const rest = more(findings.length - mostRows, "further finding", "netbird-zt verify");
  return [summaryOf(findings), ...(items.length > 0 ? [items.join("\n")] : []), ...rest].join(
    "\n\n",
  );
}

function more(count: number, what: string, command: string): string[] {
  if (count <= 0) return [];
  return [`… and ${count} ${what}${count === 1 ? "" : "s"}: \`${command}\` lists them all.`];
}

function folded({ name, text }: ResourcePreview, room: number): string {
  const plain = withoutEscapes(text).trim();
  const fence = "`".repeat(
    Math.max(3, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length + 1)),
  );
  const summary = `<details>\n<summary>Resource preview: ${escapeMarkdown(name)}</summary>`;
  return [summary, `${fence}text\n${shortened(plain, room - 500)}\n${fence}`, "</details>"].join(
    "\n\n",
  );
}

/** Terminals' colours and cursor movements. */
function withoutEscapes(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "").replaceAll("\r", "");
}

/** The end stays: it has the counts and the errors. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(text.length - Math.max(0, Math.floor(length)));
  return `… shortened, the job's log has all of it …\n${end.slice(end.indexOf("\n") + 1)}`;
}
