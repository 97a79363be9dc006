/** Routes of the older kind, which policies do not govern by themselves. */
import type { Rule } from "./finding";

export const routeRules: readonly Rule[] = [
  {
    id: "route-bypasses-policies",
    severity: "warning",
    title: "Routes of the older kind are governed by policies",
    source:
      "the guide's Appendix B.1: legacy routes may bypass access control unless explicitly configured",
    why: "Without access-control groups, whoever has the route reaches everything behind it on every port, whatever the policies say. Only known where routes were read from the account, or for routes that a component makes.",
    remedy:
      "Give the route accessControlGroups, and write policies to these groups; or use a network instead of the route.",
    judge: ({ segmentation }) =>
      (segmentation.routes ?? [])
        .filter(({ enabled, accessControlGroups }) => enabled && accessControlGroups.length === 0)
        .map(({ networkId, target, owner }) => ({
          place: networkId,
          message: `The route "${networkId}" to ${target} has no access-control groups: no policy governs it.`,
          owner,
        })),
  },
];
