/** A matrix, a name or a port list cannot be used. Lists everything that is wrong, not only the first. */
export class SegmentationError extends Error {
  /**
   * @param problems one sentence each, with what is wrong, where, and what to do
   */
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SegmentationError";
  }
}

/** A problem at its place in a file; both count from 1. */
export interface PlacedProblem {
  line: number;
  column: number;
  /** What is wrong, without the place. */
  message: string;
}

/** A matrix file cannot be used. */
export class MatrixFileError extends SegmentationError {
  /**
   * @param file what the file is called in messages
   * @param placed every problem, in the order of the file
   */
  constructor(
    readonly file: string,
    readonly placed: readonly PlacedProblem[],
  ) {
    super(placed.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`));
    this.name = "MatrixFileError";
  }
}
