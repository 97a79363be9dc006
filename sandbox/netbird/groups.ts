import { allGroup } from "./account";
import type { Account, Group } from "./account";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { ConnectionLost, refusal, refusalAsWritten } from "./errors";
import { newId } from "./ids";
import { reconcileIPv6Of } from "./ipv6";

const shape: Shape = {
  fields: {
    name: "string",
    peers: { list: "string" },
    resources: { list: { fields: { id: "string", type: "string" } } },
  },
};

interface GroupRequest {
  name?: string;
  peers?: string[];
  resources?: { id?: string; type?: string }[];
}

export function registerGroups(api: Api): void {
  api.get("/groups", ({ account, query }) => listGroups(account, query("name")));
  api.get("/groups/:id", ({ account, param }) => show(account, find(account, param("id"))));

  api.post("/groups", ({ account, body }) => {
    const request = body<GroupRequest>(shape);
    const name = requireName(request);
    if ([...account.groups.values()].some((group) => group.name === name)) {
      throw refusal(409, `group with name ${name} already exists`);
    }
    const group: Group = { id: newId(), issued: "api", ...content(request, name) };
    account.groups.set(group.id, group);
    return show(account, group);
  });

  // A full replacement: what the request leaves out becomes empty.
  api.put("/groups/:id", ({ account, param, body }) => {
    const group = find(account, param("id"));
    const request = body<GroupRequest>(shape);
    if (group === allGroup(account)) throw refusal(422, "updating group All is not allowed");
    Object.assign(group, content(request, requireName(request)));
    reconcileIPv6Of(account, group.id);
    return show(account, group);
  });

  api.delete("/groups/:id", ({ account, param }) => {
    const group = account.groups.get(param("id"));
    // Every refusal here is a 400, and keeps its case.
    if (group === undefined) throw refusalAsWritten(400, `group: ${param("id")} not found`);
    if (group.name === "All") throw refusalAsWritten(400, "deleting group ALL is not allowed");
    const user = userOf(account, group.id);
    if (user !== undefined) throw refusalAsWritten(400, `group has been linked to ${user}`);
    account.groups.delete(group.id);
    reconcileIPv6Of(account, group.id);
    return {};
  });
}

function listGroups(account: Account, name: string | undefined): unknown {
  const groups = [...account.groups.values()];
  if (name === undefined || name === "") return groups.map((group) => show(account, group));
  const found = groups.find((group) => group.name === name);
  if (found === undefined) throw refusal(404, `group: ${name} not found`);
  return [show(account, found)];
}

function find(account: Account, id: string): Group {
  const group = account.groups.get(id);
  if (group === undefined) throw refusal(404, `group: ${id} not found`);
  return group;
}

function requireName({ name = "" }: GroupRequest): string {
  if (name === "") throw refusal(422, "group name shouldn't be empty");
  return name;
}

function content({ peers = [], resources = [] }: GroupRequest, name: string) {
  return { name, peers: [...new Set(peers)], resources: [...resources] };
}

/** What protects a group from deletion, in the order in which the server looks. */
function userOf(account: Account, id: string): string | undefined {
  const { policies, setupKeys, nameserverGroups, routes, users, networkRouters } = account;
  const group = account.groups.get(id)!;
  const [resource] = group.resources;
  if (resource !== undefined) return `network resource: ${resource.id}`;
  const route = first(routes, ({ groups, peer_groups, access_control_groups }) =>
    [...groups, ...peer_groups, ...access_control_groups].includes(id),
  );
  if (route !== undefined) return `route: ${route.network_id}`;
  const servers = first(nameserverGroups, ({ groups }) => groups.includes(id));
  if (servers !== undefined) return `name server groups: ${servers.name}`;
  const policy = first(
    policies,
    ({ rule }) => rule.sources?.includes(id) || rule.destinations?.includes(id) || false,
  );
  if (policy !== undefined) return `policy: ${policy.name}`;
  const key = first(setupKeys, ({ auto_groups }) => auto_groups.includes(id));
  if (key !== undefined) return `setup key: ${key.name}`;
  const user = first(users, ({ auto_groups }) => auto_groups.includes(id));
  if (user !== undefined) return `user: ${user.id}`;
  const router = first(networkRouters, ({ peer_groups }) => peer_groups?.includes(id) ?? false);
  if (router !== undefined) return `network router: ${router.id}`;
  const unmanaged = account.disabledManagementGroups.includes(id);
  return unmanaged ? `disabled DNS management groups: ${group.name}` : undefined;
}

function first<T>(objects: Map<string, T>, uses: (object: T) => boolean): T | undefined {
  return [...objects.values()].find(uses);
}

function show(account: Account, group: Group): object {
  const peers = group.peers.flatMap((id) => {
    const peer = account.peers.get(id);
    return peer === undefined ? [] : [{ id, name: peer.name }];
  });
  const resources = group.resources.map(({ id, type }) => {
    // The real server stores an empty object and then falls over it, whenever it shows the group.
    if (id === undefined && type === undefined) throw new ConnectionLost();
    return { id: id ?? "", type: type ?? "" };
  });
  return {
    id: group.id,
    name: group.name,
    issued: group.issued,
    peers: peers.length === 0 ? null : peers,
    peers_count: peers.length,
    resources: resources.length === 0 ? null : resources,
    resources_count: resources.length,
  };
}
