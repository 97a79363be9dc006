/** The live account, read with whatever token the environment has; a read-only one is enough. */
import { Client } from "../../provider/client";
import { readConfiguration } from "../../provider/configuration";
import { ApiError } from "../../provider/errors";
import { fromNetBird } from "../../segmentation";
import type { AccountNames, LiveAccount, Segmentation } from "../../segmentation";
import { UsageError } from "./exit";
import { progress } from "./terminal";

/**
 * What the account allows now.
 * @throws UsageError when NB_PAT is not set
 * @throws ApiError when the server does not answer as it must
 */
export async function readAccount(): Promise<Segmentation> {
  const client = accountClient();
  const [groups, policies, postureChecks, resources] = await Promise.all([
    list(client, "/groups", "groups"),
    list(client, "/policies", "policies"),
    list(client, "/posture-checks", "posture checks"),
    list(client, "/networks/resources", "network resources").catch(noneOnOldServers),
  ]);
  return fromNetBird({ groups, policies, postureChecks, resources } as LiveAccount);
}

/**
 * Who the addresses of the account are.
 * @throws UsageError when NB_PAT is not set
 * @throws ApiError when the server does not answer as it must
 */
export async function readAccountNames(): Promise<AccountNames> {
  const client = accountClient();
  const [peers, resources] = await Promise.all([
    list(client, "/peers", "peers"),
    list(client, "/networks/resources", "network resources").catch(noneOnOldServers),
  ]);
  return { peers, resources } as AccountNames;
}

function accountClient(): Client {
  if (!process.env.NB_PAT) {
    throw new UsageError(
      "Reading the account needs NB_PAT, a personal access token (a read-only user's is enough), and NB_MANAGEMENT_URL unless it is NetBird Cloud.",
    );
  }
  const configuration = readConfiguration(() => undefined, process.env);
  progress(`Reading the account at ${configuration.managementUrl}`);
  return new Client(configuration);
}

function list(client: Client, path: string, kind: string): Promise<unknown> {
  return client.get(path, { action: "list", kind });
}

/** Servers from before networks existed have none. */
function noneOnOldServers(error: unknown): [] {
  if (error instanceof ApiError && error.missingEndpoint) return [];
  throw error;
}
