/** What can go wrong on purpose. `before`: the server did nothing; `after`: it did, unheard. */
export const faultKinds = [
  "429",
  "429-retry-after",
  "500",
  "502-html",
  "503",
  "503-after",
  "html",
  "reset-before",
  "reset-after",
  "timeout-before",
  "timeout-after",
  "invalid-json",
  "other-json",
  "latency",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** One fault and which requests it befalls. */
export interface Fault {
  kind: FaultKind;
  /** HTTP method; default any. */
  method?: string;
  /** Regular expression on the path; default any. */
  path?: string;
  /** Matching requests that pass unharmed first; default 0. */
  skip?: number;
  /** Requests that it befalls; default 1, for latency every one. */
  times?: number;
  /** Seconds that `429-retry-after` asks for; default 1. */
  retryAfter?: number;
  /** Milliseconds of `latency`; default 50. */
  milliseconds?: number;
}

/** The faults that are still to come. */
export class Faults {
  private pending: Required<Fault>[] = [];

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.pending = faults.map((fault) => ({
      method: "",
      path: "",
      skip: 0,
      times: fault.kind === "latency" ? Infinity : 1,
      retryAfter: 1,
      milliseconds: 50,
      ...fault,
    }));
  }

  /** What has not happened yet. */
  remaining(): Fault[] {
    return this.pending.map((fault) => ({ ...fault }));
  }

  /** The faults that befall a request; each is used up by as much. */
  take(method: string, path: string): Required<Fault>[] {
    const hits = this.pending.filter((fault) => {
      if (fault.method !== "" && fault.method !== method) return false;
      if (!new RegExp(fault.path).test(path)) return false;
      return fault.skip-- <= 0;
    });
    for (const fault of hits) fault.times--;
    this.pending = this.pending.filter(({ times }) => times > 0);
    return hits;
  }
}
