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
  const found = `What is found has ${argumentsOf(lookup.type, sources)}, with the server's values${facts === undefined ? "." : ", and:"}`;
  return [
    `### ${lookup.name.text}(${names.join(", ")})`,
    text,
    selector === undefined ? "" : `The selector: ${selector.replace(/\s+/g, " ")}.`,
    filter === undefined ? "" : meaningTable("filter", filter, sources),
    found,
    facts === undefined ? "" : meaningTable("also", facts, sources),
    lackedOf(lookup.type, sources),
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
  const facts = foundOf(type, sources).typeArguments[1];
  return facts && ts.isTypeReferenceNode(facts)
    ? sources.find(facts.typeName.getText(), facts)
    : undefined;
}

/** The `Found<…>` that a type leads to: by an alias, in an output, in a list. */
function foundOf(type, sources) {
  if (ts.isArrayTypeNode(type)) return foundOf(type.elementType, sources);
  const name = type.typeName.getText();
  if (name === "Found") return type;
  if (name === "pulumi.Output") return foundOf(type.typeArguments[0], sources);
  return foundOf(sources.find(name, type).type, sources);
}

/** The arguments that a look-up tells: of `Omit<Args, "zone">` all but that, of `Pick<…>` those. */
function argumentsOf(type, sources) {
  const [args] = foundOf(type, sources).typeArguments;
  const names = namesIn(args.typeArguments?.[1]);
  const how = args.typeName.getText();
  if (how === "Pick") return listed(["`id`", ...names]);
  return how === "Omit"
    ? `\`id\` and every argument but ${listed(names)}`
    : "`id` and every argument";
}

/** What an object need not have: the third part of `Found<Args, Facts, "peer">`. */
function lackedOf(type, sources) {
  const lacked = foundOf(type, sources).typeArguments[2];
  if (lacked === undefined) return "";
  if (ts.isTypeOperatorNode(lacked))
    return "An argument that the server does not know is undefined.";
  const names = namesIn(lacked);
  return `${listed(names)} ${names.length === 1 ? "is" : "are"} undefined where the server tells none.`;
}

/** The names in `"a" | "b"`, as code. */
function namesIn(type) {
  return [...(type?.getText() ?? "").matchAll(/"(\w+)"/g)].map(([, name]) => `\`${name}\``);
}

function listed(names) {
  return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
}
