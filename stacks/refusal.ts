import * as pulumi from "@pulumi/pulumi";

/**
 * The error that ends the program with a message alone. With a trace it would take half a minute: Node 20
 * loops when the SDK has it format a trace that goes through an async function.
 */
export function refusal(message: string): pulumi.RunError {
  return Object.assign(new pulumi.RunError(message), { stack: "" });
}
