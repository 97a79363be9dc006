import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** What Pulumi.yaml says, as far as a Node program needs it. */
export interface Project {
  name: string;
  /** Folder that the program runs in. */
  programDir: string;
  /** The program within that folder: a file, or `.`. */
  program: string;
}

/** Reads Pulumi.yaml of a folder. */
export function readProject(projectDir: string): Project {
  const file = join(projectDir, "Pulumi.yaml");
  if (!existsSync(file)) throw new Error(`There is no Pulumi.yaml in ${projectDir}.`);
  const { name, main = "." } = parse(readFileSync(file, "utf8")) as { name: string; main?: string };
  const target = resolve(projectDir, main);
  // As the real engine does: a file runs in its own folder, by its name.
  return statSync(target).isDirectory()
    ? { name, programDir: target, program: "." }
    : { name, programDir: dirname(target), program: basename(target) };
}

/** The configuration in Pulumi.<stack>.yaml, keys with their namespace. */
export function readStackConfig(
  projectDir: string,
  project: string,
  stack: string,
): Map<string, string> {
  const file = join(projectDir, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) return new Map();
  const { config = {} } = (parse(readFileSync(file, "utf8")) ?? {}) as { config?: object };
  return new Map(
    Object.entries(config).map(([key, value]: [string, unknown]) => {
      if (typeof value === "object" && value !== null && "secure" in value) {
        throw new Error(
          `${file}: ${key} was encrypted by another engine; set it again for this stack.`,
        );
      }
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return [key.includes(":") ? key : `${project}:${key}`, text];
    }),
  );
}

/** A throw-away copy of a Pulumi project. */
export interface TemporaryProject {
  dir: string;
  /** For states and whatever else a run leaves. */
  stateDir: string;
  remove(): void;
}

/**
 * Copies a project's Pulumi files and program into a temporary folder, where the package is
 * installed as a user would have it, so that no engine writes into the repository.
 * @param packageRoot folder of this package, which becomes `node_modules/pulumi-netbird`
 * @param projectDir folder with Pulumi.yaml
 * @param files what to copy of it besides the Pulumi files
 */
export function temporaryProject(
  packageRoot: string,
  projectDir: string,
  files: readonly string[],
): TemporaryProject {
  const root = mkdtempSync(join(tmpdir(), "pulumi-netbird-"));
  const dir = join(root, "project");
  const stateDir = join(root, "state");
  mkdirSync(stateDir, { recursive: true });
  mkdirSync(join(dir, "node_modules"), { recursive: true });
  const stacks = ["account", "dev", "stage", "prod"];
  const pulumiFiles = ["Pulumi.yaml", ...stacks.map((stack) => `Pulumi.${stack}.yaml`)];
  for (const file of [...pulumiFiles, "tsconfig.json", ...files]) {
    const from = join(projectDir, file);
    if (existsSync(from)) cpSync(from, join(dir, file), { recursive: true });
  }
  writeFileSync(join(dir, "package.json"), '{ "name": "temporary", "private": true }\n');
  symlinkSync(packageRoot, join(dir, "node_modules", "pulumi-netbird"), "junction");
  const pulumi = join(packageRoot, "node_modules", "@pulumi");
  symlinkSync(pulumi, join(dir, "node_modules", "@pulumi"), "junction");
  return { dir, stateDir, remove: () => rmSync(root, { recursive: true, force: true }) };
}
