/** Problems of a matrix: what is wrong, where, and what was probably meant. */
import { suggestion } from "../names";
import type { MatrixPath } from "./model";

/** Something in a matrix that cannot be used. */
export interface Problem {
  path: MatrixPath;
  /** Whether the key at the path is at fault and not its value. Default: `false`. */
  atKey?: boolean;
  message: string;
}

/** Longest text that a message quotes whole, and that is compared with others. */
const longestText = 80;

/** Names that a message lists before it counts the rest. */
const namesListed = 8;

/** Comparisons of names per kind of name: a bound on the time that a bad file can take. */
const comparisons = 100_000;

/** A value as a message quotes it, shortened. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  const written = JSON.stringify(value) ?? "nothing";
  return written.length > longestText ? `${written.slice(0, longestText)}…` : written;
}

/** `flows[0].allow: `, to be put before a message; nothing for the whole matrix. */
export function placeOf(path: MatrixPath): string {
  if (path.length === 0) return "";
  const place = path.reduce<string>((before, step) => {
    if (typeof step === "number") return `${before}[${step}]`;
    return before === "" ? step : `${before}.${step}`;
  }, "");
  return `${place}: `;
}

/** Some names, the rest counted: `a, b and 12 more`. */
export function listed(names: readonly string[]): string {
  const rest = names.length - namesListed;
  const first = names.slice(0, namesListed).join(", ");
  return rest > 0 ? `${first} and ${rest} more` : first;
}

/** Tells of a name that is not among the declared ones. */
export type Reference = (name: string, path: MatrixPath) => Problem[];

/**
 * References to declared names.
 * @param what the kind of name, as a message calls it: `group`
 */
export function referencesTo(what: string, declared: Iterable<string>): Reference {
  const known = new Set(declared);
  const names = [...known];
  const comparable = names.filter(({ length }) => length <= longestText);
  const hints = new Map<string, string>();
  let left = comparisons;
  const hint = (name: string): string => {
    const affordable = name.length <= longestText && left >= comparable.length;
    if (affordable) left -= comparable.length;
    const similar = affordable ? suggestion(name, comparable) : undefined;
    if (similar !== undefined) return `Did you mean "${similar}"?`;
    return names.length === 0 ? `No ${what} is.` : `Declared are ${listed(names)}.`;
  };
  return (name, path) => {
    if (known.has(name)) return [];
    const told = hints.get(name) ?? hint(name);
    hints.set(name, told);
    return [{ path, message: `${what} ${show(name)} is not declared. ${told}` }];
  };
}

/** Tells of each name that stood earlier in the list already. */
export function repeated(
  what: string,
  names: readonly (string | undefined)[],
  pathOf: (index: number) => MatrixPath,
): Problem[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    if (name === undefined) return [];
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      {
        path: pathOf(index),
        message: `${what} ${show(name)} is declared twice; give each its own name.`,
      },
    ];
  });
}
