/** The repository around this folder, as far as paths are concerned; git itself is not needed. */
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

/** A file's path from the root of the repository around this folder, with slashes; from this folder where there is none. */
export function pathInRepository(file: string): string {
  const from = repositoryRoot(process.cwd()) ?? process.cwd();
  return relative(from, resolve(file)).split(sep).join("/");
}

function repositoryRoot(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryRoot(above);
}
