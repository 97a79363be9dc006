/** Parts of what an account holds, to compare with a plan. */
import { environmentOf } from "./names";
import type { Environment } from "./names";
import type { Segmentation } from "./segmentation";

/** The part of an account's segmentation that belongs to an environment, or to all. */
export function inEnvironment(live: Segmentation, environment: Environment): Segmentation {
  const belongs = (name: string) => [environment, undefined].includes(environmentOf(name));
  return {
    ...live,
    environment,
    groups: live.groups.filter(({ name }) => belongs(name)),
    postureChecks: live.postureChecks.filter(({ name }) => belongs(name)),
    policies: live.policies.filter(({ sources, destinations }) =>
      [...sources, ...destinations].every(belongs),
    ),
  };
}

/** The part of an account's segmentation that is between some groups, to compare with their plan. */
export function among(live: Segmentation, groups: Iterable<string>): Segmentation {
  const wanted = new Set(groups);
  return {
    ...live,
    groups: live.groups.filter(({ name }) => wanted.has(name)),
    policies: live.policies
      .map((policy) => ({
        ...policy,
        sources: policy.sources.filter((name) => wanted.has(name)),
        destinations: policy.destinations.filter((name) => wanted.has(name)),
      }))
      .filter(({ sources, destinations }) => sources.length > 0 && destinations.length > 0),
  };
}
