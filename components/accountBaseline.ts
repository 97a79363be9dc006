import * as pulumi from "@pulumi/pulumi";
import { AccountSettings } from "../provider/objects/accountSettings";
import { EventStreaming } from "../provider/objects/eventStreaming";
import type { EventStreamingArgs } from "../provider/objects/eventStreaming";
import type { LookupOptions } from "../provider/lifecycle/finding";
import type { SettingsArgs } from "../provider/lifecycle/resource";
import { lackingIn, verifyBaseline } from "../segmentation/verify";
import type { BaselineSetting, Edition, Finding, Lack } from "../segmentation/verify";
import { editionOf, unknownEdition } from "./accountBaseline/edition";
import { baselineProblems } from "./accountBaseline/problems";
import { settingsOf, weakeningsOf } from "./accountBaseline/settings";
import type { Weakening } from "./accountBaseline/settings";
import { findingsOfLiveNetworks } from "./identityFirst";
import { judgementOf, mention, refusal, refuse } from "./validation";

/**
 * Arguments of an {@link AccountBaseline}. Every default is the guide's recommendation; whatever is
 * weaker needs a reason in `weakenedBecause`. Source: the guide's sections 3.1, 7.1, 10.1 and 10.2; the
 * API's object `AccountSettings` with its `extra`.
 */
export interface AccountBaselineArgs extends SettingsArgs {
  /**
   * Whether new peers wait for an administrator's approval. A self-hosted server stores it without
   * effect. Default: `true`.
   */
  peerApprovalEnabled?: boolean;
  /** Whether new users wait for an administrator's approval. Default: `true`. */
  userApprovalRequired?: boolean;
  /**
   * Seconds after which users have to log in again, 3600–15552000 (an hour to 180 days), or `never`. More
   * than a day needs a reason. Default: 86400.
   */
  peerLoginExpiration?: number | "never";
  /**
   * Whether users of the server's own identity provider need a second factor. That another provider
   * enforces one is a reason to leave it off. Default: `true`.
   */
  localMfaEnabled?: boolean;
  /** Whether the dashboard is closed for users of the role `user`. Default: `true`. */
  regularUsersViewBlocked?: boolean;
  /**
   * Whether traffic events are recorded. Refused when it is asked for and the edition lacks it. Default:
   * `true` on the cloud; left out elsewhere.
   */
  networkTrafficLogsEnabled?: boolean;
  /**
   * Where events are streamed to. Refused when the edition lacks it. Default: nowhere, which on the cloud
   * needs a reason.
   */
  eventStreaming?: EventStreamingTarget;
  /** Why a setting is weaker than the guide asks, by the setting's name. Default: nothing is weaker. */
  weakenedBecause?: Partial<Record<BaselineSetting, string>>;
  /**
   * Which NetBird the server is: `cloud` or `self-hosted`. Required when `account` has an address that is
   * an output. Default: by the address of the management server, `account`'s or else the stack's, `cloud`
   * for NetBird's own.
   */
  edition?: Edition;
  /** Another account than the stack's for the look-ups; give it with an explicit provider. Default: the stack's. */
  account?: LookupOptions["account"];
}

/** A platform that events are streamed to. */
export type EventStreamingTarget = Pick<EventStreamingArgs, "platform" | "config">;

/**
 * An account's settings as the guide asks for them (sections 10 and 7.1): approval of peers and users,
 * sessions of a day at most, a second factor, a closed dashboard, traffic events that are recorded and
 * streamed. What the server's edition lacks is left out, and told in `lacking`; what is weaker than the
 * guide asks needs a reason, and is told in `weakened`. Settings beyond these are not touched: other
 * `AccountSettings` may set them.
 *
 * At preview it also looks at the account: networks of production that are routed while no identity
 * provider is connected are a warning (section 3.1).
 *
 * @throws pulumi.RunError that lists every problem: each setting that is weaker than the guide asks
 * without a reason; a reason for a setting that is not weaker; a session that is shorter than an hour or
 * longer than 180 days; a setting that is asked for and that the edition lacks
 *
 * @example
 * ```ts
 * const baseline = new netbird.AccountBaseline("account", {
 *   peerLoginExpiration: 8 * 3600,
 *   localMfaEnabled: false,
 *   weakenedBecause: { localMfaEnabled: "Okta enforces a second factor for everybody" },
 * });
 * export const lacking = baseline.lacking;
 * ```
 */
export class AccountBaseline extends pulumi.ComponentResource {
  /** Which NetBird the server is taken for. */
  readonly edition: pulumi.Output<Edition>;
  /** What the edition lacks of the baseline: setting, why, and what to do in its place. */
  readonly lacking: pulumi.Output<readonly Lack[]>;
  /** What is weaker than the guide asks: setting and reason. */
  readonly weakened: pulumi.Output<Weakening[]>;
  /** What the account's networks and identity provider break of the rules; empty when nothing. */
  readonly findings: pulumi.Output<Finding[]>;

  constructor(
    name: string,
    args: AccountBaselineArgs = {},
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("netbird:index:AccountBaseline", name, {}, opts);
    const what = `AccountBaseline "${name}"`;
    const edition = editionOf(args);
    if (edition === undefined) throw refusal(what, [unknownEdition]);
    const settings = settingsOf(args);
    const { weakenedBecause = {} } = args;
    const judged = judgementOf(verifyBaseline({ place: name, edition, settings, weakenedBecause }));
    refuse(what, [...baselineProblems(args, edition), ...judged.problems]);
    mention(this, judged.notices);
    this.build(name, args, edition);
    this.edition = pulumi.output(edition);
    this.lacking = pulumi.output(lackingIn(edition));
    this.weakened = pulumi.output(weakeningsOf(args, edition));
    this.findings = findingsOfLiveNetworks(name, { account: args.account }).apply((findings) => {
      mention(undefined, judgementOf(findings).notices);
      return findings;
    });
    this.registerOutputs({
      edition: this.edition,
      lacking: this.lacking,
      weakened: this.weakened,
      findings: this.findings,
    });
  }

  private build(name: string, args: AccountBaselineArgs, edition: Edition): void {
    const { peerLoginExpiration, networkTrafficLogsEnabled, ...settings } = settingsOf(args);
    const { peerApprovalEnabled, userApprovalRequired, localMfaEnabled, regularUsersViewBlocked } =
      settings;
    const { onDelete, eventStreaming } = args;
    new AccountSettings(
      `${name}-settings`,
      {
        peerApprovalEnabled,
        userApprovalRequired,
        localMfaEnabled,
        regularUsersViewBlocked,
        peerLoginExpirationEnabled: peerLoginExpiration !== "never",
        // The server checks the length of sessions also when they do not end.
        ...(peerLoginExpiration !== "never" && { peerLoginExpiration }),
        ...(edition === "cloud" && { networkTrafficLogsEnabled }),
        ...(onDelete !== undefined && { onDelete }),
      },
      { parent: this },
    );
    if (eventStreaming === undefined) return;
    new EventStreaming(`${name}-events`, eventStreaming, { parent: this });
  }
}
