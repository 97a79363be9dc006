/** What the signatures of the public index name can be imported from it, too. */
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");

/** Our own files alone: the modules that they import from elsewhere would take seconds to read. */
function ownProgram(): ts.Program {
  const options = { noLib: true, types: [], module: ts.ModuleKind.Node16 };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) =>
      text.startsWith(".") ? ts.resolveModuleName(text, from, options, host) : none,
    );
  return ts.createProgram([join(root, "index.ts")], options, host);
}

const none = { resolvedModule: undefined };

const program = ownProgram();
const checker = program.getTypeChecker();
const index = checker.getSymbolAtLocation(program.getSourceFile(join(root, "index.ts"))!)!;
const exported = new Set(checker.getExportsOfModule(index).map(original));

/** Rules are listed and not called by programs: what they judge by is the library's own. */
const opaque = new Set(["Context"]);

/** What an import or a re-export stands for. */
function original(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The types that a declaration shows to whoever uses it: not its bodies, nor what is not public. */
function shown(node: ts.Node): ts.Symbol[] {
  if (ts.isBlock(node) || isHidden(node)) return [];
  const name = namedBy(node);
  const symbol = name && checker.getSymbolAtLocation(name);
  const inner: ts.Symbol[] = [];
  node.forEachChild((child) => void inner.push(...shown(child)));
  return symbol === undefined ? inner : [original(symbol), ...inner];
}

function namedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isTypeReferenceNode(node)) return node.typeName;
  return ts.isExpressionWithTypeArguments(node) ? node.expression : undefined;
}

function isHidden(node: ts.Node): boolean {
  const secluded = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const isInternal = ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
  return isInternal || (ts.getCombinedModifierFlags(node as ts.Declaration) & secluded) !== 0;
}

function isOurs(symbol: ts.Symbol): boolean {
  return symbol.declarations?.some((one) => ts.isTypeParameterDeclaration(one)) === false;
}

test("every type in a public signature is exported", () => {
  const missing = [...exported].flatMap((symbol) =>
    (symbol.declarations ?? [])
      .flatMap(shown)
      .filter((named) => isOurs(named) && !exported.has(named) && !opaque.has(named.name))
      .map((named) => `${symbol.name}: ${named.name}`),
  );
  expect([...new Set(missing)]).toEqual([]);
});
