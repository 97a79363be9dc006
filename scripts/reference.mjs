// Writes docs/reference from the sources: one page for every exported resource and component.
// With --check it writes nothing and fails when a committed page differs. Either way it fails on
// JSDoc that leaves something out, so that the pages and the editor tell the same, and all of it.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pageOf } from "./reference/page.mjs";
import { problemsOf } from "./reference/problems.mjs";
import { readSources } from "./reference/sources.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs/reference");
const check = process.argv.includes("--check");

const sources = readSources(root);
const problems = sources.classes.flatMap((one) => problemsOf(one, sources));
const pages = new Map(sources.classes.map((one) => [`${one.name}.md`, pageOf(one, sources)]));

mkdirSync(folder, { recursive: true });
const committed = readdirSync(folder);
for (const [file, page] of pages) {
  const path = join(folder, file);
  if (committed.includes(file) && readFileSync(path, "utf8") === page) continue;
  if (check)
    problems.push(`docs/reference/${file} is not what the sources say: run "npm run docs"`);
  else writeFileSync(path, page);
}
for (const file of committed.filter((name) => !pages.has(name))) {
  if (check) problems.push(`docs/reference/${file} belongs to nothing: run "npm run docs"`);
  else rmSync(join(folder, file));
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
