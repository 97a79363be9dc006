const { tmpdir } = require("node:os");
const { join } = require("node:path");

// Where the end-to-end tests note what they ran on, for the reporter.
process.env.JEST_NOTES_DIR ??= join(tmpdir(), `pulumi-netbird-notes-${process.pid}`);

/** @type {import("jest").Config} */
module.exports = {
  // What hangs fails; what shares a slow machine with other work does not.
  testTimeout: 60_000,
  testEnvironment: "node",
  // End-to-end tests mostly wait for processes of their own, so every core may have a worker.
  maxWorkers: "100%",
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  transform: {
    // Types are checked once, by `npm run check`; here each file is only transpiled.
    "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }],
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  reporters: ["default", "<rootDir>/tests/reporter.cjs"],
};
