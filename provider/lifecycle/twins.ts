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
import { comparable } from "./state";
import { described } from "./uniqueness";

/** A resource of the program. */
interface Named {
  name: string;
  /** The component that it is a part of, whose name may be the only one that the program gave. */
  component?: pulumi.Resource;
}

/** A run's resources by what they would make. */
const resourcesIn = perOwner<pulumi.Resource, Map<string, Named>>(() => new Map());

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
  const known = resourcesIn(stack);
  const own: Named = { name, component: opts.parent === stack ? undefined : opts.parent };
  const other = known.get(place);
  if (other !== undefined) throw programError(refusal(kind, args, other, own));
  known.set(place, own);
}

/** Whether the arguments may change on their way to the engine, so that nothing can be told yet. */
function isTransformed(opts: pulumi.CustomResourceOptions, stack: pulumi.Resource): boolean {
  const inherited = (opts.parent ?? stack) as { __transformations?: readonly unknown[] };
  const all = [opts.transformations, opts.transforms, inherited.__transformations];
  return all.some((some) => some !== undefined && some.length > 0);
}

function called(kind: Kind, { name, component }: Named): string {
  const own = `${kind.name} "${name}"`;
  if (component === undefined) return own;
  const type = pulumi.resourceType(component).split(":").at(-1);
  return `${own} of ${type} "${pulumi.resourceName(component)}"`;
}

/** What objects that would be the same have in common; undefined when the program leaves it open. */
function keyOf(kind: Kind, args: Arguments): string | undefined {
  // Which one of several that are called alike is meant, only the id says.
  if (typeof args.adopt === "string") return `adopts ${args.adopt}`;
  const within = kind.within === undefined ? [] : [kind.within];
  const values = [...within, ...identityOf(kind, args)].map((name) =>
    settled(comparable(kind, name, args[name])),
  );
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

function refusal(kind: Kind, args: Arguments, first: Named, second: Named): string {
  const isPart = first.component !== undefined || second.component !== undefined;
  return (
    `${called(kind, first)} and ${called(kind, second)} would be the same ${kind.title} ${described(kind, args)}. ` +
    "Keep one of the two and refer to it, or make them differ. " +
    (isPart && kind.name === "Group"
      ? `A component takes a group that is made outside of it as { existing: "${String(args.name)}", id }. `
      : "") +
    "Where they are of two accounts, give each its explicit provider."
  );
}
