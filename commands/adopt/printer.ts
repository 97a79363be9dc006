/** Values as TypeScript, laid out as prettier would. */

/** Something that stands in the program as it is: a variable, or a property of one. */
export class Code {
  constructor(readonly text: string) {}
}

const printWidth = 100;

/** A call of a constructor, as a statement. */
interface Construction {
  /** The variable that keeps the object. Default: none. */
  variable?: string;
  /** The class: `netbird.Group`. */
  className: string;
  args: readonly unknown[];
}

/** `const web = new netbird.Group("web", { … }, adopted);` */
export function printConstruction({ variable, className, args }: Construction): string {
  const start = `${variable === undefined ? "" : `const ${variable} = `}new ${className}(`;
  const line = `${start}${args.map(inline).join(", ")});`;
  if (line.length <= printWidth && !args.some(mustBreak)) return line;
  const lines = args.map((arg) => `  ${printed(arg, 2, "")},\n`);
  return `${start}\n${lines.join("")});`;
}

/**
 * A value as it stands after `prefix` on a line.
 * @param indent columns that its line is indented by
 */
function printed(value: unknown, indent: number, prefix: string): string {
  const line = inline(value);
  // The comma after it counts.
  const fits = indent + prefix.length + line.length + 1 <= printWidth;
  if (fits && !mustBreak(value)) return `${prefix}${line}`;
  if (Array.isArray(value)) return `${prefix}${brokenArray(value, indent)}`;
  if (isFields(value)) return `${prefix}${brokenObject(value, indent)}`;
  return prefix === "" ? line : `${prefix.trimEnd()}\n${spaces(indent + 2)}${line}`;
}

function brokenObject(value: Record<string, unknown>, indent: number): string {
  const lines = entriesOf(value).map(
    ([key, field]) => `${spaces(indent + 2)}${printed(field, indent + 2, `${key}: `)},\n`,
  );
  return `{\n${lines.join("")}${spaces(indent)}}`;
}

function brokenArray(items: readonly unknown[], indent: number): string {
  if (items.every((item) => typeof item === "number")) return filledArray(items, indent);
  const lines = items.map((item) => `${spaces(indent + 2)}${printed(item, indent + 2, "")},\n`);
  return `[\n${lines.join("")}${spaces(indent)}]`;
}

/** Numbers share their lines. */
function filledArray(numbers: readonly number[], indent: number): string {
  const lines: string[] = [];
  for (const number of numbers) {
    const longer = `${lines.at(-1) ?? ""} ${number},`;
    if (lines.length > 0 && indent + 2 + longer.length <= printWidth) {
      lines[lines.length - 1] = longer;
    } else lines.push(`${number},`);
  }
  const body = lines.map((line) => `${spaces(indent + 2)}${line}\n`).join("");
  return `[\n${body}${spaces(indent)}]`;
}

/** Prettier gives each of several objects, or lists, lines of its own. */
function mustBreak(value: unknown): boolean {
  if (isFields(value)) return entriesOf(value).some(([, field]) => mustBreak(field));
  if (!Array.isArray(value)) return false;
  const isTable = (has: (item: unknown) => boolean) => value.length > 1 && value.every(has);
  return (
    isTable((item) => isFields(item) && entriesOf(item).length > 1) ||
    isTable((item) => Array.isArray(item) && item.length > 1) ||
    value.some(mustBreak)
  );
}

function inline(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (!isFields(value)) return String(value);
  const fields = entriesOf(value).map(([key, field]) => `${key}: ${inline(field)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** In the quotes that need fewer escapes, double ones if it makes no difference. */
function quoted(text: string): string {
  const double = JSON.stringify(text);
  const count = (quote: string) => text.split(quote).length;
  if (count('"') <= count("'")) return double;
  return `'${double.slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

function entriesOf(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([, field]) => field !== undefined);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isCode(value);
}

function isCode(value: unknown): value is Code {
  return value instanceof Code;
}

function spaces(count: number): string {
  return " ".repeat(count);
}
