/** Access that `never` rules forbid, whatever group and policy gives it. */
import type { EffectiveAccess, Grant } from "../effective";
import { allGroup } from "../overlap";
import { overlaps, parseServices } from "../ports";
import type { PlannedNever, PlannedPolicy } from "../segmentation";
import type { GroupPatterns } from "./patterns";

/** Access that a rule forbids and that exists. */
export interface Violation {
  rule: PlannedNever;
  /** What gives the access. */
  grant: Grant;
  /** The group that the rule means and that the grant's source is, holds or is held by. */
  source: string;
  /** The group that the rule means and that the grant's destination is, holds or is held by. */
  destination: string;
}

/** Which group of a set a grant on another group concerns; undefined when it concerns none. */
type Concern = (group: string) => string | undefined;

/** Every violation, rule by rule. Looks only at grants of the groups that a rule means. */
export function violationsOf(access: EffectiveAccess, patterns: GroupPatterns): Violation[] {
  const concerns = new Map<ReadonlySet<string>, Concern>();
  const concernOf = (groups: ReadonlySet<string>) => {
    const concern = concerns.get(groups) ?? concernIn(groups, access);
    concerns.set(groups, concern);
    return concern;
  };
  const toAll = access.grants.filter(({ destination }) => destination === allGroup);
  return access.segmentation.never.flatMap((rule) => {
    const sources = patterns.matching(rule.from);
    const destinations = patterns.matching(rule.to);
    const isNamed = forbiddenServices(rule);
    const [from, to] = [concernOf(sources), concernOf(destinations)];
    return candidates(access, sources, destinations, toAll).flatMap((grant) => {
      if (isExempt(rule, grant.policy) || !grant.services.some(isNamed)) return [];
      const source = from(grant.source);
      const destination = source === undefined ? undefined : to(grant.destination);
      if (source === undefined || destination === undefined) return [];
      return [{ rule, grant, source, destination }];
    });
  });
}

/** Nothing is exempt from a `never`, except an emergency flow that the rule itself names. */
function isExempt(rule: PlannedNever, { need, flow, key }: PlannedPolicy): boolean {
  return need === "emergency" && rule.exceptEmergency?.includes(flow ?? key) === true;
}

function forbiddenServices({ ports }: PlannedNever): (open: Grant["services"][number]) => boolean {
  if (ports === undefined) return () => true;
  const blocked = parseServices(ports);
  return (open) => blocked.some((service) => overlaps(open, service));
}

/** Grants that may break a rule, found from the end at which fewer groups are meant. */
function candidates(
  access: EffectiveAccess,
  sources: ReadonlySet<string>,
  destinations: ReadonlySet<string>,
  toAll: readonly Grant[],
): Grant[] {
  const found =
    sources.size <= destinations.size
      ? [...sources].flatMap((group) => access.grantsFrom(group))
      : [...destinations].flatMap((group) => access.grantsTo(group));
  // Whoever a rule means, and even when nobody is declared yet, group All has them.
  const ofAll = sources.size <= destinations.size ? access.grantsNaming(allGroup) : toAll;
  return [...new Set([...found, ...ofAll])];
}

function concernIn(groups: ReadonlySet<string>, access: EffectiveAccess): Concern {
  const known = new Map<string, string | undefined>();
  return (group) => {
    if (groups.has(group)) return group;
    if (!known.has(group)) known.set(group, concernOfGroup(group, groups, access));
    return known.get(group);
  };
}

function concernOfGroup(
  group: string,
  groups: ReadonlySet<string>,
  { overlap }: EffectiveAccess,
): string | undefined {
  if (group === allGroup) {
    if (groups.size === 0) return allGroup;
    return [...groups].find((name) => !overlap.isRouted(name));
  }
  return overlap.of(group).find((kin) => groups.has(kin.group))?.group;
}
