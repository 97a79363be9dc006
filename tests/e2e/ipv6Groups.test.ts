import type { Stack } from "../../sandbox/engine";
import { api, enroll, open, setProgram, useProject, useSandbox } from "./world";

jest.setTimeout(120_000);

/** Devices can be made to join the sandbox only. The steps are in order. */
describe("an IPv6 address that a program gives a peer", () => {
  const server = useSandbox();
  const project = useProject();
  let stack: Stack;
  let web: string;
  let address: string;

  const onServer = () => api<{ ipv6?: string }>(server, "GET", `/peers/${web}`);

  const program = (peers: string, listed: string) => `
    const group = new netbird.Group("v6", { name: "svc-v6-prod", peers: [${peers}] });
    const other = new netbird.Group("other", { name: "svc-other-prod" });
    const settings = new netbird.AccountSettings("settings", { ipv6EnabledGroups: [${listed}] });
    new netbird.Peer("web", { peer: "web-1", ipv6: "${address}" }, { dependsOn: [settings] });`;

  beforeAll(async () => {
    const key = await api<{ key: string }>(server, "POST", "/setup-keys", {
      name: "join",
      type: "reusable",
      auto_groups: [],
    });
    web = (await enroll(server, key.key, "web-1")).peer!.id;
    address = (await onServer()).ipv6!.replace(/\w+$/, "251");
    stack = await open(project, server, "dev");
  });

  test("is given while a group of the account's list has the peer", async () => {
    setProgram(project, program('"web-1"', "group"));
    await stack.up();
    expect(await onServer()).toMatchObject({ ipv6: address });
  });

  test.each([
    ["the group loses the peer", "", "group"],
    ["the list loses the group", '"web-1"', "other"],
  ])("is not lost: the preview refuses that %s", async (_what, peers, listed) => {
    setProgram(project, program(peers, listed));
    await expect(stack.preview()).rejects.toThrow(
      /resource 'web': property ipv6 .*this run takes "web-1" out of the last of its groups/,
    );
    expect(await onServer()).toMatchObject({ ipv6: address });
  });

  test("stays when the peer is in another group of the list first", async () => {
    setProgram(project, program('"web-1"', "group, { name: 'All' }"));
    await stack.up();
    setProgram(project, program("", "group, { name: 'All' }"));
    await stack.up();
    expect(await onServer()).toMatchObject({ ipv6: address });
    expect((await stack.preview()).changes).not.toHaveProperty("update");
  });

  test("without a preview the run fails where it would be lost in silence", async () => {
    setProgram(project, program("", "group"));
    await expect(stack.up()).rejects.toThrow(/resource 'web': property ipv6/);
    await stack.destroy();
  });
});
