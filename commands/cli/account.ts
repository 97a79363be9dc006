/** The live account, read with whatever token the environment has; a read-only one is enough. */
import type { Collection } from "../../provider/api/account";
import * as collections from "../../provider/api/collections";
import { ApiError } from "../../provider/api/errors";
import { Session } from "../../provider/api/session";
import { fromNetBird } from "../../segmentation";
import type { AccountNames, LiveAccount, Segmentation } from "../../segmentation";
import { UsageError } from "./exit";
import { progress } from "./terminal";

/**
 * The account that the environment names.
 * @throws UsageError when NB_PAT is not set
 */
export function openAccount(): Session {
  if (!process.env.NB_PAT) {
    throw new UsageError(
      "Reading the account needs NB_PAT, a personal access token (a read-only user's is enough), and NB_MANAGEMENT_URL unless it is NetBird Cloud.",
    );
  }
  const session = new Session();
  progress(`Reading the account at ${session.account().configuration.managementUrl}`);
  return session;
}

/**
 * What the account allows now.
 * @throws UsageError when NB_PAT is not set
 * @throws ApiError when the server does not answer as it must
 */
export async function readAccount(session: Session = openAccount()): Promise<Segmentation> {
  const list = (collection: Collection): Promise<unknown> => session.account().list(collection);
  const [groups, policies, postureChecks, resources] = await Promise.all([
    list(collections.groups),
    list(collections.policies),
    list(collections.postureChecks),
    list(collections.networkResources).catch(noneOnOldServers),
  ]);
  return fromNetBird({ groups, policies, postureChecks, resources } as LiveAccount);
}

/**
 * Who the addresses of the account are.
 * @throws UsageError when NB_PAT is not set
 * @throws ApiError when the server does not answer as it must
 */
export async function readAccountNames(session: Session = openAccount()): Promise<AccountNames> {
  const list = (collection: Collection): Promise<unknown> => session.account().list(collection);
  const [peers, resources] = await Promise.all([
    list(collections.peers),
    list(collections.networkResources).catch(noneOnOldServers),
  ]);
  return { peers, resources } as AccountNames;
}

/** Servers from before a kind of object have none of it. */
export function noneOnOldServers(error: unknown): [] {
  if (error instanceof ApiError && error.missingEndpoint) return [];
  throw error;
}
