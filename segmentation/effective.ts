/** Effective access: what members of a group really reach, by whatever policy and group. */
import { grouped } from "./grouped";
import { service, subtract } from "./ports";
import type { Service } from "./ports";
import { Overlap, allGroup } from "./overlap";
import type { PlannedPolicy, Segmentation } from "./segmentation";

/** What one policy opens from one group to another. */
export interface Grant {
  /** The group that the policy names. */
  source: string;
  /** The group that the policy names. */
  destination: string;
  /** What is left of the policy's service after policies that drop. */
  services: Service[];
  policy: PlannedPolicy;
  /** Whether it is the way back of a two-way policy. */
  reverse: boolean;
}

/** What members of one group reach in another. */
export interface Reach {
  source: string;
  destination: string;
  /** What gives it; the groups in a grant may be others that share members with these. */
  grants: Grant[];
}

/**
 * How much of two groups an answer is about. `some`: whether any member reaches any member, which
 * is what must never happen; `all`: whether every member reaches every member, which is what works.
 */
export type Extent = "some" | "all";

/** Every question about a segmentation's access, answered from one index. */
export class EffectiveAccess {
  /** @internal */
  readonly overlap: Overlap;
  /** In the order of the policies. */
  readonly grants: readonly Grant[];
  private readonly bySource: ReadonlyMap<string, Grant[]>;
  private readonly byDestination: ReadonlyMap<string, Grant[]>;

  constructor(readonly segmentation: Segmentation) {
    this.overlap = new Overlap(segmentation);
    this.grants = effectiveGrants(segmentation.policies, this.overlap);
    this.bySource = grouped(this.grants, ({ source }) => source);
    this.byDestination = grouped(this.grants, ({ destination }) => destination);
  }

  /** Grants of which the group's members are the source. */
  grantsFrom(group: string, extent: Extent = "some"): Grant[] {
    return this.overlap
      .of(group)
      .filter(({ within }) => extent === "some" || within)
      .flatMap((kin) => this.bySource.get(kin.group) ?? []);
  }

  /** Grants of which the group's members are the destination. */
  grantsTo(group: string, extent: Extent = "some"): Grant[] {
    return this.overlap
      .of(group)
      .filter(({ within }) => extent === "some" || within)
      .flatMap((kin) => this.byDestination.get(kin.group) ?? []);
  }

  /** Grants that name the group as source. */
  grantsNaming(group: string): readonly Grant[] {
    return this.bySource.get(group) ?? [];
  }

  /**
   * What the members of a group can open connections to. Destinations that share members with the
   * one that a policy names are listed as well; All is listed as itself.
   */
  reachableFrom(group: string, extent: Extent = "some"): Reach[] {
    const reached = new Map<string, Reach>();
    for (const grant of this.grantsFrom(group, extent)) {
      for (const destination of this.listed(grant.destination, extent)) {
        add(reached, destination, { source: group, destination }, grant);
      }
    }
    return sorted(reached);
  }

  /** Who can open connections to the members of a group; the mirror of {@link reachableFrom}. */
  reaching(group: string, extent: Extent = "some"): Reach[] {
    const reached = new Map<string, Reach>();
    for (const grant of this.grantsTo(group, extent)) {
      for (const source of this.listed(grant.source, extent)) {
        if (this.overlap.isRouted(source)) continue;
        add(reached, source, { source, destination: group }, grant);
      }
    }
    return sorted(reached);
  }

  /** A group that a policy names, and those that are hit with it. */
  private listed(group: string, extent: Extent): string[] {
    if (group === allGroup) return [group];
    const kin = this.overlap.of(group).filter(({ contains }) => extent === "some" || contains);
    return kin.map((each) => each.group).filter((name) => name !== allGroup);
  }
}

function add(
  reached: Map<string, Reach>,
  key: string,
  ends: Pick<Reach, "source" | "destination">,
  grant: Grant,
): void {
  const known = reached.get(key) ?? { ...ends, grants: [] };
  known.grants.push(grant);
  reached.set(key, known);
}

function sorted(reached: Map<string, Reach>): Reach[] {
  return [...reached.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reach]) => reach);
}

/** Enabled policies as grants between pairs of groups, less what other policies drop. */
function effectiveGrants(policies: readonly PlannedPolicy[], overlap: Overlap): Grant[] {
  const enabled = policies.filter((policy) => policy.enabled);
  const accepted = enabled
    .filter(({ action }) => action === "accept")
    .flatMap(pairs)
    // Routed addresses have no agent that could open a connection (the guide's section 5.2).
    .filter(({ source }) => !overlap.isRouted(source));
  const dropped = enabled.filter(({ action }) => action === "drop").flatMap(pairs);
  if (dropped.length === 0) return accepted;
  const drops = grouped(dropped, ({ source }) => source);
  return accepted.flatMap((grant) => {
    const services = dropsOn(grant, drops, overlap).reduce(
      (left, drop) => left.flatMap((each) => subtract(each, drop.services[0]!) ?? []),
      grant.services,
    );
    return services.length === 0 ? [] : [{ ...grant, services }];
  });
}

/** Drops that hit everybody whom a grant lets through. */
function dropsOn(grant: Grant, drops: ReadonlyMap<string, Grant[]>, overlap: Overlap): Grant[] {
  const around = (group: string) => overlap.of(group).filter(({ within }) => within);
  const destinations = new Set(around(grant.destination).map(({ group }) => group));
  return around(grant.source)
    .flatMap(({ group }) => drops.get(group) ?? [])
    .filter(
      ({ destination, policy }) => destinations.has(destination) && !policy.postureChecks.length,
    );
}

function pairs(policy: PlannedPolicy): Grant[] {
  const services = [service(policy.protocol, policy.ports, policy.portRanges)];
  return policy.sources.flatMap((source) =>
    policy.destinations.flatMap((destination) => {
      const grant = { source, destination, services, policy, reverse: false };
      const back = { ...grant, source: destination, destination: source, reverse: true };
      return policy.bidirectional ? [grant, back] : [grant];
    }),
  );
}
