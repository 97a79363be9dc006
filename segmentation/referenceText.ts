/** A reference to a NetBird object as one text, as a preview shows it: `peer-devops-prod (d3k…)`. */

/** What a text may say of an object. */
export interface NamedReference {
  name?: string;
  id?: string;
}

/** A reference as a text: `name (id)`, or one of both. */
export function referenceText({ name = "", id }: NamedReference): string {
  if (id !== undefined) return name === "" ? `(${id})` : `${name} (${id})`;
  // A name that looks like one with an id must not become one.
  return name.endsWith(")") ? `${name} ()` : name;
}

/** The reference that {@link referenceText} made a text of. */
export function referenceIn(text: string): NamedReference {
  const [, name, id] = /^(?:(.*) )?\(([^()]*)\)$/s.exec(text) ?? [text, text];
  return { ...(name !== undefined && { name }), ...(id && { id }) };
}
