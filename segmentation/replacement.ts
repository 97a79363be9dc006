/** What takes the place of policies that let everybody reach everybody (the guide's sections 4.1 and 9.3). */
import { isAllToAll } from "./allToAll";
import { environmentOf, environments } from "./names";
import type { Environment } from "./names";
import type { PlannedGroup, PlannedPolicy, Segmentation } from "./segmentation";

/** A policy of an account, by its id or else its name. */
interface PolicyMention {
  id?: string;
  name?: string;
}

/** What an environment has instead of All → All: policies, or a reason for having none. */
interface EnvironmentReplacement {
  policies?: PolicyMention[];
  noneBecause?: string;
}

/** What each environment has instead of All → All. */
export type Replacements = Partial<Record<Environment, EnvironmentReplacement>>;

/**
 * Why nobody may switch All → All off yet, one sentence each; none when every environment's
 * replacement policies are there, enabled, and have members on both sides.
 * @param live the whole account, with groups and network resources
 */
export function replacementProblems(live: Segmentation, replacements: Replacements): string[] {
  return environments.flatMap((environment) => {
    const { policies = [], noneBecause } = replacements[environment] ?? {};
    if (noneBecause !== undefined) return [];
    if (policies.length === 0) return unreplacedProblems(live, environment);
    return policies.flatMap((mention) =>
      mentionProblems(live, mention).map((problem) => `${environment}: ${problem}`),
    );
  });
}

/** An environment without replacement is one that nobody is in. */
function unreplacedProblems(live: Segmentation, environment: Environment): string[] {
  const inhabited = live.groups.filter(
    ({ name, members = [] }) => environmentOf(name) === environment && members.length > 0,
  );
  if (inhabited.length === 0) return [];
  return [
    `${environment}: no replacement is named, and ${inhabited[0]!.name} has peers, which would reach nothing.`,
  ];
}

function mentionProblems(live: Segmentation, { id, name }: PolicyMention): string[] {
  const found = live.policies.filter((policy) =>
    id === undefined ? policy.name === name : policy.key === id,
  );
  if (found.length === 0) return [`the policy "${name ?? id}" does not exist on the server.`];
  return found.flatMap((policy) =>
    policyProblems(live, policy).map((problem) => `"${policy.name}" ${problem}.`),
  );
}

function policyProblems(live: Segmentation, policy: PlannedPolicy): string[] {
  if (isAllToAll(policy)) return ["lets every peer reach every other, and replaces nothing"];
  if (policy.action !== "accept") return ["drops, and gives no access"];
  return [
    ...(policy.enabled ? [] : ["is disabled"]),
    ...(someone(live, policy.sources, hasPeers) ? [] : [emptySide("source", policy.sources)]),
    ...(someone(live, policy.destinations, hasAnything)
      ? []
      : [emptySide("destination", policy.destinations)]),
  ];
}

function someone(
  live: Segmentation,
  names: readonly string[],
  is: (group: PlannedGroup) => boolean,
): boolean {
  return live.groups.some((group) => names.includes(group.name) && is(group));
}

/** Only peers open connections. */
function hasPeers({ members = [] }: PlannedGroup): boolean {
  return members.length > 0;
}

function hasAnything(group: PlannedGroup): boolean {
  return hasPeers(group) || group.addresses.length > 0;
}

function emptySide(side: string, names: readonly string[]): string {
  return `has no member in any ${side} (${names.length === 0 ? "it has none" : names.join(", ")})`;
}
