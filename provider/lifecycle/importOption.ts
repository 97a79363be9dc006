import type * as pulumi from "@pulumi/pulumi";
import { identityOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { programError } from "./programError";

/**
 * The engine reads what it imports without its arguments, the provider's own line among them, and the
 * SDK crashes on that with a trace that says nothing of it.
 * @throws RunError that says what to write instead
 */
export function refuseImport(
  kind: Kind,
  name: string,
  args: Arguments,
  { import: id }: pulumi.CustomResourceOptions,
): void {
  if (id === undefined) return;
  const instead =
    kind.existing === undefined
      ? `Take the ${kind.title} over with the argument adopt: "${id}"; adopt: true finds it by its ${identityOf(kind, args).join(", ")}.`
      : "Leave it out: this resource sets what is there anyway.";
  throw programError(
    `${kind.name} "${name}" has the option import, which dynamic resources cannot have. ${instead}`,
  );
}
