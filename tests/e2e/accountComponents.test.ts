import type { Stack } from "../../sandbox/engine";
import { api, contents, open, setProgram, useProject, useServer } from "./world";
import type { ApiGroup } from "./world";

jest.setTimeout(180_000);

type Settings = Record<string, unknown> & { extra: Record<string, unknown> };

/** An account's components, and an application that uses what they give. */
const program = ({ pilot = `["peer-e2e-devops"]`, hours = 8 } = {}) => `
new netbird.AccountBaseline("account", {
  peerLoginExpiration: ${hours} * 3600,
  localMfaEnabled: false,
  weakenedBecause: { localMfaEnabled: "The identity provider enforces it" },
});
const presets = new netbird.PosturePresets("posture", {
  minimumClient: "0.45.0",
  adminLaptops: { securityAgent: { macPath: "/Agent", windowsPath: "C:\\\\Agent.exe" } },
});
const identity = new netbird.IdentityGroups("identity", {
  groups: { "peer-e2e-devops": "E2E DevOps" },
  pilot: ${pilot},
});
export const users = identity.groupIds;
`;

const application = `
new netbird.ThreeTierApp("e2eshop", {
  environment: "dev",
  users: [identity.group("peer-e2e-devops")],
  tiers: { web: [443], app: [8443], db: [5432] },
  dns: "none",
  owner: "Tests",
  because: "Trial",
  postureChecks: presets.references,
}, { dependsOn: [presets] });
`;

describe("an account of its own", () => {
  const server = useServer();
  const project = useProject(program());
  let stack: Stack;
  let before: Settings;

  beforeAll(async () => {
    before = await settings();
    stack = await open(project, server, "dev");
  });

  const settings = async () =>
    (await api<{ settings: Settings }[]>(server, "GET", "/accounts"))[0]!.settings;
  const checks = async () =>
    (await api<{ id: string; name: string }[]>(server, "GET", "/posture-checks")).filter(
      ({ name }) => ["minimum-client", "admin-laptops"].includes(name),
    );

  test("has the guide's settings, and lets only the pilot in", async () => {
    await stack.up();
    expect(await settings()).toMatchObject({
      peer_login_expiration_enabled: true,
      peer_login_expiration: 8 * 3600,
      local_mfa_enabled: false,
      regular_users_view_blocked: true,
      groups_propagation_enabled: true,
      jwt_groups_enabled: true,
      jwt_groups_claim_name: "groups",
      jwt_allow_groups: ["E2E DevOps"],
      // What no component sets stays as it was.
      lazy_connection_enabled: before.lazy_connection_enabled,
      network_range: before.network_range,
      extra: { peer_approval_enabled: true, user_approval_required: true },
    });
    expect((await checks()).map(({ name }) => name).sort()).toEqual([
      "admin-laptops",
      "minimum-client",
    ]);
    const { groups } = await contents(server);
    expect(groups.filter(({ name }) => name === "E2E DevOps")).toEqual([]);
  });

  test("has nothing to change afterwards, although two components share the settings", async () => {
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
  });

  test("lets everybody in when the pilot is over", async () => {
    setProgram(project, program({ pilot: `"over"`, hours: 12 }));
    await stack.up();
    expect(await settings()).toMatchObject({
      jwt_groups_enabled: true,
      jwt_allow_groups: [],
      peer_login_expiration: 12 * 3600,
    });
  });

  test("refuses sessions of a week without a reason, and writes nothing", async () => {
    setProgram(project, program({ hours: 168 }));
    const refusal = await stack.preview().then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refusal).toContain("Sessions of users last 168 hours.");
    expect(await settings()).toMatchObject({ peer_login_expiration: 12 * 3600 });
    setProgram(project, program());
  });

  test("gives a synced group access, under posture checks, and never makes it", async () => {
    // Only the sandbox can play the identity provider.
    if (server.real) return;
    const response = await fetch(`${server.managementUrl}/sandbox/groups`, {
      method: "POST",
      body: JSON.stringify({ name: "E2E DevOps", issued: "jwt" }),
    });
    const { id } = (await response.json()) as ApiGroup;
    setProgram(project, program() + application);
    await stack.up();
    const { policies, groups } = await contents(server);
    const [policy] = policies.filter(({ name }) => name.startsWith("E2E DevOps → svc-e2eshop-web"));
    expect(policy?.rules[0]?.sources?.map((source) => source.id)).toEqual([id]);
    expect([...(policy?.source_posture_checks ?? [])].sort()).toEqual(
      (await checks()).map((check) => check.id).sort(),
    );
    expect(groups.filter(({ name }) => name === "E2E DevOps")).toHaveLength(1);
  });

  test("gives back every setting, and leaves the provider's group", async () => {
    await stack.destroy();
    expect(await settings()).toEqual(before);
    expect(await checks()).toEqual([]);
    const { groups, policies } = await contents(server);
    expect(policies.filter(({ name }) => name.includes("e2eshop"))).toEqual([]);
    expect(groups.filter(({ name }) => name === "E2E DevOps")).toHaveLength(server.real ? 0 : 1);
  });
});
