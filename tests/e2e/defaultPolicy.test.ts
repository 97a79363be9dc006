import type { DeploymentError, RunResult, Stack } from "../../sandbox/engine";
import { api, contents, enroll, open, setProgram, useProject, useSandbox } from "./world";
import type { ApiPolicy } from "./world";

jest.setTimeout(180_000);

const users = "peer-e2e-default-prod";
const web = "svc-e2e-default-prod";
const program = (phase: string) => `
const users = new netbird.Group("users", { name: "${users}" });
const web = new netbird.Group("web", { name: "${web}" });
const policy = new netbird.Policy("users-to-web", {
  name: "${users} → ${web} [TCP/443]",
  description: "The trial's users (owner: Platform Team)",
  protocol: "tcp",
  ports: [443],
  sources: [users],
  destinations: [web],
});
const replacement = new netbird.DefaultPolicyReplacement("default-policy", {
  phase: "${phase}",
  replacements: { prod: [policy] },
  onDelete: "restore",
});
export const found = replacement.found;
export const present = replacement.present;
`;

/** Always a sandbox: other programs need the Default policy of an account that they share. */
describe("the way from Default to least privilege", () => {
  const server = useSandbox();
  const project = useProject(program("enrolling"));
  let stack: Stack;
  let before: ApiPolicy[];

  beforeAll(async () => {
    before = (await contents(server)).policies;
    stack = await open(project, server);
  });

  const defaults = async () =>
    (await contents(server)).policies.filter(({ name }) => name === "Default");
  const warnings = ({ diagnostics }: RunResult) =>
    diagnostics.filter(({ severity }) => severity === "warning").map(({ message }) => message);
  const refusal = (action: Promise<unknown>) =>
    action.then(
      () => "",
      (error: DeploymentError) => error.message,
    );
  const join = async (group: string, hostname: string) => {
    const { groups } = await contents(server);
    const { id } = groups.find(({ name }) => name === group)!;
    const key = await api<{ id: string; key: string }>(server, "POST", "/setup-keys", {
      name: `join-${hostname}`,
      type: "reusable",
      auto_groups: [id],
    });
    await enroll(server, key.key, hostname);
    // A key that names the group would keep it from being deleted.
    await api(server, "DELETE", `/setup-keys/${key.id}`);
  };
  const enable = async (enabled: boolean) => {
    const [policy] = await defaults();
    const rules = policy!.rules.map((rule) => ({
      ...rule,
      enabled,
      sources: rule.sources!.map(({ id }) => id),
      destinations: rule.destinations!.map(({ id }) => id),
    }));
    await api(server, "PUT", `/policies/${policy!.id}`, { ...policy, enabled, rules });
  };

  test("while enrolling Default stays, and every preview says so", async () => {
    await stack.up();
    expect(await defaults()).toEqual(before);
    const preview = await stack.preview();
    expect(warnings(preview).join()).toContain("Default lets every peer reach every other");
    expect(preview.steps.filter(({ operation }) => operation !== "same")).toEqual([]);
  });

  test("nothing is disabled before somebody is on both sides of what replaces it", async () => {
    setProgram(project, program("disabled"));
    const told = await refusal(stack.preview());
    expect(told).toContain(`has no member in any source (${users})`);
    expect(told).toContain(`has no member in any destination (${web})`);
    expect((await defaults())[0]!.enabled).toBe(true);
  });

  test("nothing is deleted before it was disabled", async () => {
    await join(users, "laptop");
    await join(web, "web");
    setProgram(project, program("deleted"));
    expect(await refusal(stack.preview())).toContain("deleting is the second step");
    expect(await defaults()).toHaveLength(1);
  });

  test("disables it, and has nothing to change afterwards", async () => {
    setProgram(project, program("disabled"));
    expect(warnings(await stack.preview()).join()).toContain('"Default" lets every peer reach');
    await stack.up();
    expect((await defaults())[0]!.enabled).toBe(false);
    const { steps } = await stack.preview();
    expect(steps.filter(({ operation }) => operation !== "same")).toEqual([]);
  });

  test("sees at refresh that somebody has enabled it again, and disables it", async () => {
    await enable(true);
    const { steps } = await stack.refresh();
    expect(steps.filter(({ operation }) => operation === "update")).toMatchObject([
      { name: "default-policy-policies" },
    ]);
    await stack.up();
    expect((await defaults())[0]!.enabled).toBe(false);
  });

  test("deletes it as the second step", async () => {
    setProgram(project, program("deleted"));
    await stack.up();
    expect(await defaults()).toEqual([]);
    const { found, present } = await stack.outputs();
    expect(found!.value).toEqual([{ id: before[0]!.id, name: "Default", enabled: true }]);
    expect(present!.value).toEqual([]);
  });

  test("destroy, which runs no program, restores what was found", async () => {
    await stack.destroy();
    const [restored, ...others] = (await contents(server)).policies;
    expect(others).toEqual([]);
    const plain = ({ name, description, enabled, rules }: ApiPolicy) => ({
      name,
      description,
      enabled,
      rules: rules.map(({ action, bidirectional, protocol }) => [action, bidirectional, protocol]),
    });
    expect(plain(restored!)).toEqual(plain(before[0]!));
    expect(restored!.rules[0]!.sources).toMatchObject([{ name: "All" }]);
    expect(restored!.rules[0]!.destinations).toMatchObject([{ name: "All" }]);
  });
});
