import * as pulumi from "@pulumi/pulumi";

/**
 * A value, or undefined in a preview that does not know it yet: for what a preview has to say in
 * either case, where `apply` would say nothing.
 */
export function whenKnown<T>(output: pulumi.Output<T>): pulumi.Output<T | undefined> {
  // The SDK has it on every output, and leaves it out of its types.
  const { isKnown } = output as unknown as { isKnown: Promise<boolean> };
  return pulumi.output(isKnown.then((known) => (known ? output : undefined))) as pulumi.Output<
    T | undefined
  >;
}
