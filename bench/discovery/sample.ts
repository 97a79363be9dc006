/** What is measured of discovery: as many events from a file, in whatever form. */
export interface DiscoverySample {
  events: number;
  /** Size of the file. */
  fileBytes: number;
  milliseconds: number;
  /** Most bytes that were resident at once. */
  memoryBytes: number;
  /** Most bytes of live objects, after a collection, at twenty points on the way. */
  heapBytes: number;
  /** Flows that were proposed: as many whatever the number of events. */
  proposals: number;
}
