import * as pulumi from "@pulumi/pulumi";
import { managementUrlOf } from "../api/configuration";
import { programError } from "./programError";

const address = "netbird:managementUrl";
const token = "netbird:token";
const settings = [address, token, "netbird:requestTimeout", "netbird:namingConvention"];

/**
 * An explicit provider does not see the stack's configuration: its token would go to NetBird's cloud, or
 * to the environment's server, whatever the stack says; and the environment's token, which is mostly the
 * stack's, to the provider's server.
 * @param what the resource, for the message
 * @throws RunError when a provider without an address would ask another server than the stack's, when
 *   one with an address has no token, and when it is given a setting that there is not
 */
export function requireOwnAccount(
  what: string,
  type: string,
  opts: pulumi.CustomResourceOptions,
): void {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  // What a provider is given it has as outputs, and those of other packages are not ours.
  const { pkg } = (provider ?? {}) as { pkg?: string };
  if (provider === undefined || pkg !== "pulumi-nodejs") return;
  refuseUnknown(what, provider);
  if (address in provider) {
    if (token in provider) return;
    throw programError(
      `${what} has an explicit provider with an address and without a token: that of the environment (NB_PAT) may be ` +
        `another account's, and is not sent there. Give the provider "${token}" among its arguments, as a secret.`,
    );
  }
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

function refuseUnknown(what: string, provider: object): void {
  const unknown = Object.keys(provider).filter(
    (name) => name.startsWith("netbird:") && !settings.includes(name),
  );
  if (unknown.length === 0) return;
  throw programError(
    `${what} has an explicit provider with an unknown setting: ${unknown.join(", ")}. There are ${settings.join(", ")}.`,
  );
}
