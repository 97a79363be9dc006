/** What every format draws: a segmentation as rows, columns and cells, judged once. */
import type { Access } from "../access";
import { mergeServices, overlaps, parseServices, service } from "../ports";
import type { Service } from "../ports";
import type { PlannedGroup, PlannedNever, PlannedPolicy, Segmentation } from "../segmentation";
import { matchesPattern } from "../names";
import { allGroup } from "../overlap";
import { userGroupsOf } from "../userGroups";
import type { Finding } from "../verify";

/** What is drawn besides the segmentation itself. */
export interface SheetOptions {
  /** Findings to show with it. Default: none. */
  findings?: readonly Finding[];
  /** The moment to judge ends of temporary flows by. Default: none has passed. */
  now?: Date;
  /** Access to show instead of what the policies give, such as what an account holds. */
  access?: readonly Access[];
}

/** Who stands behind a group: people and their devices, workloads, or addresses behind a router. */
export type GroupKind = "users" | "services" | "routed";

export interface SheetGroup {
  name: string;
  kind: GroupKind;
  /** Undefined for a name that only policies mention. */
  planned?: PlannedGroup;
}

/** A policy and what it means now. */
export interface SheetPolicy {
  policy: PlannedPolicy;
  service: Service;
  state: "in force" | "disabled" | "drops";
  /** Its end has passed, and it is in force nevertheless. */
  expired: boolean;
  findings: readonly Finding[];
}

/** A must-be-blocked rule and the groups that it is about. */
interface SheetNever {
  rule: PlannedNever;
  services: Service[] | undefined;
  sources: ReadonlySet<string>;
  destinations: ReadonlySet<string>;
}

/** What a cell is, the worst first. */
const marks = [
  "violated",
  "expired",
  "emergency",
  "temporary",
  "allowed",
  "dropped",
  "dormant",
  "forbidden",
] as const;

export type Mark = (typeof marks)[number];

/** What each mark means, in words. */
export const markMeanings: Record<Mark, string> = {
  violated: "open, although a rule says that it must stay blocked",
  expired: "open past its end",
  emergency: "open for an emergency",
  temporary: "open until a time",
  allowed: "allowed",
  dropped: "a policy drops it",
  dormant: "a disabled policy would open it",
  forbidden: "deliberately not allowed",
};

/** What one group may open towards another. */
export interface SheetCell {
  source: string;
  destination: string;
  /** What is open now, merged. */
  services: Service[];
  /** What disabled policies would open, merged. */
  dormant: Service[];
  policies: readonly SheetPolicy[];
  /** Rules that it breaks. */
  violates: readonly PlannedNever[];
  /** Rules about it, broken or not. */
  forbiddenBy: readonly PlannedNever[];
  /** All that apply, the worst first. */
  marks: readonly Mark[];
  /** Whether somebody should look at it. */
  problem: boolean;
}

export interface Sheet {
  segmentation: Segmentation;
  /** `orders, prod` */
  title: string;
  /** Every group, those of users first, by name. */
  groups: readonly SheetGroup[];
  /** Everything that initiates, or that a rule keeps from it; in the order of the groups. */
  rows: readonly SheetGroup[];
  /** Everything that is reached, or must not be; in the order of the groups. */
  columns: readonly SheetGroup[];
  /** Cells with policies or access, row by row. Others are closed; see {@link cellOf}. */
  cells: readonly SheetCell[];
  policies: readonly SheetPolicy[];
  never: readonly SheetNever[];
  findings: readonly Finding[];
  now?: Date;
  /** Finds cells by their ends; use {@link cellOf}. */
  index: ReadonlyMap<string, SheetCell>;
}

/** Draws nothing yet: the model of a segmentation that all formats share. */
export function sheetOf(segmentation: Segmentation, options: SheetOptions = {}): Sheet {
  const { findings = [], now } = options;
  const groups = sheetGroups(segmentation);
  const never = segmentation.never.map((rule) => sheetNever(rule, groups, segmentation));
  const policies = segmentation.policies.map((policy) => sheetPolicy(policy, options));
  const cells = sheetCells(policies, never, options.access);
  const used = {
    sources: new Set(cells.map(({ source }) => source)),
    destinations: new Set(cells.map(({ destination }) => destination)),
  };
  for (const { sources, destinations } of never) {
    if (destinations.size > 0) sources.forEach((name) => used.sources.add(name));
    if (sources.size > 0) destinations.forEach((name) => used.destinations.add(name));
  }
  const rank = new Map(groups.map(({ name }, index) => [name, index]));
  const { application, environment } = segmentation;
  return {
    segmentation,
    title: [application ?? "account", environment].filter(Boolean).join(", "),
    groups,
    rows: groups.filter(({ name }) => used.sources.has(name)),
    columns: groups.filter(({ name }) => used.destinations.has(name)),
    cells: cells.sort(
      (a, b) =>
        rank.get(a.source)! - rank.get(b.source)! ||
        rank.get(a.destination)! - rank.get(b.destination)!,
    ),
    policies,
    never,
    findings,
    ...(now && { now }),
    index: new Map(cells.map((cell) => [cellKey(cell.source, cell.destination), cell])),
  };
}

/** The cell of two groups, also when nothing is open; undefined when no rule cares either. */
export function cellOf(sheet: Sheet, source: string, destination: string): SheetCell | undefined {
  const known = sheet.index.get(cellKey(source, destination));
  if (known !== undefined) return known;
  const cell = finishCell(
    { source, destination, services: [], dormant: [], policies: [] },
    sheet.never,
  );
  return cell.forbiddenBy.length > 0 ? cell : undefined;
}

const kinds: readonly GroupKind[] = ["users", "services", "routed"];

function sheetGroups(segmentation: Segmentation): SheetGroup[] {
  const { groups, policies } = segmentation;
  const isUsers = userGroupsOf(segmentation);
  const known = new Map<string, PlannedGroup | undefined>(
    policies.flatMap(({ sources, destinations }) =>
      [...sources, ...destinations].map((name): [string, undefined] => [name, undefined]),
    ),
  );
  for (const group of groups) known.set(group.name, group);
  return [...known]
    .map(([name, planned]) => ({
      name,
      kind: kindOf(name, planned, isUsers),
      ...(planned && { planned }),
    }))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
}

function kindOf(
  name: string,
  planned: PlannedGroup | undefined,
  isUsers: (group: string) => boolean,
): GroupKind {
  if (planned !== undefined && planned.addresses.length > 0) return "routed";
  if (name.startsWith("net-")) return "routed";
  return name === allGroup || isUsers(name) ? "users" : "services";
}

function sheetNever(
  rule: PlannedNever,
  groups: readonly SheetGroup[],
  { environment }: Segmentation,
): SheetNever {
  const matching = (pattern: string) =>
    new Set(
      groups
        .filter(({ name, planned }) =>
          [name, planned?.baseName ?? name].some(
            (text) => text === allGroup || matchesPattern(pattern, text, environment),
          ),
        )
        .map(({ name }) => name),
    );
  return {
    rule,
    services: rule.ports === undefined ? undefined : parseServices(rule.ports),
    sources: matching(rule.from),
    destinations: matching(rule.to),
  };
}

function sheetPolicy(policy: PlannedPolicy, { findings = [], now }: SheetOptions): SheetPolicy {
  const { enabled, action, until } = policy;
  return {
    policy,
    service: service(policy.protocol, policy.ports, policy.portRanges),
    state: !enabled ? "disabled" : action === "drop" ? "drops" : "in force",
    expired:
      enabled && until !== undefined && now !== undefined && Date.parse(until) <= now.getTime(),
    findings: findings.filter(({ place }) => place === policy.name || place === policy.key),
  };
}

type RawCell = Pick<SheetCell, "source" | "destination" | "services" | "dormant"> & {
  policies: SheetPolicy[];
};

function sheetCells(
  policies: readonly SheetPolicy[],
  never: readonly SheetNever[],
  access: readonly Access[] | undefined,
): SheetCell[] {
  const cells = new Map<string, RawCell>();
  for (const entry of policies) {
    for (const [source, destination] of directions(entry.policy)) {
      cellAt(cells, source, destination).policies.push(entry);
    }
  }
  for (const cell of cells.values()) {
    const opened = (state: SheetPolicy["state"]) =>
      mergeServices(
        cell.policies
          .filter((entry) => entry.state === state && entry.policy.action === "accept")
          .map((entry) => entry.service),
      );
    cell.services = access === undefined ? opened("in force") : [];
    cell.dormant = opened("disabled");
  }
  for (const { source, destination, services } of access ?? []) {
    cellAt(cells, source, destination).services = services;
  }
  return [...cells.values()].map((cell) => finishCell(cell, never));
}

function cellAt(cells: Map<string, RawCell>, source: string, destination: string): RawCell {
  const key = cellKey(source, destination);
  const cell = cells.get(key) ?? { source, destination, services: [], dormant: [], policies: [] };
  cells.set(key, cell);
  return cell;
}

/** Pairs of groups that a policy lets open something; each once. */
function directions({ sources, destinations, bidirectional }: PlannedPolicy): [string, string][] {
  const pairs = new Map<string, [string, string]>();
  for (const source of sources) {
    for (const destination of destinations) {
      pairs.set(cellKey(source, destination), [source, destination]);
      if (bidirectional) pairs.set(cellKey(destination, source), [destination, source]);
    }
  }
  return [...pairs.values()];
}

function finishCell(cell: RawCell, never: readonly SheetNever[]): SheetCell {
  const about = never.filter(
    ({ sources, destinations }) => sources.has(cell.source) && destinations.has(cell.destination),
  );
  const violates = about.filter((rule) => isViolated(cell, rule)).map(({ rule }) => rule);
  const forbiddenBy = about.map(({ rule }) => rule);
  const isOpen = cell.services.length > 0;
  const inForce = cell.policies.filter(({ state }) => state === "in force");
  const has = (need: string) => inForce.some(({ policy }) => policy.need === need);
  const applies: Record<Mark, boolean> = {
    violated: violates.length > 0,
    expired: inForce.some(({ expired }) => expired),
    emergency: isOpen && has("emergency"),
    temporary: isOpen && has("temporary"),
    allowed: isOpen,
    dropped: cell.policies.some(({ state }) => state === "drops"),
    dormant: cell.dormant.length > 0,
    forbidden: about.length > 0,
  };
  const found = marks.filter((mark) => applies[mark]);
  return {
    ...cell,
    violates,
    forbiddenBy,
    marks: found,
    problem:
      found.some((mark) => mark === "violated" || mark === "expired" || mark === "emergency") ||
      cell.policies.some(({ findings }) => findings.some(({ severity }) => severity !== "info")),
  };
}

/** Whether something is open that a rule forbids, other than for an emergency that it allows. */
function isViolated(cell: RawCell, { rule, services }: SheetNever): boolean {
  if (cell.services.length === 0) return false;
  const excepted = (entry: SheetPolicy) =>
    entry.policy.need === "emergency" &&
    rule.exceptEmergency?.includes(entry.policy.flow ?? "") === true;
  const inForce = cell.policies.filter(({ state }) => state === "in force");
  const open = inForce.some(excepted)
    ? inForce.filter((entry) => !excepted(entry)).map((entry) => entry.service)
    : cell.services;
  if (services === undefined) return open.length > 0;
  return services.some((blocked) => open.some((each) => overlaps(each, blocked)));
}

function cellKey(source: string, destination: string): string {
  return JSON.stringify([source, destination]);
}
