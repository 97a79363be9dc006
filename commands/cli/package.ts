import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where this package is: two folders above dist/commands/cli. */
const packageRoot = join(__dirname, "../../..");

/** This package's version. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
