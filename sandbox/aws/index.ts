import { Cloud } from "./cloud";
import { serveControls } from "./control";
import { serveProvider } from "./provider";

export { AwsError, Cloud } from "./cloud";
export type { AwsObject, Instance, LogEntry } from "./cloud";
export { arn, awsTypes, place } from "./types";

/** A simulated AWS account, for as long as it is not closed. */
export interface AwsSandbox {
  /** Port of its resource provider: `PULUMI_DEBUG_PROVIDERS=aws:<port>`. */
  port: number;
  /** Where its controls are: `GET <url>/sandbox/resources`, `/sandbox/log`, … */
  controlUrl: string;
  /** The account itself, for whoever is in the same process. */
  cloud: Cloud;
  close(): void;
}

/**
 * Starts a simulated AWS account: an ordinary resource provider that both engines attach to. Nothing
 * that it makes exists anywhere, and each object's outputs say so (`simulated`).
 */
export async function startAwsSandbox(): Promise<AwsSandbox> {
  const cloud = new Cloud();
  const [provider, controls] = await Promise.all([serveProvider(cloud), serveControls(cloud)]);
  return {
    port: provider.port,
    controlUrl: controls.url,
    cloud,
    close() {
      provider.close();
      controls.close();
    },
  };
}
