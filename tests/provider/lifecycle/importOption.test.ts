import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { mocks, refusal } from "./programs";

beforeEach(() => pulumi.runtime.setMocks(mocks));

test("an import is refused with how to take the object over", async () => {
  const message = await refusal(() => {
    new netbird.SetupKey("key", { name: "setup-dev-x", type: "reusable" }, { import: "abc" });
  });
  expect(message).toBe(
    'SetupKey "key" has the option import, which dynamic resources cannot have. Take the setup key over with the argument adopt: "abc"; adopt: true finds it by its name.',
  );
});

test.each<[string, (opts: pulumi.CustomResourceOptions) => void]>([
  ["AccountSettings", (opts) => new netbird.AccountSettings("x", { dnsDomain: "a.b" }, opts)],
  ["DnsSettings", (opts) => new netbird.DnsSettings("x", { disabledManagementGroups: [] }, opts)],
  ["Peer", (opts) => new netbird.Peer("x", { peer: "web-1", sshEnabled: true }, opts)],
])("%s, which is there anyway, needs nothing in its place", async (kind, make) => {
  expect(await refusal(() => make({ import: "abc" }))).toBe(
    `${kind} "x" has the option import, which dynamic resources cannot have. Leave it out: this resource sets what is there anyway.`,
  );
  await pulumi.runtime.setMocks(mocks);
  expect(await refusal(() => make({ import: undefined }))).toBeUndefined();
});

test("what is done or waited for cannot be imported either", async () => {
  const message = await refusal(() => {
    new netbird.ConnectedPeer("x", { hostname: "router-b", group: "g" }, { import: "abc" });
  });
  expect(message).toBe(
    'ConnectedPeer "x" has the option import, which dynamic resources cannot have. Leave it out: there is nothing on the server to take over.',
  );
});
