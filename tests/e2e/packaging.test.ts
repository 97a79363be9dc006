import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { openStack } from "../../sandbox/engine";
import { contents, open, packageRoot, useServer } from "./world";

jest.setTimeout(300_000);

/**
 * Where the provider's one line in state must find the package from: this repository itself, a
 * project that installed the packed tarball, and a workspace that hoists its modules.
 */
describe("the package is found", () => {
  const server = useServer();
  let root: string;
  let tarball: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "pulumi-netbird-packaging-"));
    const packed = await npm(
      ["pack", "--silent", "--ignore-scripts", "--pack-destination", root],
      packageRoot,
    );
    tarball = join(root, packed.trim().split("\n").at(-1)!);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const program = `
    import * as netbird from "pulumi-netbird";
    const group = new netbird.Group("g", { name: "peer-packaging" });
    export const issued = group.issued;
  `;

  /** The versions that this repository is developed with, so that nothing else is fetched. */
  function dependencies(): Record<string, string> {
    const { devDependencies } = JSON.parse(
      readFileSync(join(packageRoot, "package.json"), "utf8"),
    ) as { devDependencies: Record<string, string> };
    const wanted = ["@pulumi/pulumi", "typescript", "ts-node", "@types/node"];
    return {
      "pulumi-netbird": `file:${tarball}`,
      ...Object.fromEntries(wanted.map((name) => [name, devDependencies[name]!])),
    };
  }

  /** Not the blocking kind: the sandbox lives in this process and has connections to keep. */
  async function npm(args: string[], cwd: string): Promise<string> {
    return (await promisify(execFile)("npm", args, { cwd, encoding: "utf8" })).stdout;
  }

  function writeJson(file: string, value: object): void {
    writeFileSync(file, JSON.stringify(value));
  }

  function writeProgram(dir: string): void {
    mkdirSync(dir, { recursive: true });
    const fixture = join(packageRoot, "tests/fixtures/project");
    cpSync(fixture, dir, { recursive: true });
    writeFileSync(join(dir, "index.ts"), program);
  }

  async function install(dir: string): Promise<void> {
    await npm(
      [
        "install",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--loglevel=error",
      ],
      dir,
    );
  }

  /** Brings the program up, refreshes and destroys it, and looks at the account in between. */
  async function deploy(dir: string): Promise<void> {
    const before = await contents(server);
    const stack = await open({ dir, stateDir: join(root, "state") }, server, "dev");
    await stack.up();
    const { groups } = await contents(server);
    expect(groups.filter(({ name }) => name === "peer-packaging")).toHaveLength(1);
    expect((await stack.outputs()).issued?.value).toBe("api");
    await stack.refresh();
    await stack.destroy();
    expect(await contents(server)).toEqual(before);
  }

  beforeEach(() => {
    rmSync(join(root, "state"), { recursive: true, force: true });
    mkdirSync(join(root, "state"));
  });

  test("in a project that installed the tarball", async () => {
    const dir = join(root, "consumer");
    writeProgram(dir);
    writeJson(join(dir, "package.json"), {
      name: "consumer",
      private: true,
      dependencies: dependencies(),
    });
    await install(dir);
    await deploy(dir);
    const command = join(dir, "node_modules/.bin/netbird-zt");
    const { stdout } = await promisify(execFile)(command, ["verify", "--help"], { cwd: dir });
    expect(stdout).toContain("netbird-zt verify");
    await expect(promisify(execFile)(command, ["sandbox", "--port", "x"])).rejects.toMatchObject({
      code: 2,
    });
  });

  test("in a workspace that hoists it", async () => {
    const workspace = join(root, "workspace");
    const dir = join(workspace, "packages/infra");
    writeProgram(dir);
    writeJson(join(workspace, "package.json"), {
      name: "workspace",
      private: true,
      workspaces: ["packages/*"],
    });
    writeJson(join(dir, "package.json"), {
      name: "infra",
      private: true,
      version: "1.0.0",
      dependencies: dependencies(),
    });
    await install(workspace);
    expect(() => readFileSync(join(dir, "node_modules/pulumi-netbird/package.json"))).toThrow(
      "ENOENT",
    );
    await deploy(dir);
  });

  test("and what the provider process loads leaves out Node's own fetch", async () => {
    const entry = JSON.stringify(join(packageRoot, "dist/provider/entry.js"));
    const code = `require(${entry}); console.log(process.moduleLoadList.join())`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", code]);
    expect(stdout).toContain("NativeModule http,");
    expect(stdout).not.toContain("undici");
  });

  test("in this repository, by its own name", async () => {
    // The real engine would write the stack's settings into the repository.
    const stateDir = join(root, "state");
    const env = { NB_MANAGEMENT_URL: server.managementUrl, NB_PAT: server.token };
    const opened = (stack: string) =>
      openStack({ projectDir: packageRoot, stack, stateDir, env, engine: "sandbox" });
    const [account, dev] = [await opened("account"), await opened("dev")];
    // Settings and Default policy of a real server are not this test's to touch.
    for (const part of ["baseline", "settings", "defaultPolicyReplacement"])
      await account.removeConfig(part);
    const before = await contents(server);
    await account.up();
    await dev.up();
    const { groupIds } = await dev.outputs();
    const made = Object.entries(groupIds!.value as Record<string, string>);
    expect(made.map(([name]) => name)).toContain("svc-orders-db-dev");
    expect((await contents(server)).groups).toEqual(
      expect.arrayContaining(
        made.map(([name, id]) => expect.objectContaining({ name, id }) as unknown),
      ),
    );
    await dev.destroy();
    await account.destroy();
    expect(await contents(server)).toEqual(before);
  });

  test("with nothing in it but the library", async () => {
    const listing = await npm(["pack", "--dry-run", "--json", "--ignore-scripts"], packageRoot);
    const [{ files }] = JSON.parse(listing) as [{ files: { path: string }[] }];
    const folders = new Set(files.map(({ path }) => path.split("/").slice(0, 2).join("/")));
    expect([...folders].sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist/commands",
      "dist/components",
      "dist/discovery",
      "dist/index.d.ts",
      "dist/index.js",
      "dist/policies",
      "dist/provider",
      "dist/sandbox",
      "dist/segmentation",
      "docs/matrix.schema.json",
      "package.json",
      "policies/PulumiPolicy.yaml",
      "policies/package.json",
    ]);
  });
});
