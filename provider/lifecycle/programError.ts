import * as pulumi from "@pulumi/pulumi";

/**
 * The error that ends a program with a message alone. A trace would say less than the message and
 * bury it; and it would take half a minute: the SDK formats an error that has one by Node's `inspect`,
 * which on Node 20 loops on a line such as `node_modules/@pulumi/output.ts` until memory for the text
 * is used up.
 */
export function programError(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = "";
  return error;
}
