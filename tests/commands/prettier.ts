/** Prettier as people run it: a process of its own, because it cannot be loaded by Jest. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const packageRoot = join(__dirname, "../..");

/** TypeScript as this repository's prettier lays it out. */
export function formatted(program: string): string {
  const prettier = join(packageRoot, "node_modules/prettier/bin/prettier.cjs");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [prettier, "--no-config", "--print-width", "100", "--stdin-filepath", "index.ts"],
    { input: program, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
