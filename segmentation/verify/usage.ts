/** What is declared and not used, and used and not declared. */
import { allGroup } from "../overlap";
import type { PlannedGroup } from "../segmentation";
import type { Context } from "./context";
import { groupFault, listed, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

export const usageRules: readonly Rule[] = [
  {
    id: "group-unused",
    severity: "warning",
    title: "Every group is a source or destination of something",
    source: "the guide's section 8.3: periodically review unused groups",
    why: "A group counts as used when a policy, also a disabled one, names it or a group that shares members with it, when it provides a supporting service, or when a `never` names it in full.",
    remedy: "Remove the group, or write the flow that is missing.",
    judge: unusedFaults,
  },
  {
    id: "group-unknown",
    severity: "error",
    title: "Policies name groups that exist",
    source: "API: the server drops unknown groups silently",
    why: "A policy on a group that is not there gives other access than it says.",
    remedy: "Declare the group, or correct the name.",
    judge: ({ segmentation, groups }) =>
      segmentation.policies.flatMap((policy) => {
        const named = [...policy.sources, ...policy.destinations];
        const unknown = named.filter((name) => !groups.has(name) && !isBuiltIn(name));
        if (unknown.length === 0) return [];
        const message = `${policy.name} names ${listed(unknown)}, which is not declared.`;
        return [policyFault(policy, message)];
      }),
  },
  {
    id: "group-empty",
    severity: "info",
    title: "Groups in policies have members",
    source: "the guide's section 9.1: group mismatch",
    why: "A policy on a group without peers and addresses reaches nobody. Only known for groups that were read from an account, and normal before peers are enrolled.",
    remedy: "Enrol peers into the group, or remove it.",
    judge: (context) =>
      context.segmentation.groups
        .filter(({ members, addresses }) => members?.length === 0 && addresses.length === 0)
        .filter(({ name }) => namedIn(context).has(name))
        .map((group) =>
          groupFault(group, group.name, "", `${group.name} is in policies and has no members.`),
        ),
  },
  {
    id: "posture-check-unknown",
    severity: "error",
    title: "Policies name posture checks that exist",
    source: "the guide's section 4.2",
    why: "A check that is not there checks nothing.",
    remedy: "Declare the posture check, or correct the name.",
    judge: ({ segmentation }) => {
      const declared = new Set(segmentation.postureChecks.map(({ name }) => name));
      return segmentation.policies.flatMap((policy) => {
        const unknown = policy.postureChecks.filter((name) => !declared.has(name));
        if (unknown.length === 0) return [];
        const message = `${policy.name} asks for the posture checks ${listed(unknown)}, which are not declared.`;
        return [policyFault(policy, message)];
      });
    },
  },
  {
    id: "posture-check-unused",
    severity: "warning",
    title: "Every posture check is asked for by a policy",
    source: "the guide's section 4.2",
    why: "A check that nothing asks for protects nothing, and looks as if it did.",
    remedy: "Name it in the flows that need it, or remove it.",
    judge: ({ segmentation }) => {
      const used = new Set(segmentation.policies.flatMap(({ postureChecks }) => postureChecks));
      return segmentation.postureChecks
        .filter(({ name }) => !used.has(name))
        .map(({ name, path }) => ({
          place: name,
          ...(path && { path }),
          message: `No policy asks for the posture check ${name}.`,
          owner: "",
        }));
    },
  },
];

function unusedFaults(context: Context): Fault[] {
  const { segmentation, access } = context;
  const used = new Set(namedIn(context));
  for (const { at } of segmentation.supporting) for (const name of at) used.add(name);
  for (const rule of segmentation.never) {
    for (const pattern of [rule.from, rule.to].filter((text) => !text.includes("*"))) {
      for (const name of context.patterns.matching(pattern)) used.add(name);
    }
  }
  const isUsed = ({ name }: PlannedGroup) =>
    used.has(name) ||
    access.overlap.of(name).some(({ group }) => group !== allGroup && used.has(group));
  return segmentation.groups
    .filter((group) => !isBuiltIn(group.name) && !isUsed(group))
    .map((group) => {
      const owner = ownerOf(context, group.name);
      return groupFault(group, group.name, owner, `No flow comes from or goes to ${group.name}.`);
    });
}

function ownerOf({ segmentation }: Context, group: string): string {
  const scope = segmentation.scopes.find(({ resources }) => resources.includes(group));
  return scope?.owner ?? "";
}

/** Groups that policies name, disabled ones included. */
function namedIn({ segmentation }: Context): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { sources, destinations } of segmentation.policies) {
    for (const name of sources) names.add(name);
    for (const name of destinations) names.add(name);
  }
  return names;
}

/** Group All, and a single peer or resource that a policy names by `<type>:<id>`. */
function isBuiltIn(name: string): boolean {
  return name === allGroup || name.includes(":");
}
