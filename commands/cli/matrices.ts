/** Reading matrices where all of them must be well formed. */
import { readMatrixYaml, SegmentationError } from "../../segmentation";
import type { Matrix, MatrixFile } from "../../segmentation";
import { NoAnswerError } from "./exit";
import type { SourceText } from "./files";

/**
 * Reads every matrix.
 * @throws NoAnswerError that lists the problems of all of them
 */
export function readMatrices(sources: readonly SourceText[]): MatrixFile[] {
  const problems: string[] = [];
  const read = sources.flatMap(({ file, text }) => {
    try {
      return [readMatrixYaml(text, file)];
    } catch (error) {
      if (!(error instanceof SegmentationError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new NoAnswerError(problems.join("\n"));
  return read;
}

/**
 * Matrices by application, so that a file may move; by file where several are of one application.
 * @param pathOf where a file stands, the same on both sides of a comparison. Default: its name
 */
export function byApplication(
  files: readonly MatrixFile[],
  pathOf = (file: string) => file,
): Map<string, Matrix> {
  const counts = new Map<string, number>();
  for (const { matrix } of files) {
    counts.set(matrix.application, (counts.get(matrix.application) ?? 0) + 1);
  }
  return new Map(
    files.map(({ matrix, file }) => {
      const { application } = matrix;
      return [
        counts.get(application) === 1 ? application : `${application} (${pathOf(file)})`,
        matrix,
      ];
    }),
  );
}
