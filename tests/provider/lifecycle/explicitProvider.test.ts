/** An explicit provider, which sees neither the stack's configuration nor the environment. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { mocks, refusal } from "./programs";

beforeEach(() => pulumi.runtime.setMocks(mocks));

class Provider extends pulumi.ProviderResource {
  constructor(settings: pulumi.Inputs, kind = "pulumi-nodejs") {
    super(kind, "second", settings);
  }
}

const url = { "netbird:managementUrl": "https://nb2.example.com" };
const token = { "netbird:token": pulumi.secret("nbp_second") };

const group = (opts?: pulumi.CustomResourceOptions) =>
  new netbird.Group("there", { name: "peer-x" }, opts);

class Component extends pulumi.ComponentResource {
  constructor(provider: pulumi.ProviderResource) {
    super("test:Component", "component", {}, { providers: [provider] });
  }
}

test.each<[string, string, pulumi.Inputs]>([
  ["its address", "netbird:managementUrl", token],
  ["its token", "netbird:token", url],
  ["both", "netbird:managementUrl and netbird:token", {}],
])("without %s it is refused: no other account's will do", async (_lacks, missing, settings) => {
  const program = () => group({ provider: new Provider(settings) });
  expect(await refusal(program)).toBe(
    `Group "there" has an explicit provider without ${missing}: it does not see the stack's, and the environment's may be another account's. ` +
      "Give the provider both among its arguments, the token as a secret.",
  );
});

test.each<[string, string, (provider: Provider) => void]>([
  ["one of a component", 'Group "there"', (provider) => group({ parent: new Component(provider) })],
  [
    "one that is read",
    'Group "there"',
    (provider) => netbird.Group.get("there", "an-id", { provider }),
  ],
  [
    "one that waits",
    'ConnectedPeer "router"',
    (provider) => new netbird.ConnectedPeer("router", { hostname: "b", group: "g" }, { provider }),
  ],
])("so it is for %s", async (_of, what, program) => {
  const message = await refusal(() => program(new Provider(token)));
  expect(message).toContain(`${what} has an explicit provider without netbird:managementUrl`);
});

test("a misspelt setting is refused, before it is missed", async () => {
  const provider = new Provider({ "netbird:tokn": pulumi.secret("nbp_second") });
  const message = await refusal(() => group({ provider }));
  expect(message).toContain("an explicit provider with an unknown setting: netbird:tokn.");
  expect(message).toContain("There are netbird:managementUrl, netbird:token,");
  expect(message).not.toContain("nbp_second");
});

test.each<[string, string, () => netbird.Group]>([
  ["there is none", "", () => group()],
  ["it has both", "explicit.", () => group({ provider: new Provider({ ...url, ...token }) })],
  ["it is another package's", "", () => group({ provider: new Provider({ region: "x" }, "aws") })],
])("nothing is refused where %s", async (_where, prefix, make) => {
  const lines: unknown[] = [];
  await pulumi.runtime.setMocks({
    ...mocks,
    newResource: ({ type, inputs }) => {
      if (type.endsWith(":Group")) lines.push((inputs as { __provider: unknown }).__provider);
      return { id: "1", state: inputs as object };
    },
  });
  expect(await refusal(make)).toBeUndefined();
  expect(lines).toEqual([expect.stringMatching(new RegExp(`provider"\\)\\.${prefix}Group$`))]);
});
