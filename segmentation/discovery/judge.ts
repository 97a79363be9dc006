/** What the matrix says of a service between two parties. */
import { grouped } from "../grouped";
import { allGroup } from "../overlap";
import { covers, overlaps, parseServices, service } from "../ports";
import type { Service } from "../ports";
import type { PlannedNever, PlannedPolicy, Segmentation } from "../segmentation";
import { patternsOf } from "../verify/patterns";
import type { Party } from "./directory";

/** What the matrix says of some traffic. */
export interface Verdict {
  /** The `never` rule that forbids it. */
  never?: PlannedNever;
  /** The policy that allows it for good. */
  policy?: PlannedPolicy;
  /** Policies that allow it until they end, or in an emergency. */
  passing: PlannedPolicy[];
}

/** Judges traffic of real members, whose groups are all known: exact, where policies are about groups. */
export class Judge {
  private readonly bySource: ReadonlyMap<string, Opening[]>;
  private readonly never: readonly Forbidden[];

  constructor(plan: Segmentation) {
    const inForce = plan.policies.filter(({ enabled, action }) => enabled && action === "accept");
    this.bySource = grouped(inForce.flatMap(openings), ({ source }) => source);
    const patterns = patternsOf(plan);
    this.never = plan.never.map((rule) => ({
      rule,
      from: patterns.matching(rule.from),
      to: patterns.matching(rule.to),
      services: rule.ports === undefined ? undefined : parseServices(rule.ports),
    }));
  }

  verdict(source: Party, destination: Party, wanted: Service): Verdict {
    const never = this.never.find(
      ({ from, to, services }) =>
        meets(source.groups, from) &&
        meets(destination.groups, to) &&
        (services?.some((one) => overlaps(one, wanted)) ?? true),
    );
    const open = [...source.groups, allGroup]
      .flatMap((group) => this.bySource.get(group) ?? [])
      .filter((one) => destination.groups.has(one.destination) && covers(one.service, wanted));
    const lasting = open.find(({ policy }) => isLasting(policy));
    return {
      ...(never && { never: never.rule }),
      ...(lasting && { policy: lasting.policy }),
      passing: open.map(({ policy }) => policy).filter((policy) => !isLasting(policy)),
    };
  }
}

/** What a policy opens from one group to another. */
interface Opening {
  source: string;
  destination: string;
  service: Service;
  policy: PlannedPolicy;
}

interface Forbidden {
  rule: PlannedNever;
  from: ReadonlySet<string>;
  to: ReadonlySet<string>;
  /** Undefined: everything. */
  services: readonly Service[] | undefined;
}

function openings(policy: PlannedPolicy): Opening[] {
  const open = service(policy.protocol, policy.ports, policy.portRanges);
  return policy.sources.flatMap((source) =>
    policy.destinations.flatMap((destination) => {
      const there = { source, destination, service: open, policy };
      const back = { ...there, source: destination, destination: source };
      return policy.bidirectional ? [there, back] : [there];
    }),
  );
}

/** Temporary and emergency flows end: what only they allow is not explained by them. */
export function isLasting({ need }: PlannedPolicy): boolean {
  return need !== "temporary" && need !== "emergency";
}

function meets(groups: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const group of groups) if (others.has(group)) return true;
  return false;
}
