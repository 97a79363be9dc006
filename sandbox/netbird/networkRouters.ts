import type { Account } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { Refusal, refusal, refusalAsWritten } from "./errors";
import { newId } from "./ids";
import { requireNetwork } from "./networks";

/** A network router as it is stored. */
export interface NetworkRouter {
  id: string;
  network_id: string;
  peer: string;
  peer_groups: string[] | null;
  metric: number;
  masquerade: boolean;
  enabled: boolean;
}

const shape: Shape = {
  fields: {
    peer: "string",
    peer_groups: { list: "string" },
    metric: "integer",
    masquerade: "boolean",
    enabled: "boolean",
  },
};

interface RouterRequest {
  peer?: string;
  peer_groups?: string[];
  metric?: number;
  masquerade?: boolean;
  enabled?: boolean;
}

/** Peers, groups and the metric are stored as they come. */
export function registerNetworkRouters(api: Api): void {
  api.get("/networks/routers", ({ account }) => [...account.networkRouters.values()].map(show));
  api.get("/networks/:network/routers", ({ account, param }) =>
    [...account.networkRouters.values()]
      .filter(({ network_id }) => network_id === param("network"))
      .map(show),
  );
  api.get("/networks/:network/routers/:id", ({ account, param }) => {
    const router = find(account, param("id"));
    if (router.network_id !== param("network")) throw new Refusal(500, "internal server error");
    return show(router);
  });

  api.post("/networks/:network/routers", ({ account, param, body }) => {
    const request = content(body<RouterRequest>(shape));
    const network = requireNetwork(account, param("network"));
    // Whatever the request says, a new router is enabled.
    const router = { id: newId(), network_id: network.id, ...request, enabled: true };
    account.networkRouters.set(router.id, router);
    return show(router);
  });

  api.put("/networks/:network/routers/:id", ({ account, param, body }) => {
    const request = content(body<RouterRequest>(shape));
    requireNetwork(account, param("network"));
    return show(Object.assign(findIn(account, param("network"), param("id")), request));
  });

  api.delete("/networks/:network/routers/:id", ({ account, param }) => {
    account.networkRouters.delete(findIn(account, param("network"), param("id")).id);
    return {};
  });
}

function content(request: RouterRequest): Omit<NetworkRouter, "id" | "network_id"> {
  const { peer = "", peer_groups = [], metric = 0, masquerade = false, enabled = false } = request;
  if (peer !== "" && peer_groups.length > 0) {
    throw refusalAsWritten(400, "peer and peer_groups cannot be set at the same time");
  }
  if (peer === "" && peer_groups.length === 0) {
    throw refusalAsWritten(400, "either peer or peer_groups must be provided");
  }
  const groups = peer_groups.length === 0 ? null : peer_groups;
  return { peer, peer_groups: groups, metric, masquerade, enabled };
}

function find(account: Account, id: string): NetworkRouter {
  const router = account.networkRouters.get(id);
  if (router !== undefined) return router;
  throw refusal(404, `failed to get network router: network router: ${id} not found`);
}

function findIn(account: Account, network: string, id: string): NetworkRouter {
  const router = find(account, id);
  if (router.network_id === network) return router;
  throw refusalAsWritten(400, `router ${id} is not part of the network ${network}`);
}

function show({ network_id: _network, ...router }: NetworkRouter): object {
  return router;
}
