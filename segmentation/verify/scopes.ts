/** The inventory of phase 1 against the flows of phases 2 and 3. */
import { allGroup } from "../overlap";
import type { PlannedPolicy, PlannedScope } from "../segmentation";
import type { Context } from "./context";
import { flowName, listed, onePerFlow, policyFault } from "./finding";
import type { Fault, Rule } from "./finding";
import { providersOf } from "./supporting";

export const scopeRules: readonly Rule[] = [
  {
    id: "scope-outsider",
    severity: "warning",
    title: "Whoever reaches a resource is listed in its scope",
    source: "the guide's section 2, phase 1: who needs access, per scope",
    why: "A source that the scope does not list is access that its owner has not seen. Listed are the scope's users and service accounts, its other resources, and groups within these; providers of supporting services and emergency flows are exempt.",
    remedy: "List the source in the scope, or remove it from the flow.",
    judge: outsiderFaults,
  },
  {
    id: "scope-user-without-flow",
    severity: "warning",
    title: "Whoever a scope lists reaches one of its resources",
    source: "the guide's section 2, phase 1: who needs access, per scope",
    why: "Either the flow was forgotten, or the list is out of date.",
    remedy: "Write the flow, or take the group out of the scope.",
    judge: (context) => context.segmentation.scopes.flatMap((scope) => idleFaults(context, scope)),
  },
];

/** A scope with everybody that may reach its resources. */
interface Listing {
  scope: PlannedScope;
  members: ReadonlySet<string>;
}

function listingsByResource({ segmentation }: Context): Map<string, Listing> {
  return new Map(
    segmentation.scopes.flatMap((scope) => {
      const members = new Set([...scope.users, ...scope.serviceAccounts, ...scope.resources]);
      const listing = { scope, members };
      return scope.resources.map((resource): [string, Listing] => [resource, listing]);
    }),
  );
}

function outsiderFaults(context: Context): Fault[] {
  const listings = listingsByResource(context);
  const providers = providersOf(context);
  const outsidersOf = (policy: PlannedPolicy, { members }: Listing) =>
    policy.sources.filter((group) => !providers.has(group) && !context.isWithin(group, members));
  const listingsOf = ({ destinations }: PlannedPolicy) =>
    new Set(
      destinations.flatMap((group) => (providers.has(group) ? [] : (listings.get(group) ?? []))),
    );
  const found = new Map<PlannedPolicy, Fault[]>();
  for (const policy of context.inForce) {
    if (policy.need === "emergency") continue;
    for (const listing of listingsOf(policy)) {
      const outsiders = outsidersOf(policy, listing);
      if (outsiders.length === 0) continue;
      const message = `${listed(outsiders)} in the flow "${flowName(policy)}" is not listed in the scope ${listing.scope.name}.`;
      const fault = { ...policyFault(policy, message), owner: listing.scope.owner };
      found.set(policy, [...(found.get(policy) ?? []), fault]);
    }
  }
  return onePerFlow([...found.keys()]).flatMap((policy) => found.get(policy)!);
}

function idleFaults(context: Context, scope: PlannedScope): Fault[] {
  const sources = new Set(
    scope.resources.flatMap((group) => context.access.grantsTo(group).map(({ source }) => source)),
  );
  const reachesOne = (group: string) =>
    sources.has(group) ||
    sources.has(allGroup) ||
    [...sources].some((source) => context.kin(source).has(group));
  return [...scope.users, ...scope.serviceAccounts]
    .filter((group) => !reachesOne(group))
    .map((group) => ({
      place: scope.name,
      ...(scope.path && { path: scope.path }),
      message: `The scope ${scope.name} lists ${group}, which reaches none of its resources.`,
      owner: scope.owner,
    }));
}
