import { readConfiguration } from "../../provider/api/configuration";
import type { Configuration } from "../../provider/api/configuration";
import { startAwsSandbox } from "../../sandbox/aws";
import { SimulatedRoutingPeers } from "../../sandbox/routingPeers";
import { startNetBirdSandbox } from "../../sandbox/netbird";
import type { NetBirdSandbox } from "../../sandbox/netbird";
import type { SimulatedAws } from "./networkStory";
import { addressOf, spawnSandbox } from "./sandboxProcess";

/** The NetBird server that the demo works with. */
export interface Server {
  /** One line about it, for the demo's start. */
  description: string;
  /** Whether it is somebody's own server, which must not be left with the demo's objects. */
  real: boolean;
  configuration: Configuration;
  /** What to say at the end about a server that stays, if it does. */
  farewell?: string;
  close(): Promise<void>;
}

/** The server that the environment names, else a sandbox. */
export async function findServer(keep: boolean): Promise<Server> {
  if (process.env.NB_MANAGEMENT_URL && process.env.NB_PAT) {
    const configuration = readConfiguration(() => undefined, process.env);
    return {
      description: `real, at ${configuration.managementUrl} (from NB_MANAGEMENT_URL and NB_PAT)`,
      real: true,
      configuration,
      close: () => Promise.resolve(),
    };
  }
  const sandbox: RunningSandbox = keep ? await leaveSandboxRunning() : await startNetBirdSandbox();
  return {
    description: `sandbox, at ${sandbox.managementUrl} (set NB_MANAGEMENT_URL and NB_PAT for a real one)`,
    real: false,
    configuration: readConfiguration((key) => settings(sandbox)[key], {}),
    farewell: sandbox.farewell,
    close: () => sandbox.close(),
  };
}

/** A simulated AWS account, with machines that do what routing peers do. */
export async function simulateAws(): Promise<
  SimulatedAws & { env: Record<string, string>; close(): void }
> {
  const aws = await startAwsSandbox();
  const machines = new SimulatedRoutingPeers(aws);
  return {
    aws,
    machines,
    env: { PULUMI_DEBUG_PROVIDERS: `aws:${aws.port}` },
    close() {
      machines.close();
      aws.close();
    },
  };
}

interface RunningSandbox extends NetBirdSandbox {
  farewell?: string;
}

function settings({ managementUrl, token }: { managementUrl: string; token: string }) {
  return { "netbird:managementUrl": managementUrl, "netbird:token": token } as Record<
    string,
    string
  >;
}

/** Starts the sandbox as a process of its own, which outlives the demo. */
async function leaveSandboxRunning(): Promise<RunningSandbox> {
  const child = spawnSandbox("ignore");
  const { managementUrl, token } = await addressOf(child);
  child.unref();
  child.stdout.destroy();
  const farewell = [
    `The sandbox keeps running as process ${child.pid}; end it with: kill ${child.pid}`,
    `  NB_MANAGEMENT_URL=${managementUrl}`,
    `  NB_PAT=${token}`,
  ].join("\n");
  return { managementUrl, token, farewell, close: () => Promise.resolve() };
}
