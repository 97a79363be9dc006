// What the sources declare, as far as the reference needs it. Read from the syntax alone, which
// takes a moment where the type checker would take seconds.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const folders = ["provider", "components", "segmentation"];
const bases = ["NetBirdResource", "StepResource", "ComponentResource"];

/** Of each exported resource and component the class, its arguments, its kind and its look-ups. */
export function readSources(root) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .map((name) => parse(root, `${folder}/${name}`)),
  );
  const declared = new Map(files.map((file) => [file.fileName, declarationsOf(file)]));
  const sources = { find: (name, node) => declarationOf(name, node.getSourceFile(), declared) };
  return { ...sources, classes: files.flatMap((file) => classesOf(file, sources)) };
}

function parse(root, path) {
  const text = readFileSync(join(root, path), "utf8");
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** The top-level declarations of a file by name. */
function declarationsOf(file) {
  const nodes = file.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement],
  );
  return new Map(
    nodes.filter(({ name }) => name !== undefined).map((node) => [node.name.text, node]),
  );
}

/** What a name means in a file: a declaration there, or where it is imported from. */
function declarationOf(name, file, declared) {
  const here = declared.get(file.fileName)?.get(name);
  if (here !== undefined) return here;
  const from = file.statements.find(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      statement.importClause?.namedBindings?.elements?.some((one) => one.name.text === name),
  );
  if (from === undefined) return undefined;
  const path = join(dirname(file.fileName), `${from.moduleSpecifier.text}.ts`);
  return declared.get(path)?.get(name);
}

function classesOf(file, sources) {
  return file.statements
    .filter((node) => ts.isClassDeclaration(node) && isExported(node) && hasBase(node))
    .map((node) => {
      const name = node.name.text;
      return {
        name,
        path: file.fileName,
        node,
        args: sources.find(`${name}Args`, node),
        kind: kindOf(sources.find(`${name[0].toLowerCase()}${name.slice(1)}Kind`, node)),
        lookups: file.statements.filter(
          (one) =>
            ts.isFunctionDeclaration(one) && isExported(one) && /^get[A-Z]/.test(one.name.text),
        ),
      };
    });
}

function isExported(node) {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function hasBase(node) {
  const isAbstract = node.modifiers.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword);
  const base = node.heritageClauses?.[0]?.types[0]?.expression.getText().split(".").at(-1);
  return !isAbstract && bases.includes(base);
}

/** What a kind says about its arguments; undefined for a component. */
function kindOf(declaration) {
  if (declaration === undefined) return undefined;
  const property = (name) =>
    declaration.initializer.properties.find((one) => one.name?.text === name);
  const strings = (name) => {
    const value = property(name)?.initializer;
    return value !== undefined && ts.isArrayLiteralExpression(value)
      ? value.elements.filter(ts.isStringLiteral).map(({ text }) => text)
      : undefined;
  };
  const sometimes = property("replaces")?.getText() ?? "";
  return {
    steering: strings("steering") ?? [],
    replaceOnChange: strings("replaceOnChange") ?? [],
    /** Whether some changes of an argument replace the object, and others do not. */
    sometimesReplaces: (name) => sometimes.includes(`"${name}"`),
    identity: property("identity") === undefined ? ["name"] : strings("identity"),
    isSettings: property("existing") !== undefined,
    secrets: [...(strings("secrets") ?? []), ...(strings("toldOnce") ?? [])],
  };
}

/** Fields of an interface or type literal, those of what it extends last. */
export function fieldsOf(node, sources) {
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types);
  const inherited = bases.flatMap(({ expression }) =>
    fieldsOf(sources.find(expression.getText(), node), sources),
  );
  return [...node.members.filter(ts.isPropertySignature), ...inherited];
}

/** JSDoc of a node: its text, and its tags by name. */
export function docOf(node) {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(docs.at(-1)?.comment) ?? "";
  const tags = new Map(
    ts.getJSDocTags(node).map((tag) => {
      // For the parser the word after @throws is a type; here it is part of the text.
      const whole = tag
        .getText()
        .replace(/^@\w+\s*/, "")
        .replace(/^\s*\* ?/gm, "")
        .trim();
      return [tag.tagName.text, whole];
    }),
  );
  return { text, tags };
}
