/** Patterns that match no group although they have to. */
import type { Matrix, MatrixPath } from "./model";
import { matchesPattern } from "../names";
import { listed, show } from "./problem";
import type { Problem } from "./problem";

/** Comparisons of a pattern and a name: a bound on the time that a bad file can take. */
const comparisons = 300_000;

/** Patterns of `must` and `supporting` that match no declared group. */
export function patternProblems({ groups, must = [], supporting = [] }: Matrix): Problem[] {
  const names = groups.flatMap(({ name }) => [name]);
  const known = new Set(names);
  const answers = new Map<string, boolean>();
  let left = comparisons;
  const matchesAny = (pattern: string): boolean => {
    if (known.has(pattern)) return true;
    if (!pattern.includes("*")) return false;
    // Beyond the bound, nothing is said: verification will find the rule without effect.
    if (left < names.length) return true;
    left -= names.length;
    return names.some((name) => matchesPattern(pattern, name));
  };
  const check = (pattern: string, path: MatrixPath): Problem[] => {
    const answer = answers.get(pattern) ?? matchesAny(pattern);
    answers.set(pattern, answer);
    if (answer) return [];
    const message = `${show(pattern)} matches no group. Declared are ${listed(names)}.`;
    return [{ path, message }];
  };
  return [
    ...must.flatMap(({ from, to }, index) => [
      ...check(from, ["must", index, "from"]),
      ...check(to, ["must", index, "to"]),
    ]),
    ...supporting.flatMap((service, index) =>
      (service.for ?? []).flatMap((pattern, item) =>
        check(pattern, ["supporting", index, "for", item]),
      ),
    ),
  ];
}
