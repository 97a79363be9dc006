// Writes docs/rules.md from the table of rules that verification judges by. With --check it writes
// nothing and fails when the committed page differs.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import prettier from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = join(root, "docs/rules.md");
const require = createRequire(import.meta.url);
require("ts-node").register({ transpileOnly: true, project: join(root, "tsconfig.json") });
const {
  rules,
  baselineRules,
  identityRules,
  environmentsDiffer,
} = require("../segmentation/verify");

const weights = {
  error: "stops an `up`; components refuse it",
  alarm: "an emergency flow is in force: shown loudly, stops nothing",
  warning: "to be looked into; shown at preview",
  info: "listed",
};

const section = ({ id, severity, title, why, source, remedy }) =>
  `## ${id}\n\n**${severity}** · ${title}.\n\n${why}\n\nRemedy: ${remedy}\n\nSource: ${source}.`;

const all = [...rules, ...baselineRules, ...identityRules, environmentsDiffer];
const page = `<!-- Written by "npm run docs" from segmentation/verify: change it there. -->

# Rules

What \`verify(segmentation, { now })\` finds, in a plan or in what an account holds. Every finding has
the rule, a severity, the place (also as a path in the matrix), what is wrong, a remedy and who can
decide. The provider's check judges single policies by the same table; \`environments-differ\` is
judged by \`compareEnvironments(a, b)\`; the account's settings, \`${baselineRules[0].id}\` to
\`${baselineRules.at(-1).id}\`, by \`verifyBaseline\`; \`${identityRules[0].id}\` and what follows it by
\`verifyIdentity\`.

${Object.entries(weights)
  .map(([severity, meaning]) => `- **${severity}**: ${meaning}.`)
  .join("\n")}

| rule | severity | what it asks for |
| --- | --- | --- |
${all.map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${title} |`).join("\n")}

${all.map(section).join("\n\n")}
`;

const options = await prettier.resolveConfig(file);
const text = await prettier.format(page, { ...options, parser: "markdown" });
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error('docs/rules.md is not what segmentation/verify says: run "npm run docs"');
  process.exitCode = 1;
}
