/** What is measured of the model, in this order. */
export const operations = ["compile", "verify", "reachability", "exposure", "diff"] as const;

export type Operation = (typeof operations)[number];

/** One operation at one size. */
export interface SegmentationSample {
  operation: Operation;
  groups: number;
  flows: number;
  milliseconds: number;
  /** Most bytes that were resident at once, the matrix and its compilation included. */
  memoryBytes: number;
}
