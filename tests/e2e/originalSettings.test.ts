/** Through the engine: what a failed first write leaves in the state can be refreshed and destroyed. */
import { startNetBirdSandbox } from "../../sandbox/netbird";
import { api, open, projectWith } from "./world";
import type { TestServer } from "./world";

jest.setTimeout(120_000);

let server: TestServer;
beforeAll(async () => {
  // Not a real server: it would not fail on demand.
  server = { ...(await startNetBirdSandbox()), real: false };
});
afterAll(() => server.close());

async function fail(...faults: object[]): Promise<void> {
  const body = JSON.stringify({ faults });
  await fetch(`${server.managementUrl}/sandbox/faults`, { method: "POST", body });
}

const disabled = () => api<object>(server, "GET", "/dns/settings");

test("settings come back after a first write whose answer was lost", async () => {
  const [mine, theirs] = await Promise.all(
    ["peer-mine", "peer-theirs"].map((name) =>
      api<{ id: string }>(server, "POST", "/groups", { name }),
    ),
  );
  await api(server, "PUT", "/dns/settings", { disabled_management_groups: [theirs!.id] });
  const project = projectWith(
    `new netbird.DnsSettings("dns", { disabledManagementGroups: ["peer-mine"] });`,
  );
  try {
    const stack = await open(project, server);
    await fail({ kind: "invalid-json", method: "PUT", times: 99 });
    await expect(stack.up()).rejects.toThrow(/not JSON/);
    await fail();
    expect(await disabled()).toEqual({ disabled_management_groups: [mine!.id] });
    await stack.refresh();
    await stack.up();
    await stack.destroy();
    expect(await disabled()).toEqual({ disabled_management_groups: [theirs!.id] });
  } finally {
    project.remove();
  }
});
