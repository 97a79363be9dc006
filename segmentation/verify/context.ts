/** What rules judge by: a segmentation, its effective access, and the time. */
import { EffectiveAccess } from "../effective";
import type { Grant } from "../effective";
import { parseServices, service } from "../ports";
import type { Service } from "../ports";
import type { PlannedGroup, PlannedPolicy, Segmentation } from "../segmentation";
import { userGroupsOf } from "../userGroups";
import { patternsOf } from "./patterns";
import type { GroupPatterns } from "./patterns";
import { violationsOf } from "./violations";
import type { Violation } from "./violations";

/** Everything that rules ask about a segmentation, worked out once. */
export class Context {
  readonly access: EffectiveAccess;
  readonly patterns: GroupPatterns;
  readonly groups: ReadonlyMap<string, PlannedGroup>;
  /** Policies that give access. */
  readonly inForce: readonly PlannedPolicy[];
  /** Whether a group is of users, that is of people's devices. */
  readonly isUser: (group: string) => boolean;
  private readonly kinOf = new Map<string, ReadonlySet<string>>();
  private readonly supersetsOf = new Map<string, ReadonlySet<string>>();
  private readonly parsed = new Map<string, readonly Service[]>();
  private allViolations?: readonly Violation[];
  private forbiddenGrants?: ReadonlySet<Grant>;

  constructor(
    readonly segmentation: Segmentation,
    readonly now: Date,
  ) {
    this.access = new EffectiveAccess(segmentation);
    this.patterns = patternsOf(segmentation);
    this.groups = new Map(segmentation.groups.map((group) => [group.name, group]));
    this.inForce = segmentation.policies.filter(
      ({ enabled, action }) => enabled && action === "accept",
    );
    this.isUser = userGroupsOf(segmentation);
  }

  /** What `never` rules forbid and policies allow. */
  get violations(): readonly Violation[] {
    return (this.allViolations ??= violationsOf(this.access, this.patterns));
  }

  /** Whether a `never` rule speaks about a grant already. */
  isForbidden(grant: Grant): boolean {
    this.forbiddenGrants ??= new Set(this.violations.map((violation) => violation.grant));
    return this.forbiddenGrants.has(grant);
  }

  /** The group itself, and every group that all its members are in as well. */
  supersets(group: string): ReadonlySet<string> {
    let supersets = this.supersetsOf.get(group);
    if (supersets === undefined) {
      const around = this.access.overlap.of(group).filter(({ within }) => within);
      supersets = new Set(around.map((kin) => kin.group));
      this.supersetsOf.set(group, supersets);
    }
    return supersets;
  }

  /** The group itself, and every group that shares members with it. */
  kin(group: string): ReadonlySet<string> {
    let kin = this.kinOf.get(group);
    if (kin === undefined) {
      kin = new Set(this.access.overlap.of(group).map((one) => one.group));
      this.kinOf.set(group, kin);
    }
    return kin;
  }

  /** Whether all members of a group are in one of some groups. */
  isWithin(group: string, groups: ReadonlySet<string>): boolean {
    if (groups.has(group)) return true;
    for (const superset of this.supersets(group)) if (groups.has(superset)) return true;
    return false;
  }

  /** Grants that every member of a group has. */
  grantsOfAll(group: string): Grant[] {
    return [...this.supersets(group)].flatMap((name) => this.access.grantsNaming(name));
  }

  /** Protocol and ports as a matrix writes them. */
  services(text: string): readonly Service[] {
    let services = this.parsed.get(text);
    if (services === undefined) {
      services = parseServices(text);
      this.parsed.set(text, services);
    }
    return services;
  }
}

/** What a policy lets through. */
export function serviceOf({ protocol, ports, portRanges }: PlannedPolicy): Service {
  return service(protocol, ports, portRanges);
}

/** A database by the naming convention: `svc-<app>-db[-<env>]`. */
export function isDatabase(group: string): boolean {
  return /^svc-(.+-)?(db|database)(-(dev|stage|prod))?$/.test(group);
}
