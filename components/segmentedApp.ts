import * as pulumi from "@pulumi/pulumi";
import type { Group } from "../provider/objects/group";
import { compile } from "../segmentation/compile";
import type { Matrix } from "../segmentation/matrix/model";
import type { Environment } from "../segmentation/names";
import type { PlannedGroup } from "../segmentation/segmentation";
import { existingGroups, groupProblems } from "./groupArg";
import type { ExistingGroup } from "./groupArg";
import { checkReferencesOf } from "./postureCheckArg";
import type { PostureCheckArg } from "./postureCheckArg";
import { createSegmentation, idsOf } from "./segmentationResources";
import { judge, mention, refuse } from "./validation";

/** Arguments of a {@link SegmentedApp}. Source: the guide's sections 2 and 4. */
export interface SegmentedAppArgs {
  /** Who may talk to whom: a `Matrix`, or a file that `parseMatrixYaml` read. */
  matrix: Matrix;
  /** `dev`, `stage` or `prod`: which of the matrix's environments to build. */
  environment: Environment;
  /**
   * Groups that this program makes outside the component, or other stacks do, with their ids; or a
   * {@link Group} of this program whose name is plain text. Default: none; groups that the matrix says
   * are made elsewhere are looked up by name.
   */
  existing?: (ExistingGroup | Group)[];
  /**
   * Posture checks that this program makes, with their ids: `PosturePresets.references`. Default: none;
   * the matrix says of the others what they check, or they are looked up by name.
   */
  postureChecks?: PostureCheckArg[];
  /**
   * Whether the component makes the matrix's shared groups, which serve all environments: exactly one
   * stack does. `reference` looks them up by name. Default: `reference`.
   */
  sharedGroups?: "create" | "reference";
}

/**
 * An application as its segmentation matrix says (the guide's sections 2 and 4): the groups, posture
 * checks and policies of one environment, and nothing else. It is verified before anything is written;
 * alarms and warnings are shown at preview.
 *
 * @throws pulumi.RunError that lists every problem of the matrix, by the rules of `docs/rules.md`
 *
 * @example
 * ```ts
 * declare const text: string; // of the file
 *
 * const matrix = netbird.parseMatrixYaml(text, "orders.matrix.yaml");
 * const orders = new netbird.SegmentedApp("orders", { matrix, environment: "prod" });
 * export const matrices = [orders.matrix];
 * ```
 */
export class SegmentedApp extends pulumi.ComponentResource {
  /** The matrix, for whatever reads the stack's outputs. */
  readonly matrix: pulumi.Output<Matrix>;
  /** Ids of the groups that the component made, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies, by flow: `users-to-web`, `dns-udp`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: SegmentedAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:SegmentedApp", name, {}, opts);
    const { problems, notices } = judge(args.matrix, args.environment);
    refuse(`SegmentedApp "${name}"`, [...groupProblems(args.existing ?? []), ...problems]);
    mention(this, notices);
    const plan = compile(args.matrix, args.environment);
    const groups = madeElsewhere(plan.groups, args);
    const checks = checkReferencesOf(args.postureChecks ?? [], args.environment);
    const created = createSegmentation(name, plan, groups, this, checks);
    this.matrix = pulumi.output(args.matrix);
    this.groupIds = idsOf(created.groups);
    this.policyIds = idsOf(created.policies);
    this.registerOutputs({
      matrix: this.matrix,
      groupIds: this.groupIds,
      policyIds: this.policyIds,
    });
  }
}

/** Groups that are not the component's to make; what the program says of them comes last, and wins. */
function madeElsewhere(
  groups: readonly PlannedGroup[],
  { existing = [], sharedGroups = "reference" }: SegmentedAppArgs,
): ExistingGroup[] {
  const others = groups.filter(
    ({ madeBy, shared }) => madeBy !== "program" || (shared && sharedGroups === "reference"),
  );
  return [...others.map(({ name }) => ({ existing: name })), ...existingGroups(existing)];
}
