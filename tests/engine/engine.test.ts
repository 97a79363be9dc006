import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeploymentError, isUnknown, openStack, temporaryProject } from "../../sandbox/engine";
import type { EngineInfo, Stack, TemporaryProject } from "../../sandbox/engine";
import { packageRoot } from "../e2e/world";

jest.setTimeout(120_000);

/** The sandbox engine, and the real one where it is installed: both must do the same. */
const engines: EngineInfo["kind"][] = ["sandbox", ...(hasPulumi() ? (["pulumi"] as const) : [])];

function hasPulumi(): boolean {
  try {
    execFileSync("pulumi", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.each(engines)("the %s engine", (engine) => {
  let project: TemporaryProject;
  let store: string;
  let stack: Stack;

  beforeEach(async () => {
    project = temporaryProject(packageRoot, join(packageRoot, "tests/fixtures/project"), [
      "index.ts",
      "store.js",
    ]);
    store = join(project.stateDir, "store");
    mkdirSync(store);
    stack = await open("dev");
  });
  afterEach(() => project.remove());

  function open(name: string): Promise<Stack> {
    const env = { STORE_DIR: store };
    return openStack({
      projectDir: project.dir,
      stack: name,
      stateDir: project.stateDir,
      env,
      engine,
    });
  }

  function program(text: string): void {
    const imports = `import * as pulumi from "@pulumi/pulumi";\nconst { Item } = require("./store.js");\n`;
    writeFileSync(join(project.dir, "index.ts"), imports + text);
  }

  /** What the provider was asked to do since the last call. */
  function log(): string[] {
    const file = join(store, "log");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    rmSync(file, { force: true });
    return lines;
  }

  const objects = () =>
    readdirSync(store)
      .filter((name) => name.endsWith(".json"))
      .sort();

  async function failure(action: Promise<unknown>): Promise<DeploymentError> {
    const error: unknown = await action.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(DeploymentError);
    return error as DeploymentError;
  }

  test("creates, keeps, updates and deletes, each in the order of dependencies", async () => {
    program(`const a = new Item("a", { value: "1" });
      const b = new Item("b", { value: a.computed });
      new Item("c", { value: "3" }, { dependsOn: b });`);
    expect((await stack.preview()).changes).toEqual({ create: 4 });
    expect(objects()).toEqual([]);
    expect((await stack.up()).changes).toEqual({ create: 4 });
    expect(log()).toEqual(["create a-plain", "create b-plain", "create c-plain"]);
    expect((await stack.up()).changes).toEqual({ same: 4 });
    expect(log()).toEqual([]);
    program(`const a = new Item("a", { value: "2" }); new Item("b", { value: a.computed });`);
    expect((await stack.up()).changes).toEqual({ same: 1, update: 2, delete: 1 });
    expect(log()).toEqual(["update a-plain", "update b-plain", "delete c-plain"]);
    expect((await stack.destroy()).changes).toEqual({ delete: 3 });
    expect(log()).toEqual(["delete b-plain", "delete a-plain"]);
    expect(objects()).toEqual([]);
  });

  test("knows inputs and ids in a preview, but no computed outputs", async () => {
    const text = (value: string) => `const a = new Item("a", { value: "${value}" });
      new Item("b", { value: pulumi.interpolate\`\${a.computed}!\`, kind: a.value });`;
    program(text("1"));
    const { steps } = await stack.preview();
    const b = steps.find(({ name }) => name === "b")!;
    expect(isUnknown(b.new!.inputs.value)).toBe(true);
    expect(b.new!.inputs.kind).toBe("1");
    await stack.up();
    expect((await stack.preview()).steps.every(({ operation }) => operation === "same")).toBe(true);
  });

  test("replaces by creating first, or by deleting first when the provider says so", async () => {
    const text = (kind: string, rest = "") =>
      `new Item("a", { value: "1", kind: "${kind}" ${rest} });`;
    program(text("one"));
    await stack.up();
    log();
    program(text("two"));
    expect((await stack.up()).changes).toMatchObject({ replace: 1 });
    expect(log()).toEqual(["create a-two", "delete a-one"]);
    program(text("three", ", deleteFirst: true"));
    await stack.up();
    expect(log()).toEqual(["delete a-two", "create a-three"]);
    expect(objects()).toEqual(["a-three.json"]);
  });

  test("keeps secrets out of the state, the steps and the messages", async () => {
    program(`const password = new pulumi.Config().requireSecret("password");
      export const shown = new Item("a", { value: password }, { additionalSecretOutputs: ["computed"] }).value;`);
    await stack.setConfig("password", "hunter2-hunter2", { secret: true });
    const { steps } = await stack.up();
    expect(JSON.stringify(steps)).not.toContain("hunter2");
    expect(JSON.stringify(await stack.exportState())).not.toContain("hunter2");
    expect((await stack.outputs()).shown).toEqual({ value: "hunter2-hunter2", secret: true });
    const again = await open("dev");
    if (engine === "sandbox")
      await again.setConfig("password", "hunter2-hunter2", { secret: true });
    expect((await again.up()).changes).toEqual({ same: 2 });
  });

  test("keeps the default provider, with the configuration of the last update, for refresh", async () => {
    program(`new Item("a", { value: "1" });`);
    await stack.setConfig("greeting", "at the update");
    await stack.up();
    const provider = (await stack.exportState()).deployment.resources!.find(
      ({ type }) => type === "pulumi:providers:pulumi-nodejs",
    );
    expect(provider).toMatchObject({ inputs: { "test:greeting": "at the update" }, custom: true });
    expect((await stack.refresh()).changes).toEqual({ same: 2 });
    await stack.destroy();
    expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
  });

  test("hands configuration to the provider, and an explicit provider its own", async () => {
    program(`class Other extends pulumi.ProviderResource {
        constructor(name, args) { super("pulumi-nodejs", name, args); }
      }
      const other = new Other("other", { "test:greeting": "from the provider" });
      export const one = new Item("a", { value: "1" }).greeting;
      export const two = new Item("b", { value: "1" }, { provider: other }).greeting;`);
    await stack.setConfig("greeting", "from the stack");
    await stack.up();
    const { one, two } = await stack.outputs();
    expect([one?.value, two?.value]).toEqual(["from the stack", "from the provider"]);
    await stack.destroy();
    expect(objects()).toEqual([]);
  });

  test("tells all check failures of a resource", async () => {
    program(`new Item("a", { value: "1", faults: ["too short", "too long"] });`);
    const { message } = await failure(stack.preview());
    expect(message).toMatch(/resource 'a': property faults\[0\].*has a problem: too short/);
    expect(message).toMatch(/resource 'a': property faults\[1\].*has a problem: too long/);
  });

  test("replaces on request, whatever the provider says", async () => {
    program(`new Item("a", { value: "1" }, { deleteBeforeReplace: true });`);
    await stack.up();
    log();
    const { urn } = (await stack.exportState()).deployment.resources!.find(
      ({ id }) => id === "a-plain",
    )!;
    expect((await stack.up({ replace: [urn] })).changes).toMatchObject({ replace: 1 });
    expect(log()).toEqual(["delete a-plain", "create a-plain"]);
  });

  test("records a half-created object, and finishes it the next time", async () => {
    program(`new Item("a", { value: "1", partial: true });`);
    expect((await failure(stack.up())).message).toContain("not ready yet");
    const state = (await stack.exportState()).deployment.resources!;
    expect(state.find(({ id }) => id === "a-plain")).toMatchObject({
      initErrors: ["not ready yet"],
    });
    log();
    program(`new Item("a", { value: "1" });`);
    expect((await stack.up()).changes).toMatchObject({ update: 1 });
    expect(log()).toEqual(["update a-plain"]);
  });

  test("keeps what was created before a failure, and goes on from there", async () => {
    const text = (fail: boolean) => `const a = new Item("a", { value: "1" });
      new Item("b", { value: a.computed, failCreate: ${fail} });`;
    program(text(true));
    expect((await failure(stack.up())).message).toContain("cannot create b");
    expect(objects()).toEqual(["a-plain.json"]);
    program(text(false));
    expect((await stack.up()).changes).toEqual({ same: 2, create: 1 });
    await stack.destroy();
  });

  test("reports an error of the program, and deletes nothing because of it", async () => {
    program(`new Item("a", { value: "1" });`);
    await stack.up();
    program(`throw new Error("the program is broken");`);
    expect((await failure(stack.up())).message).toContain("the program is broken");
    expect(objects()).toEqual(["a-plain.json"]);
  });

  test.each([
    // An error with a trace takes half a minute there: Node 20 loops when the SDK has it formatted.
    ["the program", `throw Object.assign(new Error("broken"), { stack: "" });`],
    ["a resource", `new Item("a", { value: "1", failCreate: true });`],
  ])("keeps the outputs of the last good run when %s fails", async (_, broken) => {
    program(`export const told = "before";`);
    await stack.up();
    program(
      `export = async () => { await Promise.resolve(); ${broken} return { told: "after" }; };`,
    );
    await failure(stack.up());
    expect((await stack.outputs()).told).toEqual({ value: "before", secret: false });
  });

  test("sees on refresh what changed and what is gone", async () => {
    program(`new Item("a", { value: "1" }); new Item("b", { value: "1" });`);
    await stack.up();
    writeFileSync(join(store, "a-plain.json"), JSON.stringify({ value: "drifted" }));
    rmSync(join(store, "b-plain.json"));
    const { changes, steps } = await stack.refresh();
    expect(changes).toEqual({ same: 1, update: 1, delete: 1 });
    const drift = steps.find(({ operation }) => operation === "update")!;
    expect([drift.old!.outputs.value, drift.new!.outputs.value]).toEqual(["1", "drifted"]);
    log();
    expect((await stack.up()).changes).toEqual({ same: 1, update: 1, create: 1 });
    expect(log().sort()).toEqual(["create b-plain", "update a-plain"]);
  });

  test("keeps what the program gives where nothing changes, and compares it on refresh", async () => {
    program(`new Item("a", { value: "1" });`);
    await stack.up();
    program(`new Item("a", { value: "1", size: "default" });`);
    expect((await stack.up()).changes).toEqual({ same: 2 });
    expect((await stack.refresh()).changes).toEqual({ same: 2 });
    writeFileSync(join(store, "a-plain.json"), JSON.stringify({ value: "1", size: "drifted" }));
    expect((await stack.refresh()).changes).toEqual({ same: 1, update: 1 });
    log();
    expect((await stack.up()).changes).toEqual({ same: 1, update: 1 });
    expect(log()).toEqual(["update a-plain"]);
  });

  test("counts as drift only what the provider would change", async () => {
    program(`new Item("a", { value: "1" });`);
    await stack.up();
    writeFileSync(join(store, "greeting"), "another one");
    expect((await stack.refresh()).changes).toEqual({ same: 2 });
    const state = (await stack.exportState()).deployment.resources!;
    expect(state.find(({ id }) => id === "a-plain")!.outputs).toMatchObject({
      greeting: "another one",
    });
  });

  test("reads existing objects by what the provider finds, and never deletes them", async () => {
    program(`const found = new Item("a", { find: "x" }, { id: "whatever" });
      export const id = found.id; export const value = found.value;`);
    await stack.up();
    const { id, value } = await stack.outputs();
    // The program keeps the id that it asked with; the state has the one that was found.
    expect([id?.value, value?.value]).toEqual(["whatever", "found"]);
    const state = (await stack.exportState()).deployment.resources!;
    expect(state).toContainEqual(expect.objectContaining({ id: "x-plain", external: true }));
    await stack.destroy();
    expect(log()).toEqual([]);
  });

  test("keeps children with their component, and follows aliases", async () => {
    const component = (name: string, child: string, opts = "") => `
      class Box extends pulumi.ComponentResource {
        constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
          super("test:index:Box", name, {}, opts);
          const item = new Item("${child}", { name: "item", value: "1" }, { parent: this${opts} });
          this.registerOutputs({ computed: item.computed });
        }
      }
      new Box("${name}");`;
    program(component("box", "old"));
    await stack.up();
    const resources = (await stack.exportState()).deployment.resources!;
    const box = resources.find(({ type }) => type === "test:index:Box")!;
    const item = resources.find(({ type }) => type.endsWith("Item"))!;
    expect(item.parent).toBe(box.urn);
    expect(item.urn).toContain("test:index:Box$pulumi-nodejs:dynamic/test:Item::old");
    expect(box.outputs).toEqual({ computed: "computed-1" });
    log();
    program(component("box", "new", `, aliases: [{ name: "old" }]`));
    expect((await stack.up()).changes).toEqual({ same: 3 });
    expect(log()).toEqual([]);
  });

  test("follows a component's alias to children that are named after it", async () => {
    const component = (name: string, opts = "") => `
      class Box extends pulumi.ComponentResource {
        constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
          super("test:index:Box", name, {}, opts);
          new Item(name + "-item", { name: "item", value: "1" }, { parent: this });
          new Item(name, { name: "other", value: "1" }, { parent: this });
        }
      }
      new Box("${name}"${opts});`;
    program(component("box"));
    await stack.up();
    log();
    program(component("chest", `, { aliases: [{ name: "box" }] }`));
    expect((await stack.up()).changes).toEqual({ same: 4 });
    expect(log()).toEqual([]);
  });

  test("honours ignoreChanges, protect and retainOnDelete", async () => {
    program(`new Item("a", { value: "1" }, { protect: true });
      new Item("b", { value: "1" }, { retainOnDelete: true });
      new Item("c", { value: "1" }, { ignoreChanges: ["value"] });`);
    await stack.up();
    log();
    program(`new Item("a", { value: "1" }, { protect: true });
      new Item("c", { value: "2" }, { ignoreChanges: ["value"] });`);
    await stack.up();
    expect(log()).toEqual([]);
    expect((await failure(stack.destroy())).message).toMatch(/protect/);
    expect(objects()).toEqual(expect.arrayContaining(["a-plain.json", "b-plain.json"]));
  });

  test("lets a stack read another's outputs, secrets as secrets", async () => {
    program(`export const plain = "p"; export const hidden = pulumi.secret("h-h-h-h");`);
    await stack.up();
    program(`const other = new pulumi.StackReference("organization/test/dev");
      export const both = pulumi.interpolate\`\${other.getOutput("plain")} \${other.requireOutput("hidden")}\`;`);
    const prod = await open("prod");
    await prod.up();
    expect((await prod.outputs()).both).toEqual({ value: "p h-h-h-h", secret: true });
    expect(JSON.stringify(await prod.exportState())).not.toContain("h-h-h-h");
  });

  test.each([1, 3])("works on %d objects at once where it is told to", async (parallel) => {
    const most = () => {
      const counts = readFileSync(join(store, "together"), "utf8").trim().split("\n").map(Number);
      rmSync(join(store, "together"));
      return Math.max(...counts);
    };
    const items = (value: string) =>
      program(
        `for (let i = 0; i < 6; i++) new Item("a" + i, { slow: true, value: ${JSON.stringify(value)} });`,
      );
    items("1");
    await stack.up({ parallel });
    expect(most()).toBe(parallel);
    items("2");
    await stack.up({ parallel });
    expect(most()).toBe(parallel);
    await stack.refresh({ parallel });
    expect(most()).toBe(parallel);
    await stack.destroy({ parallel });
    expect(most()).toBe(parallel);
  });

  test("refuses two resources with one name", async () => {
    program(`new Item("a", { value: "1" }); new Item("a", { value: "2" });`);
    expect((await failure(stack.preview())).message).toMatch(/[Dd]uplicate resource URN/);
  });
});
