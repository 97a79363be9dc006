import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The NetBird server that is measured against. */
export interface BenchServer {
  description: string;
  managementUrl: string;
  token: string;
  close(): void;
}

/** The server that the environment names, else a sandbox in a process of its own. */
export async function findServer(): Promise<BenchServer> {
  const { NB_MANAGEMENT_URL: managementUrl, NB_PAT: token } = process.env;
  if (managementUrl && token) {
    return { description: `real, at ${managementUrl}`, managementUrl, token, close: () => {} };
  }
  const command = join(__dirname, "..", "commands", "netbirdZt.js");
  // Detached, so that Ctrl-C leaves it there for cleaning up.
  const child = spawn(process.execPath, [command, "sandbox", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const end = () => void child.kill();
  process.once("exit", end);
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const sandbox = JSON.parse(line) as { managementUrl: string; token: string };
  return { description: "sandbox", ...sandbox, close: end };
}
