import * as pulumi from "@pulumi/pulumi";
import { managementUrlOf } from "../api/configuration";
import { programError } from "./programError";

const address = "netbird:managementUrl";

/**
 * An explicit provider does not see the stack's configuration, so that its token would go to NetBird's
 * cloud, or to the environment's server, whatever the stack says.
 * @param what the resource, for the message
 * @throws RunError when a provider without an address would ask another server than the stack's
 */
export function requireAddress(
  what: string,
  type: string,
  opts: pulumi.CustomResourceOptions,
): void {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  // What a provider is given it has as outputs, and those of other packages are not ours.
  const { pkg } = (provider ?? {}) as { pkg?: string };
  if (provider === undefined || pkg !== "pulumi-nodejs" || address in provider) return;
  const stacks = new pulumi.Config("netbird").get("managementUrl");
  if (stacks === undefined) return;
  const meant = managementUrlOf(() => stacks, {});
  const asked = managementUrlOf(() => undefined, process.env);
  if (meant === asked) return;
  throw programError(
    `${what} has an explicit provider without an address, which does not see the stack's ${address} (${meant}): ` +
      `its token would be sent to ${asked}. Give the provider "${address}" among its arguments.`,
  );
}
