/** What the stack's configuration says, as far as components ask at preview. */
import * as pulumi from "@pulumi/pulumi";
import { managementUrlOf } from "../provider/api/configuration";
import { asObject } from "./configObjects";

/** Address of the management server that the stack, else the environment, names. */
export function managementUrlOfStack(): string {
  const config = new pulumi.Config("netbird");
  return managementUrlOf((key) => config.get(key.replace("netbird:", "")), process.env);
}

/**
 * The object at a key, `emergency:prod-access`; undefined when it is not set. A text that is no JSON is
 * for a schema to refuse: the SDK's own error would repeat it.
 */
export function configObjectOf(key: string): unknown {
  return asObject(pulumi.runtime.getConfig(key));
}
