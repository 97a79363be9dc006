/**
 * Two resources of one program that would be one object: of every pair one would be refused when it
 * is made. Where the program says plainly which object it means, that is known before the preview.
 */
import * as pulumi from "@pulumi/pulumi";
import { canonical } from "./equality";
import { identityOf } from "./kind";
import type { Arguments, Kind } from "./kind";
import { perOwner } from "./perOwner";
import { programError } from "./programError";
import { described } from "./uniqueness";

/** The names of a run's resources by what they would make. */
const namesIn = perOwner<pulumi.Resource, Map<string, string>>(() => new Map());

let resources = 0;

/** What refers to a resource that is not made yet. */
const tokenOf = perOwner<pulumi.Resource, string>(() => `resource ${++resources}`);

/**
 * Notes a resource of the program.
 * @param type the resource's type token
 * @throws RunError when another resource, of the same explicit provider or of none, would be the
 *     same object; what is an output does not count, as its value may not be known yet
 */
export function refuseTwin(
  kind: Kind,
  type: string,
  name: string,
  args: Arguments,
  opts: pulumi.CustomResourceOptions,
): void {
  // Without a stack, as in tests with mocks, one process makes the resources of many programs.
  const stack = pulumi.runtime.getStackResource();
  // Settings, which are of one object by intention, are told apart by what each sets.
  if (stack === undefined || kind.existing !== undefined || opts.urn !== undefined) return;
  if (isTransformed(opts, stack)) return;
  const key = keyOf(kind, args);
  if (key === undefined) return;
  const provider = opts.provider ?? opts.parent?.getProvider(type);
  const place = `${provider === undefined ? "" : tokenOf(provider)} ${kind.name} ${key}`;
  const names = namesIn(stack);
  const owner = opts.parent === stack ? undefined : opts.parent;
  const other = names.get(place);
  if (other !== undefined)
    throw programError(refusal(kind, args, [other, called(kind, name, owner)]));
  names.set(place, called(kind, name, owner));
}

/** Whether the arguments may change on their way to the engine, so that nothing can be told yet. */
function isTransformed(opts: pulumi.CustomResourceOptions, stack: pulumi.Resource): boolean {
  const inherited = (opts.parent ?? stack) as { __transformations?: readonly unknown[] };
  const all = [opts.transformations, opts.transforms, inherited.__transformations];
  return all.some((some) => some !== undefined && some.length > 0);
}

/** A resource's name in the program, and what it is a part of: its own may be the component's. */
function called(kind: Kind, name: string, owner: pulumi.Resource | undefined): string {
  const own = `${kind.name} "${name}"`;
  if (owner === undefined) return own;
  return `${own} of ${pulumi.resourceType(owner).split(":").at(-1)} "${pulumi.resourceName(owner)}"`;
}

/** What objects that would be the same have in common; undefined when the program leaves it open. */
function keyOf(kind: Kind, args: Arguments): string | undefined {
  const within = kind.within === undefined ? [] : [kind.within];
  const values = [...within, ...identityOf(kind, args)].map((name) => settled(args[name]));
  if (values.includes(open)) return undefined;
  const texts = values.map(canonical);
  return texts.every((text) => text === "") ? undefined : texts.join();
}

/** Stands for a value that an output has, or is a part of. */
const open = Symbol("open");

/** A value with tokens instead of resources. */
function settled(value: unknown): unknown {
  if (pulumi.Resource.isInstance(value)) return { id: tokenOf(value) };
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return open;
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([name, part]): [string, unknown] => [
    name,
    settled(part),
  ]);
  if (parts.some(([, part]) => part === open)) return open;
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

function refusal(kind: Kind, args: Arguments, [first, second]: readonly string[]): string {
  const parts = [first, second].some((one) => one?.includes(" of "));
  return (
    `${first} and ${second} would be the same ${kind.title} ${described(kind, args)}. ` +
    "Keep one of the two and refer to it, or make them differ. " +
    (parts && kind.name === "Group"
      ? `A component takes a group that is made outside of it as { existing: "${String(args.name)}", id }. `
      : "") +
    "Where they are of two accounts, give each its explicit provider."
  );
}
