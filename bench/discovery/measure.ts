/** One number of events, in a process of its own, so that its memory is its own: prints a sample as JSON. */
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { readExportedEvents } from "../../discovery/exportedEvents";
import { discover } from "../../segmentation";
import type { TrafficRecord } from "../../segmentation";
import { account, eventLine, matrix } from "./events";
import type { DiscoverySample } from "./sample";

/** Times that live memory is looked at on the way. */
const looks = 20;

async function measure(events: number): Promise<DiscoverySample> {
  const folder = mkdtempSync(join(tmpdir(), "bench-discovery-"));
  try {
    const file = join(folder, "events.jsonl");
    await write(file, events);
    const watch = new MemoryWatch(Math.max(1, Math.floor(events / looks)));
    const start = performance.now();
    const { report } = await discover({
      ...{ matrix, account, environment: "prod", now: new Date("2026-01-01T00:00:00Z") },
      events: watch.over(readExportedEvents([file])),
    });
    if (report.read.traffic !== events) throw new Error(`read ${report.read.traffic} of ${events}`);
    return {
      events,
      fileBytes: statSync(file).size,
      milliseconds: performance.now() - start,
      memoryBytes: process.resourceUsage().maxRSS * 1024,
      heapBytes: watch.most,
      proposals: report.proposals.length,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write(file: string, events: number): Promise<void> {
  const stream = createWriteStream(file);
  for (let number = 0; number < events; number++) {
    if (!stream.write(eventLine(number))) await once(stream, "drain");
  }
  stream.end();
  await finished(stream);
}

/** Looks at live memory while records pass. */
class MemoryWatch {
  most = 0;

  constructor(private readonly interval: number) {}

  async *over(records: AsyncIterable<TrafficRecord>): AsyncGenerator<TrafficRecord> {
    let passed = 0;
    for await (const record of records) {
      if (++passed % this.interval === 0) this.look();
      yield record;
    }
  }

  private look(): void {
    globalThis.gc?.();
    this.most = Math.max(this.most, process.memoryUsage().heapUsed);
  }
}

measure(Number(process.argv[2])).then(
  (sample) => console.log(JSON.stringify(sample)),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
