// One page of the reference, in Markdown.
import ts from "typescript";
import { changeOf, describeField, describeFields } from "./fields.mjs";
import { lookupParts } from "./lookups.mjs";
import { code, lowered, raised, table } from "./markdown.mjs";
import { docOf } from "./sources.mjs";
import { typeOf } from "./types.mjs";

export function pageOf(one, sources) {
  const { name, path, node, args, kind } = one;
  const { text, tags } = docOf(node);
  const paragraphs = text.split(/\n\s*\n/);
  const errors = paragraphs.find((paragraph) => paragraph.startsWith("Errors: "));
  const description = paragraphs.filter((paragraph) => paragraph !== errors).join("\n\n");
  const [aboutArguments, source] = partsOf(docOf(args).text);
  const parts = [
    `<!-- Written by "npm run docs" from ${path}: change it there. -->`,
    `# ${name}`,
    description,
    `Source: ${source}`,
    tags.get("example"),
    "## Arguments",
    aboutArguments,
    ...identityOf(kind),
    argumentTable(describeFields(args, sources), kind),
    ...typesUsedBy(args, sources).map(([type, node_]) => typeSection(type, node_, sources)),
    "## Outputs",
    outputTable(node, kind, sources),
    ...(kind === undefined ? [] : ["## Look-ups", ...lookupParts(one, sources)]),
    "## Errors",
    errorsOf(errors, tags.get("throws")),
  ];
  const page = parts.filter((part) => part !== undefined && part !== "").join("\n\n");
  return `${linked(page, sources)}\n`;
}

/** What the arguments' JSDoc says in general, and its source. */
function partsOf(text) {
  const flat = text.replace(/\s+/g, " ").replace(/^Arguments of (an? )?\{@link \w+\}\.\s*/, "");
  const [about, source] = flat.split(/Source: /);
  return [about.trim(), source?.trim() ?? ""];
}

function identityOf(kind) {
  if (kind === undefined || kind.isSettings || kind.identity === undefined) return [];
  const names = kind.identity.map((name) => `\`${name}\``).join(" and ");
  return [`\`adopt: true\` takes the one with the same ${names}.`];
}

function argumentTable(fields, kind) {
  const cells = (field) => [
    `\`${field.name}\``,
    code(`${field.text}`) + (kind?.secrets.includes(field.name) ? ", secret" : ""),
    field.isRequired ? "required" : (field.standard ?? ""),
    ...(kind === undefined ? [] : [changeOf(field, kind)]),
    field.meaning,
  ];
  const change = kind === undefined ? [] : ["a change"];
  return table(["argument", "type", "default", ...change, "meaning"], fields.map(cells));
}

/** Declared types that a type's fields name, and those that these name. */
export function typesUsedBy(node, sources, seen = new Map()) {
  for (const { named } of describeFields(node, sources)) explain(named, sources, seen);
  return [...seen].filter(([, declaration]) => !ts.isClassDeclaration(declaration));
}

function explain(named, sources, seen) {
  for (const [name, declaration] of named) {
    // What may stand for a reference is said by the alias: a group, a peer.
    if (seen.has(name) || name === "ReferenceArg") continue;
    seen.set(name, declaration);
    // A class has a page of its own.
    if (ts.isClassDeclaration(declaration)) continue;
    if (declaration.members !== undefined) typesUsedBy(declaration, sources, seen);
    else if (ts.isTypeAliasDeclaration(declaration)) {
      explain(typeOf(declaration.type, sources).named, sources, seen);
    }
  }
}

function typeSection(type, declaration, sources) {
  const text = docOf(declaration).text;
  const alias = ts.isTypeAliasDeclaration(declaration) && aliasText(declaration, sources);
  const rows = declaration.members === undefined ? [] : describeFields(declaration, sources);
  const cells = ({ name, text: type_, isRequired, standard, meaning }) => [
    `\`${name}\``,
    code(type_),
    isRequired ? "required" : (standard ?? ""),
    meaning,
  ];
  const fields =
    rows.length === 0 ? "" : table(["field", "type", "default", "meaning"], rows.map(cells));
  return [`### ${type}`, alias ? `${code(alias)}: ${lowered(text)}` : text, fields]
    .filter(Boolean)
    .join("\n\n");
}

function aliasText(declaration, sources) {
  const { text } = typeOf(declaration.type, sources);
  return text === "ReferenceArg" ? "" : text;
}

function outputTable(node, kind, sources) {
  const id = ["`id`", "`string`", kind === undefined ? "" : "Id of the object in the API."];
  const outputs = node.members.filter(ts.isPropertyDeclaration).map((member) => {
    const { text, meaning } = describeField(member, sources);
    const name = member.name.getText();
    return [`\`${name}\``, code(text) + (kind?.secrets.includes(name) ? ", secret" : ""), meaning];
  });
  return table(["output", "type", "meaning"], kind === undefined ? outputs : [id, ...outputs]);
}

function errorsOf(errors, throws) {
  if (errors !== undefined) return raised(errors.replace(/^Errors: /, ""));
  return throws === undefined ? "" : `Throws ${throws.replace(/\s+/g, " ")}.`;
}

/** `{@link X}` as a link to X's page, where it has one. */
function linked(text, { classes }) {
  return text.replace(/\{@link (\w+)(\.\w+)?\}(s?)/g, (_whole, name, member = "", s) =>
    classes.some((one) => one.name === name)
      ? `[${name}${s}](${name}.md)`
      : `\`${name}${member}\`${s}`,
  );
}
