/** Through the engine: values that are known only at the update end up whole on the server. */
import { api, contents, open, projectWith, startServer } from "./world";
import type { ApiGroup, TestServer } from "./world";

jest.setTimeout(120_000);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test("a description that names a new group's id has the reason for broad access as well", async () => {
  const project = projectWith(`
    const group = new netbird.Group("owners", { name: "peer-unknown-values" });
    new netbird.Policy("broad", {
      name: "unknown-values",
      description: pulumi.interpolate\`owned by \${group.id}\`,
      protocol: "all",
      broadAccessReason: "Emergency only",
      sources: [group],
      destinations: [group],
    });
  `);
  try {
    const stack = await open(project, server);
    await stack.preview();
    await stack.up();
    const groups = await api<ApiGroup[]>(server, "GET", "/groups");
    const { id } = groups.find(({ name }) => name === "peer-unknown-values")!;
    const { policies } = await contents(server);
    expect(policies.find(({ name }) => name === "unknown-values")).toMatchObject({
      description: `owned by ${id} — Broad access: Emergency only`,
    });
    expect((await stack.preview()).changes).toEqual({ same: 3 });
    await stack.destroy();
  } finally {
    project.remove();
  }
});
