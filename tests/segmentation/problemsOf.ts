import { SegmentationError } from "../../segmentation";

/** The problems that an action fails with; none when it succeeds. */
export function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof SegmentationError) return error.problems;
    throw error;
  }
  return [];
}
