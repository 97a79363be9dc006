/** An explicit provider, which does not see the stack's configuration, and the server that its token is for. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../provider";
import { mocks, refusal } from "./programs";

const outer = process.env.NB_MANAGEMENT_URL;
const stack = "https://stack.example.com";
beforeEach(() => {
  delete process.env.NB_MANAGEMENT_URL;
  pulumi.runtime.setAllConfig({ "netbird:managementUrl": stack });
  return pulumi.runtime.setMocks(mocks);
});
afterEach(() => {
  pulumi.runtime.setAllConfig({});
  if (outer === undefined) delete process.env.NB_MANAGEMENT_URL;
  else process.env.NB_MANAGEMENT_URL = outer;
});

class Provider extends pulumi.ProviderResource {
  constructor(settings: pulumi.Inputs, kind = "pulumi-nodejs") {
    super(kind, "second", settings);
  }
}

const token = pulumi.secret("nbp_second");

const group = (opts?: pulumi.CustomResourceOptions) =>
  new netbird.Group("there", { name: "peer-x" }, opts);

class Component extends pulumi.ComponentResource {
  constructor(provider: pulumi.ProviderResource) {
    super("test:Component", "component", {}, { providers: [provider] });
  }
}

const silent = () => new Provider({ "netbird:token": token });

test.each<[string, () => void]>([
  ["a resource", () => group({ provider: silent() })],
  ["one of a component", () => group({ parent: new Component(silent()) })],
  ["one that is read", () => netbird.Group.get("there", "an-id", { provider: silent() })],
])(
  "without an address it is refused for %s: the stack's server is another",
  async (_of, program) => {
    expect(await refusal(program)).toBe(
      'Group "there" has an explicit provider without an address, which does not see the stack\'s netbird:managementUrl (https://stack.example.com): its token would be sent to https://api.netbird.io. Give the provider "netbird:managementUrl" among its arguments.',
    );
    process.env.NB_MANAGEMENT_URL = "https://environment.example.com";
    await pulumi.runtime.setMocks(mocks);
    expect(await refusal(program)).toContain("would be sent to https://environment.example.com.");
  },
);

test("what waits asks no other server either", async () => {
  const opts = { provider: silent() };
  const message = await refusal(() => {
    new netbird.ConnectedPeer("router", { hostname: "router-b", group: "g" }, opts);
  });
  expect(message).toMatch(/^ConnectedPeer "router" has an explicit provider without an address/);
});

test("with an address it needs a token of its own: the environment's is not sent there", async () => {
  const provider = new Provider({ "netbird:managementUrl": "https://nb2.example.com" });
  expect(await refusal(() => group({ provider }))).toBe(
    'Group "there" has an explicit provider with an address and without a token: that of the environment (NB_PAT) may be another account\'s, and is not sent there. Give the provider "netbird:token" among its arguments, as a secret.',
  );
});

test("a misspelt setting is refused, before it is missed", async () => {
  const provider = new Provider({ "netbird:tokn": token });
  const message = await refusal(() => group({ provider }));
  expect(message).toContain("an explicit provider with an unknown setting: netbird:tokn.");
  expect(message).toContain("There are netbird:managementUrl, netbird:token,");
  expect(message).not.toContain("nbp_second");
});

test.each<[string, () => void]>([
  ["there is none", () => group()],
  [
    "it has an address",
    () =>
      group({
        provider: new Provider({
          "netbird:managementUrl": "https://nb2.example.com",
          "netbird:token": token,
        }),
      }),
  ],
  ["it is another package's", () => group({ provider: new Provider({ region: "x" }, "aws") })],
  [
    "the environment's server is the stack's",
    () => {
      process.env.NB_MANAGEMENT_URL = `${stack}/api/`;
      group({ provider: silent() });
    },
  ],
  [
    "the stack does not say its server",
    () => {
      pulumi.runtime.setAllConfig({});
      group({ provider: silent() });
    },
  ],
])("nothing is refused where %s", async (_where, program) => {
  expect(await refusal(program)).toBeUndefined();
});
