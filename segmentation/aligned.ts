/** Environments in the same terms, so that they can be laid side by side (the guide's section 8.1). */
import { baseNameOf, withoutEnvironment } from "./names";
import type { Segmentation } from "./segmentation";

/** The same with base names of groups and posture checks; names of policies are their keys, to find them again. */
export function aligned(segmentation: Segmentation): Segmentation {
  const { policies, groups, postureChecks, environment } = segmentation;
  const bases = new Map(
    [...groups, ...postureChecks].map(({ name, baseName }) => [name, baseName]),
  );
  const baseOf = (name: string) => withoutSuffix(bases.get(name) ?? name, environment);
  return {
    ...segmentation,
    groups: groups.map((group) => ({
      ...group,
      name: baseOf(group.name),
      memberOf: group.memberOf.map(baseOf),
    })),
    policies: policies.map((policy) => ({
      ...policy,
      name: policy.key,
      sources: policy.sources.map(baseOf),
      destinations: policy.destinations.map(baseOf),
      postureChecks: policy.postureChecks.map(baseOf),
    })),
  };
}

function withoutSuffix(name: string, environment: Segmentation["environment"]): string {
  return environment === undefined ? baseNameOf(name) : withoutEnvironment(name, environment);
}
