import type { Account } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { refusal } from "./errors";
import { newId } from "./ids";
import { deleteResource } from "./networkResources";

/** A network as it is stored. */
export interface Network {
  id: string;
  name: string;
  description: string;
}

const shape: Shape = { fields: { name: "string", description: "string" } };

interface NetworkRequest {
  name?: string;
  description?: string;
}

/** Nothing about a network is validated, not even that it has a name. */
export function registerNetworks(api: Api): void {
  api.get("/networks", ({ account }) =>
    [...account.networks.values()].map((network) => ({
      ...show(account, network),
      routers: routersOf(account, network.id),
    })),
  );
  api.get("/networks/:id", ({ account, param }) => {
    const network = account.networks.get(param("id"));
    if (network === undefined) throw refusal(404, `network: ${param("id")} not found`);
    return show(account, network);
  });

  api.post("/networks", ({ account, body }) => {
    const { name = "", description = "" } = body<NetworkRequest>(shape);
    const network = { id: newId(), name, description };
    account.networks.set(network.id, network);
    return { ...show(account, network), resources: [], routers: [] };
  });

  api.put("/networks/:id", ({ account, param, body }) => {
    const network = requireNetwork(account, param("id"));
    const { name = "", description = "" } = body<NetworkRequest>(shape);
    return show(account, Object.assign(network, { name, description }));
  });

  // Resources, routers and memberships go along; policies that name a resource stay.
  api.delete("/networks/:id", ({ account, param }) => {
    const { id } = requireNetwork(account, param("id"));
    for (const resource of resourcesOf(account, id)) deleteResource(account, resource);
    for (const router of routersOf(account, id)) account.networkRouters.delete(router);
    account.networks.delete(id);
    return {};
  });
}

/** The network that a write is about. */
export function requireNetwork(account: Account, id: string, prefix = ""): Network {
  const network = account.networks.get(id);
  if (network === undefined) {
    throw refusal(404, `${prefix}failed to get network: network: ${id} not found`);
  }
  return network;
}

function resourcesOf(account: Account, network: string): string[] {
  const all = [...account.networkResources.values()];
  return all.filter(({ network_id }) => network_id === network).map(({ id }) => id);
}

function routersOf(account: Account, network: string): string[] {
  const all = [...account.networkRouters.values()];
  return all.filter(({ network_id }) => network_id === network).map(({ id }) => id);
}

/** Enabled policies whose destination is one of the resources, or a group that holds one. */
function policiesTo(account: Account, resources: string[]): string[] {
  const groups = [...account.groups.values()]
    .filter((group) => group.resources.some(({ id }) => resources.includes(id ?? "")))
    .map(({ id }) => id);
  return [...account.policies.values()]
    .filter(({ enabled, rule }) => {
      const direct = resources.includes(rule.destinationResource?.id ?? "");
      const through = rule.destinations?.some((id) => groups.includes(id)) ?? false;
      return enabled && rule.enabled && (direct || through);
    })
    .map(({ id }) => id);
}

function routingPeers(account: Account, network: string): number {
  const routers = [...account.networkRouters.values()];
  return routers
    .filter(({ network_id }) => network_id === network)
    .map(({ peer, peer_groups }) =>
      peer !== ""
        ? 1
        : (peer_groups ?? []).reduce(
            (sum, id) => sum + (account.groups.get(id)?.peers.length ?? 0),
            0,
          ),
    )
    .reduce((sum, count) => sum + count, 0);
}

function show(account: Account, network: Network): object {
  const resources = resourcesOf(account, network.id);
  const routers = routersOf(account, network.id);
  return {
    ...network,
    policies: policiesTo(account, resources),
    resources: resources.length === 0 ? null : resources,
    routers: routers.length === 0 ? null : routers,
    routing_peers_count: routingPeers(account, network.id),
  };
}
