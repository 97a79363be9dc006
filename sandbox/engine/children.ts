import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { createInterface } from "node:readline";

/** Node processes of one run, so that none outlives it. */
export class Children {
  private readonly running = new Set<ChildProcess>();
  private readonly endAll = () => this.running.forEach((child) => child.kill("SIGKILL"));

  constructor() {
    process.once("exit", this.endAll);
  }

  /** Starts a Node script; its output goes line by line to the callbacks. */
  start(
    script: string,
    args: readonly string[],
    options: SpawnOptions,
    onLine: (line: string, stream: "stdout" | "stderr") => void,
  ): ChildProcess {
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const child = spawn(process.execPath, [script, ...args], { ...options, stdio: [...stdio] });
    this.running.add(child);
    child.once("exit", () => this.running.delete(child));
    for (const name of ["stdout", "stderr"] as const) {
      createInterface({ input: child[name] }).on("line", (line) => onLine(line, name));
    }
    return child;
  }

  /** Ends everything that still runs, and waits until it has. */
  async end(): Promise<void> {
    process.off("exit", this.endAll);
    const ends = [...this.running].map(
      (child) => new Promise((resolve) => child.once("close", resolve)),
    );
    this.endAll();
    await Promise.all(ends);
  }
}

/** Waits for a process; its exit code, 1 when a signal ended it. */
export function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)));
}
