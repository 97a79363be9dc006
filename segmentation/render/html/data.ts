/** What the page's script needs, embedded once; indices stand for names. Kept short: it is repeated. */
import { formatService } from "../../ports";
import type { Sheet, SheetCell, SheetPolicy } from "../sheet";

/** Index of a group in {@link PageData.groups}. */
type GroupIndex = number;

export interface PageData {
  /** Whether matrix and diagram are too large to be drawn whole. */
  large: boolean;
  groups: {
    name: string;
    kind: string;
    addresses?: readonly string[];
    memberOf?: readonly string[];
    madeBy?: string;
  }[];
  rows: GroupIndex[];
  columns: GroupIndex[];
  /** `from`, `to`, open services, services of disabled policies, marks, policies, rules it breaks, problem. */
  cells: [
    GroupIndex,
    GroupIndex,
    string[],
    string[],
    readonly string[],
    number[],
    number[],
    0 | 1,
  ][];
  policies: {
    name: string;
    service: string;
    state: string;
    expired?: true;
    twoWay?: true;
    need: string;
    until?: string;
    because: string;
    owner: string;
    scope?: string;
    checks?: readonly string[];
    broad?: string;
    findings?: number[];
  }[];
  never: {
    from: string;
    to: string;
    ports?: string;
    because: string;
    owner: string;
    sources: GroupIndex[];
    destinations: GroupIndex[];
  }[];
  findings: { rule: string; severity: string; message: string; remedy: string; owner: string }[];
}

export function pageData(sheet: Sheet, large: boolean): PageData {
  const { groups, policies, never, findings } = sheet;
  const indexOf = new Map(groups.map(({ name }, index) => [name, index]));
  const at = (name: string) => indexOf.get(name)!;
  const policyAt = new Map(policies.map((entry, index) => [entry, index]));
  const ruleAt = new Map(never.map(({ rule }, index) => [rule, index]));
  return {
    large,
    groups: groups.map(({ name, kind, planned }) => ({
      name,
      kind,
      ...(planned?.addresses.length && { addresses: planned.addresses }),
      ...(planned?.memberOf.length && { memberOf: planned.memberOf }),
      ...(planned && planned.madeBy !== "program" && { madeBy: planned.madeBy }),
    })),
    rows: sheet.rows.map(({ name }) => at(name)),
    columns: sheet.columns.map(({ name }) => at(name)),
    cells: sheet.cells.map((cell: SheetCell) => [
      at(cell.source),
      at(cell.destination),
      cell.services.map(formatService),
      cell.dormant.map(formatService),
      cell.marks,
      cell.policies.map((entry) => policyAt.get(entry)!),
      cell.violates.map((rule) => ruleAt.get(rule)!),
      cell.problem ? 1 : 0,
    ]),
    policies: policies.map((entry) => policyData(entry, sheet)),
    never: never.map(({ rule, sources, destinations }) => ({
      from: rule.from,
      to: rule.to,
      ...(rule.ports !== undefined && { ports: rule.ports }),
      because: rule.because,
      owner: rule.owner,
      sources: [...sources].map(at),
      destinations: [...destinations].map(at),
    })),
    findings: findings.map(({ rule, severity, message, remedy, owner }) => ({
      rule,
      severity,
      message,
      remedy,
      owner,
    })),
  };
}

function policyData(entry: SheetPolicy, { findings }: Sheet): PageData["policies"][number] {
  const { policy, service, state, expired } = entry;
  return {
    name: policy.name,
    service: formatService(service),
    state,
    ...(expired && { expired: true as const }),
    ...(policy.bidirectional && { twoWay: true as const }),
    need: policy.need,
    ...(policy.until !== undefined && { until: policy.until }),
    because: policy.because,
    owner: policy.owner,
    ...(policy.scope !== undefined && { scope: policy.scope }),
    ...(policy.postureChecks.length > 0 && { checks: policy.postureChecks }),
    ...(policy.broadAccessReason !== undefined && { broad: policy.broadAccessReason }),
    ...(entry.findings.length > 0 && {
      findings: entry.findings.map((finding) => findings.indexOf(finding)),
    }),
  };
}
