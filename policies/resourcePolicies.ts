/** The rules of the table that can be judged one resource at a time, as Pulumi policies. */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Segmentation } from "../segmentation/segmentation";
import { Context } from "../segmentation/verify/context";
import { rules } from "../segmentation/verify";
import type { Rule } from "../segmentation/verify";
import {
  segmentationOfGroup,
  segmentationOfPolicy,
  segmentationOfSetupKey,
} from "./segmentationOf";

/** What a kind of resource is judged by, and how it is seen as a segmentation. */
interface Judged {
  type: string;
  segmentation: (props: Record<string, unknown>) => Segmentation;
  /** Ids of rules of the table; the others need more than one resource. */
  rules: readonly string[];
}

const judged: readonly Judged[] = [
  {
    type: "pulumi-nodejs:dynamic/netbird:Policy",
    segmentation: segmentationOfPolicy,
    rules: [
      "exact-ports",
      "no-all-protocol",
      "one-way",
      "all-to-all",
      "temporary-without-end",
      "flow-expired",
      "end-unreadable",
      "window-length",
      "emergency-enabled",
      "emergency-without-end",
      "emergency-expired",
      "owner-missing",
      "justification-missing",
      "policy-name",
    ],
  },
  {
    type: "pulumi-nodejs:dynamic/netbird:Group",
    segmentation: segmentationOfGroup,
    rules: ["group-name"],
  },
  {
    type: "pulumi-nodejs:dynamic/netbird:SetupKey",
    segmentation: segmentationOfSetupKey,
    rules: ["setup-key-name"],
  },
];

/**
 * One Pulumi policy per rule, under the rule's id. What is an error in the table is mandatory, the
 * rest advisory; a policy configuration may change either.
 * @param now the time at which policies that end are judged
 */
export function resourcePolicies(now: () => Date): ResourceValidationPolicy[] {
  return judged.flatMap(({ type, segmentation, rules: ids }) =>
    ids.map((id) => policyOf(ruleNamed(id), type, segmentation, now)),
  );
}

function policyOf(
  rule: Rule,
  type: string,
  segmentation: Judged["segmentation"],
  now: () => Date,
): ResourceValidationPolicy {
  const { id, severity, title, source } = rule;
  return {
    name: id,
    displayName: title,
    description: `${title} (${source}).`,
    enforcementLevel: severity === "error" ? "mandatory" : "advisory",
    remediationSteps: rule.remedy,
    validateResource: (args, report) => {
      if (args.type !== type) return;
      const faults = rule.judge(new Context(segmentation(args.props), now()));
      for (const { message, remedy = rule.remedy } of faults) report(`${message} ${remedy}`);
    },
  };
}

function ruleNamed(id: string): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (found === undefined) throw new Error(`The table has no rule ${id}.`);
  return found;
}
