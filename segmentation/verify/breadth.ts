/** How wide a single policy is: the table that the provider's check uses, and group All. */
import { isAllToAll } from "../allToAll";
import { broadAccessReasonOf } from "../broadAccess";
import { judgePolicy, policyRules } from "../rules";
import type { PolicyProblem } from "../rules";
import type { PlannedPolicy } from "../segmentation";
import type { Context } from "./context";
import { policyFault } from "./finding";
import type { Fault, Rule } from "./finding";

/** Rules that are about access, and not about what the API takes. */
const aboutAccess: ReadonlySet<string> = new Set(["exact-ports", "no-all-protocol", "one-way"]);

const shapeWhy = "The API refuses it, or takes it and means something else.";

const accessWhy =
  "Every port that is open without need is a way in. A reason in `broadAccessReason` is enough, and it lands in the policy's description. Temporary flows with an end and emergency flows may be broad: that they are meant to end is their reason. Policies that are disabled or drop give no access.";

export const breadthRules: readonly Rule[] = [
  ...policyRules.map(({ id, title, source }): Rule => ({
    id,
    severity: "error",
    title,
    source,
    why: aboutAccess.has(id) ? accessWhy : shapeWhy,
    remedy: "Write the policy with exact ports of TCP or UDP, in one direction.",
    judge: (context) => problemsByRule(context).get(id)!,
  })),
  {
    id: "all-to-all",
    severity: "error",
    title: "No policy lets every peer reach every other",
    source: "the guide's section 4.1: default deny and the starter policy",
    why: "NetBird's Default policy is an onboarding aid; while it is in force no other policy means anything. A temporary flow with an end and an emergency flow may do it.",
    remedy: "Replace it with specific policies, test them, then delete it.",
    judge: ({ inForce }) =>
      inForce
        .filter(isAllToAll)
        .map((policy) => policyFault(policy, `${policy.name} lets every peer reach every other.`)),
  },
];

/** Judged once per verification, although every rule asks. */
const judged = new WeakMap<Context, ReadonlyMap<string, Fault[]>>();

function problemsByRule(context: Context): ReadonlyMap<string, Fault[]> {
  const known = judged.get(context);
  if (known !== undefined) return known;
  const byRule = new Map<string, Fault[]>(policyRules.map(({ id }) => [id, []]));
  for (const policy of context.segmentation.policies) {
    for (const { rule, property, message, remedy } of problemsOf(policy)) {
      const text = `${policy.name}, ${property}: ${message}`;
      byRule.get(rule)!.push(policyFault(policy, text, remedy));
    }
  }
  judged.set(context, byRule);
  return byRule;
}

function problemsOf(policy: PlannedPolicy): PolicyProblem[] {
  const { protocol, ports, portRanges, bidirectional, sources, destinations } = policy;
  const broadAccessReason = broadAccessReasonOf(policy);
  const shape = { protocol, ports, portRanges, bidirectional, sources, destinations };
  const givesAccess = policy.enabled && policy.action === "accept";
  return judgePolicy({ ...shape, broadAccessReason }).filter(
    ({ rule }) => givesAccess || !aboutAccess.has(rule),
  );
}
