/** What is wrong with the arguments of IdentityGroups, before the account is asked. */
import { groupNameProblem, suggestion } from "../../segmentation/names";
import type { IdentityGroupsArgs } from "./arguments";

/** Everything that is wrong, one sentence each. Pure. */
export function identityProblems(args: IdentityGroupsArgs): string[] {
  return [
    ...(Object.keys(args.groups).length === 0 ? ["groups is empty: name at least one."] : []),
    ...Object.keys(args.groups).flatMap(nameProblems),
    ...identityGroupProblems(args.groups),
    ...pilotProblems(args),
    ...(args.claim !== undefined && args.sync !== undefined
      ? ["claim and sync exclude each other: groups come from tokens, or by a sync."]
      : []),
    ...(args.claim?.trim() === "" ? ["claim is empty: name the claim, or leave it out."] : []),
  ];
}

function nameProblems(name: string): string[] {
  if (!name.startsWith("peer-")) {
    return [`groups: "${name}" is not a name for a group of users. Call it peer-<team>[-<env>].`];
  }
  const problem = groupNameProblem(name);
  return problem === undefined ? [] : [`groups: ${problem}`];
}

function identityGroupProblems(groups: Record<string, string>): string[] {
  const nameOf = new Map<string, string>();
  return Object.entries(groups).flatMap(([name, identityGroup]) => {
    if (identityGroup.trim() === "")
      return [`groups: "${name}" stands for no group: write the identity provider's name of it.`];
    const other = nameOf.get(identityGroup);
    nameOf.set(identityGroup, name);
    if (other === undefined) return [];
    return [
      `groups: "${other}" and "${name}" both stand for "${identityGroup}". Keep one of them.`,
    ];
  });
}

function pilotProblems({ groups, pilot }: IdentityGroupsArgs): string[] {
  if (pilot === "over") return [];
  if (!Array.isArray(pilot) || pilot.length === 0) {
    return [
      'pilot names no group. Name those whose members go first, as the guide\'s section 3.1 asks, or write pilot: "over" to let everybody in.',
    ];
  }
  const names = Object.keys(groups);
  return pilot
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = suggestion(name, names);
      const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
      return `pilot: "${name}" is not one of groups.${hint}`;
    });
}
