// Packs what the engine's provider process loads into one file. The process starts anew for every
// operation: from one file, without what nobody calls, it loads in half the time. The licenses of
// what is packed go beside it.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const entry = join(root, "dist/provider/entry.js");

const unusedModules = /node_modules[\\/]form-data[\\/]|axios[\\/]lib[\\/]adapters[\\/]fetch\.js$/;

/**
 * Leaves out what our client never needs of axios, and what is half of what axios loads: forms, with
 * a table of all media types, and fetch. To ask whether there is FormData makes Node load its fetch.
 */
const leanAxios = {
  name: "lean axios",
  setup(build) {
    build.onLoad({ filter: unusedModules }, () => ({
      contents: "module.exports = {};",
    }));
    build.onLoad({ filter: /axios[\\/]lib[\\/]utils\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace("typeof G.FormData", "typeof undefined"),
    }));
  },
};

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
  plugins: [leanAxios],
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
