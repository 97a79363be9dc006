// What the JSDoc of an exported class, its arguments and its look-ups leaves out or gets wrong.
import { changeOf, describeFields } from "./fields.mjs";
import { factsOf, filterOf } from "./lookups.mjs";
import { docOf } from "./sources.mjs";
import { typesUsedBy } from "./page.mjs";

export function problemsOf({ name, path, node, args, kind, lookups }, sources) {
  const problems = [];
  const complain = (where, what) => problems.push(`${path}: ${where}: ${what}`);
  const { text, tags } = docOf(node);
  if (!tags.has("example")) complain(name, "needs an @example");
  if (!/^Errors: /m.test(text) && !tags.has("throws")) complain(name, 'needs "Errors: …"');
  if (!/\bSource:\s/.test(docOf(args).text)) complain(args.name.text, 'needs "Source: …"');

  for (const field of describeFields(args, sources)) {
    const where = `${args.name.text}.${field.name}`;
    problemsOfField(field).forEach((what) => complain(where, what));
    const isOwn = !/[.[]/.test(field.name) && !kind?.steering.includes(field.name);
    if (kind !== undefined && isOwn) {
      const change = changeOf(field, kind);
      if (!words[change].test(field.said)) complain(where, `does not say "${change}" of a change`);
    }
  }
  for (const [type, declaration] of typesUsedBy(args, sources)) {
    if (docOf(declaration).text === "") complain(type, "has no JSDoc");
    if (declaration.members === undefined) continue;
    for (const field of describeFields(declaration, sources)) {
      problemsOfField(field).forEach((what) => complain(`${type}.${field.name}`, what));
    }
  }
  for (const lookup of lookups) {
    if (docOf(lookup).text === "") complain(lookup.name.text, "has no JSDoc");
    for (const told of [filterOf(lookup, sources), factsOf(lookup.type, sources)]) {
      const fields = told === undefined ? [] : describeFields(told, sources);
      fields
        .filter(({ said }) => said === "")
        .forEach((field) => complain(`${lookup.name.text}, ${field.name}`, "has no JSDoc"));
    }
  }
  return problems;
}

const words = {
  "in place": /\bin place\b/,
  replaces: /\bA change replaces\b/,
  "in place or replaces": /\bin place\b.*\breplaces\b/,
  none: /^/,
};

function problemsOfField({ said, isRequired, standard }) {
  if (said === "") return ["has no JSDoc"];
  return isRequired || standard !== undefined ? [] : ['is optional and does not say "Default: …."'];
}
