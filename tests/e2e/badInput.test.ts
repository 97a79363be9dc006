import type { Stack } from "../../sandbox/engine";
import { contents, open, setProgram, useProject, useServer } from "./world";

jest.setTimeout(120_000);

const server = useServer();
const project = useProject();
let before: Awaited<ReturnType<typeof contents>>;
beforeAll(async () => {
  before = await contents(server);
});

/** The message of a refused preview, after which the account is as it was. */
async function refusal(program: string, env: Record<string, string> = {}): Promise<string> {
  setProgram(project, program);
  const stack = await open(project, server, "dev", env);
  return refusalOf(stack);
}

async function refusalOf(stack: Stack): Promise<string> {
  const error: unknown = await stack.preview().then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Error);
  expect(await contents(server)).toEqual(before);
  return (error as Error).message;
}

const component = (args: string) => `
  new netbird.ThreeTierApp("orders", {
    environment: "prod", users: ["peer-devops"], tiers: { web: [443], app: [8443], db: [5432] },
    dns: "none", owner: "Team", because: "Orders", ${args}
  } as netbird.ThreeTierAppArgs);`;

test("a policy's faults are told at once, each with its argument and a remedy", async () => {
  const message = await refusal(`
    new netbird.Policy("bad", {
      name: "bad", protocol: "tcp", ports: [0, 70000], portRanges: [{ start: 90, end: 80 }],
      sources: [], destinations: ["peer-nobody"],
    });`);
  expect(message).toMatch(/resource 'bad'.*property ports\[0\].*0 is not a port.*1 to 65535/);
  expect(message).toMatch(/property ports\[1\].*70000 is not a port/);
  expect(message).toMatch(/property portRanges\[0\].*90 to 80 ends before it starts.*Swap/);
  expect(message).toMatch(/property portRanges .*ports or portRanges, not both/);
  expect(message).toMatch(/property sources.*is empty.*Name at least one group/);
  expect(message).toMatch(/property destinations\[0\].*no group named "peer-nobody"/);
});

test.each([
  ["ports with icmp", `protocol: "icmp", ports: [80]`, /property ports .*icmp has no ports/],
  [
    "ports with all",
    `protocol: "all", ports: [80], broadAccessReason: "x"`,
    /property ports .*all has no ports/,
  ],
  [
    "an unknown protocol",
    `protocol: "sctp" as "tcp", ports: [80]`,
    /property protocol .*unknown protocol "sctp".*tcp, udp, icmp, all/,
  ],
  [
    "every port without a reason",
    `protocol: "tcp"`,
    /property ports.*opens every port.*broadAccessReason/,
  ],
])("%s", async (_what, args, expected) => {
  const ends = `sources: ["All"], destinations: ["All"]`;
  expect(await refusal(`new netbird.Policy("bad", { name: "bad", ${args}, ${ends} });`)).toMatch(
    expected,
  );
});

test("a reference that turns out to be nothing is told with its place, at once", async () => {
  const message = await refusal(`
    const other = pulumi.output({} as Record<string, string>);
    new netbird.Policy("bad", {
      name: "bad", protocol: "tcp", ports: [443], sourcePostureChecks: null as never,
      sources: [other.apply(({ group }) => group!)], destinations: ["All", undefined as never],
    });`);
  expect(message).toMatch(
    /resource 'bad'.*property sources\[0\].*a reference needs a name or an id/,
  );
  expect(message).toMatch(/property destinations\[1\]/);
  expect(message).not.toMatch(/sourcePostureChecks|TypeError|Cannot read/);
}, 20_000);

test("so is a list of references that turns out to be nothing", async () => {
  const message = await refusal(`
    new netbird.Policy("bad", {
      name: "bad", protocol: "tcp", ports: [443], sources: ["All"],
      destinations: pulumi.output(1).apply(() => undefined as never),
    });`);
  expect(message).toMatch(/resource 'bad'.*property destinations.*Name at least one group/);
  expect(message).not.toMatch(/TypeError|Cannot read/);
}, 20_000);

test("a bad group name names the convention and the way around it", async () => {
  expect(await refusal(`new netbird.Group("bad", { name: "Developers" });`)).toMatch(
    /resource 'bad'.*property name.*"Developers" does not follow the naming convention.*netbird:namingConvention/,
  );
});

test("a component tells all its problems in one error", async () => {
  const message = await refusal(
    component(`users: ["DevOps"], tiers: { web: [0], app: ["9-1"], db: [70000] }`).replace(
      'users: ["peer-devops"], tiers: { web: [443], app: [8443], db: [5432] },',
      "",
    ),
  );
  expect(message).toContain('ThreeTierApp "orders" has 4 problems');
  expect(message).toMatch(/"DevOps" does not follow the naming convention/);
  expect(message).toMatch(/"0" in "tcp\/0" is not a port/);
  expect(message).toMatch(/range 9-1 in "tcp\/9-1" ends before it starts/);
  expect(message).toMatch(/"70000" in "tcp\/70000" is not a port/);
});

test("a component without users or owner says so", async () => {
  const message = await refusal(
    component(`users: [], owner: " "`)
      .replace('users: ["peer-devops"],', "")
      .replace('owner: "Team",', ""),
  );
  expect(message).toMatch(/flows\[0\]\.from: must name at least one/);
  expect(message).toMatch(/owner: must not be empty/);
});

test("an environment that is none", async () => {
  const message = await refusal(component("").replace('environment: "prod"', 'environment: "qa"'));
  expect(message).toContain('environment must be dev, stage, prod, got "qa"');
});

const group = `new netbird.Group("devops", { name: "peer-devops-badinput" });`;

test("a missing token", async () => {
  expect(await refusal(group, { NB_PAT: "" })).toMatch(
    /resource 'devops'.*There is no NetBird token.*netbird:token.*NB_PAT/,
  );
});

test("a wrong token", async () => {
  const message = await refusal(group, { NB_PAT: "nbp_wrongwrongwrong" });
  expect(message).toMatch(
    /HTTP 401: token invalid.*set netbird:token \(or NB_PAT\) to a valid one/,
  );
  expect(message).not.toContain("nbp_wrongwrongwrong");
});

test("an address that is not a NetBird server's", async () => {
  // Any page on loopback that answers HTML; the sandbox's fault does.
  if (server.real) return;
  const faults = [{ kind: "html", times: 1000 }];
  const control = (body: object) =>
    fetch(`${server.managementUrl}/sandbox/faults`, { method: "POST", body: JSON.stringify(body) });
  setProgram(project, group);
  const stack = await open(project, server, "dev");
  await control({ faults });
  const error: unknown = await stack.preview().catch((caught: unknown) => caught);
  await control({ faults: [] });
  expect((error as Error).message).toMatch(
    /HTML page.*does not look like a NetBird management API.*netbird:managementUrl/,
  );
  expect(await contents(server)).toEqual(before);
});

test("a name that another resource of the program has is refused at preview", async () => {
  setProgram(
    project,
    `
    new netbird.Group("one", { name: "peer-taken-badinput" });
    new netbird.Group("two", { name: "peer-taken-badinput" });`,
  );
  const stack = await open(project, server, "dev");
  await expect(stack.preview()).rejects.toThrow(
    /Group "one" and Group "two" would be the same group named "peer-taken-badinput"/,
  );
});

test("a name that turns out to be another resource's is refused by the update", async () => {
  setProgram(
    project,
    `
    new netbird.Group("one", { name: "peer-taken-badinput" });
    new netbird.Group("two", { name: pulumi.output("peer-taken-badinput") });`,
  );
  const stack = await open(project, server, "dev");
  await expect(stack.up()).rejects.toThrow(
    /"peer-taken-badinput" \(\w+\) is managed by another resource of this program/,
  );
  const { groups } = await contents(server);
  expect(groups.filter(({ name }) => name === "peer-taken-badinput")).toHaveLength(1);
  await stack.destroy();
  expect(await contents(server)).toEqual(before);
});
