// Fields with what their JSDoc says, taken apart.
import { docOf, fieldsOf } from "./sources.mjs";
import { literalsIn, typeOf } from "./types.mjs";

/**
 * The fields of an interface or type literal; what is written out inside a field follows it, by
 * its path: `locations[].countryCode`.
 */
export function describeFields(node, sources, prefix = "") {
  return fieldsOf(node, sources).flatMap((field) => {
    const name = `${prefix}${field.name.getText()}`;
    const described = { name, ...describeField(field, sources) };
    const inner = literalsIn(field.type).flatMap(({ place, node: literal }) =>
      describeFields(literal, sources, `${name}${place}.`),
    );
    return [described, ...inner];
  });
}

/** One field: its type, default and meaning, and what a change of it does. */
export function describeField(field, sources) {
  const said = docOf(field).text.replace(/\s+/g, " ").trim();
  const standard = /(?:^|(?<=\s))Default: (.+?)\.(?=\s|$)/;
  return {
    said,
    isRequired: field.questionToken === undefined,
    ...typeOf(field.type, sources),
    standard: standard.exec(said)?.[1],
    meaning: said
      .replace(standard, "")
      .replace(/(?<=^|\s)(Changed in place|A change replaces the [a-z ]+)\.(?=\s|$)/, "")
      .replace(/\s+/g, " ")
      .trim(),
  };
}

/** What a change of an argument does, by its kind. */
export function changeOf({ name }, kind) {
  if (kind.replaceOnChange.includes(name)) return "replaces";
  if (kind.sometimesReplaces(name)) return "in place or replaces";
  return name === "adopt" ? "none" : "in place";
}
