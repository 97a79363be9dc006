import type { Alias } from "@pulumi/pulumi/proto/alias_pb";

/** Names resources of one stack. */
export class Urns {
  constructor(
    private readonly stack: string,
    private readonly project: string,
  ) {}

  /** `urn:pulumi:prod::zero-trust::netbird:index:ThreeTierApp$…:Group::orders-web` */
  of(type: string, name: string, parent: string | undefined): string {
    return `urn:pulumi:${this.stack}::${this.project}::${this.qualified(type, parent)}::${name}`;
  }

  private qualified(type: string, parent: string | undefined): string {
    const parentType = parent?.split("::")[2];
    // Children of the stack itself do not carry its type.
    return parentType === undefined || parentType === "pulumi:pulumi:Stack"
      ? type
      : `${parentType}$${type}`;
  }

  /** The URN that an alias means for a resource. */
  alias(alias: Alias, type: string, name: string, parent: string | undefined): string {
    const spec = alias.getSpec();
    if (spec === undefined) return alias.getUrn();
    const oldParent = spec.getNoparent() ? undefined : spec.getParenturn() || parent;
    const urns = new Urns(spec.getStack() || this.stack, spec.getProject() || this.project);
    return urns.of(spec.getType() || type, spec.getName() || name, oldParent);
  }
}

/**
 * What a child was called under a former name of its parent: like Pulumi's engine, a name that starts
 * with the parent's is taken to be made from it.
 */
export function formerChildName(
  name: string,
  parent: string | undefined,
  formerParent: string | undefined,
): string {
  if (parent === undefined || formerParent === undefined) return name;
  const before = nameIn(parent);
  return name.startsWith(before) ? nameIn(formerParent) + name.slice(before.length) : name;
}

function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
