/** Components that a stack has since its last update, with their outputs. */
import { UsageError } from "./exit";
import { askPulumi } from "./pulumi";
import { progress } from "./terminal";

export interface StackComponent {
  name: string;
  /** As the state has them: secrets are encrypted in it. */
  outputs: Record<string, unknown>;
}

/** The part of `pulumi stack export` that is read. */
interface Exported {
  deployment?: { resources?: { urn: string; type: string; outputs?: Record<string, unknown> }[] };
}

/**
 * The components of a class that a stack has.
 * @param kind name of the class: `EmergencyAccess`
 * @param wanted the only one that is meant; default: all
 * @throws UsageError when the stack has none, or none of that name
 */
export function componentsOf(stack: string, kind: string, wanted?: string): StackComponent[] {
  progress(`Reading the components of stack ${stack}`);
  const { deployment } = JSON.parse(askPulumi(stack, "stack", "export")) as Exported;
  const components = (deployment?.resources ?? [])
    .filter(({ type }) => type === `netbird:index:${kind}`)
    .map(({ urn, outputs = {} }) => ({ name: nameIn(urn), outputs }));
  const found = components.filter(({ name }) => wanted === undefined || name === wanted);
  if (found.length > 0) return found;
  const known = components.map(({ name }) => name).join(", ");
  throw new UsageError(
    components.length === 0
      ? `Stack ${stack} has no ${kind}. Add one to its program, and bring it up once with \`pulumi up --stack ${stack}\`.`
      : `Stack ${stack} has no ${kind} "${wanted}". It has ${known}.`,
  );
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>`, of which the name may have colons too. */
function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
