/** Findings for a terminal. */
import { severities } from "../../segmentation";
import type { Severity } from "../../segmentation";
import type { Colours } from "../cli/terminal";
import type { PlacedFinding } from "./placedFinding";

/** Two lines each, heaviest first: where and what, then what to do and whom to ask. */
export function findingsText(findings: readonly PlacedFinding[], colours: Colours): string {
  const paint: Record<Severity, (text: string) => string> = {
    error: colours.red,
    alarm: colours.magenta,
    warning: colours.yellow,
    info: colours.cyan,
  };
  const blocks = heaviestFirst(findings).map((finding) => {
    const { severity, rule, message, remedy, owner } = finding;
    const asks = owner === "" ? "" : ` Owner: ${owner}.`;
    return [
      `${colours.bold(whereOf(finding))}: ${paint[severity](severity)} ${message} ${colours.dim(`[${rule}]`)}`,
      `    ${remedy}${asks}`,
    ].join("\n");
  });
  return [...blocks, summaryOf(findings)].join("\n");
}

/** The same order everywhere: by severity, else as they were found. */
export function heaviestFirst(findings: readonly PlacedFinding[]): PlacedFinding[] {
  return severities.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

/** `2 errors, 1 warning` */
export function summaryOf(findings: readonly PlacedFinding[]): string {
  const parts = severities.flatMap((severity) => {
    const { length } = findings.filter((one) => one.severity === severity);
    if (length === 0) return [];
    return [`${length} ${severity}${length === 1 || severity === "info" ? "" : "s"}`];
  });
  return parts.length === 0 ? "Nothing found." : `${parts.join(", ")}.`;
}

/** `orders.matrix.yaml:12:5 (stage, prod)` */
export function whereOf({ file, line, column, place, environments }: PlacedFinding): string {
  const position = [file ?? place, line, column].filter((part) => part !== undefined).join(":");
  return environments.length === 0 ? position : `${position} (${environments.join(", ")})`;
}
