import { api, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(120_000);

interface Network {
  id: string;
  name: string;
  description: string;
}

const program = (description: string) =>
  `new netbird.Network("office", { name: "office", description: "${description}" },
     { replaceOnChanges: ["description"] });`;

const server = useServer();
const project = useProject(program("before"));

test("a replacement that the engine decides on deletes first, as the name is taken until then", async () => {
  const networks = async () =>
    (await api<Network[]>(server, "GET", "/networks")).filter(({ name }) => name === "office");
  const stack = await open(project, server, "dev");
  // Pulumi's own engine does not heed the option for dynamic resources; there it is up --replace.
  if (stack.engine.kind === "pulumi") return;
  await stack.up();
  const [former] = await networks();
  setProgram(project, program("after"));
  await stack.up();
  const replaced = await networks();
  expect(replaced).toMatchObject([{ description: "after" }]);
  expect(replaced[0]!.id).not.toBe(former!.id);
  await stack.destroy();
  expect(await networks()).toEqual([]);
});
