/** What an update would change in a live account. */
import { among, compile, diff } from "../../segmentation";
import type { Environment, Matrix, Segmentation } from "../../segmentation";
import { allGroup } from "../../segmentation/overlap";
import { riskiestFirst } from "./accessChanges";
import type { EnvironmentChanges } from "./accessChanges";

/**
 * Compares what an account allows among the groups of each matrix with what the matrix says, as if
 * it were brought up now. What policies on All allow is no difference, because matrices do not own
 * them; it is told beside.
 */
export function compareWithAccount(
  live: Segmentation,
  matrices: ReadonlyMap<string, Matrix>,
  wanted: readonly Environment[],
): { changes: EnvironmentChanges[]; notes: string[] } {
  const planned = new Set<string>();
  const changes = wanted.map((environment) => ({
    environment,
    changes: riskiestFirst(
      [...matrices.values()].flatMap((matrix) => {
        const plan = compile(matrix, environment);
        for (const { name } of plan.policies) planned.add(name);
        return diff(ownPart(live, plan), plan);
      }),
    ),
  }));
  const open = live.policies.filter((policy) => isOpen(policy) && !planned.has(policy.name));
  return { changes, notes: open.map(({ name }) => noteOf(name)) };
}

/**
 * The account among the plan's groups. The plan's own memberships are taken for the account's: who
 * is in which group is the peers' doing, and no difference in what is allowed.
 */
function ownPart(live: Segmentation, plan: Segmentation): Segmentation {
  const part = among(
    live,
    plan.groups.map(({ name }) => name),
  );
  const known = new Map(plan.groups.map((group) => [group.name, group]));
  return { ...part, groups: part.groups.map((group) => known.get(group.name) ?? group) };
}

function isOpen({
  enabled,
  action,
  sources,
  destinations,
}: Segmentation["policies"][number]): boolean {
  return enabled && action === "accept" && [...sources, ...destinations].includes(allGroup);
}

function noteOf(policy: string): string {
  return `Policy "${policy}" names the group All, which no matrix owns: what it allows is not compared. netbird-zt verify --live judges it.`;
}
