/** The groups that discovery is limited to. */
import { SegmentationError } from "../errors";
import { suggestion } from "../names";
import type { Segmentation } from "../segmentation";
import type { Focus } from "./sorting";

/**
 * The groups that are meant, by their full names or those of the matrix.
 * @throws SegmentationError that lists the names that the matrix does not have
 */
export function focusOf(
  {
    sources = [],
    destinations = [],
  }: { sources?: readonly string[]; destinations?: readonly string[] },
  { groups }: Segmentation,
): Focus {
  const full = new Map(
    groups.flatMap(({ name, baseName }) => [
      [baseName, name],
      [name, name],
    ]),
  );
  const unknown = [...sources, ...destinations].filter((name) => !full.has(name));
  if (unknown.length > 0) {
    throw new SegmentationError(
      unknown.map((name) => {
        const near = suggestion(name, full.keys());
        const hint = near === undefined ? "Declare it under groups." : `Did you mean "${near}"?`;
        return `The matrix has no group "${name}" to discover the traffic of. ${hint}`;
      }),
    );
  }
  const named = (names: readonly string[]) => new Set(names.map((name) => full.get(name)!));
  return { sources: named(sources), destinations: named(destinations) };
}
