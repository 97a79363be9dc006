// Packs what the engine's provider process loads into one file. The process starts anew for every
// operation: from one file, without what nobody calls, it loads in half the time. The licenses of
// what is packed go beside it.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const entry = join(root, "dist/provider/entry.js");

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["provider/entry.ts"],
  outfile: entry,
  // The compiler has written its own.
  allowOverwrite: true,
  bundle: true,
  platform: "node",
  target: "node20",
  // Names stay, for traces.
  minifyWhitespace: true,
  // Of this package, types alone are there for an import.
  alias: { "mnemonist/trie-map": join(root, "node_modules/mnemonist/trie-map.js") },
  // The process has loaded it already.
  external: ["@pulumi/pulumi"],
  metafile: true,
  logLevel: "warning",
});

/** Folders of the packages that are in the bundle. */
function packages() {
  const folders = Object.keys(metafile.inputs)
    .map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

function license(folder) {
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, folder, "package.json"), "utf8"),
  );
  const file = readdirSync(join(root, folder)).find((one) => /^licen[cs]e/i.test(one));
  const text = file === undefined ? "" : `\n\n${readFileSync(join(root, folder, file), "utf8")}`;
  return `${name} ${version}, ${license}${text}`;
}

writeFileSync(
  entry.replace(/\.js$/, ".licenses.txt"),
  packages().map(license).join("\n\n----\n\n"),
);
