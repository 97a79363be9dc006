import type { LookupOptions } from "../../provider/lifecycle/finding";
import type { IdentitySyncArgs } from "../../provider/objects/identitySync";
import type { SettingsArgs } from "../../provider/lifecycle/resource";

/**
 * Arguments of {@link IdentityGroups}. Plain values, except for what the sync takes. Source: the guide's
 * section 3.1; the API's objects `AccountSettings` and `Group`.
 */
export interface IdentityGroupsArgs extends SettingsArgs {
  /**
   * The identity provider's groups by what the program calls them: `{ "peer-devops": "DevOps" }`. Names of
   * the program follow the convention, `peer-<team>` for all environments or `peer-<team>-<env>` for one;
   * the provider's are taken as they are, to the letter. At least one.
   */
  groups: Record<string, string>;
  /**
   * Who may log in: the members of these groups, by the program's names, or with `over` everybody whom
   * the identity provider knows. There is no default, so that nobody opens up by accident. An owner who
   * logs in through the provider must be in one of the groups; users of the server's own provider and
   * tokens are not affected.
   */
  pilot: string[] | "over";
  /** Claim of the provider's tokens that lists a user's groups; not with `sync`. Default: `groups`. */
  claim?: string;
  /** Takes users and groups over by a sync instead of tokens: NetBird Cloud only. Default: tokens. */
  sync?: IdentitySource;
  /** Another account than the stack's for the look-ups; give it with an explicit provider. Default: the stack's. */
  account?: LookupOptions["account"];
}

/** A sync, without the prefixes, which follow from the groups and the pilot. */
export type IdentitySource = Omit<IdentitySyncArgs, "groupPrefixes" | "userGroupPrefixes">;
