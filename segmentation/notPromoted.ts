/** Promotion (the guide's section 8.1): what an environment runs, the one before it ran first. */
import { formatAccess } from "./access";
import { aligned } from "./aligned";
import { diff, isLooser } from "./diff";
import type { AccessChange } from "./diff";
import type { MatrixPath } from "./matrix/model";
import { environments } from "./names";
import type { Environment } from "./names";
import type { PlannedPolicy, Segmentation } from "./segmentation";

/** Access that the earlier environment does not give. */
export interface Unpromoted {
  /** Name of the flow that gives it, or the key of its policy. */
  flow: string;
  /** What the environment would have beyond the earlier one, with names that have no environment. */
  access: string;
  /** Why it may run nevertheless, from the flow's `notPromotedBecause`; undefined: it may not. */
  because?: string;
  owner: string;
  /** Where the matrix has the flow. */
  path?: MatrixPath;
}

/** The environment that another is promoted from; undefined for the first. */
export function environmentBefore(environment: Environment): Environment | undefined {
  return environments[environments.indexOf(environment) - 1];
}

/**
 * Access that an environment would have and the one before it does not give, exact to the port,
 * riskiest first; weaker posture checks count. Emergency flows are compared as if they were in
 * force, so that the first incident is not the first time that anybody sees one.
 */
export function notPromoted(earlier: Segmentation, later: Segmentation): Unpromoted[] {
  const [from, to] = [aligned(withEmergencies(earlier)), aligned(withEmergencies(later))];
  const policies = new Map(to.policies.map((policy) => [policy.key, policy]));
  return diff(from, to)
    .filter(isLooser)
    .map((change) => {
      const giving = change.through.flatMap((key) => policies.get(key) ?? []);
      return describe(giving, accessText(change));
    });
}

function accessText(change: AccessChange): string {
  return `${formatAccess(change)}${change.change === "changed" ? ", for devices that prove less" : ""}`;
}

/** An incident in the later environment is no reason to refuse its next update. */
function withEmergencies(segmentation: Segmentation): Segmentation {
  const policies = segmentation.policies.map((policy) =>
    policy.need === "emergency" ? { ...policy, enabled: true } : policy,
  );
  return { ...segmentation, policies };
}

function describe(giving: readonly PlannedPolicy[], access: string): Unpromoted {
  const reasoned = giving.find((policy) => policy.notPromotedBecause !== undefined);
  const policy = reasoned ?? giving[0];
  return {
    flow: policy?.flow ?? policy?.key ?? "",
    access,
    ...(reasoned && { because: reasoned.notPromotedBecause }),
    owner: policy?.owner ?? "",
    ...(policy?.path && { path: policy.path }),
  };
}
