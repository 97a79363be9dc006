/** Exported traffic events from disk. */
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import type { TrafficRecord } from "../segmentation/discovery";
import { jsonValues } from "./jsonValues";

/**
 * The records in exported files: JSON lines, JSON values one after the other, lists, also compressed
 * with gzip. Reads them one by one, so that their number does not matter. What the records are is told
 * from each of them, so that files of different platforms may be mixed.
 * @param paths files; of folders everything in them, in the order of their names
 * @throws Error when a path cannot be read. What is wrong inside of a file is told as a record's
 * problem, with its line.
 */
export async function* readExportedEvents(paths: readonly string[]): AsyncGenerator<TrafficRecord> {
  for (const path of paths) {
    for await (const file of filesIn(path)) yield* recordsIn(file);
  }
}

async function* filesIn(path: string): AsyncGenerator<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `${path} cannot be read (${error.code}): give files of exported events, or folders.`,
    );
  });
  if (!found.isDirectory()) {
    yield path;
    return;
  }
  const entries = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  for (const name of entries) yield* filesIn(join(path, name));
}

async function* recordsIn(file: string): AsyncGenerator<TrafficRecord> {
  let line = 1;
  try {
    for await (const placed of jsonValues(await textOf(file))) {
      line = placed.line;
      const place = `${file}:${line}`;
      yield "problem" in placed
        ? { place, problem: placed.problem }
        : { place, value: placed.value };
    }
  } catch (error) {
    // A damaged archive ends early; what was in it before is good.
    if (!(error as NodeJS.ErrnoException).code?.startsWith("Z_")) throw error;
    yield {
      place: `${file}:${line}`,
      problem: `cannot be read further: ${(error as Error).message}`,
    };
  }
}

async function textOf(file: string): Promise<AsyncIterable<string>> {
  const stream = createReadStream(file);
  if (!(await isCompressed(file))) return stream.setEncoding("utf8");
  // The consumer gets the error from the end of the pipeline.
  return pipeline(stream, createGunzip(), () => undefined).setEncoding("utf8");
}

/** By the first bytes: buckets often have no telling names. */
async function isCompressed(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}
