import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import ts from "typescript";
import { parse } from "yaml";
import { threeTierMatrix } from "../components/threeTierApp";
import type { ThreeTierAppArgs } from "../components/threeTierApp";
import * as objects from "../provider";
import { kindsIn } from "../provider/lifecycle/kind";
import { compile, diff, environments, parseMatrixYaml, verify } from "../segmentation";

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

/** Links to other files and within a file, outside code. */
function linksOf(file: string): string[] {
  const prose = readFileSync(join(root, file), "utf8").replace(/^```[^]*?^```/gm, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** What a heading can be linked by, as code hosts make it; the second one of a name ends with -1. */
function anchorsOf(path: string): string[] {
  const prose = readFileSync(path, "utf8").replace(/^```[^]*?^```/gm, "");
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const slug = heading!
      .replace(/\]\([^)]*\)/g, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replace(/ /g, "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function leadsSomewhere(file: string, target: string): boolean {
  const [name, anchor] = target.split("#");
  const path = name === "" ? join(root, file) : join(root, file, "..", name!);
  if (anchor === undefined) return ts.sys.fileExists(path) || ts.sys.directoryExists(path);
  return ts.sys.fileExists(path) && anchorsOf(path).includes(anchor);
}

test("links lead to files and headings that exist", () => {
  const links = documents.flatMap((file) => linksOf(file).map((target) => ({ file, target })));
  expect(links.length).toBeGreaterThanOrEqual(300);
  expect(links.filter(({ target }) => target.includes("#")).length).toBeGreaterThanOrEqual(100);
  expect(links.filter(({ file, target }) => !leadsSomewhere(file, target))).toEqual([]);
});

test("a link to a heading that does not exist is noticed", () => {
  expect(leadsSomewhere("docs/servers.md", "rules.md#never-violated")).toBe(true);
  expect(leadsSomewhere("docs/servers.md", "rules.md#no-such-rule")).toBe(false);
  expect(leadsSomewhere("docs/servers.md", "no-such-page.md")).toBe(false);
});

test("every matrix in the documents is sound in every environment", () => {
  const matrices = documents.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/^```yaml\n(application:[^]*?)^```/gm)].map(
      ([, text]) => parseMatrixYaml(text!, file),
    ),
  );
  expect(matrices.length).toBeGreaterThanOrEqual(2);
  const now = new Date("2026-12-01T00:00:00Z");
  const found = matrices.flatMap((matrix) =>
    environments.flatMap((environment) => verify(compile(matrix, environment), { now })),
  );
  expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
});

test("the first hour's matrix and program give the same access", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, file] = /^```yaml\n(application:[^]*?)^```/m.exec(readme)!;
  const [, args] = /new netbird\.ThreeTierApp\("orders", (\{[^]*?^\})\)/m.exec(readme)!;
  // A literal of plain values is YAML too.
  const program = threeTierMatrix("orders", parse(args!) as ThreeTierAppArgs);
  const written = compile(parseMatrixYaml(file!, "README.md"), "dev");
  expect(written.policies.length).toBeGreaterThanOrEqual(5);
  expect(diff(written, compile(program, "dev"))).toEqual([]);
});

test("the guide's every section and appendix has a page, and the index names it", () => {
  const index = readFileSync(join(root, "docs/guide/README.md"), "utf8");
  const pages = filesIn("docs/guide", ".md").map((file) => basename(file));
  const sections = Array.from({ length: 11 }, (_, number) => String(number).padStart(2, "0"));
  for (const start of [...sections, "appendix-a", "appendix-b"]) {
    const page = pages.filter(
      (name) => name.startsWith(`${start}.`) || name.startsWith(`${start}-`),
    );
    expect(page).toHaveLength(1);
    expect(index).toContain(`(${page[0]})`);
  }
});

test("the reference is what the sources say, and they leave nothing out", () => {
  const script = join(root, "scripts/reference.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

/** Arguments that are not left to the server although their default is not the same for all objects. */
const settledOtherwise: Record<string, string[]> = {
  // The other arguments, or the type of the object, say what they are.
  IdentitySync: [
    ...["serviceAccountKey", "customerId", "clientId", "clientSecret", "tenantId", "host"],
    ...["connectionName", "prefix", "provider"],
  ],
  NameserverGroup: ["primary"],
  User: ["email", "isServiceUser"],
  // It goes from the description when it is left out.
  Policy: ["broadAccessReason"],
};

test("the reference tells what is left to the server from what has a default of the library", () => {
  const told = kindsIn(objects).flatMap(({ name, defaults = {}, alternatives = [], steering }) => {
    const page = readFileSync(join(root, `docs/reference/${name}.md`), "utf8");
    const [, table] = /^## Arguments\n([^]*?)^##/m.exec(`${page}\n##`)!;
    const own = [...steering, ...alternatives.flat(), ...(settledOtherwise[name] ?? [])];
    return [...table!.matchAll(/^\| `(\w+)` \| (?:\\\||[^|])+ \| ([^|]+) \|/gm)]
      .map(([, argument, text]) => ({ argument: argument!, text: text! }))
      .filter(({ argument, text }) => text !== "required" && !own.includes(argument))
      .map(({ argument, text }) => ({
        place: `${name}.${argument}`,
        left: !(argument in defaults),
        saidLeft: text.startsWith("the server's"),
      }));
  });
  expect(told.length).toBeGreaterThanOrEqual(60);
  expect(told.filter(({ left, saidLeft }) => left !== saidLeft)).toEqual([]);
});

test("the table of resources has every kind", () => {
  const table = readFileSync(join(root, "docs/resources.md"), "utf8");
  const pages = filesIn("docs/reference", ".md").map((file) => basename(file));
  expect(pages.length).toBeGreaterThanOrEqual(20);
  for (const page of pages) expect(table).toContain(`(reference/${page})`);
});
