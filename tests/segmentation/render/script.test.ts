import { join } from "node:path";
import ts from "typescript";
import { script } from "../../../segmentation/render/html/script";

/** The page's script is text here, so its types are checked by hand: as JavaScript in a browser. */
test("the script has no type errors", () => {
  const root = join(__dirname, "../../../segmentation/render/html/script");
  const path = join(root, "page.js");
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
  };
  const host = ts.createCompilerHost(options);
  const plain = ts.createCompilerHost(options);
  host.getSourceFile = (name, ...rest) =>
    name === path
      ? ts.createSourceFile(name, script, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS)
      : plain.getSourceFile(name, ...rest);
  host.fileExists = (name) => name === path || plain.fileExists(name);
  host.readFile = (name) => (name === path ? script : plain.readFile(name));
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path)!;
  const problems = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].map(({ start = 0, messageText }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return `${line + 1}: ${text} — ${script.split("\n")[line]!.trim()}`;
  });
  expect(problems).toEqual([]);
});
