/** Runs the built command as its users do: as a process of its own, in a folder of theirs. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const packageRoot = join(__dirname, "../..");
export const command = join(packageRoot, "dist/commands/netbirdZt.js");

/** The guide's worked example, as a file has it. */
export const orders = readFileSync(join(packageRoot, "stacks/orders.matrix.yaml"), "utf8");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder that goes away. */
export class Folder {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), "netbird-zt-")));

  write(file: string, text: string): void {
    writeFileSync(join(this.dir, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.dir, file), "utf8");
  }

  git(...args: string[]): string {
    const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    const { status, stdout, stderr } = spawnSync("git", [...who, ...args], {
      cwd: this.dir,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  /** Commits everything; the first time it makes the repository. */
  commit(message: string): void {
    this.git("init", "--quiet", "--initial-branch=main", ".");
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }

  /** Not the blocking kind: a sandbox may live in this process and have connections to keep. */
  run(args: readonly string[], env: Record<string, string> = {}, stdin = ""): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [command, ...args], {
        cwd: this.dir,
        env: { PATH: process.env.PATH, HOME: this.dir, ...env },
      });
      const ended: Ended = { code: null, stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
      child.on("close", (code) => resolve({ ...ended, code }));
      child.stdin.end(stdin);
    });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The worked example with a text put in the place of another, which must be there. */
export function ordersWith(...changes: [from: string, to: string][]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The worked example has no "${from}".`);
    return text.replace(from, to);
  }, orders);
}
