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
