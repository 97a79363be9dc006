/** Resources that were renamed in the program only, which the engine takes for new ones. */
import type { Stack } from "../../sandbox/engine";
import { api, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(120_000);

const network = "renamed-office";
const key = "setup-dev-renamed";

const program = (name: string, rest: string) => `
  const office = new netbird.Network("${name}", { name: "${network}"${rest} });
  const key = new netbird.SetupKey("${name}-key", { name: "${key}", type: "reusable"${rest} });`;

describe("resources that are renamed in the program", () => {
  const server = useServer();
  const project = useProject(program("office", ""));
  let stack: Stack;
  let made: string[];

  beforeAll(async () => {
    stack = await open(project, server, "dev");
    await stack.up();
    made = await onServer();
    expect(made).toHaveLength(2);
  });

  /** Ids of the network and the key. */
  async function onServer(): Promise<string[]> {
    const called = (name: string, objects: { id: string; name: string }[]) =>
      objects.filter((object) => object.name === name).map(({ id }) => id);
    return [
      ...called(network, await api(server, "GET", "/networks")),
      ...called(key, await api(server, "GET", "/setup-keys")),
    ];
  }

  async function inState(): Promise<[string | undefined, string | undefined][]> {
    const { resources = [] } = (await stack.exportState()).deployment;
    return resources
      .filter(({ type }) => /:(Network|SetupKey)$/.test(type))
      .map(({ urn, id }) => [urn.split("::").at(-1), id]);
  }

  test("are refused, and the error names aliases", async () => {
    setProgram(project, program("headquarters", ""));
    await expect(stack.up()).rejects.toThrow(
      // Whichever the engine meets first.
      /"(renamed-office|setup-dev-renamed)" exists already .*aliases: \[\{ name: "<its former name>" \}\] instead of adopt; .* a component, aliases: \[\{ parent: pulumi\.rootStackResource \}\]/,
    );
    expect(await onServer()).toEqual(made);
  });

  test("are kept when they adopt what the old ones leave, though only a second run gets so far", async () => {
    // Not known before the others are adopted.
    const failing = `
      const none = pulumi.all([office.id, key.id]).apply(() => "none-such");
      new netbird.Group("fails", { name: "peer-late", adopt: none });`;
    setProgram(project, program("headquarters", ", adopt: true") + failing);
    await expect(stack.up()).rejects.toThrow(/no group with the id "none-such"/);
    expect(await inState()).toHaveLength(4);
    setProgram(project, program("headquarters", ", adopt: true"));
    await stack.up();
    await expectOnce("headquarters");
  });

  test("are kept when they adopt what the old ones leave, in one run", async () => {
    setProgram(project, program("premises", ", adopt: true"));
    await stack.up();
    await expectOnce("premises");
  });

  async function expectOnce(name: string): Promise<void> {
    expect(await onServer()).toEqual(made);
    expect((await inState()).sort()).toEqual([
      [name, made[0]],
      [`${name}-key`, made[1]],
    ]);
    expect((await stack.preview()).changes).toEqual({ same: 3 });
    expect((await stack.refresh()).changes).toEqual({ same: 3 });
  }

  test("follow their aliases", async () => {
    const aliased = ["", "-key"].map((part) => `{ aliases: [{ name: "premises${part}" }] }`) as [
      string,
      string,
    ];
    setProgram(
      project,
      `new netbird.Network("home", { name: "${network}" }, ${aliased[0]});
       new netbird.SetupKey("home-key", { name: "${key}", type: "reusable" }, ${aliased[1]});`,
    );
    expect((await stack.up()).changes).toEqual({ same: 3 });
    await expectOnce("home");
  });

  const component = (members: string) => `
    class Site extends pulumi.ComponentResource {
      constructor(name) {
        super("test:index:Site", name);
        ${members}
      }
    }
    new Site("site");`;

  test("follow their aliases into a component, under the same name or another", async () => {
    const options = (name = "") =>
      `{ parent: this, aliases: [{ ${name} parent: pulumi.rootStackResource }] }`;
    setProgram(
      project,
      component(`
        new netbird.Network("home", { name: "${network}" }, ${options()});
        new netbird.SetupKey("key", { name: "${key}", type: "reusable" }, ${options('name: "home-key",')});`),
    );
    expect((await stack.up()).changes).toEqual({ create: 1, same: 3 });
    expect(await onServer()).toEqual(made);
    expect((await inState()).sort()).toEqual([
      ["home", made[0]],
      ["key", made[1]],
    ]);
  });

  test("are destroyed", async () => {
    await stack.destroy();
    expect(await onServer()).toEqual([]);
  });
});
