// Makes a fresh clone ready to run: installs the locked packages and builds, each only when it
// is needed. Plain JavaScript without packages, because it runs before there are any.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = [
  "index.ts",
  "segmentation",
  "provider",
  "components",
  "policies",
  "discovery",
  "sandbox",
  "commands",
  "bench",
];

/** Latest change in milliseconds of a file, or of any file below a folder; 0 when absent. */
function changed(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changed(join(path, name))));
}

function run(what, args) {
  process.stderr.write(`${what} …\n`);
  // Output goes to stderr: `npm run sandbox` promises a single line on stdout.
  const result = spawnSync("npm", args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    process.stderr.write(`${what} failed: run "npm ${args.join(" ")}" to see why.\n`);
    process.exit(result.status ?? 1);
  }
}

const packages = join(root, "node_modules");
const installed = changed(join(packages, ".package-lock.json"));
// Packages that a link shares with another checkout are that one's to install: it would lose them.
const areShared = existsSync(packages) && lstatSync(packages).isSymbolicLink();
if (!areShared && (installed === 0 || installed < changed(join(root, "package-lock.json")))) {
  run("Installing packages", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}
const built = changed(join(root, "dist/index.js"));
if (built === 0 || built < Math.max(...sources.map((name) => changed(join(root, name))))) {
  run("Building", ["run", "--silent", "build"]);
}
