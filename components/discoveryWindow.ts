import * as pulumi from "@pulumi/pulumi";
import { compile } from "../segmentation/compile";
import type { Matrix, NeverRule } from "../segmentation/matrix/model";
import type { Environment } from "../segmentation/names";
import { asList, existingGroups, groupProblems, matrixGroup, namesOf } from "./groupArg";
import type { GroupArg } from "./groupArg";
import { createSegmentation, idsOf } from "./segmentationResources";
import { uniqueByName } from "./unique";
import { judge, mention, refuse } from "./validation";

/**
 * Arguments of a {@link DiscoveryWindow}. All plain values, because they shape the children; a
 * change updates the policy in place. Source: the guide's section 7.2.
 */
export interface DiscoveryWindowArgs {
  /** What is explored, for descriptions and the matrix. Default: the component's name. */
  application?: string;
  /** `dev`, `stage` or `prod`: the suffix of the groups. The guide (8.1) begins with `dev`. */
  environment: Environment;
  /** Whose traffic is to be seen: a source group, or several. */
  from: GroupArg | GroupArg[];
  /** What they use: a group of the target's peers, or of a network's resources, or several. */
  to: GroupArg | GroupArg[];
  /** When the window opens: ISO 8601 with time zone. Before it the policy is there, disabled. */
  start: string;
  /**
   * When it must be gone: ISO 8601 with time zone, 48 to 72 hours after `start` unless
   * `lengthReason` says why not.
   */
  end: string;
  /** Protocol and ports that are open: `all`, `tcp/*`, `tcp/1-1024`. Default: `all`. */
  allow?: string;
  /** Why the window is shorter than 48 or longer than 72 hours. Default: it is not. */
  lengthReason?: string;
  /** What is to be found out. Part of the policy's description. */
  because: string;
  /** Who closes it. Part of the policy's description. */
  owner: string;
  /** Flows that must stay blocked in the window too. Default: none. */
  never?: NeverRule[];
}

/**
 * A temporary broad policy from source groups to a target, under which two or three days of normal
 * use show which ports are needed (the guide's section 7.2). While it is open, every preview says so
 * and how long it still is; after its end, preview and `verify` fail until the component is taken out
 * of the program. NetBird does not end policies by itself. What was seen becomes exact flows with
 * {@link discover}.
 *
 * @throws pulumi.RunError that lists every problem: no group, or one whose name is known only later; a
 * start or end that is not a time; an end that has passed or lies before the start; other than 48 to 72
 * hours without `lengthReason`; something that a `never` rule forbids
 *
 * @example
 * ```ts
 * const window = new netbird.DiscoveryWindow("billing", {
 *   environment: "dev",
 *   from: [{ existing: "peer-finance-dev" }],
 *   to: [{ existing: "svc-billing-web-dev" }],
 *   start: "2026-12-01T08:00:00Z",
 *   end: "2026-12-03T08:00:00Z",
 *   because: "Which ports Finance uses",
 *   owner: "App Team Billing",
 * });
 * export const windowMatrix = window.matrix;
 * ```
 */
export class DiscoveryWindow extends pulumi.ComponentResource {
  /** The segmentation matrix that the arguments mean; everything that reads matrices reads it. */
  readonly matrix: pulumi.Output<Matrix>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies by role: `discovery`, or one per protocol of `allow`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: DiscoveryWindowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:DiscoveryWindow", name, {}, opts);
    const now = new Date();
    const what = `DiscoveryWindow "${name}"`;
    refuse(what, argumentProblems(args));
    const matrix = discoveryMatrix(name, args, now);
    const { problems, notices } = judge(matrix, args.environment, now);
    refuse(what, problems);
    mention(this, [...notices, windowNotice(name, args, now)]);
    const { groups, policies } = createSegmentation(
      name,
      compile(matrix, args.environment),
      existingGroups(namedGroups(args)),
      this,
    );
    this.matrix = pulumi.output(matrix);
    this.groupIds = idsOf(groups);
    this.policyIds = idsOf(policies);
    this.registerOutputs({
      matrix: this.matrix,
      groupIds: this.groupIds,
      policyIds: this.policyIds,
    });
  }
}

/**
 * The matrix that the arguments of a {@link DiscoveryWindow} mean. Pure.
 * @param now decides whether the window has opened
 */
export function discoveryMatrix(name: string, args: DiscoveryWindowArgs, now: Date): Matrix {
  const { application = name, environment, from, to, owner, never, lengthReason } = args;
  const declared = namedGroups(args).map((group) => matrixGroup(group, environment));
  return {
    application,
    owner,
    groups: uniqueByName(declared),
    flows: [
      {
        name: "discovery",
        from: namesOf(from, environment),
        to: namesOf(to, environment),
        allow: args.allow ?? "all",
        because: args.because,
        need: "temporary",
        since: args.start,
        until: args.end,
        ...(lengthReason !== undefined && { broadAccessReason: lengthReason }),
        ...(now < new Date(args.start) && { enabled: false }),
      },
    ],
    ...(never && { never }),
    noDnsBecause: "A discovery window adds to what its groups have; it is not all that they need",
  };
}

function namedGroups({ from, to }: DiscoveryWindowArgs): GroupArg[] {
  return [...asList(from), ...asList(to)];
}

/** What is wrong with the arguments themselves, by their own names. */
function argumentProblems(args: DiscoveryWindowArgs): string[] {
  const { from, to, start, end } = args;
  return [
    ...(asList(from).length === 0
      ? ["from is empty: name the groups whose traffic is to be seen."]
      : []),
    ...(asList(to).length === 0 ? ["to is empty: name the groups of what they use."] : []),
    ...groupProblems(namedGroups(args)),
    ...timeProblems("start", start),
    ...timeProblems("end", end),
    ...(Date.parse(end) <= Date.parse(start)
      ? [`The end, ${end}, is not after the start, ${start}. Give an end 48 to 72 hours later.`]
      : []),
  ];
}

function timeProblems(what: string, text: string): string[] {
  const isTime = /T.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isTime) return [];
  return [
    `${what}, ${JSON.stringify(text)}, is not a date, time and time zone: write 2026-12-01T08:00:00Z.`,
  ];
}

/** What every preview says, so that nobody forgets an open window. */
function windowNotice(name: string, { start, end }: DiscoveryWindowArgs, now: Date): string {
  if (now < new Date(start)) {
    return `The discovery window "${name}" is not open yet: the first update after ${start} opens it.`;
  }
  const hours = Math.ceil((Date.parse(end) - now.getTime()) / 3_600_000);
  return `The discovery window "${name}" is open until ${end}, ${hours} more ${hours === 1 ? "hour" : "hours"}. Then put exact flows in its place.`;
}
