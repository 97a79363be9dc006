/** Findings as SARIF 2.1.0 (OASIS), with which code hosts show them at their line. */
import type { RuleInfo, Severity } from "../../segmentation";
import { environmentsDiffer, rules } from "../../segmentation";
import { environmentDeployed } from "../cli/deployed";
import { wellFormed } from "./placedFinding";
import type { PlacedFinding } from "./placedFinding";
import { readableConfiguration } from "./stackFile";

const levels: Record<Severity, "error" | "warning" | "note"> = {
  error: "error",
  // SARIF has nothing louder that does not also stop a merge.
  alarm: "warning",
  warning: "warning",
  info: "note",
};

/**
 * A SARIF log of one run.
 * @param version of this package
 * @param uriOf a file's path from the repository's root, with slashes
 */
export function sarif(
  findings: readonly PlacedFinding[],
  version: string,
  uriOf: (file: string) => string,
): object {
  const table: RuleInfo[] = [
    ...rules,
    environmentsDiffer,
    wellFormed,
    readableConfiguration,
    environmentDeployed,
  ];
  const indexes = new Map(table.map(({ id }, index) => [id, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "netbird-zt", version, rules: table.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ...(indexes.has(finding.rule) && { ruleIndex: indexes.get(finding.rule) }),
          level: levels[finding.severity],
          message: { text: messageOf(finding) },
          ...locationsOf(finding, uriOf),
        })),
      },
    ],
  };
}

function descriptor({ id, severity, title, why, remedy, source }: RuleInfo): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${why} Source: ${source}.` },
    help: { text: remedy },
    defaultConfiguration: { level: levels[severity] },
  };
}

function messageOf({ message, remedy, owner, environments }: PlacedFinding): string {
  const where = environments.length === 0 ? "" : ` In ${environments.join(", ")}.`;
  const asks = owner === "" ? "" : ` Owner: ${owner}.`;
  return `${message} ${remedy}${where}${asks}`;
}

function locationsOf(
  { file, line, column, place }: PlacedFinding,
  uriOf: (file: string) => string,
): object {
  const logicalLocations = [{ name: place }];
  if (file === undefined) return { locations: [{ logicalLocations }] };
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column } };
  const artifactLocation = { uri: encodeURI(uriOf(file)), uriBaseId: "%SRCROOT%" };
  return { locations: [{ physicalLocation: { artifactLocation, ...region }, logicalLocations }] };
}
