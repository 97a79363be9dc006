/** Through the engine: what a failed first write leaves in the state can be refreshed and destroyed. */
import { api, open, useProject, useSandbox } from "./world";

jest.setTimeout(120_000);

// Not a real server: it would not fail on demand.
const server = useSandbox();
const project = useProject(
  `new netbird.DnsSettings("dns", { disabledManagementGroups: ["peer-mine"] });`,
);

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
  const stack = await open(project, server);
  await fail({ kind: "invalid-json", method: "PUT", times: 99 });
  await expect(stack.up()).rejects.toThrow(/not JSON/);
  await fail();
  expect(await disabled()).toEqual({ disabled_management_groups: [mine!.id] });
  await stack.refresh();
  await stack.up();
  await stack.destroy();
  expect(await disabled()).toEqual({ disabled_management_groups: [theirs!.id] });
});
