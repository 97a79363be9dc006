import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";

jest.setTimeout(120_000);

const root = join(__dirname, "..");

/** An example as a whole module. */
interface Example {
  file: string;
  code: string;
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), "utf8");
  // In JSDoc every line starts with an asterisk.
  const plain = file.endsWith(".ts") ? text.replace(/^\s*\* ?/gm, "") : text;
  return [...plain.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code], index) => ({
    file: `${file.replace(/\W/g, "-")}-${index}.ts`,
    code: completed(code!),
  }));
}

/** What an example in the documentation takes for granted. */
function completed(code: string): string {
  if (code.includes("import ")) return `${code}\nexport {};\n`;
  const imports = [
    `import * as pulumi from "@pulumi/pulumi";`,
    `import * as netbird from "pulumi-netbird";`,
  ];
  const declarations = Object.entries(assumed)
    .filter(([name]) => !code.includes(`const ${name} =`))
    .map(([name, type]) => `declare const ${name}: netbird.${type};`);
  return [...imports, ...declarations, code, "export {};", ""].join("\n");
}

/** Objects that examples use without making them. */
const assumed = {
  devops: "Group",
  web: "Group",
  database: "Group",
  routers: "Group",
  vpc: "Network",
  zone: "DnsZone",
};

const documents = ["README.md", "CONTRIBUTING.md", ...filesIn("docs", ".md")];
const sources = [...filesIn("provider", ".ts"), ...filesIn("components", ".ts")];
// The reference repeats the examples of the sources.
const isGenerated = (file: string) => file.startsWith(join("docs", "reference"));
const examples = [...documents.filter((file) => !isGenerated(file)), ...sources].flatMap(
  examplesOf,
);

test("there are examples in the documents, and one per exported class", () => {
  const classes = sources.flatMap((file) => [
    ...readFileSync(join(root, file), "utf8").matchAll(
      /^export class (\w+) extends (NetBirdResource|pulumi\.ComponentResource)/gm,
    ),
  ]);
  expect(classes.length).toBeGreaterThanOrEqual(20);
  for (const [, name] of classes) {
    expect(examples.some(({ code }) => code.includes(`new netbird.${name}(`))).toBe(true);
  }
});

test("every example compiles", () => {
  const config = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const virtual = new Map(examples.map(({ file, code }) => [join(root, "docs", file), code]));
  const compilerOptions = { ...options, noEmit: true, noUnusedLocals: false, types: ["node"] };
  const host = ts.createCompilerHost(compilerOptions);
  const disk = { ...host };
  host.fileExists = (file) => virtual.has(file) || disk.fileExists(file);
  host.readFile = (file) => virtual.get(file) ?? disk.readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const code = virtual.get(file);
    return code === undefined
      ? disk.getSourceFile(file, target, ...rest)
      : ts.createSourceFile(file, code, target);
  };
  const program = ts.createProgram([...virtual.keys()], compilerOptions, host);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const place = file === undefined ? "" : `${file.fileName.replace(`${root}/`, "")}: `;
    return `${place}${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(problems).toEqual([]);
});

test("links between documents lead somewhere", () => {
  for (const file of documents) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, target] of text.matchAll(/\]\(((?!http)[^)#]+)\)/g)) {
      const path = join(root, file, "..", target!);
      expect(ts.sys.fileExists(path) || ts.sys.directoryExists(path)).toBe(true);
    }
  }
});

test("the reference is what the sources say, and they leave nothing out", () => {
  const script = join(root, "scripts/reference.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("the table of resources has every kind", () => {
  const table = readFileSync(join(root, "docs/resources.md"), "utf8");
  const pages = filesIn("docs/reference", ".md").map((file) => basename(file));
  expect(pages.length).toBeGreaterThanOrEqual(20);
  for (const page of pages) expect(table).toContain(`(reference/${page})`);
});
