import type { Account } from "./account";
import { masked, parseRange } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { isDomainPattern, shownDomain } from "./domains";
import { refusal } from "./errors";
import { newId } from "./ids";
import { requireGroups } from "./nameservers";

/** A route as it is stored. */
export interface Route {
  id: string;
  network_id: string;
  network_type: "IPv4" | "IPv6" | "Domain";
  description: string;
  network: string;
  domains: string[] | null;
  peer: string;
  peer_groups: string[];
  groups: string[];
  access_control_groups: string[];
  metric: number;
  masquerade: boolean;
  keep_route: boolean;
  skip_auto_apply: boolean;
  enabled: boolean;
}

const shape: Shape = {
  fields: {
    network_id: "string",
    description: "string",
    network: "string",
    domains: { list: "string" },
    peer: "string",
    peer_groups: { list: "string" },
    groups: { list: "string" },
    access_control_groups: { list: "string" },
    metric: "integer",
    masquerade: "boolean",
    keep_route: "boolean",
    skip_auto_apply: "boolean",
    enabled: "boolean",
  },
};

type RouteRequest = Partial<Omit<Route, "id" | "network_type" | "domains">> & {
  domains?: string[];
};

/** What routes of domains have for a network. */
const placeholder = "192.0.2.0/32";

export function registerRoutes(api: Api): void {
  api.get("/routes", ({ account }) => [...account.routes.values()].map(show));
  api.get("/routes/:id", ({ account, param }) => show(find(account, param("id"))));

  api.post("/routes", ({ account, body }) => {
    const request = body<RouteRequest>(shape);
    refuseShape(request);
    const route = { id: newId(), ...content(account, request) };
    refuseSame(account, route);
    account.routes.set(route.id, route);
    return show(route);
  });

  api.put("/routes/:id", ({ account, param, body }) => {
    const route = find(account, param("id"));
    const request = body<RouteRequest>(shape);
    refuseShape(request);
    const wanted = { id: route.id, ...content(account, request) };
    refuseSame(account, wanted);
    return show(Object.assign(route, wanted));
  });

  api.delete("/routes/:id", ({ account, param }) => {
    const id = param("id");
    if (!account.routes.delete(id)) {
      throw refusal(404, `failed to delete route ${id}: route: ${id} not found`);
    }
    return {};
  });
}

function find(account: Account, id: string): Route {
  const route = account.routes.get(id);
  if (route === undefined) throw refusal(404, `route: ${id} not found`);
  return route;
}

/** Keys count as given even when they are empty. */
function refuseShape({ network, domains, peer, peer_groups }: RouteRequest): void {
  if (network !== undefined && domains !== undefined) {
    throw refusal(422, "only one of 'network' or 'domains' should be provided");
  }
  if (network === undefined && domains === undefined) {
    throw refusal(422, "either 'network' or 'domains' should be provided");
  }
  if (peer !== undefined && peer_groups !== undefined) {
    throw refusal(422, "only one of 'peer' or 'peer_groups' should be provided");
  }
  if (peer === undefined && peer_groups === undefined) {
    throw refusal(422, "either 'peer' or 'peer_groups' should be provided");
  }
}

function content(account: Account, request: RouteRequest): Omit<Route, "id"> {
  const { network_id = "", peer = "", peer_groups = [], groups = [], metric = 0 } = request;
  const { access_control_groups = [] } = request;
  if (network_id.length < 1 || [...network_id].length > 40) {
    throw refusal(422, "identifier should be between 1 and 40 characters");
  }
  const target = targetOf(request);
  if (peer !== "" && !account.peers.has(peer)) {
    throw refusal(422, `peer with id ${peer} not found`);
  }
  if (metric < 1 || metric > 9999) throw refusal(422, "metric should be between 1 and 9999");
  requireGroups(account, groups);
  if (peer_groups.length > 0) requireGroups(account, peer_groups);
  if (access_control_groups.length > 0) requireGroups(account, access_control_groups);
  return {
    network_id,
    ...target,
    description: request.description ?? "",
    peer,
    peer_groups,
    groups,
    access_control_groups,
    metric,
    masquerade: request.masquerade ?? false,
    keep_route: request.keep_route ?? false,
    skip_auto_apply: request.skip_auto_apply ?? false,
    enabled: request.enabled ?? false,
  };
}

function targetOf({
  network,
  domains,
}: RouteRequest): Pick<Route, "network" | "domains" | "network_type"> {
  if (network !== undefined) {
    const range = parseRange(network);
    if (range === undefined) throw refusal(422, `invalid network ${network}`);
    return { network: masked(range), domains: null, network_type: `IPv${range.family}` };
  }
  const invalid = (why: string) => refusal(422, `invalid domains: ${why}`);
  if (domains!.length === 0) throw invalid("domains list is empty");
  if (domains!.length > 32) throw invalid("domains list exceeds maximum allowed domains: 32");
  const wrong = domains!.find((domain) => !isDomainPattern(domain));
  if (wrong !== undefined) throw invalid(`invalid domain format: ${wrong}`);
  const lower = domains!.map(shownDomain);
  return { network: placeholder, domains: lower, network_type: "Domain" };
}

/** The same target may not be served twice by the same peer, directly or through groups. */
function refuseSame(account: Account, route: Route): void {
  const target = ({ network, domains }: Route) =>
    `${network} ${[...(domains ?? [])].sort().join()}`;
  const members = ({ peer, peer_groups }: Route) => [
    ...(peer === "" ? [] : [peer]),
    ...peer_groups.flatMap((id) => account.groups.get(id)?.peers ?? []),
  ];
  for (const other of account.routes.values()) {
    if (other.id === route.id || target(other) !== target(route)) continue;
    const group = route.peer_groups.find((id) => other.peer_groups.includes(id));
    const peer = members(route).find((id) => members(other).includes(id));
    if (group !== undefined) {
      throw refusal(
        409,
        `failed to add route with ${target(route)} - peer group ${group} already has this route`,
      );
    }
    if (peer !== undefined) {
      throw refusal(
        409,
        `failed to add route with ${target(route)} - peer ${peer} already has this route`,
      );
    }
  }
}

function show({ peer_groups, access_control_groups, ...route }: Route): object {
  return {
    ...route,
    ...(peer_groups.length === 0 ? {} : { peer_groups }),
    ...(access_control_groups.length === 0 ? {} : { access_control_groups }),
  };
}
