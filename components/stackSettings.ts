/** What the stack's configuration says, as far as components ask at preview. */
import * as pulumi from "@pulumi/pulumi";
import { managementUrlOf } from "../provider/api/configuration";

/** Address of the management server that the stack, else the environment, names. */
export function managementUrlOfStack(): string {
  const config = new pulumi.Config("netbird");
  return managementUrlOf((key) => config.get(key.replace("netbird:", "")), process.env);
}
