/** `netbird-zt sandbox` as a process of its own, for what outlives the process that starts it. */
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

type SandboxProcess = ChildProcessByStdio<null, Readable, null>;

/** Starts it detached, so that Ctrl-C leaves it there. */
export function spawnSandbox(errors: "inherit" | "ignore"): SandboxProcess {
  const command = join(__dirname, "..", "netbirdZt.js");
  return spawn(process.execPath, [command, "sandbox", "--json"], {
    detached: true,
    stdio: ["ignore", "pipe", errors],
  });
}

/** Where it serves, which it tells once it does. */
export async function addressOf({
  stdout,
}: SandboxProcess): Promise<{ managementUrl: string; token: string }> {
  const [line] = (await once(createInterface({ input: stdout }), "line")) as [string];
  return JSON.parse(line) as { managementUrl: string; token: string };
}
