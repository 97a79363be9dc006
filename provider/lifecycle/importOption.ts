import type * as pulumi from "@pulumi/pulumi";
import { identityOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { programError } from "./programError";

/**
 * Refuses the option import for an object, and says what to write instead.
 * @throws RunError when the option is given
 */
export function refuseImport(
  kind: Kind,
  name: string,
  args: Arguments,
  opts: pulumi.CustomResourceOptions,
): void {
  const instead =
    kind.existing === undefined
      ? `Take the ${kind.title} over with the argument adopt: "${opts.import}"; adopt: true finds it by its ${identityOf(kind, args).join(", ")}.`
      : "Leave it out: this resource sets what is there anyway.";
  refuseImportOf(`${kind.name} "${name}"`, instead, opts);
}

/**
 * The engine reads what it imports without its arguments, the provider's own line among them, and the
 * SDK crashes on that with a trace that says nothing of it.
 * @param what the resource, for the message
 * @param instead what to write instead
 * @throws RunError when the option is given
 */
export function refuseImportOf(
  what: string,
  instead: string,
  { import: id }: pulumi.CustomResourceOptions,
): void {
  if (id === undefined) return;
  throw programError(
    `${what} has the option import, which dynamic resources cannot have. ${instead}`,
  );
}
