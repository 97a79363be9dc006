/** Which addresses an account routes, and by what. */
import type * as pulumi from "@pulumi/pulumi";
import type { Account, ApiObject } from "../api/account";
import { networkResources, networks, routes } from "../api/collections";
import { asking } from "../lifecycle/finding";
import type { LookupOptions } from "../lifecycle/finding";
import type { Routed } from "../objects/plannedAddresses";

/** What every network and every route of the account routes at present: what is disabled does not. */
export function getRoutedAddresses(options: LookupOptions = {}): pulumi.Output<Routed[]> {
  return asking(options, {}, async (account) => {
    const [inNetworks, byRoutes] = await Promise.all([networksOf(account), routesOf(account)]);
    return [...inNetworks, ...byRoutes];
  });
}

/** A network lists the ids of its resources; one list has those of all networks. */
async function networksOf(account: Account): Promise<Routed[]> {
  const [all, resources] = await Promise.all([
    account.list(networks) as Promise<ApiNetwork[]>,
    account.list(networkResources) as Promise<ApiResource[]>,
  ]);
  const known = new Map(resources.map((resource) => [resource.id, resource]));
  return all.map(({ name = "", resources: ids }) => {
    const own = (ids ?? []).flatMap((id) => known.get(id) ?? []);
    return { network: name, isRoute: false, addresses: own.filter(isEnabled).map(nameAndAddress) };
  });
}

type ApiNetwork = ApiObject & { resources: string[] | null };

type ApiResource = ApiObject & { address: string; enabled: boolean };

function nameAndAddress({ name = "", address }: ApiResource): { name: string; address: string } {
  return { name, address };
}

async function routesOf(account: Account): Promise<Routed[]> {
  const found = await account.list(routes);
  return (found as ApiRoute[]).filter(isEnabled).map(({ network_id: name, ...route }) => {
    // Routes of domains carry a placeholder as their network.
    const addresses = route.network_type === "Domain" ? (route.domains ?? []) : [route.network];
    return {
      network: name,
      isRoute: true,
      addresses: addresses.map((address) => ({ name, address })),
    };
  });
}

type ApiRoute = ApiObject & {
  network_id: string;
  network_type: string;
  network: string;
  domains: string[] | null;
  enabled: boolean;
};

function isEnabled({ enabled }: { enabled: boolean }): boolean {
  return enabled;
}
