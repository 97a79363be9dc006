import * as pulumi from "@pulumi/pulumi";
import { compile } from "../segmentation/compile";
import type {
  Flow,
  Matrix,
  MatrixGroup,
  MustRule,
  NeverRule,
  Scope,
} from "../segmentation/matrix/model";
import type { Environment } from "../segmentation/names";
import { existingGroups, groupProblems, matrixGroup, matrixName, namesOf } from "./groupArg";
import type { GroupArg } from "./groupArg";
import { dnsService } from "./nameService";
import { checkReferencesOf, matrixChecksOf } from "./postureCheckArg";
import type { PostureCheckArg } from "./postureCheckArg";
import { createSegmentation, idsOf } from "./segmentationResources";
import { judge, mention, refuse } from "./validation";

/** Ports of a tier: numbers, or ranges such as `"8000-8100"`. TCP. */
export type PortList = (number | string)[];

/**
 * Arguments of a {@link ThreeTierApp}. All plain values, because they shape the children; a change
 * of any of them updates policies in place. Source: the guide's section 4.4.
 */
export interface ThreeTierAppArgs {
  /** Name of the application, as in `svc-<application>-web-prod`. Default: the component's name. */
  application?: string;
  /** `dev`, `stage` or `prod`. It becomes the suffix of every group that the component creates. */
  environment: Environment;
  /** Who may use the application: user groups that reach the web tier. At least one. */
  users: GroupArg[];
  /** What each tier listens on. Users reach web, web reaches app, app reaches db; nothing else. */
  tiers: {
    /** The web front end: HTTPS is `[443]`. */
    web: PortList;
    /** The application back end. */
    app: PortList;
    /** The database: PostgreSQL is `[5432]`. */
    db: PortList;
  };
  /** Who scrapes metrics from all three tiers, and on which ports. Default: nobody. */
  monitoring?: {
    /** The monitoring systems. */
    from: GroupArg;
    /** What they scrape: `[9100]` for Prometheus' node exporter. */
    ports: PortList;
  };
  /**
   * The name servers that every group of the application may ask, over UDP and TCP port 53. Broken
   * DNS is the most common failure of a segmented network, so the argument cannot be forgotten: an
   * application that needs none says `dns: "none"`.
   */
  dns:
    | {
        /** Addresses of the resolvers. */
        resolvers: string[];
        /** The resolvers' group. Default: `svc-dns`, created by this component. */
        group?: GroupArg;
      }
    | "none";
  /** Who can confirm that a change broke the application (the guide's section 2, phase 1). */
  owner: string;
  /** Why the application's flows exist. Part of every policy's description. */
  because: string;
  /**
   * Posture checks that users' devices must pass on their way to the web tier, all of them:
   * `adminLaptops({ … })` and the like, `PosturePresets.references`, or `{ name }` for one that is made
   * elsewhere. `additionalFlows` may name them as well. Default: none.
   */
  postureChecks?: PostureCheckArg[];
  /**
   * Flows beyond the standard ones, with names without environment suffix. They must not break a
   * rule of `never`. Default: none.
   */
  additionalFlows?: Flow[];
  /**
   * Flows that must stay blocked, besides the two that make three tiers: no user group reaches the
   * database, and the database initiates nothing towards web or app. Default: none.
   */
  never?: NeverRule[];
}

/**
 * A three-tier application with least privilege between its tiers, as the guide's section 4.4
 * describes it: one group per tier, one-way policies with exact ports from users to web, web to
 * app and app to database, monitoring, and DNS. It builds these groups and policies and nothing
 * else. What is deliberately not allowed is checked before anything is written; alarms and
 * warnings of the verification are shown at preview.
 *
 * @throws pulumi.RunError that lists every problem of the arguments, among them each flow
 * that a `never` rule forbids, with the rule's reason and owner
 *
 * @example
 * ```ts
 * const orders = new netbird.ThreeTierApp("orders", {
 *   environment: "prod",
 *   users: ["peer-devops", { existing: "peer-support" }],
 *   tiers: { web: [443], app: [8443], db: [5432] },
 *   monitoring: { from: { existing: "svc-monitoring" }, ports: [9100, 9200] },
 *   dns: { resolvers: ["10.10.0.10", "10.10.0.11"] },
 *   owner: "App Team Orders",
 *   because: "Order processing",
 * });
 * export const matrix = orders.matrix;
 * ```
 */
export class ThreeTierApp extends pulumi.ComponentResource {
  /** The segmentation matrix that the arguments mean; everything that reads matrices reads it. */
  readonly matrix: pulumi.Output<Matrix>;
  /** Ids of the groups that the component created, by name. */
  readonly groupIds: pulumi.Output<Record<string, string>>;
  /** Ids of the policies, by role: `users-to-web`, `dns-udp`. */
  readonly policyIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ThreeTierAppArgs, opts?: pulumi.ComponentResourceOptions) {
    super("netbird:index:ThreeTierApp", name, {}, opts);
    const what = `ThreeTierApp "${name}"`;
    const groups = appGroups(name, args);
    // What looks at the whole would stumble over a name that is not there.
    refuse(what, groupProblems(groups));
    const matrix = threeTierMatrix(name, args);
    const { problems, notices } = judge(matrix, args.environment);
    refuse(what, problems);
    mention(this, notices);
    const created = createSegmentation(
      name,
      compile(matrix, args.environment),
      existingGroups(groups),
      this,
      checkReferencesOf(args.postureChecks ?? [], args.environment),
    );
    this.matrix = pulumi.output(matrix);
    this.groupIds = idsOf(created.groups);
    this.policyIds = idsOf(created.policies);
    this.registerOutputs({
      matrix: this.matrix,
      groupIds: this.groupIds,
      policyIds: this.policyIds,
    });
  }
}

/** The matrix that the arguments of a {@link ThreeTierApp} mean. Pure. */
export function threeTierMatrix(name: string, args: ThreeTierAppArgs): Matrix {
  const tier = tierGroups(args.application ?? name);
  return {
    application: args.application ?? name,
    owner: args.owner,
    scopes: [standardScope(name, tier, args)],
    groups: appGroups(name, args).map((group) => declare(group, args)),
    ...(args.postureChecks && { postureChecks: matrixChecksOf(args.postureChecks) }),
    flows: [...standardFlows(tier, args), ...(args.additionalFlows ?? [])],
    never: [...standardNever(tier, args.owner), ...(args.never ?? [])],
    must: standardMust(tier, args),
    ...(args.dns === "none"
      ? { noDnsBecause: 'The application was declared with dns: "none"' }
      : {
          supporting: [
            { service: "dns", at: [resolverNameIn(args.environment, args.dns)], allow: dnsService },
          ],
        }),
  };
}

interface TierGroups {
  web: string;
  app: string;
  db: string;
}

function tierGroups(application: string): TierGroups {
  return {
    web: `svc-${application}-web`,
    app: `svc-${application}-app`,
    db: `svc-${application}-db`,
  };
}

/** Every group that the application's flows name, whoever creates it. */
function appGroups(name: string, args: ThreeTierAppArgs): GroupArg[] {
  const { monitoring, dns } = args;
  return [
    ...args.users,
    ...Object.values<string>({ ...tierGroups(args.application ?? name) }),
    ...(monitoring === undefined ? [] : [monitoring.from]),
    ...(dns === "none" ? [] : [resolverGroup(dns)]),
  ];
}

function resolverNameIn(environment: Environment, dns: { group?: GroupArg }): string {
  return matrixName(resolverGroup(dns), environment);
}

function resolverGroup(dns: { group?: GroupArg }): GroupArg {
  return dns.group ?? "svc-dns";
}

/** The group's declaration; the resolvers' group also records their addresses. */
function declare(group: GroupArg, { environment, dns }: ThreeTierAppArgs): MatrixGroup {
  const declared = matrixGroup(group, environment);
  const resolves = dns !== "none" && resolverNameIn(environment, dns) === declared.name;
  return resolves ? { ...declared, addresses: dns.resolvers } : declared;
}

/** The flows of section 4.4: users → web → app → database, monitoring, and DNS for everyone. */
function standardFlows(tier: TierGroups, args: ThreeTierAppArgs): Flow[] {
  const { environment, tiers, monitoring, dns, because } = args;
  const flow = (role: string, from: string[], to: string[], allow: string, what: string): Flow => ({
    name: role,
    from,
    to,
    allow,
    because: `${because}: ${what}`,
  });
  const users = namesOf(args.users, environment);
  const all = [tier.web, tier.app, tier.db];
  const checks = (args.postureChecks ?? []).map((check) => check.name);
  const flows = [
    {
      ...flow("users-to-web", users, [tier.web], tcp(tiers.web), "users to the web tier"),
      ...(checks.length > 0 && { postureChecks: checks }),
    },
    flow("web-to-app", [tier.web], [tier.app], tcp(tiers.app), "web tier to the application"),
    flow("app-to-db", [tier.app], [tier.db], tcp(tiers.db), "application to its database"),
  ];
  const monitors = monitoring === undefined ? [] : namesOf(monitoring.from, environment);
  if (monitoring !== undefined) {
    flows.push(flow("monitoring", monitors, all, tcp(monitoring.ports), "metrics of every tier"));
  }
  if (dns !== "none") {
    const to = resolverNameIn(environment, dns);
    flows.push(flow("dns", [...users, ...all, ...monitors], [to], dnsService, "name resolution"));
  }
  return flows;
}

/** The guide's "deliberately not allowed", as far as it follows from having three tiers. */
function standardNever(tier: TierGroups, owner: string): NeverRule[] {
  const quiet = "The database answers and never initiates";
  return [
    { from: "peer-*", to: tier.db, because: "No user device reaches the database directly", owner },
    { from: tier.db, to: tier.app, because: quiet, owner },
    { from: tier.db, to: tier.web, because: quiet, owner },
  ];
}

/** The application as the one thing that is protected. */
function standardScope(name: string, tier: TierGroups, args: ThreeTierAppArgs): Scope {
  const { application = name, users, monitoring, environment } = args;
  return {
    name: application,
    resources: [tier.web, tier.app, tier.db],
    users: namesOf(users, environment),
    ...(monitoring && { serviceAccounts: [matrixName(monitoring.from, environment)] }),
  };
}

/** What the standard flows are for has to work, whatever is added or changed. */
function standardMust(tier: TierGroups, args: ThreeTierAppArgs): MustRule[] {
  const { environment, tiers, monitoring } = args;
  const users = namesOf(args.users, environment);
  const monitors = monitoring === undefined ? [] : namesOf(monitoring.from, environment);
  return [
    ...users.map((from) => ({ from, to: tier.web, allow: tcp(tiers.web) })),
    { from: tier.web, to: tier.app, allow: tcp(tiers.app) },
    { from: tier.app, to: tier.db, allow: tcp(tiers.db) },
    ...monitors.flatMap((from) =>
      Object.values<string>({ ...tier }).map((to) => ({
        from,
        to,
        allow: tcp(monitoring?.ports ?? []),
      })),
    ),
  ];
}

function tcp(ports: PortList): string {
  return `tcp/${ports.join(",")}`;
}
