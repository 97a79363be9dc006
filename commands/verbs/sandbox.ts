/** `netbird-zt sandbox`: the stand-in for NetBird's management API, until it is told to stop. */
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { UsageError } from "../cli/exit";
import { note, print } from "../cli/terminal";
import { verb } from "../cli/verb";

interface SandboxOptions {
  port: number;
  json?: boolean;
}

export function sandboxVerb(): Command {
  return verb({
    name: "sandbox",
    summary: "serve a NetBird API on loopback, to try things out",
    description:
      "Serves a stand-in for NetBird's management API (docs/sandbox.md) on loopback, with one account, in memory, until Ctrl-C or SIGTERM.",
    examples: [
      ["sandbox --port 18300", "prints the variables to export"],
      ["sandbox --json", "prints one line of JSON: managementUrl and token"],
    ],
  })
    .option("--port <number>", "port, 0 to 65535; 0 takes a free one", readPort, 0)
    .action(runSandbox);
}

async function runSandbox({ port, json }: SandboxOptions): Promise<void> {
  // Loaded only here: the other verbs need no server.
  const { startNetBirdSandbox } = await import("../../sandbox/netbird/index.js");
  const sandbox = await startNetBirdSandbox({ port }).catch(refusePort);
  const { managementUrl, token } = sandbox;
  if (json) print(JSON.stringify({ managementUrl, token }));
  else {
    print(`export NB_MANAGEMENT_URL=${managementUrl}\nexport NB_PAT=${token}`);
    note("The sandbox serves until Ctrl-C.");
  }
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await sandbox.close();
}

function refusePort(error: NodeJS.ErrnoException): never {
  if (error.code !== "EADDRINUSE") throw error;
  throw new UsageError("The port is in use; choose another one with --port.");
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
