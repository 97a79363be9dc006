import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { environments } from "../../segmentation/names";
import type { Environment } from "../../segmentation/names";
import { referenceSchema, toReferences } from "../lifecycle/reference";
import type { ReferenceArg } from "../lifecycle/reference";
import { StepResource } from "./stepResource";

/** How far an account has come on the way from All → All to least privilege. */
export const allToAllPhases = ["enrolling", "disabled", "deleted"] as const;

/** `enrolling`: nothing is touched; `disabled`; `deleted`. In this order, never two at once. */
export type AllToAllPhase = (typeof allToAllPhases)[number];

/** A policy: the resource, its name, or `{ id }`. */
export type PolicyReference = ReferenceArg;

/** What an environment has instead of All → All. Either of the two. */
export interface EnvironmentReplacementArgs {
  /**
   * The policies that take over, all of which must be in force and have members on both sides.
   * Default: none.
   */
  policies?: pulumi.Input<pulumi.Input<PolicyReference>[]>;
  /** Why the environment needs none. Default: it needs some. */
  noneBecause?: pulumi.Input<string>;
}

/**
 * Arguments of {@link AllToAllPolicies}. Source: the guide's sections 4.1 and 9.3; the API's object
 * `Policy`. Everything is changed in place.
 */
export interface AllToAllPoliciesArgs {
  /** What becomes of them: `enrolling`, `disabled`, `deleted`. Not from the first to the last. */
  phase: pulumi.Input<AllToAllPhase>;
  /**
   * What each environment has instead. An environment that is left out must have no peer in any of
   * its groups (`…-prod`).
   */
  replacements: Partial<Record<Environment, EnvironmentReplacementArgs>>;
  /**
   * What happens when the resource is deleted: `restore` enables or creates again what was found;
   * `leave` leaves everything as it is. Default: `leave`, because All → All is no state to return to
   * unasked.
   */
  onDelete?: pulumi.Input<"restore" | "leave">;
}

/** A policy of the account that lets every peer reach every other. */
export interface AllToAllPolicy {
  /** Id of the policy. */
  id: string;
  /** Name of the policy. */
  name: string;
  /** Whether it is in force. */
  enabled: boolean;
}

/**
 * All policies of the account that let every peer reach every other: the Default policy of a new
 * account, and whatever else goes from group All to group All. They are recognised by what they do,
 * not by their name, and disabled or deleted as the phase says; temporary flows with an end and
 * emergency flows are left alone. Whoever enables or adds one later is noticed at preview and
 * refresh, and undone. What was found is kept in the state, also for a destroy. Use one per account;
 * the component {@link DefaultPolicyReplacement} is the comfortable way.
 *
 * Errors: going from `enrolling` to `deleted`; a replacement policy that does not exist, is disabled
 * or has nobody on a side, or an environment with peers and without any: all at preview.
 *
 * @example
 * ```ts
 * new netbird.AllToAllPolicies("all-to-all", {
 *   phase: "disabled",
 *   replacements: {
 *     dev: { noneBecause: "Developers' laptops only" },
 *     prod: { policies: ["peer-devops-prod → svc-orders-web-prod [TCP/443]"] },
 *   },
 * });
 * ```
 */
export class AllToAllPolicies extends StepResource {
  /** The policies that were found, as they were before the phase `disabled`. */
  declare readonly found: pulumi.Output<AllToAllPolicy[]>;
  /** The policies that were there when the account was last looked at. */
  declare readonly present: pulumi.Output<AllToAllPolicy[]>;

  constructor(name: string, args: AllToAllPoliciesArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      phase: args.phase,
      replacements: withReferences(args.replacements),
      onDelete: args.onDelete,
      found: undefined,
      present: undefined,
    };
    super("AllToAllPolicies", name, inputs, opts);
  }
}

function withReferences(replacements: AllToAllPoliciesArgs["replacements"]): pulumi.Inputs {
  const entries = Object.entries(replacements).map(([environment, { policies, noneBecause }]) => [
    environment,
    { policies: toReferences(policies), noneBecause },
  ]);
  return Object.fromEntries(entries) as pulumi.Inputs;
}

const replacementSchema = z
  .strictObject({
    policies: z.array(referenceSchema).optional(),
    noneBecause: z.string().min(1, "a reason needs words").optional(),
  })
  .refine(({ policies = [], noneBecause }) => policies.length === 0 || noneBecause === undefined, {
    message: "give policies, or a reason in noneBecause, not both",
  });

/** @internal */
export const allToAllSchema = z.strictObject({
  phase: z.enum(allToAllPhases, `must be ${allToAllPhases.join(", ")}`),
  replacements: z.partialRecord(
    z.enum(environments, `environments are ${environments.join(", ")}`),
    replacementSchema,
  ),
  onDelete: z.enum(["restore", "leave"], "must be restore or leave").optional(),
});
