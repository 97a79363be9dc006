/** The server's rule that nobody routes the same target twice, whatever the routes are called. */
import type { ApiObject } from "../api/account";
import { groups, peers, routes } from "../api/collections";
import { makesWay } from "../lifecycle/makesWay";
import type { Arguments, CheckContext, Problem } from "../lifecycle/kind";
import type { Reference } from "../lifecycle/reference";
import { hasUnknown } from "../lifecycle/unknown";

/** A route as far as the rule goes. */
interface Routing {
  id?: string;
  networkId: unknown;
  /** The range, or the domains in order. */
  target: string;
  /** Ids of the peer or of the groups that route. */
  routers: string[];
}

const routingArguments = ["network", "domains", "peer", "peerGroups"];

/** What names of routers stand for. */
interface Known {
  peers: ApiObject[];
  groups: ApiObject[];
}

/**
 * The route on the server that has a router and the target of another one already. Common members
 * of different groups are not looked at: who is in them may change in the same run.
 * @param fromApi the arguments of a route on the server
 */
export async function sameRouteProblems<Route extends ApiObject>(
  args: Arguments,
  context: CheckContext,
  fromApi: (route: Route) => Arguments,
): Promise<Problem[]> {
  if (routingArguments.some((name) => hasUnknown(args[name]))) return [];
  const known = { peers: await context.objects(peers), groups: await context.objects(groups) };
  const wanted = routingOf(args, known);
  // What stays as it was is in nobody's way anew, whatever somebody made of our route meanwhile.
  if (routesAlike(wanted, routingOf(context.olds, known))) return [];
  const stored = ((await context.objects(routes)) as Route[]).map((route) => ({
    ...routingOf(fromApi(route), known),
    id: route.id,
  }));
  const rival = stored.find(
    (route) =>
      route.id !== args.adopt &&
      // One that is alike in all is the one to adopt, or the program's own.
      isInWay(route, wanted) &&
      !isSame(route, wanted) &&
      !makesWay(context, "Route", (other) => isSame(route, routingOf(other, known))),
  );
  if (rival !== undefined) return [problemOf(args, wanted, rival, known)];
  const planned = plannedRival(wanted, context, known);
  if (planned === undefined) return [];
  const reason = `this program has it route ${wanted.target} in the route "${String(planned.networkId)}" as well. Choose another router, or keep one of the two.`;
  return [{ property: propertyOf(args), reason }];
}

/** Another route of this program with a router and the target of this one. */
function plannedRival(wanted: Routing, context: CheckContext, known: Known): Routing | undefined {
  return (
    context
      .wishes("Route")
      // By the target first: to find the routers of all routes for each of them would take long.
      .filter(({ args }) => targetOf(args) === wanted.target)
      .filter(({ args }) => !routingArguments.some((name) => hasUnknown(args[name])))
      .map(({ args }) => routingOf(args, known))
      .find((route) => isInWay(route, wanted) && !isSame(route, wanted))
  );
}

/** Whether two routes have the target and a router in common. */
function isInWay(one: Routing, other: Routing): boolean {
  const common = one.routers.some((router) => other.routers.includes(router));
  return other.target !== "" && one.target === other.target && common;
}

function problemOf(args: Arguments, wanted: Routing, rival: Routing, known: Known): Problem {
  const router = rival.routers.find((one) => wanted.routers.includes(one))!;
  const name = [...known.peers, ...known.groups].find(({ id }) => id === router)?.name ?? router;
  return {
    property: propertyOf(args),
    reason: `"${name}" routes ${wanted.target} already, in the route "${String(rival.networkId)}" (${rival.id}). Choose another router, or change that route in an update before.`,
  };
}

function propertyOf({ peer }: Arguments): string {
  return peer === undefined ? "peerGroups" : "peer";
}

function isSame(a: Routing, b: Routing): boolean {
  return a.networkId === b.networkId && routesAlike(a, b);
}

function routesAlike(a: Routing, b: Routing): boolean {
  const text = ({ target, routers }: Routing) => JSON.stringify([target, [...routers].sort()]);
  return text(a) === text(b);
}

function routingOf(args: Arguments, known: Known): Routing {
  const { networkId, peer, peerGroups } = args;
  return {
    networkId,
    target: targetOf(args),
    routers: [
      ...idsIn([peer], known.peers),
      ...idsIn(Array.isArray(peerGroups) ? peerGroups : [], known.groups),
    ],
  };
}

function targetOf({ network, domains }: Arguments): string {
  if (typeof network === "string") return network;
  return Array.isArray(domains) ? domains.map(String).sort().join(", ") : "";
}

function idsIn(references: readonly unknown[], known: ApiObject[]): string[] {
  return references.flatMap((reference) => {
    if (typeof reference !== "object" || reference === null) return [];
    const { id, name } = reference as Reference;
    return id ?? known.find((one) => one.name === name)?.id ?? [];
  });
}
