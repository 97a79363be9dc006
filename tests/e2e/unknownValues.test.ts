/** Through the engine: values that are known only at the update end up whole on the server. */
import { api, contents, open, useProject, useServer } from "./world";
import type { ApiGroup } from "./world";

jest.setTimeout(120_000);

const server = useServer();
const project = useProject(`
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

test("a description that names a new group's id has the reason for broad access as well", async () => {
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
});
