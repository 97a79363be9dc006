import * as pulumi from "@pulumi/pulumi";
import { AccountBaseline } from "../../index";
import type { AccountBaselineArgs } from "../../index";
import { closeAccount, openAccount, request } from "./liveAccount";
import { record, refusals, value } from "./recording";

// Look-ups of one account share lists: each test has an account of its own.
beforeEach(openAccount);
afterEach(closeAccount);

const make = (args: AccountBaselineArgs = {}) => record(() => new AccountBaseline("account", args));
const refused = (args: AccountBaselineArgs) => refusals(() => new AccountBaseline("account", args));
const datadog = { platform: "datadog", config: { api_key: "k" } } as const;

test("without arguments a self-hosted account gets the guide's settings, and what it lacks is told", async () => {
  const { all, result: component } = await make();
  expect(all("AccountSettings")["account-settings"]).toMatchObject({
    peerApprovalEnabled: true,
    userApprovalRequired: true,
    peerLoginExpirationEnabled: true,
    peerLoginExpiration: 86_400,
    localMfaEnabled: true,
    regularUsersViewBlocked: true,
  });
  expect(all("AccountSettings")["account-settings"]).not.toHaveProperty(
    "networkTrafficLogsEnabled",
  );
  expect(all("EventStreaming")).toEqual({});
  expect(await value(component.edition)).toBe("self-hosted");
  expect(await value(component.weakened)).toEqual([]);
  const lacking = await value(component.lacking);
  expect(lacking.map(({ setting }) => setting)).toEqual([
    "peerApprovalEnabled",
    "networkTrafficLogsEnabled",
    "eventStreaming",
  ]);
});

test("on the cloud, traffic events are recorded and streamed", async () => {
  const { all, result: component } = await make({ edition: "cloud", eventStreaming: datadog });
  expect(all("AccountSettings")["account-settings"]).toMatchObject({
    networkTrafficLogsEnabled: true,
  });
  expect(all("EventStreaming")["account-events"]).toMatchObject({ platform: "datadog" });
  expect(await value(component.lacking)).toEqual([]);
});

test("what is weaker is refused without a reason, everything at once", async () => {
  const weak: AccountBaselineArgs = {
    peerApprovalEnabled: false,
    userApprovalRequired: false,
    peerLoginExpiration: 7 * 86_400,
    localMfaEnabled: false,
    regularUsersViewBlocked: false,
    networkTrafficLogsEnabled: false,
    edition: "cloud",
  };
  expect(await refused(weak)).toEqual([
    expect.stringContaining("weakenedBecause.peerApprovalEnabled"),
    expect.stringContaining("weakenedBecause.userApprovalRequired"),
    expect.stringMatching(/last 168 hours.*weakenedBecause\.peerLoginExpiration/),
    expect.stringContaining("weakenedBecause.localMfaEnabled"),
    expect.stringContaining("weakenedBecause.regularUsersViewBlocked"),
    expect.stringContaining("weakenedBecause.networkTrafficLogsEnabled"),
    expect.stringContaining("weakenedBecause.eventStreaming"),
  ]);
});

test("what is weaker for a reason is set, and told with the reason", async () => {
  const { all, result: component } = await make({
    peerLoginExpiration: "never",
    localMfaEnabled: false,
    weakenedBecause: { peerLoginExpiration: "Kiosks", localMfaEnabled: "Okta enforces it" },
  });
  const settings = all("AccountSettings")["account-settings"];
  expect(settings).toMatchObject({ peerLoginExpirationEnabled: false, localMfaEnabled: false });
  expect(settings).not.toHaveProperty("peerLoginExpiration");
  expect(await value(component.weakened)).toEqual([
    { setting: "peerLoginExpiration", because: "Kiosks" },
    { setting: "localMfaEnabled", because: "Okta enforces it" },
  ]);
});

test.each<[string, AccountBaselineArgs, RegExp]>([
  ["streaming", { eventStreaming: datadog }, /^eventStreaming cannot be had here\./],
  [
    "traffic events",
    { networkTrafficLogsEnabled: true },
    /^networkTrafficLogsEnabled cannot be had here\./,
  ],
  [
    "a reason for what is not weaker",
    { weakenedBecause: { localMfaEnabled: "x" } },
    /^weakenedBecause\.localMfaEnabled explains what is not weaker/,
  ],
  ["half an hour", { peerLoginExpiration: 1800 }, /^peerLoginExpiration must be whole seconds/],
])("%s on a self-hosted server is refused, and nothing else said", async (_what, args, problem) => {
  expect(await refused(args)).toEqual([expect.stringMatching(problem)]);
});

describe("an account of another server than the stack's", () => {
  const stack = { config: { "netbird:managementUrl": "https://api.netbird.io" } };
  const make = (managementUrl: pulumi.Input<string>, args: AccountBaselineArgs = {}) => {
    const account = { managementUrl, token: process.env.NB_PAT! };
    return () => new AccountBaseline("account", { ...args, account });
  };

  test("is of its own server's edition", async () => {
    const { result } = await record(make(process.env.NB_MANAGEMENT_URL!), stack);
    expect(await value(result.edition)).toBe("self-hosted");
  });

  test("needs the edition when its address is known only later", async () => {
    const later = pulumi.output(process.env.NB_MANAGEMENT_URL!);
    expect(await refusals(make(later), stack)).toEqual([
      expect.stringMatching(/account\.managementUrl is an output.*edition: cloud or self-hosted/),
    ]);
    const { result } = await record(make(later, { edition: "self-hosted" }), stack);
    expect(await value(result.edition)).toBe("self-hosted");
  });
});

describe("a network of production", () => {
  const live = async (name: string) => {
    const { id } = await request<{ id: string }>("POST", "/api/networks", { name });
    const router = { peer_groups: ["g"], metric: 100, masquerade: true, enabled: true };
    await request("POST", `/api/networks/${id}/routers`, router);
  };

  test("that is routed before an identity provider is connected is a warning, others are not", async () => {
    await live("net-aws-euc1-dev");
    await request("POST", "/api/networks", { name: "net-unrouted-prod" });
    await live("net-aws-euc1-prod");
    const { warnings, result: component } = await make();
    expect(warnings).toEqual([
      expect.stringContaining("The network net-aws-euc1-prod is routed, and no identity provider"),
    ]);
    const [finding] = await value(component.findings);
    expect(finding).toMatchObject({ rule: "production-before-identity", severity: "warning" });
  });

  test("is fine once the identity provider has brought a group", async () => {
    await live("net-aws-euc1-prod");
    await request("POST", "/sandbox/groups", { name: "DevOps", issued: "jwt" });
    expect((await make()).warnings).toEqual([]);
  });
});
