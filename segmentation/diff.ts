/** What changes in access from one segmentation to another: who gains, loses, or must now prove what. */
import { EffectiveAccess } from "./effective";
import type { Grant } from "./effective";
import { grouped } from "./grouped";
import { allGroup } from "./overlap";
import { isAnyPort } from "./ports";
import type { Service } from "./ports";
import { opens, piecesOf, requirementAt, servicesOf } from "./requirements";
import type { Piece, Requirement } from "./requirements";
import type { PlannedPolicy, Segmentation } from "./segmentation";

/** Access between two groups that is there only before, only after, or under other posture checks. */
export interface AccessChange {
  change: "gained" | "lost" | "changed";
  source: string;
  destination: string;
  services: Service[];
  /** Names of the policies that give it (for lost access: gave it), sorted. */
  through: string[];
  /** Sets of posture checks of which a device must pass one, before; none when it was closed. */
  before: Requirement;
  /** The same after. */
  after: Requirement;
  /** 0 (harmless) to 100; gained access weighs most. */
  risk: number;
  /** Why it weighs that much. */
  reasons: string[];
}

/**
 * The access that differs, riskiest first. Groups that share members count: when a group joins
 * another, its members gain the other's access.
 */
export function diff(before: Segmentation, after: Segmentation): AccessChange[] {
  const old = new EffectiveAccess(before);
  const next = new EffectiveAccess(after);
  const sources = new Set([...namedSources(old), ...namedSources(next)]);
  const changes = [...sources].flatMap((source) => {
    const was = byDestination(old, source);
    const is = byDestination(next, source);
    return [...new Set([...was.keys(), ...is.keys()])].flatMap((destination) =>
      pairChanges(source, destination, was.get(destination) ?? [], is.get(destination) ?? []),
    );
  });
  const [was, is] = [circumstancesOf(before), circumstancesOf(after)];
  const judged = changes.map((change) => ({
    ...change,
    ...judge(change, change.change === "lost" ? was : is),
  }));
  const texts = new Map(judged.map((change) => [change, textOf(change)]));
  return judged.sort((a, b) => b.risk - a.risk || (texts.get(a)! < texts.get(b)! ? -1 : 1));
}

/** Groups that initiate: those that policies name, and those that share members with them. */
function namedSources(access: EffectiveAccess): string[] {
  const named = [...new Set(access.grants.map(({ source }) => source))];
  return named.flatMap((group) =>
    group === allGroup
      ? [group]
      : access.overlap.of(group).flatMap((kin) => (kin.contains ? [kin.group] : [])),
  );
}

/** A group's access without that of All, which is compared by itself and not for every group again. */
function byDestination(access: EffectiveAccess, source: string): Map<string, Grant[]> {
  return new Map(
    access.reachableFrom(source, "all").flatMap(({ destination, grants }) => {
      const own = source === allGroup ? grants : grants.filter((each) => each.source !== allGroup);
      return own.length === 0 ? [] : [[destination, own]];
    }),
  );
}

type Unjudged = Omit<AccessChange, "risk" | "reasons">;

function pairChanges(
  source: string,
  destination: string,
  was: readonly Grant[],
  is: readonly Grant[],
): Unjudged[] {
  if (sameGrants(was, is)) return [];
  const groups = new Map<string, { pieces: Piece[]; before: Requirement; after: Requirement }>();
  for (const piece of piecesOf([...was, ...is])) {
    const before = requirementAt(was, piece.protocol, piece.start);
    const after = requirementAt(is, piece.protocol, piece.start);
    const key = JSON.stringify([before, after]);
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    const known = groups.get(key) ?? { pieces: [], before, after };
    known.pieces.push(piece);
    groups.set(key, known);
  }
  return [...groups.values()].map(({ pieces, before, after }) => {
    const change = before.length === 0 ? "gained" : after.length === 0 ? "lost" : "changed";
    const grants = change === "lost" ? was : is;
    const opening = grants.filter(({ services }) =>
      services.some((each) => pieces.some(({ protocol, start }) => opens(each, protocol, start))),
    );
    const through = [...new Set(opening.map(({ policy }) => policy.name))].sort();
    return { change, source, destination, services: servicesOf(pieces), through, before, after };
  });
}

/** The usual case, told cheaply: the same policies say the same. */
function sameGrants(was: readonly Grant[], is: readonly Grant[]): boolean {
  const texts = (grants: readonly Grant[]) =>
    grants.map(({ services, policy }) => JSON.stringify([services, policy.postureChecks])).sort();
  if (was.length !== is.length) return false;
  const other = texts(is);
  return texts(was).every((text, index) => text === other[index]);
}

/** Whether somebody may do afterwards what was not possible before, or with a device that could not. */
export function isLooser({ change, before, after }: Unjudged): boolean {
  return (
    change === "gained" ||
    (change === "changed" &&
      after.some((set) => !before.some((old) => old.every((c) => set.includes(c)))))
  );
}

/** One reason why a change weighs; the weights of all that apply are added. */
interface Weight {
  weight: number;
  reason: string;
  applies: (
    change: Unjudged,
    policies: readonly PlannedPolicy[],
    scopes: ReadonlySet<string>,
  ) => boolean;
}

const weights: readonly Weight[] = [
  { weight: 20, reason: "new access", applies: ({ change }) => change === "gained" },
  {
    weight: 15,
    reason: "devices need to prove less",
    applies: (change) => change.change === "changed" && isLooser(change),
  },
  { weight: 5, reason: "access goes away", applies: ({ change }) => change === "lost" },
  {
    weight: 2,
    reason: "devices need to prove more",
    applies: (change) => change.change === "changed" && !isLooser(change),
  },
  {
    weight: 30,
    reason: "every port",
    applies: (change) => isLooser(change) && change.services.some(isAnyPort),
  },
  {
    weight: 20,
    reason: "touches every peer",
    applies: (change) => isLooser(change) && [change.source, change.destination].includes(allGroup),
  },
  {
    weight: 15,
    reason: "reaches a sensitive scope",
    applies: (change, _policies, sensitive) =>
      isLooser(change) && sensitive.has(change.destination),
  },
  {
    weight: 10,
    reason: "user devices reach it",
    applies: (change) => isLooser(change) && change.source.startsWith("peer-"),
  },
  {
    weight: 5,
    reason: "two-way",
    applies: (change, policies) => isLooser(change) && policies.some((each) => each.bidirectional),
  },
];

/** What weights ask of a segmentation, looked up once. */
interface Circumstances {
  policies: ReadonlyMap<string, PlannedPolicy[]>;
  sensitive: ReadonlySet<string>;
}

function circumstancesOf({ policies, scopes }: Segmentation): Circumstances {
  return {
    policies: grouped(policies, ({ name }) => name),
    sensitive: new Set(
      scopes.filter((scope) => scope.sensitive).flatMap(({ resources }) => resources),
    ),
  };
}

function judge(
  change: Unjudged,
  { policies, sensitive }: Circumstances,
): Pick<AccessChange, "risk" | "reasons"> {
  const through = change.through.flatMap((name) => policies.get(name) ?? []);
  const applying = weights.filter(({ applies }) => applies(change, through, sensitive));
  return {
    risk: Math.min(
      100,
      applying.reduce((sum, { weight }) => sum + weight, 0),
    ),
    reasons: applying.map(({ reason }) => reason),
  };
}

function textOf({ source, destination, services, change }: AccessChange): string {
  return JSON.stringify([source, destination, change, services]);
}
