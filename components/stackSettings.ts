/** What the stack's configuration says, as far as components ask at preview. */
import * as pulumi from "@pulumi/pulumi";
import { managementUrlOf } from "../provider/api/configuration";
import type { LookupOptions } from "../provider/lifecycle/finding";
import { asObject } from "./configObjects";

/**
 * Address of the management server: the one that the given account names, else the stack, else the
 * environment. Undefined when only an output tells it, because components are shaped by it.
 */
export function managementUrlFor(account: LookupOptions["account"]): string | undefined {
  const { managementUrl } = account ?? {};
  if (managementUrl !== undefined && typeof managementUrl !== "string") return undefined;
  const config = new pulumi.Config("netbird");
  return managementUrlOf(
    (key) => managementUrl ?? config.get(key.replace("netbird:", "")),
    process.env,
  );
}

/**
 * The object at a key, `emergency:prod-access`; undefined when it is not set. A text that is not JSON is
 * for a schema to refuse: the SDK's own error would repeat it.
 */
export function configObjectOf(key: string): unknown {
  return asObject(pulumi.runtime.getConfig(key));
}
