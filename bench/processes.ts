import { readdirSync, readFileSync } from "node:fs";

/** Milliseconds between two looks. */
const interval = 250;

interface ProcessMemory {
  pid: number;
  parent: number;
  /** Resident bytes. */
  resident: number;
}

/**
 * Watches the memory of a process and of everything below it.
 * @returns what ends it, and tells the most bytes that were resident at once; undefined where the
 *   system does not tell (only Linux does)
 */
export function watchMemory(root: number, { withRoot = true } = {}): () => number | undefined {
  if (process.platform !== "linux") return () => undefined;
  let peak = 0;
  const look = () => {
    const tree = descendants(root, processes());
    const counted = withRoot ? tree : tree.filter(({ pid }) => pid !== root);
    peak = Math.max(
      peak,
      counted.reduce((sum, { resident }) => sum + resident, 0),
    );
  };
  const timer = setInterval(look, interval);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function processes(): ProcessMemory[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        const field = (name: string) =>
          Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
        return [{ pid: Number(pid), parent: field("PPid"), resident: field("VmRSS") * 1024 }];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

function descendants(root: number, all: readonly ProcessMemory[]): ProcessMemory[] {
  const found = all.filter(({ pid }) => pid === root);
  // The loop goes on to the children that it finds itself.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/** Clock ticks in which Linux tells processor times, a second; the same on all its platforms. */
const ticks = 100;

/** Milliseconds of processor time of this process and of those below it that have ended. */
export function cpuTime(): number | undefined {
  if (process.platform !== "linux") return undefined;
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  // utime, stime, cutime and cstime of proc(5), counted from the field after the name.
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field) * (1000 / ticks), 0);
}
