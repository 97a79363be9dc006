/** `Group.get` and its like, in a program. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { mocks, refusal } from "./programs";

beforeEach(() => pulumi.runtime.setMocks(mocks));

test.each([{}, { name: undefined }, { name: null as unknown as string }])(
  "%j does not say which object",
  async (selector) => {
    expect(await refusal(() => void netbird.Group.get("team", selector))).toBe(
      'Group.get needs an id or a name: Group.get("x", { name: "…" }).',
    );
  },
);

test("an id, a name or another argument does", async () => {
  const program = () => {
    netbird.Group.get("by id", "an-id");
    netbird.Group.get("by name", { name: "peer-x" });
    netbird.Peer.get("by hostname", { hostname: "web-1" });
  };
  expect(await refusal(program)).toBeUndefined();
});
