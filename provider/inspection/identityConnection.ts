import type * as pulumi from "@pulumi/pulumi";
import type { Account, ApiObject, Collection } from "../api/account";
import { accounts, groups, identityProviders, networks, users } from "../api/collections";
import { isCloud } from "../api/configuration";
import { ApiError } from "../api/errors";
import { asking } from "../lifecycle/finding";
import type { LookupOptions } from "../lifecycle/finding";

/** What an account says about its identity provider, and what it routes. */
interface IdentityConnection {
  /** Whether users log in through an identity provider that is not the server's own. */
  connected: boolean;
  /** Names of the networks that have a routing peer. */
  networks: string[];
}

/** Asks an account whether an identity provider is connected, and what is routed. @internal */
export function getIdentityConnection(
  options: LookupOptions = {},
): pulumi.Output<IdentityConnection> {
  return asking(options, {}, async (account) => ({
    connected: await isConnected(account),
    networks: (await listed<ApiNetwork>(account, networks))
      .filter(({ routers }) => (routers ?? []).length > 0)
      .map(({ name = "" }) => name),
  }));
}

type ApiNetwork = ApiObject & { routers?: string[] | null };
type ApiIssued = ApiObject & { issued?: string };
type ApiSettings = ApiObject & { settings: { embedded_idp_enabled?: boolean } };

/**
 * No endpoint says it, so that any sign counts: a provider behind the embedded one, a group or a user
 * that was synced, or a server of one's own that has no embedded provider and so needs another.
 */
async function isConnected(account: Account): Promise<boolean> {
  const [providers, known, people] = await Promise.all([
    providersOf(account),
    listed<ApiIssued>(account, groups),
    listed<ApiIssued>(account, users),
  ]);
  if (providers.length > 0) return true;
  if ([...known, ...people].some(({ issued = "api" }) => issued !== "api")) return true;
  if (isCloud(account.configuration.managementUrl)) return false;
  const [own] = await listed<ApiSettings>(account, accounts);
  return own?.settings.embedded_idp_enabled === false;
}

/** Providers behind the embedded one; a server without that may lack the endpoint. */
function providersOf(account: Account): Promise<ApiObject[]> {
  return account.list(identityProviders).catch((error: unknown) => {
    if (error instanceof ApiError && error.missingEndpoint) return [];
    throw error;
  });
}

async function listed<Api extends ApiObject>(
  account: Account,
  collection: Collection,
): Promise<Api[]> {
  return (await account.list(collection)) as Api[];
}
