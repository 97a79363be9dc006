/** Devices that must pass checks. */
import type { Grant } from "../effective";
import { allGroup } from "../overlap";
import type { PlannedScope } from "../segmentation";
import type { Context } from "./context";
import { policyFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { reasonsOf } from "./kinship";
import { formatGrant } from "./never";

export const postureRules: readonly Rule[] = [
  {
    id: "posture-missing",
    severity: "error",
    title: "Users reach sensitive resources only with devices that pass checks",
    source: "the guide's section 4.2: checks before access to sensitive resources",
    why: "The scope says `sensitive: true`. Every flow of users to its resources counts, also through groups that hold them and through group All; emergency flows are exempt.",
    remedy: "Name posture checks in the flow, or say that the scope is not sensitive.",
    judge: (context) =>
      context.segmentation.scopes
        .filter(({ sensitive }) => sensitive)
        .flatMap((scope) => uncheckedFaults(context, scope)),
  },
];

function uncheckedFaults(context: Context, scope: PlannedScope): Fault[] {
  const seen = new Set<Grant["policy"]>();
  return scope.resources.flatMap((resource) =>
    context.access.grantsTo(resource).flatMap((grant) => {
      const { policy } = grant;
      const isInnocent =
        policy.postureChecks.length > 0 || policy.need === "emergency" || seen.has(policy);
      const user = isInnocent ? undefined : userAmong(context, grant.source);
      if (user === undefined) return [];
      seen.add(policy);
      const reasons = reasonsOf(context, grant, { source: user, destination: resource });
      const message = `The flow ${formatGrant(grant)} lets users reach the sensitive scope ${scope.name} without posture checks${reasons}.`;
      return [{ ...policyFault(policy, message), owner: scope.owner }];
    }),
  );
}

function userAmong(context: Context, group: string): string | undefined {
  if (context.isUser(group)) return group;
  const kin = context.access.overlap.of(group).map((one) => one.group);
  return kin.find((name) => name !== allGroup && context.isUser(name));
}
