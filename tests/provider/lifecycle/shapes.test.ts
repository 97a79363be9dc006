/** What check says of arguments that have not their shape, for whoever wrote the program. */
import type { Arguments } from "../../../provider/lifecycle/kind";
import { problems, useTestAccount } from "../account";
import type { TestAccount } from "../account";

const account = useTestAccount();

type KindName = keyof ReturnType<TestAccount["provider"]>;

test.each<[KindName, Arguments, string]>([
  ["Peer", { peer: { host: "web-1" } }, "peer: unknown argument host; it takes id, name, hostname"],
  [
    "Group",
    { name: "peer-a", peers: [{ hostname: "web-1" }] },
    "peers[0]: unknown argument hostname; it takes name, id",
  ],
  ["Group", { name: "peer-a", adopt: 3 }, "adopt: must be true or false or a text."],
  ["Network", { name: 7 }, "name: must be a text."],
  [
    "SetupKey",
    { name: "setup-dev-x", type: "reusable", expiresIn: 86_400, usageLimit: 1.5 },
    "usageLimit: must be a whole number.",
  ],
  ["Peer", { peer: { hostname: "" } }, "peer.hostname: must be a text that is not empty."],
])("%s %j: what it takes there", async (kind, args, expected) => {
  expect(await problems(account.provider()[kind], args)).toContain(expected);
});

test.each<[KindName, Arguments]>([
  ["SetupKey", { name: "setup-dev-x", type: "reusable", expiresIn: 86_400, autoGroups: [null] }],
  ["User", { name: "bot", role: "admin", autoGroups: [null] }],
  ["Group", { name: "peer-a", peers: [{ name: 1 }] }],
  [
    "Policy",
    {
      ...{ name: "p", description: "x", protocol: "tcp", portRanges: [null] },
      ...{ sources: [{ name: "All" }], destinations: [{ name: "All" }] },
    },
  ],
])("%s %j: the rest is judged as if that were not known yet", async (kind, args) => {
  const found = await problems(account.provider()[kind], args);
  const [name] = Object.entries(args).find(
    ([, value]) => Array.isArray(value) && value[0] === null,
  ) ?? ["peers"];
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((problem) => !problem.startsWith(name))).toEqual([]);
});

test("a part that is null, as an undefined secret becomes, is left out", async () => {
  const { Group } = account.provider();
  await account.enroll("web-1");
  const args = { name: "peer-a", peers: [{ name: "web-1", id: null }] };
  expect(await Group.check({}, args)).toEqual({
    inputs: { name: "peer-a", peers: [{ name: "web-1" }] },
    failures: [],
  });
});
