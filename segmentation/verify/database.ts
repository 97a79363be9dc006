/** What the guide deliberately does not allow around databases, also where no `never` says so. */
import type { Grant } from "../effective";
import { isMeantToEnd } from "../meantToEnd";
import { isDatabase } from "./context";
import type { Context } from "./context";
import { flowName, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { reasonsOf } from "./kinship";
import { formatGrant } from "./never";
import { isDnsOnly, providersOf } from "./supporting";

export const databaseRules: readonly Rule[] = [
  {
    id: "user-to-database",
    severity: "error",
    title: "No user device reaches a database directly",
    source: "the guide's section 4.4: deliberately not allowed",
    why: "Databases are groups named `svc-<app>-db` or `-database`, users are groups named `peer-`, from the identity provider, or users of a scope. A path through the tiers is how such an application works; what it exposes is the question of `exposureOf`. Administrators who need it get a flow with `need: restricted` and posture checks; temporary flows with an end and emergency flows may do it. What a `never` forbids is reported there.",
    remedy:
      "Let users go through the application, or restrict the flow and give it posture checks.",
    judge: userFaults,
  },
  {
    id: "database-initiates",
    severity: "warning",
    title: "Databases answer and do not initiate",
    source: "the guide's section 4.4: deliberately not allowed",
    why: "A database that opens connections is how data leaves after a break-in. Name resolution, declared supporting services and other databases (replication) are exempt; emergency flows too. What a `never` forbids is reported there.",
    remedy:
      "Turn the flow round, so that the other side connects, or declare the destination as a supporting service.",
    judge: initiatingFaults,
  },
];

function userFaults(context: Context): Fault[] {
  const users = new Map<string, string | undefined>();
  const userIn = (group: string) => {
    if (context.isUser(group)) return group;
    if (!users.has(group)) {
      const kin = context.access.overlap.of(group);
      users.set(group, kin.find((one) => context.isUser(one.group))?.group);
    }
    return users.get(group);
  };
  return aroundDatabases(context, "to", ({ policy, source }, database) => {
    if (isMeantToEnd(policy) || isRestricted(policy)) return undefined;
    const user = userIn(source);
    return user === undefined ? undefined : { source: user, destination: database };
  });
}

/** Narrowed on purpose, and only for devices that pass checks. */
function isRestricted({ need, postureChecks }: Grant["policy"]): boolean {
  return need === "restricted" && postureChecks.length > 0;
}

function initiatingFaults(context: Context): Fault[] {
  const providers = providersOf(context);
  return aroundDatabases(context, "from", (grant, database) => {
    const { destination, policy } = grant;
    const isInnocent =
      policy.need === "emergency" ||
      isDatabase(destination) ||
      isDnsOnly(grant) ||
      context.isWithin(destination, providers);
    return isInnocent ? undefined : { source: database, destination };
  });
}

/** Faults among the grants from or to databases, each once; which groups are concerned, if any. */
function aroundDatabases(
  context: Context,
  direction: "from" | "to",
  concerned: (
    grant: Grant,
    database: string,
  ) => { source: string; destination: string } | undefined,
): Fault[] {
  const { access } = context;
  const seen = new Set<Grant>();
  return [...namesIn(context)].filter(isDatabase).flatMap((database) => {
    const grants = direction === "to" ? access.grantsTo(database) : access.grantsFrom(database);
    return grants.flatMap((grant) => {
      if (seen.has(grant) || context.isForbidden(grant)) return [];
      const groups = concerned(grant, database);
      if (groups === undefined) return [];
      seen.add(grant);
      const reasons = reasonsOf(context, grant, groups);
      const what =
        direction === "to"
          ? `lets user devices (${groups.source}) reach the database ${database} directly`
          : `lets the database ${database} initiate`;
      const message = `The flow ${formatGrant(grant)} ${what}${reasons}.`;
      return [
        policyFault(
          grant.policy,
          message,
          direction === "to"
            ? `Let them go through the application, or write the flow "${flowName(grant.policy)}" with need: restricted and posture checks.`
            : undefined,
        ),
      ];
    });
  });
}

function namesIn({ groups, inForce }: Context): Set<string> {
  const names = new Set(groups.keys());
  for (const { sources, destinations } of inForce) {
    for (const name of sources) names.add(name);
    for (const name of destinations) names.add(name);
  }
  return names;
}
