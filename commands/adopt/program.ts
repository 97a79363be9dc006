/** The program that takes an account over: every object as a resource, with its id. */
import type { Account, ApiObject, Collection } from "../../provider/api/account";
import type { Arguments } from "../../provider/lifecycle/kind";
import { peers } from "../../provider/api/collections";
import type { Reference } from "../../provider/lifecycle/reference";
import { mapReferences } from "../../provider/lifecycle/references";
import { NameBook } from "./names";
import { Code, printConstruction } from "./printer";
import type { Adopted } from "./reading";

const beginning = `/**
 * A NetBird account as netbird-zt adopt found it. The first \`pulumi up\` takes every object over by
 * its id and changes nothing; from then on this is the program to edit, and \`adopt\` may go.
 */
import * as netbird from "pulumi-netbird";

// What was here before is not deleted by mistake. Take this away from what may go.
const adopted = { protect: true };
`;

/** The program's text, for objects in the order of {@link readObjects}. */
export async function programOf(objects: readonly Adopted[], account: Account): Promise<string> {
  const writer = new ProgramWriter(objects, account);
  const sections: string[] = [beginning];
  let heading = "";
  for (const object of objects) {
    if (object.adoptable.heading !== heading) {
      heading = object.adoptable.heading;
      sections.push(`// ${heading}`);
    }
    sections.push(`${await writer.statement(object)}\n`);
  }
  return `${sections.join("\n").trimEnd()}\n`;
}

class ProgramWriter {
  private readonly names = new NameBook();
  private readonly variables = new Map<string, string>();

  constructor(
    objects: readonly Adopted[],
    private readonly account: Account,
  ) {
    // Only what others refer to needs a name of its own.
    const mentioned = new Set(objects.flatMap(({ args }) => idsIn(args)));
    for (const { id, label, adoptable } of objects) {
      if (mentioned.has(id))
        this.variables.set(id, this.names.variable(label, adoptable.kind.name));
    }
  }

  async statement({ adoptable: { kind }, id, label, args }: Adopted): Promise<string> {
    const referring = await mapReferences(kind, args, (_property, collection, value) =>
      Array.isArray(value)
        ? Promise.all(value.map((one: Reference) => this.reference(collection, one)))
        : this.reference(collection, value as Reference),
    );
    const withResources = this.resourcesByVariable(referring);
    return printConstruction({
      ...(this.variables.has(id) && { variable: this.variables.get(id)! }),
      className: `netbird.${kind.name}`,
      args: [this.names.resource(label, kind.name), withResources, new Code("adopted")],
    });
  }

  /** By variable; by name what is made elsewhere; by id where a name does not tell, as a peer's. */
  private async reference(collection: Collection, { id, name }: Reference): Promise<unknown> {
    const variable = this.variables.get(id ?? "");
    if (variable !== undefined) return new Code(variable);
    const objects = await this.account.list(collection);
    const called = objects.find((object) => object.id === id)?.name ?? name;
    const isUnique = objects.filter((object) => object.name === called).length === 1;
    return isUnique && collection.path !== peers.path ? called : { name: called, id };
  }

  /** A policy names a resource by its id, which the program has where it adopts the resource. */
  private resourcesByVariable(args: Arguments): Arguments {
    const ends = ["sourceResource", "destinationResource"].flatMap((end) => {
      const resource = args[end] as { id: string; type: string } | undefined;
      const variable = this.variables.get(resource?.id ?? "");
      return variable === undefined ? [] : [[end, { ...resource, id: new Code(`${variable}.id`) }]];
    });
    return { ...args, ...(Object.fromEntries(ends) as Arguments) };
  }
}

/** The ids that arguments name, at every depth; an object's own is text, and not among them. */
function idsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { id } = value as Partial<ApiObject>;
  return [...(typeof id === "string" ? [id] : []), ...Object.values(value).flatMap(idsIn)];
}
