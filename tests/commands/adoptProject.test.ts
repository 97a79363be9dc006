/** What `netbird-zt adopt` writes beside the program. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFile } from "../../commands/adopt/project";

// It is found from the build, which tests do not run.
jest.mock("../../commands/cli/package", () => ({ packageVersion: () => "1.2.3" }));

let here: string;
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), "pulumi-netbird-adopt-"));
});
afterEach(() => rmSync(here, { recursive: true }));

function sourceOf(text: string): string {
  const { dependencies } = JSON.parse(text) as { dependencies: Record<string, string> };
  return dependencies["pulumi-netbird"]!;
}

test("the package is asked for by its version", () => {
  expect(sourceOf(packageFile("account", "netbird-account", here))).toBe("^1.2.3");
  writeFileSync(join(here, "package.json"), JSON.stringify({ name: "x" }));
  expect(sourceOf(packageFile("account", "netbird-account", here))).toBe("^1.2.3");
});

test("a packed file that the project here has it from serves the new one, too", () => {
  const dependencies = { "pulumi-netbird": "file:pulumi-netbird-0.1.0.tgz" };
  writeFileSync(join(here, "package.json"), JSON.stringify({ dependencies }));
  expect(sourceOf(packageFile("account", "accounts/acme", here))).toBe(
    "file:../../pulumi-netbird-0.1.0.tgz",
  );
});
