import { addressOf, spawnSandbox } from "../commands/demo/sandboxProcess";

/** The NetBird server that is measured against. */
interface BenchServer {
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
  // Ctrl-C leaves it there for cleaning up.
  const child = spawnSandbox("inherit");
  const end = () => void child.kill();
  process.once("exit", end);
  return { description: "sandbox", ...(await addressOf(child)), close: end };
}
