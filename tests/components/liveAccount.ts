/** A sandbox account that components look into. */
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";

let sandbox: NetBirdSandbox;

/** Opens the account that look-ups see. */
export async function openAccount(): Promise<void> {
  sandbox = await startNetBirdSandbox();
  process.env.NB_MANAGEMENT_URL = sandbox.managementUrl;
  process.env.NB_PAT = sandbox.token;
}

export async function closeAccount(): Promise<void> {
  delete process.env.NB_MANAGEMENT_URL;
  delete process.env.NB_PAT;
  await sandbox.close();
}

/** Talks to the account, or to the sandbox's controls: `/sandbox/groups`. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.managementUrl}${path}`, {
    method,
    headers: { Authorization: `Token ${sandbox.token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return (await response.json()) as T;
}
