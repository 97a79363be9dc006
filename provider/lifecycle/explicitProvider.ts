import * as pulumi from "@pulumi/pulumi";
import { ownSettings } from "../api/configuration";
import { programError } from "./programError";

const settings = [...ownSettings, "netbird:requestTimeout", "netbird:namingConvention"];

/**
 * Whether a resource has an explicit provider of ours. That one does not see the stack's configuration, so
 * that its account is its own: without an address its token would go to NetBird's cloud, whatever the stack
 * says; without a token the environment's, which is mostly the stack's, would go to its server.
 * @param what the resource, for the message
 * @throws RunError when it has no address or no token, and when it is given a setting that there is not;
 *   one that is given and has no value is refused by the provider, which alone knows
 */
export function hasOwnAccount(
  what: string,
  type: string,
  opts: pulumi.CustomResourceOptions,
): boolean {
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  // What a provider is given it has as outputs, and those of other packages are not ours.
  const { pkg } = (provider ?? {}) as { pkg?: string };
  if (provider === undefined || pkg !== "pulumi-nodejs") return false;
  refuseUnknown(what, provider);
  const missing = ownSettings.filter((name) => !(name in provider));
  if (missing.length === 0) {
    refuseClearToken(provider);
    return true;
  }
  throw programError(
    `${what} has an explicit provider without ${missing.join(" and ")}: it does not see the stack's, and the environment's ` +
      "may be another account's. Give the provider both among its arguments, the token as a secret.",
  );
}

/** Providers whose token was looked at. */
const lookedAt = new WeakSet<pulumi.ProviderResource>();

/**
 * A token that is no secret would stand in the state as it is. Whether it is one turns out later, so that the
 * program goes on and fails at its end.
 */
function refuseClearToken(provider: pulumi.ProviderResource): void {
  if (lookedAt.has(provider)) return;
  lookedAt.add(provider);
  const { "netbird:token": token } = provider as unknown as Record<string, pulumi.Output<unknown>>;
  pulumi.all([token, pulumi.isSecret(token!)]).apply(([value, isSecret]) => {
    if (isSecret || typeof value !== "string") return;
    void pulumi.log.error(
      'The "netbird:token" of this provider is no secret, so that the state would have it in clear. ' +
        "Read it with `config.requireSecret`, or wrap it in `pulumi.secret`.",
      provider,
    );
  });
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
