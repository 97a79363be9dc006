import { isIP } from "node:net";
import { groupReference } from "./account";
import type { Account } from "./account";
import { parseRange, shortest } from "./addresses";
import type { Api } from "./api";
import type { Shape } from "./decode";
import { isDomainPattern } from "./domains";
import { Refusal, refusal } from "./errors";
import { newId } from "./ids";
import { requireNetwork } from "./networks";

/** A network resource as it is stored; its groups are the groups that list it. */
export interface NetworkResource {
  id: string;
  network_id: string;
  name: string;
  description: string;
  address: string;
  type: "host" | "subnet" | "domain";
  enabled: boolean;
}

const shape: Shape = {
  fields: {
    name: "string",
    description: "string",
    address: "string",
    enabled: "boolean",
    groups: { list: "string" },
  },
};

interface ResourceRequest {
  name?: string;
  description?: string;
  address?: string;
  enabled?: boolean;
  groups?: string[];
}

const creating = "failed to create network resource: ";
const updating = "failed to update network resource: ";
const deleting = "failed to delete network resource: ";

export function registerNetworkResources(api: Api): void {
  api.get("/networks/resources", ({ account }) =>
    [...account.networkResources.values()].map((resource) => show(account, resource)),
  );
  // Null for none, and for a network that does not exist.
  api.get("/networks/:network/resources", ({ account, param }) => {
    const all = [...account.networkResources.values()];
    const own = all.filter(({ network_id }) => network_id === param("network"));
    return own.length === 0 ? null : own.map((resource) => show(account, resource));
  });
  api.get("/networks/:network/resources/:id", ({ account, param }) =>
    show(account, requireIn(param("network"), find(account, param("id"), ""))),
  );

  api.post("/networks/:network/resources", ({ account, param, body }) => {
    const request = body<ResourceRequest>(shape);
    const address = addressOf(request.address);
    const network = requireNetwork(account, param("network"), creating);
    const { name = "" } = request;
    if (nameTaken(account, name)) {
      throw refusal(422, `${creating}resource with name ${name} already exists`);
    }
    refuseGroups(account, request.groups, `${creating}failed to add resource to group: `);
    const resource = { id: newId(), network_id: network.id, ...content(request), ...address };
    account.networkResources.set(resource.id, resource);
    join(account, resource, request.groups ?? []);
    return show(account, resource);
  });

  // Through another network, the resource moves there.
  api.put("/networks/:network/resources/:id", ({ account, param, body }) => {
    const request = body<ResourceRequest>(shape);
    const address = addressOf(request.address);
    const network = requireNetwork(account, param("network"), updating);
    const resource = find(account, param("id"), updating);
    const { name = "" } = request;
    if (name !== resource.name && nameTaken(account, name)) {
      throw refusal(422, `${updating}new resource name already exists`);
    }
    const prefix = `${updating}failed to update resource groups: failed to add resource to group: `;
    refuseGroups(account, request.groups, prefix);
    Object.assign(resource, content(request), address, { network_id: network.id });
    join(account, resource, request.groups ?? []);
    return show(account, resource);
  });

  api.delete("/networks/:network/resources/:id", ({ account, param }) => {
    const resource = find(account, param("id"), deleting);
    deleteResource(account, requireIn(param("network"), resource).id);
    return {};
  });
}

/** Removes a resource from everything but the policies that name it. */
export function deleteResource(account: Account, id: string): void {
  account.networkResources.delete(id);
  for (const group of account.groups.values()) leave(group, id);
}

function leave(group: { resources: { id?: string }[] }, id: string): void {
  group.resources = group.resources.filter((resource) => resource.id !== id);
}

function find(account: Account, id: string, prefix: string): NetworkResource {
  const resource = account.networkResources.get(id);
  if (resource !== undefined) return resource;
  throw refusal(404, `${prefix}failed to get network resource: network resource: ${id} not found`);
}

function requireIn(network: string, resource: NetworkResource): NetworkResource {
  if (resource.network_id === network) return resource;
  throw new Refusal(500, "internal server error");
}

function nameTaken(account: Account, name: string): boolean {
  return [...account.networkResources.values()].some((resource) => resource.name === name);
}

function content({ name = "", description = "", enabled = false }: ResourceRequest) {
  return { name, description, enabled };
}

/** Single addresses get a length, IPv6 its short form; host bits and a domain's case stay. */
function addressOf(text = ""): Pick<NetworkResource, "address" | "type"> {
  const [address = "", length] = text.split("/");
  const range = parseRange(
    length === undefined ? `${address}/${isIP(address) === 4 ? 32 : 128}` : text,
  );
  if (range !== undefined) {
    const single = range.length === (range.family === 4 ? 32 : 128);
    return {
      address: `${shortest(address)}/${range.length}`,
      type: single ? "host" : "subnet",
    };
  }
  if (isDomainPattern(text)) return { address: text, type: "domain" };
  throw new Refusal(500, "internal server error");
}

function refuseGroups(account: Account, groups: string[] | undefined, prefix: string): void {
  const unknown = groups?.find((id) => !account.groups.has(id));
  if (unknown === undefined) return;
  throw refusal(404, `${prefix}error adding resource to group: group: ${unknown} not found`);
}

/** The same relation as the groups' list of resources. */
function join(account: Account, { id, type }: NetworkResource, groups: string[]): void {
  for (const group of account.groups.values()) {
    const isMember = group.resources.some((resource) => resource.id === id);
    if (!groups.includes(group.id)) leave(group, id);
    // A group that has it already keeps the type that it had then.
    else if (!isMember) group.resources = [...group.resources, { id, type }];
  }
}

function show(account: Account, resource: NetworkResource): object {
  const { network_id: _network, ...shown } = resource;
  const groups = [...account.groups.values()]
    .filter((group) => group.resources.some(({ id }) => id === resource.id))
    .map(groupReference);
  return { ...shown, groups: groups.length === 0 ? null : groups };
}
