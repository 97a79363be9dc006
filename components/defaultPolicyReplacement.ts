import * as pulumi from "@pulumi/pulumi";

import { AllToAllPolicies } from "../provider/steps/allToAllPolicies";
import type {
  AllToAllPhase,
  AllToAllPoliciesArgs,
  AllToAllPolicy,
  PolicyReference,
} from "../provider/steps/allToAllPolicies";
import type { LookupOptions } from "../provider/lifecycle/finding";
import { getLivePolicies } from "../provider/inspection/livePolicies";
import { toReference } from "../provider/lifecycle/reference";
import type { Reference } from "../provider/lifecycle/reference";
import type { Environment } from "../segmentation/names";
import { phaseNotices, replacementArgumentProblems } from "./defaultPolicyReplacement/problems";
import { mention, refuse } from "./validation";

/** A component of this library that makes policies: all of them count. */
export interface PolicyMaker {
  /** Ids of its policies, by role. */
  policyIds: pulumi.Output<Record<string, string>>;
}

/** What takes over: a component with its policies, or a policy (the resource, its name, or `{ id }`). */
export type ReplacementArg = PolicyMaker | PolicyReference;

/** That an environment needs no replacement. */
export interface NoReplacement {
  /** Why. */
  noneBecause: string;
}

/** Arguments of a {@link DefaultPolicyReplacement}. Source: the guide's sections 4.1 and 9.3. */
export interface DefaultPolicyReplacementArgs {
  /**
   * How far the account has come. `enrolling`: Default stays, and nothing is touched. `disabled`:
   * nobody lets everybody reach everybody any more; going back enables it again at once. `deleted`:
   * the second step, after some days without a complaint; going back makes it again. Never from
   * `enrolling` to `deleted`.
   */
  phase: AllToAllPhase;
  /**
   * What each environment has instead: components or policies, or why it needs none. All of them must
   * be on the server, in force and with members on both sides, before anything is disabled or deleted.
   * An environment that is left out must have no peer in its groups. An empty list is for the phase
   * `enrolling` only.
   */
  replacements: Partial<Record<Environment, ReplacementArg[] | NoReplacement>>;
  /**
   * What happens when the component is destroyed: `restore` enables or makes again what was found;
   * `leave` leaves everything as it is. Default: `leave`.
   */
  onDelete?: "restore" | "leave";
  /** Another account than the stack's, for what the preview says. Default: the stack's. */
  account?: LookupOptions["account"];
}

/**
 * Takes the account from the Default policy, which lets every peer reach every other, to least
 * privilege, without the day on which nothing works (the guide's sections 4.1 and 9.3). Default is
 * recognised by what it does, and so is every other policy from All to All; temporary flows with an end
 * and emergency flows are left alone. Somebody who enables or adds one later is seen at preview and
 * refresh, and it is put away again. Use one per account.
 *
 * @throws pulumi.RunError that lists every problem of the arguments. At preview the resource in
 * it refuses to go from `enrolling` to `deleted`, and to disable or delete anything before everything
 * that replaces it is there, with all that is missing
 *
 * @example
 * ```ts
 * declare const orders: netbird.ThreeTierApp;
 * const replacement = new netbird.DefaultPolicyReplacement("default-policy", {
 *   phase: "disabled",
 *   replacements: {
 *     dev: { noneBecause: "Nobody has joined dev yet" },
 *     stage: ["peer-devops-stage → svc-orders-web-stage [TCP/443]"],
 *     prod: [orders],
 *   },
 *   onDelete: "restore",
 * });
 * export const stillThere = replacement.present;
 * ```
 */
export class DefaultPolicyReplacement extends pulumi.ComponentResource {
  /** The policies from All to All that were found, as they were before the phase `disabled`. */
  readonly found: pulumi.Output<AllToAllPolicy[]>;
  /** Those that are there now, and whether they are in force. */
  readonly present: pulumi.Output<AllToAllPolicy[]>;

  constructor(
    name: string,
    args: DefaultPolicyReplacementArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("netbird:index:DefaultPolicyReplacement", name, {}, opts);
    const what = `DefaultPolicyReplacement "${name}"`;
    refuse(what, replacementArgumentProblems(args));
    const policies = new AllToAllPolicies(
      `${name}-policies`,
      {
        phase: args.phase,
        replacements: replacementsOf(args),
        ...(args.onDelete !== undefined && { onDelete: args.onDelete }),
      },
      { parent: this },
    );
    this.tell(what, args);
    this.found = policies.found.apply((found) => found.map(summary));
    this.present = policies.present;
    this.registerOutputs({ found: this.found, present: this.present });
  }

  /** The step of a preview says only that something changes; this says what becomes of which policy. */
  private tell(what: string, { phase, account }: DefaultPolicyReplacementArgs): void {
    if (!pulumi.runtime.isDryRun()) return;
    getLivePolicies({ account }).apply((present) => {
      mention(
        this,
        phaseNotices(phase, present, new Date()).map((one) => `${what}: ${one}`),
      );
    });
  }
}

function replacementsOf({ replacements }: DefaultPolicyReplacementArgs) {
  const entries = Object.entries(replacements)
    // Empty while enrolling: the environment has nothing yet.
    .filter(([, replacement]) => !Array.isArray(replacement) || replacement.length > 0)
    .map(([environment, replacement]) => [
      environment,
      Array.isArray(replacement) ? { policies: referencesTo(replacement) } : replacement,
    ]);
  return Object.fromEntries(entries) as AllToAllPoliciesArgs["replacements"];
}

function referencesTo(given: ReplacementArg[]): pulumi.Output<Reference[]> {
  const lists = given.map((one): pulumi.Output<Reference[]> =>
    isMaker(one)
      ? one.policyIds.apply((ids) => Object.values(ids).map((id) => ({ id })))
      : pulumi.output(toReference(one)).apply((reference) => [reference]),
  );
  return pulumi.all(lists).apply((all) => all.flat());
}

function isMaker(one: ReplacementArg): one is PolicyMaker {
  return typeof one === "object" && "policyIds" in one;
}

/** What is kept for a restoration is the state's own business. */
function summary({ id, name, enabled }: AllToAllPolicy): AllToAllPolicy {
  return { id, name, enabled };
}
