/** Who answers for what, and why it exists. */
import { flowName, onePerFlow, policyFault } from "./finding";
import type { Rule } from "./finding";

export const ownershipRules: readonly Rule[] = [
  {
    id: "owner-missing",
    severity: "warning",
    title: "Every policy and every scope has an owner",
    source: "the guide's section 8.3: descriptions record the owner; section 2, phase 1",
    why: "Without one nobody can say whether a change broke something, or whether the access is still needed.",
    remedy: "Name the team or person who can confirm a breakage.",
    judge: ({ segmentation }) => [
      ...onePerFlow(segmentation.policies.filter(({ owner }) => isBlank(owner))).map((policy) =>
        policyFault(policy, `Nobody owns "${flowName(policy)}".`),
      ),
      ...segmentation.scopes
        .filter(({ owner }) => isBlank(owner))
        .map(({ name, path, owner }) => ({
          place: name,
          ...(path && { path }),
          message: `Nobody owns the scope ${name}.`,
          owner,
        })),
    ],
  },
  {
    id: "justification-missing",
    severity: "warning",
    title: "Every policy says why it exists",
    source: "the guide's section 8.3: descriptions record the business justification",
    why: "Whoever reviews the account later cannot tell needed access from forgotten access.",
    remedy: "Say in `because` what the access is for.",
    judge: ({ segmentation }) =>
      onePerFlow(segmentation.policies.filter(({ because }) => isBlank(because))).map((policy) =>
        policyFault(policy, `"${flowName(policy)}" does not say why it exists.`),
      ),
  },
];

function isBlank(text: string): boolean {
  return text.trim() === "";
}
