import type * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { policies } from "../api/collections";
import type { PolicyReference } from "./allToAllPolicies";
import { NetBirdError } from "../api/errors";
import { PartialCreateError } from "../lifecycle/engineErrors";
import type { Arguments } from "../lifecycle/kind";
import { probeProblem } from "./probe";
import { referenceSchema, toReference } from "../lifecycle/reference";
import { endInterrupted, isLeftOpen, rehearse } from "./rehearsing";
import type { RehearsalPace } from "./rehearsing";
import type { Session } from "../api/session";
import { plain } from "../lifecycle/state";
import { StepHandler } from "./stepHandler";
import { hasUnknown } from "../lifecycle/unknown";
import { StepResource } from "./stepResource";

/** Somebody's wish for a rehearsal. */
export interface RehearsalRequest {
  /** When it was asked for: ISO 8601. Another time is another rehearsal. */
  requested: string;
  /** Who asked for it. */
  by: string;
}

/** What a rehearsal has shown, and when. */
export interface RehearsalRecord extends RehearsalRequest {
  /** When it ended: ISO 8601. */
  at: string;
  /** What was probed. */
  probe: string;
  /** Seconds from enabling the policy until the probe answered. */
  opensAfterSeconds: number;
  /** Seconds from disabling it until the probe no longer answered. */
  closesAfterSeconds: number;
}

/** Arguments of an {@link EmergencyRehearsal}. Source: the guide's section 8.2. */
export interface EmergencyRehearsalArgs {
  /** The emergency policy, a resource of this program or `{ id }`. A change rehearses nothing. */
  policy: pulumi.Input<PolicyReference>;
  /**
   * What only the policy opens, as seen from the machine that runs Pulumi, which must be a peer in a
   * source group: `tcp://10.10.0.7:22`, or an http or https address. A change rehearses nothing.
   */
  probe: pulumi.Input<string>;
  /**
   * The rehearsal that is wanted; one that has been done is not done again, and taking it away
   * forgets nothing. Default: none.
   */
  request?: pulumi.Input<RehearsalRequest | undefined>;
  /**
   * Seconds to wait for the policy to reach the peers, each way: 1–600. A change alone rehearses
   * nothing. Default: 120.
   */
  waitSeconds?: pulumi.Input<number>;
}

/**
 * Proves that a disabled emergency policy would work: on request it checks that a probe is blocked,
 * enables the policy, waits until the probe answers, disables the policy in any case, and waits until
 * the probe is blocked again. The dated record stays in the state. A run that is killed in between
 * leaves a mark in the policy's description: the next preview shows it, and the next `up` ends it.
 *
 * Errors: the probe answers before, or not while the policy is enabled, or still after it; the policy
 * is enabled already. The next `up` tries again, as long as it is asked for.
 *
 * @example
 * ```ts
 * declare const emergency: netbird.Policy;
 * const rehearsal = new netbird.EmergencyRehearsal("rehearsal", {
 *   policy: emergency,
 *   probe: "tcp://10.10.0.7:22",
 *   request: { requested: "2026-12-01T18:00:00Z", by: "Ada" },
 * });
 * export const rehearsals = rehearsal.records;
 * ```
 */
export class EmergencyRehearsal extends StepResource {
  /** The rehearsals that succeeded, newest first, ten at most; none is an empty list. */
  declare readonly records: pulumi.Output<RehearsalRecord[]>;

  constructor(name: string, args: EmergencyRehearsalArgs, opts?: pulumi.CustomResourceOptions) {
    const inputs = {
      policy: toReference(args.policy),
      probe: args.probe,
      request: args.request,
      waitSeconds: args.waitSeconds,
      records: undefined,
    };
    super("EmergencyRehearsal", name, inputs, opts);
  }
}

const defaultWaitSeconds = 120;

const recordsKept = 10;

const schema = z.strictObject({
  policy: referenceSchema.refine(({ id }) => id !== undefined, "give the policy's id"),
  probe: z.string().superRefine((probe, context) => {
    const message = probeProblem(probe);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  }),
  request: z
    .strictObject({
      requested: z.iso.datetime({
        offset: true,
        error: "must be date, time and time zone: 2026-12-01T18:00:00Z",
      }),
      by: z.string().min(1, "say who asked for it"),
    })
    .optional(),
  waitSeconds: z
    .number()
    .min(1, "must be 1 to 600 seconds")
    .max(600, "must be 1 to 600 seconds")
    .optional(),
});

/** Arguments after the schema has seen them. */
interface Wish {
  policy: { id: string };
  probe: string;
  request?: RehearsalRequest;
  waitSeconds?: number;
}

/**
 * What becomes of the engine's calls. The record is of the past; what is so now is the
 * policy's to tell, and a refresh leaves the record alone.
 */
export class EmergencyRehearsalHandler extends StepHandler {
  constructor(
    session: Session,
    private readonly pace?: RehearsalPace,
  ) {
    super(session, { schema, subject: ["policy", "probe"], references: { policy: policies } });
  }

  protected override async isDue(olds: Arguments, news: Arguments): Promise<boolean> {
    if (isWanted(olds, news)) return true;
    const { policy } = news as unknown as Wish;
    return !hasUnknown(policy) && (await isLeftOpen(this.session.account(), policy.id));
  }

  protected override idOf(inputs: Arguments): string {
    return `rehearsal-of-${(inputs as unknown as Wish).policy.id}`;
  }

  /** Recorded even when it fails, so that the next run looks whether the policy was left enabled. */
  protected override async reach(
    id: string,
    olds: Arguments,
    inputs: Arguments,
  ): Promise<Arguments> {
    const args = this.argumentsIn(inputs);
    const before = recordsOf(olds);
    try {
      const done = await this.rehearseIfWanted(olds, args);
      return plain({ ...args, records: [...done, ...before].slice(0, recordsKept) });
    } catch (error) {
      if (!(error instanceof NetBirdError)) throw error;
      throw new PartialCreateError(id, plain({ ...args, records: before }), error.message);
    }
  }

  protected override undo(props: Arguments): Promise<void> {
    return endInterrupted(this.session.account(), (props as unknown as Wish).policy.id);
  }

  private async rehearseIfWanted(olds: Arguments, args: Arguments): Promise<RehearsalRecord[]> {
    const account = this.session.account();
    const { policy, probe, request, waitSeconds } = args as unknown as Wish;
    await endInterrupted(account, policy.id);
    if (request === undefined || !isWanted(olds, args)) return [];
    const seconds = waitSeconds ?? defaultWaitSeconds;
    const rehearsal = { policyId: policy.id, probe, by: request.by, seconds };
    return [{ ...request, probe, ...(await rehearse(account, rehearsal, this.pace)) }];
  }
}

/** Whether a rehearsal is asked for that has not been done. */
function isWanted(olds: Arguments, news: Arguments): boolean {
  const request = news.request as RehearsalRequest | undefined;
  if (request === undefined) return false;
  return hasUnknown(request) || request.requested !== recordsOf(olds)[0]?.requested;
}

function recordsOf({ records }: Arguments): RehearsalRecord[] {
  return (records ?? []) as RehearsalRecord[];
}
