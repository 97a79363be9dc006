const { existsSync, readFileSync, rmSync } = require("node:fs");
const { join } = require("node:path");

/** Says at the end of a run which engine and which server the end-to-end tests used. */
module.exports = class {
  onRunStart() {
    rmSync(process.env.JEST_NOTES_DIR, { recursive: true, force: true });
  }

  onRunComplete() {
    for (const what of ["engine", "server"]) {
      const file = join(process.env.JEST_NOTES_DIR, what);
      if (!existsSync(file)) continue;
      const used = new Set(readFileSync(file, "utf8").trim().split("\n"));
      console.log(`End-to-end ${what}: ${[...used].join("; ")}`);
    }
    rmSync(process.env.JEST_NOTES_DIR, { recursive: true, force: true });
  }
};
