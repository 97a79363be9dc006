// Look-up functions: `getGroup`, `getPeers`.
import ts from "typescript";
import { describeFields } from "./fields.mjs";
import { code, table } from "./markdown.mjs";
import { docOf } from "./sources.mjs";

/** What a page says of the look-ups of a kind. */
export function lookupParts({ name, lookups }, sources) {
  const anchor = "../resources.md#look-ups";
  const common = `\`${name}.get(name, selector)\` reads one as a resource that is not managed: see [look-ups](${anchor}).`;
  return [...lookups.map((lookup) => lookupSection(lookup, sources)), common];
}

function lookupSection(lookup, sources) {
  const { text, tags } = docOf(lookup);
  const names = lookup.parameters.map(({ name, questionToken, initializer }) =>
    questionToken === undefined && initializer === undefined ? name.text : `${name.text}?`,
  );
  const selector = tags.get("param")?.replace(/^selector\s+/, "");
  const filter = filterOf(lookup, sources);
  const facts = factsOf(lookup.type, sources);
  const missing = omittedBy(lookup.type, sources).map((name) => `\`${name}\``);
  const but = missing.length === 0 ? "" : ` but ${missing.join(" and ")}`;
  const found = `What is found has \`id\` and every argument${but}, with the server's values${facts === undefined ? "." : ", and:"}`;
  return [
    `### ${lookup.name.text}(${names.join(", ")})`,
    text,
    selector === undefined ? "" : `The selector: ${selector.replace(/\s+/g, " ")}.`,
    filter === undefined ? "" : meaningTable("filter", filter, sources),
    found,
    facts === undefined ? "" : meaningTable("also", facts, sources),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function meaningTable(title, node, sources) {
  const cells = ({ name, text, meaning }) => [`\`${name}\``, code(text), meaning];
  return table([title, "type", "meaning"], describeFields(node, sources).map(cells));
}

/** The interface of a filter, for look-ups of several. */
export function filterOf(lookup, { find }) {
  const declaration = find(lookup.parameters[0]?.type?.getText(), lookup);
  return declaration?.name.text.endsWith("Filter") ? declaration : undefined;
}

/** What a look-up tells beside the arguments: the second part of `Found<Args, Facts>`. */
export function factsOf(type, sources) {
  if (ts.isArrayTypeNode(type)) return factsOf(type.elementType, sources);
  if (ts.isTypeLiteralNode(type)) return type;
  const name = type.typeName?.getText();
  if (name === "pulumi.Output") return factsOf(type.typeArguments[0], sources);
  if (name === "Found") return type.typeArguments[1] && factsOf(type.typeArguments[1], sources);
  const declaration = sources.find(name, type);
  if (declaration?.members !== undefined) return declaration;
  return declaration && factsOf(declaration.type, sources);
}

/** Arguments that a look-up does not tell: `Found<Omit<Args, "zone">>`. */
function omittedBy(type, { find }) {
  const names = /\bFound<\s*Omit<\w+, ([^>]+)>/.exec(resolved(type, find))?.[1] ?? "";
  return [...names.matchAll(/"(\w+)"/g)].map(([, name]) => name);
}

/** The text of a type, and of the alias for something found that it may be. */
function resolved(type, find) {
  const text = type.getText();
  const alias = find(/\bFound[A-Z]\w*/.exec(text)?.[0], type);
  return alias === undefined ? text : alias.type.getText();
}
