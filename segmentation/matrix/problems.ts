/** What is wrong with a well-formed matrix: everything that can be said without compiling it. */
import { addressProblem } from "../addresses";
import { policyKeys } from "../compile";
import { flowsIn } from "../environmentFlows";
import { environmentProblems } from "./environmentProblems";
import { flowProblems, nameProblem, serviceProblems } from "./flowProblems";
import type { References } from "./flowProblems";
import type { Flow, Matrix, MatrixGroup, MatrixPath } from "./model";
import { membershipCycles } from "./membershipCycles";
import { environmentOf, environments, groupNameProblem } from "../names";
import { allGroup } from "../overlap";
import { patternProblems } from "./patternProblems";
import { referencesTo, repeated, show } from "./problem";
import type { Problem } from "./problem";

/** Everything that is wrong with a matrix, in no particular order. Lists may have holes. */
export function matrixProblems(matrix: Matrix): Problem[] {
  const references = {
    group: referencesTo("group", namesOf(matrix.groups)),
    scope: referencesTo("scope", namesOf(matrix.scopes)),
    check: referencesTo("posture check", namesOf(matrix.postureChecks)),
  };
  return [
    ...nameProblem("application", matrix.application, ["application"]),
    ...groupProblems(matrix.groups, references),
    ...scopeProblems(matrix, references),
    ...checkProblems(matrix),
    ...matrix.flows.flatMap((flow, index) => flowProblems(flow, ["flows", index], references)),
    ...repeated("flow", spread(matrix.flows), (index) => ["flows", index, "name"]),
    ...ruleProblems(matrix),
    ...supportProblems(matrix, references),
    ...patternProblems(matrix),
    ...environmentProblems(matrix, references),
  ];
}

/** The names in a list, without its holes. */
function namesOf(list: readonly { name: string }[] | undefined): string[] {
  return (list ?? []).flatMap(({ name }) => [name]);
}

/** The names in a list, with its holes as undefined. */
function spread(list: readonly { name?: string }[] | undefined): (string | undefined)[] {
  return Array.from(list ?? [], (item: { name?: string } | undefined) => item?.name);
}

function groupProblems(groups: readonly MatrixGroup[], { group: declared }: References): Problem[] {
  return [
    ...groups.flatMap((group, index) => {
      const path = ["groups", index];
      const { addresses = [], memberOf = [] } = group;
      return [
        ...groupNameProblems(group, [...path, "name"]),
        ...addresses.flatMap((address, item) => {
          const message = addressProblem(address);
          return message === undefined ? [] : [{ path: [...path, "addresses", item], message }];
        }),
        ...memberOf.flatMap((name, item) => declared(name, [...path, "memberOf", item])),
      ];
    }),
    ...repeated("group", spread(groups), (index) => ["groups", index, "name"]),
    ...repeated(
      "group of the identity provider",
      Array.from(groups, (group: MatrixGroup | undefined) => group?.identityGroup),
      (index) => ["groups", index, "identityGroup"],
    ),
    ...membershipCycles(groups),
  ];
}

/** Names of groups that come from the identity provider, or are made elsewhere, are not ours to choose. */
function groupNameProblems(group: MatrixGroup, path: MatrixPath): Problem[] {
  const { name, shared, madeBy, identityGroup } = group;
  if (name === allGroup) {
    const message = `${show(name)} is every peer, and no group of a matrix. Name the groups that are meant.`;
    return [{ path, message }];
  }
  if (identityGroup !== undefined && madeBy !== "identity-provider") {
    const message = `${show(name)} has an identityGroup and is not madeBy: identity-provider. Write both, or neither.`;
    return [{ path, message }];
  }
  // What the provider calls differently has a name of ours beside its own.
  if (madeBy === "identity-provider" && identityGroup === undefined) return [];
  const message = madeBy === "elsewhere" ? undefined : groupNameProblem(name);
  if (message !== undefined) return [{ path, message }];
  const environment = environmentOf(name);
  if (shared || environment === undefined) return [];
  const bare = name.slice(0, -environment.length - 1);
  const advice = `Write "${bare}", or shared: true if this one group serves all environments.`;
  return [
    { path, message: `${show(name)} would get its environment's suffix a second time. ${advice}` },
  ];
}

function scopeProblems({ scopes = [] }: Matrix, { group }: References): Problem[] {
  const scopeOf = new Map<string, string>();
  return [
    ...scopes.flatMap((scope, index) => {
      const path = ["scopes", index];
      const lists = ["resources", "users", "serviceAccounts"] as const;
      return [
        ...nameProblem("scope", scope.name, [...path, "name"]),
        ...lists.flatMap((list) =>
          (scope[list] ?? []).flatMap((name, item) => group(name, [...path, list, item])),
        ),
        ...scope.resources.flatMap((name, item) => {
          const other = scopeOf.get(name);
          scopeOf.set(name, scope.name);
          if (other === undefined || other === scope.name) return [];
          const message = `group ${show(name)} is a resource of scope ${show(other)} already; it can be one of one scope only.`;
          return [{ path: [...path, "resources", item], message }];
        }),
      ];
    }),
    ...repeated("scope", spread(scopes), (index) => ["scopes", index, "name"]),
  ];
}

/** Names of checks that are made elsewhere are not ours to choose. */
function checkProblems({ postureChecks = [] }: Matrix): Problem[] {
  const pathOf = (index: number) => ["postureChecks", index, "name"];
  return [
    ...postureChecks.flatMap(({ name, checks }, index) =>
      checks === undefined ? [] : nameProblem("posture check", name, pathOf(index)),
    ),
    ...repeated("posture check", spread(postureChecks), pathOf),
  ];
}

function ruleProblems({ never = [], must = [] }: Matrix): Problem[] {
  return [
    ...never.flatMap(({ ports }, index) =>
      ports === undefined ? [] : serviceProblems(ports, ["never", index, "ports"]),
    ),
    ...must.flatMap(({ allow }, index) => serviceProblems(allow, ["must", index, "allow"])),
  ];
}

function supportProblems({ supporting = [] }: Matrix, { group }: References): Problem[] {
  return supporting.flatMap(({ at, allow }, index) => [
    ...at.flatMap((name, item) => group(name, ["supporting", index, "at", item])),
    ...serviceProblems(allow, ["supporting", index, "allow"]),
  ]);
}

/** Flows of one environment that would become the same policy. For a matrix without other problems. */
export function sameKeyProblems(matrix: Matrix): Problem[] {
  const told = new Set<Flow>();
  return environments.flatMap((environment) => {
    const seen = new Set<string>();
    return flowsIn(matrix, environment).flows.flatMap(({ flow, path }) => {
      const again = policyKeys(flow).filter((key) => seen.has(key) || !seen.add(key));
      if (again.length === 0 || told.has(flow)) return [];
      told.add(flow);
      const message = `in ${environment}, another flow has the key ${show(again[0])} already; give this one another name.`;
      return [{ path, message }];
    });
  });
}
