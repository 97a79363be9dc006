import * as pulumi from "@pulumi/pulumi";
import { EmergencyRehearsal } from "../provider/steps/emergencyRehearsal";
import type { RehearsalRecord } from "../provider/steps/emergencyRehearsal";
import type { Policy } from "../provider/objects/policy";
import { compile } from "../segmentation/compile";
import type { Matrix } from "../segmentation/matrix/model";
import type { EmergencyAccessArgs } from "./emergencyAccess/arguments";
import { emergencyKey } from "./emergencyAccess/configuration";
import { emergencyMatrix } from "./emergencyAccess/matrix";
import { judgeEmergency, settle, unrehearsed } from "./emergencyAccess/problems";
import type { Settled } from "./emergencyAccess/problems";
import { asList, existingGroups } from "./groupArg";
import { createSegmentation, idsOf } from "./segmentationResources";
import { configObjectOf } from "./stackSettings";
import { mention, refuse } from "./validation";
import { whenKnown } from "./whenKnown";

/**
 * The known-good broad policy for when production is broken and nobody knows why (the guide's section
 * 8.2): scoped to who and what it names, and kept disabled. The stack configuration
 * `emergency:<component name>` enables it, so that the program stays the single truth during an
 * incident: `{ until, reason, by }`. Every preview then shows an alarm, and after its end previews
 * fail until it is off. On request it is rehearsed: `{ rehearse: { requested, by } }`. That it was
 * never rehearsed, or not for 180 days, is told at every preview.
 *
 * @throws pulumi.RunError that lists every problem: no out-of-band way in; an emergency that is
 * over and still enabled; a configuration that does not say until when, why and who; group All; a
 * rehearsal without a probe
 *
 * @example
 * ```ts
 * const emergency = new netbird.EmergencyAccess("prod-access", {
 *   environment: "prod",
 *   from: { existing: "peer-devops-prod" },
 *   to: { existing: "net-aws-euc1-prod" },
 *   because: "Known-good access while the cause of an outage is unknown",
 *   owner: "Platform Team",
 *   outOfBand: "EC2 serial console with the role break-glass; its key is in the safe",
 *   rehearsal: { probe: "tcp://10.10.0.7:22" },
 * });
 * export const matrix = emergency.matrix;
 * ```
 */
export class EmergencyAccess extends pulumi.ComponentResource {
  /** Whether the program wants it to be in force now. */
  readonly enabled: pulumi.Output<boolean>;
  /** The last rehearsal that succeeded; undefined when there was none. */
  readonly rehearsal: pulumi.Output<RehearsalRecord | undefined>;
  /** The segmentation matrix that the arguments mean; everything that reads matrices reads it. */
  readonly matrix: pulumi.Output<Matrix>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies, by role: `emergency`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: EmergencyAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:EmergencyAccess", name, {}, opts);
    const what = `EmergencyAccess "${name}"`;
    const settled = settle(name, args, configObjectOf(emergencyKey(name)));
    const { problems, notices } = judgeEmergency(name, args, settled);
    refuse(what, problems);
    mention(
      this,
      notices.map((notice) => `${what}: ${notice}`),
    );

    const plan = compile(emergencyMatrix(name, args, settled.activation), args.environment);
    const existing = existingGroups([...asList(args.from), ...asList(args.to)]);
    const created = createSegmentation(name, plan, existing, this);
    const policies = Object.values(created.policies);

    this.enabled = pulumi.output(settled.activation !== undefined);
    const records = this.records(name, args, settled, policies[0]!);
    this.rehearsal = records.apply((known) => known?.[0]);
    const matrixAfter = (record?: RehearsalRecord) =>
      emergencyMatrix(name, args, settled.activation, record?.at);
    this.matrix = this.rehearsal.apply(matrixAfter);
    records.apply((known) => {
      if (known === undefined) return;
      const told = unrehearsed(args, matrixAfter(known[0]), settled);
      mention(
        this,
        told.map((notice) => `${what}: ${notice}`),
      );
    });
    this.groupIds = idsOf(created.groups);
    this.policyIds = idsOf(created.policies);
    this.registerOutputs({
      enabled: this.enabled,
      rehearsal: this.rehearsal,
      matrix: this.matrix,
      groupIds: this.groupIds,
      policyIds: this.policyIds,
    });
  }

  /** The rehearsals, newest first; undefined in a preview that does not know them yet. */
  private records(
    name: string,
    { rehearsal }: EmergencyAccessArgs,
    { activation, rehearse }: Settled,
    policy: Policy,
  ): pulumi.Output<RehearsalRecord[] | undefined> {
    if (rehearsal === undefined) return pulumi.output<RehearsalRecord[] | undefined>([]);
    const child = new EmergencyRehearsal(
      `${name}-rehearsal`,
      {
        policy,
        ...rehearsal,
        // In an emergency nobody needs a proof: what was asked for before it waits.
        request: activation === undefined ? rehearse : undefined,
      },
      { parent: this },
    );
    return whenKnown(child.records);
  }
}
