/** What a file of the product exports, another one uses, or a test: the rest is its own, or goes. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");
const folders = [
  ..."bench commands components discovery policies provider sandbox".split(" "),
  ..."scripts segmentation stacks tests".split(" "),
];

const files = new Map(
  ["index.ts", ...folders.flatMap(filesIn)].map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return [path, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)];
  }),
);

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mjs)$/.test(name) && !name.startsWith("fixtures"))
    .map((name) => join(folder, name));
}

/** The file that an import is of; undefined for packages. */
function resolved(from: string, specifier: ts.Expression | undefined): string | undefined {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined;
  const path = specifier.text.replace(/^pulumi-netbird$/, "./").replace(/^(\.[^]*)\.js$/, "$1");
  if (!path.startsWith(".")) return undefined;
  const base = specifier.text === "pulumi-netbird" ? "" : join(dirname(from), path);
  return [base, `${base}.ts`, join(base, "index.ts")].find((one) => files.has(one));
}

/** `file name` for everything that a file takes from others, `file *` for all of one. */
function uses(path: string, file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const source = resolved(path, statement.moduleSpecifier);
    if (source === undefined) return [];
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    if (bindings === undefined || !("elements" in bindings)) return [`${source} *`];
    return bindings.elements.map(
      ({ name, propertyName }) => `${source} ${(propertyName ?? name).text}`,
    );
  });
}

/** The names that a file declares and exports. */
function exportsOf(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    const flags = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!flags.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    }
    const { name } = statement as ts.DeclarationStatement;
    return name === undefined ? [] : [name.getText()];
  });
}

test("what a file exports, another one uses", () => {
  const used = new Set([...files].flatMap(([path, file]) => uses(path, file)));
  const unused = [...files]
    .filter(([path]) => path !== "index.ts" && !path.startsWith("tests") && !used.has(`${path} *`))
    .flatMap(([path, file]) => exportsOf(file).map((name) => `${path} ${name}`))
    .filter((place) => !used.has(place));
  expect(unused).toEqual([]);
});
