import * as pulumi from "@pulumi/pulumi";
import { programError } from "../provider/lifecycle/programError";
import { AccountSettings } from "../provider/objects/accountSettings";
import { getGroups } from "../provider/objects/group";
import type { FoundGroup } from "../provider/objects/group";
import { IdentitySync } from "../provider/objects/identitySync";
import type { MatrixGroup } from "../segmentation/matrix/model";
import { environmentOf, suggestion } from "../segmentation/names";
import type { Environment } from "../segmentation/names";
import { verifyIdentity } from "../segmentation/verify";
import type { Finding } from "../segmentation/verify";
import { matrixGroup } from "./groupArg";
import type { ExistingGroup } from "./groupArg";
import type { IdentityGroupsArgs } from "./identityGroups/arguments";
import { identityProblems } from "./identityGroups/problems";
import { judgementOf, refusal, mention, refuse } from "./validation";

/**
 * The identity provider's groups under the names of the convention (the guide's section 3.1): NetBird
 * takes groups over under the provider's own names and cannot rename them, so that the program maps
 * `peer-devops` to `DevOps`, and everything that takes a group takes the result. Groups are looked up
 * and never made, filled or renamed; whoever leaves a group at the provider leaves it in NetBird.
 *
 * The pilot goes first: only members of its groups may log in, until it is over. The component sets the
 * account's `jwtGroupsEnabled`, `jwtGroupsClaimName`, `jwtAllowGroups` and `groupsPropagationEnabled`, or
 * makes the `IdentitySync`; other `AccountSettings` must leave these alone.
 *
 * A group that has never been synced is a warning at preview: no policy can name it yet.
 *
 * @throws pulumi.RunError that lists every problem: no group, names that break the convention, two
 * names for one group, a pilot that is missing or names what is not there, both `claim` and `sync`. At
 * preview as well, when the account has been asked: a group that was made through the API under the
 * name of the provider's, which is then never synced
 *
 * @example
 * ```ts
 * const identity = new netbird.IdentityGroups("identity", {
 *   groups: { "peer-devops": "DevOps", "peer-support": "Support EMEA" },
 *   pilot: ["peer-devops"],
 * });
 * new netbird.ThreeTierApp("orders", {
 *   environment: "prod",
 *   users: [identity.group("peer-devops")],
 *   tiers: { web: [443], app: [8443], db: [5432] },
 *   dns: { resolvers: ["10.10.0.10"] },
 *   owner: "App Team Orders",
 *   because: "Order processing",
 * });
 * ```
 */
export class IdentityGroups extends pulumi.ComponentResource {
  /** Ids of the groups that have been synced, by the program's names. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** What the account's groups break of the rules; empty when all have been synced. */
  readonly findings: pulumi.Output<Finding[]>;

  /** What errors call the component. */
  private readonly what: string;
  /** The groups by the program's names. */
  private readonly groups: ReadonlyMap<string, ExistingGroup>;

  constructor(name: string, args: IdentityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:IdentityGroups", name, {}, opts);
    this.what = `IdentityGroups "${name}"`;
    refuse(this.what, identityProblems(args));
    const live = getGroups({}, { account: args.account }).apply((groups) => {
      const findings = findingsOf(name, args, groups);
      const { problems, notices } = judgementOf(findings);
      if (problems.length > 0) throw refusal(this.what, problems);
      mention(undefined, notices);
      return { findings, ids: syncedIds(args, groups) };
    });
    this.findings = live.apply(({ findings }) => findings);
    this.groupIds = live.apply(({ ids }) => ids);
    this.groups = new Map(
      Object.entries(args.groups).map(([as, existing]) => [
        as,
        { existing, as, id: idIn(this.groupIds, as) },
      ]),
    );
    admit(name, args, this, live);
    this.registerOutputs({ groupIds: this.groupIds, findings: this.findings });
  }

  /** The groups of an environment as a matrix declares them: those for all, and those for this one. */
  matrixGroups(environment: Environment): MatrixGroup[] {
    return [...this.groups]
      .filter(([name]) => [environment, undefined].includes(environmentOf(name)))
      .map(([, group]) => matrixGroup(group, environment));
  }

  /**
   * A group, for whatever takes one.
   * @param name the program's name of it: `peer-devops`
   * @throws pulumi.RunError when `groups` does not have it
   */
  group(name: string): ExistingGroup {
    const group = this.groups.get(name);
    if (group !== undefined) return group;
    const known = [...this.groups.keys()];
    const meant = suggestion(name, known);
    const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    throw programError(
      `${this.what} has no group "${name}", only ${known.join(", ")}.${hint} Use one of these, or add it to groups.`,
    );
  }
}

function findingsOf(
  place: string,
  args: IdentityGroupsArgs,
  live: readonly FoundGroup[],
): Finding[] {
  const groups = Object.values(args.groups).map((identityGroup) => ({
    identityGroup,
    issued: live.filter(({ name }) => name === identityGroup).map(({ issued }) => issued),
  }));
  return verifyIdentity({ place, connected: true, networks: [], groups });
}

/** A group that was made through the API may have the same name as a synced one. */
function syncedIds(
  { groups }: IdentityGroupsArgs,
  live: readonly FoundGroup[],
): Record<string, string> {
  const synced = live.filter(({ issued }) => issued !== "api");
  const found = Object.entries(groups).flatMap(([as, identityGroup]) => {
    const group = synced.find(({ name }) => name === identityGroup);
    return group === undefined ? [] : [[as, group.id]];
  });
  return Object.fromEntries(found) as Record<string, string>;
}

/** What has never been synced has no id; whoever applies it is told so, by name. */
function idIn(ids: pulumi.Output<Record<string, string>>, name: string): pulumi.Output<string> {
  return ids.apply((known) => known[name]) as pulumi.Output<string>;
}

/**
 * Lets users in: those of the pilot, or all.
 * @param passed what must have been looked up without a problem before anything is written
 */
function admit(
  name: string,
  args: IdentityGroupsArgs,
  parent: pulumi.ComponentResource,
  passed: pulumi.Output<unknown>,
): void {
  const { groups, pilot, sync, claim = "groups", onDelete } = args;
  const admitted = pilot === "over" ? [] : pilot.map((as) => groups[as]!);
  const tokens = { jwtGroupsEnabled: true, jwtGroupsClaimName: claim, jwtAllowGroups: admitted };
  new AccountSettings(
    `${name}-settings`,
    {
      groupsPropagationEnabled: passed.apply(() => true),
      ...(sync === undefined && tokens),
      ...(onDelete !== undefined && { onDelete }),
    },
    { parent },
  );
  if (sync === undefined) return;
  new IdentitySync(
    `${name}-sync`,
    { ...sync, groupPrefixes: Object.values(groups), userGroupPrefixes: admitted },
    { parent },
  );
}
