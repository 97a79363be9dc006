/** What a folder needs beside the program, so that `npm install` and `pulumi up` work in it. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { packageVersion } from "../cli/package";

/** `Pulumi.yaml` */
export function projectFile(name: string): string {
  return `name: ${name}\nruntime: nodejs\ndescription: A NetBird account, adopted\n`;
}

/**
 * `package.json`
 * @param folder where it is to be
 * @param here the folder of a project that has this package; the file that it has it from serves, too
 */
export function packageFile(name: string, folder: string, here = process.cwd()): string {
  const dependencies = {
    "@pulumi/pulumi": "^3.216.0",
    "pulumi-netbird": ownSource(folder, here),
  };
  return `${JSON.stringify({ name, private: true, dependencies }, undefined, 2)}\n`;
}

/** Where npm finds this package: in the file that the project here has it from, or by its version. */
function ownSource(folder: string, here: string): string {
  const project = join(here, "package.json");
  const source = existsSync(project) ? sourceIn(readFileSync(project, "utf8")) : "";
  if (!source.startsWith("file:")) return `^${packageVersion()}`;
  return `file:${relative(resolve(here, folder), resolve(here, source.slice("file:".length)))}`;
}

function sourceIn(text: string): string {
  const { dependencies } = JSON.parse(text) as { dependencies?: Record<string, string> };
  return dependencies?.["pulumi-netbird"] ?? "";
}
