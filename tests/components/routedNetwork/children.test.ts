import * as pulumi from "@pulumi/pulumi";
import { Group, HARoutedNetwork, PostureCheck, compile, verify } from "../../../index";
import type { RoutedAccess } from "../../../index";
import { namingOf } from "../../../components/routedNetwork/naming";
import { judgeRoutedNetwork } from "../../../components/routedNetwork/problems";
import {
  accountRange,
  args,
  closeAccount,
  networkName,
  openAccount,
  record,
  recordProgram,
  refusals,
  value,
} from "./recorded";
import type { Recording } from "./recorded";

beforeAll(openAccount);
afterAll(closeAccount);

const n = (role: string) => `${networkName}-${role}`;
const names = (references: { name: string }[]) => references.map(({ name }) => name);

describe("off AWS, by default", () => {
  let built: Recording;
  beforeAll(async () => {
    built = await record();
  });

  test("groups have names by the convention: one address is a service, a range a network", () => {
    expect(
      Object.values(built.all("Group"))
        .map(({ name }) => name as string)
        .sort(),
    ).toEqual([
      "net-aws-euc1-corp-prod",
      "net-aws-euc1-vpc-prod",
      "svc-aws-euc1-db-prod",
      "svc-aws-euc1-dns-prod",
      "svc-aws-euc1-jump-prod",
      "svc-aws-euc1-router-a-prod",
      "svc-aws-euc1-router-b-prod",
    ]);
  });

  test("every address is a resource in a group of its own, the resolvers in one together", () => {
    const resources = Object.entries(built.all("NetworkResource")).map(([name, inputs]) => [
      name,
      inputs.address as string,
      names(inputs.groups as { name: string }[]),
    ]);
    expect(resources).toEqual([
      [n("vpc"), "10.10.0.0/16", ["net-aws-euc1-vpc-prod"]],
      [n("db"), "db.internal.example.com", ["svc-aws-euc1-db-prod"]],
      [n("corp"), "*.corp.internal", ["net-aws-euc1-corp-prod"]],
      [n("jump"), "10.10.0.7", ["svc-aws-euc1-jump-prod"]],
      [n("dns-10-10-0-10"), "10.10.0.10", ["svc-aws-euc1-dns-prod"]],
      [n("dns-10-10-0-11"), "10.10.0.11", ["svc-aws-euc1-dns-prod"]],
    ]);
  });

  test("each failure domain has a router of its group: 100 for the primary, 200 for backups", () => {
    const routers = Object.values(built.all("NetworkRouter"));
    expect(routers.map(({ metric }) => metric as number)).toEqual([100, 200]);
    expect(routers.map(({ masquerade }) => masquerade as boolean)).toEqual([true, true]);
    expect(routers.map(({ peerGroups }) => names(peerGroups as { name: string }[]))).toEqual([
      ["svc-aws-euc1-router-a-prod"],
      ["svc-aws-euc1-router-b-prod"],
    ]);
  });

  test("policies are the access list and DNS, one-way with exact ports, none to routing peers", () => {
    const policies = Object.values(built.all("Policy"));
    expect(policies.map(({ name }) => name as string).sort()).toEqual([
      "peer-devops-prod → svc-aws-euc1-db-prod [TCP/5432]",
      "peer-devops-prod → svc-aws-euc1-dns-prod [TCP/53]",
      "peer-devops-prod → svc-aws-euc1-dns-prod [UDP/53]",
    ]);
    for (const policy of policies) {
      expect(policy).toMatchObject({ bidirectional: false, enabled: true, action: "accept" });
      expect(JSON.stringify(policy.destinations)).not.toContain("router");
    }
    expect(built.all("Policy")[n("peer-devops-to-db")]).toMatchObject({
      ports: ["5432"],
      sources: [{ name: "peer-devops-prod", id: "devops-id" }],
      description: "Schema changes (owner: Platform Team)",
    });
  });

  test("the resolvers are asked for the match domains, by who reaches the network", () => {
    expect(built.all("NameserverGroup")).toEqual({
      [networkName]: expect.objectContaining({
        name: networkName,
        nameservers: [{ ip: "10.10.0.10" }, { ip: "10.10.0.11" }],
        domains: ["corp.internal"],
        groups: [{ name: "peer-devops-prod", id: "devops-id" }],
      }) as unknown,
    });
  });

  test("each failure domain has a reusable key for its own group, and the output is secret", async () => {
    const keys = Object.values(built.all("SetupKey"));
    expect(keys.map(({ name }) => name as string)).toEqual([
      "setup-prod-aws-euc1-a",
      "setup-prod-aws-euc1-b",
    ]);
    expect(keys.map(({ type }) => type as string)).toEqual(["reusable", "reusable"]);
    expect(keys.map(({ autoGroups }) => names(autoGroups as { name: string }[]))).toEqual([
      ["svc-aws-euc1-router-a-prod"],
      ["svc-aws-euc1-router-b-prod"],
    ]);
    const [network] = built.networks;
    expect(await pulumi.isSecret(network!.setupKeys)).toBe(true);
    expect(await value(network!.setupKeys)).toEqual({
      a: `KEY-OF-${n("a")}`,
      b: `KEY-OF-${n("b")}`,
    });
  });

  test("the matrix says the same as the policies, and verification finds nothing but what is shown", async () => {
    const matrix = await value(built.networks[0]!.matrix);
    const plan = compile(matrix, "prod");
    expect(plan.policies.map(({ name }) => name).sort()).toEqual(
      Object.values(built.all("Policy"))
        .map(({ name }) => name as string)
        .sort(),
    );
    // Both are something else in a routed network: see problems.ts.
    const rules = verify(plan, { now: new Date() }).map(({ rule }) => rule);
    expect([...new Set(rules)]).toEqual(["user-to-database", "group-unused"]);
    expect(matrix.groups).toContainEqual({ name: "net-aws-euc1-vpc", addresses: ["10.10.0.0/16"] });
  });

  test("firewalls are told what to let out, and nobody has to add routes", async () => {
    const [network] = built.networks;
    const egress = await value(network!.egress);
    expect(egress).toContainEqual(expect.objectContaining({ to: "127.0.0.1", protocol: "tcp" }));
    expect(egress).toContainEqual(expect.objectContaining({ to: "0.0.0.0/0", protocol: "udp" }));
    expect(await value(network!.returnRoutes)).toEqual([]);
    expect(network!.aws).toBeUndefined();
  });
});

describe("preserved source addresses off AWS", () => {
  test("routers do not masquerade, backups have an order, and the routes are told", async () => {
    const routingPeers = [...(args.routingPeers as []), { name: "c" }];
    const built = await record({ routingPeers, sourceAddresses: { preserve: {} } });
    const routers = Object.values(built.all("NetworkRouter"));
    expect(routers.map(({ masquerade }) => masquerade as boolean)).toEqual([false, false, false]);
    expect(routers.map(({ metric }) => metric as number)).toEqual([100, 200, 201]);
    const routes = await value(built.networks[0]!.returnRoutes);
    const range = await accountRange();
    expect(range).toMatch(/^100\.\d+\.0\.0\/16$/);
    expect(routes.map(({ command }) => command)).toEqual([
      `ip route add ${range} via 10.10.0.5 metric 100`,
      `ip route add ${range} via <address of b> metric 200`,
      `ip route add ${range} via <address of c> metric 201`,
    ]);
  });
});

test("backups have an order with masquerade as well; among equal given metrics clients choose", async () => {
  const metrics = async (...given: (number | undefined)[]) => {
    const routingPeers = given.map((metric, index) => ({ name: `dc${index}`, metric }));
    const built = await record({ routingPeers });
    return Object.values(built.all("NetworkRouter")).map(({ metric }) => metric as number);
  };
  expect(await metrics(undefined, undefined, undefined)).toEqual([100, 200, 201]);
  expect(await metrics(undefined, 300, 300)).toEqual([100, 300, 300]);
});

describe("an entry of the access list", () => {
  const administrators = { ...args.access[0]!, need: "restricted" as const };

  test("may ask for devices that pass checks, by name or made by the program", async () => {
    const built = await recordProgram(() => {
      const laptops = new PostureCheck("laptops", {
        name: "posture-admin-laptops-prod",
        checks: { nbVersionCheck: { minVersion: "0.45.0" } },
      });
      const access = [{ ...administrators, postureChecks: [laptops, "Corporate network"] }];
      return [new HARoutedNetwork(networkName, { ...args, access })];
    });
    const policy = built.all("Policy")[n("peer-devops-to-db")]!;
    expect(policy.sourcePostureChecks).toEqual([
      { name: "Corporate network" },
      { name: "posture-admin-laptops-prod", id: "laptops-id" },
    ]);
    expect(policy.description).toBe("Schema changes (owner: Platform Team; restricted)");
    const matrix = await value(built.networks[0]!.matrix);
    expect(matrix.postureChecks).toEqual([
      { name: "posture-admin-laptops" },
      { name: "Corporate network", shared: true },
    ]);
  });

  test("may end", async () => {
    const access = [{ ...args.access[0]!, need: "temporary" as const, until: inAnHour() }];
    const built = await record({ access });
    const { description } = built.all("Policy")[n("peer-devops-to-db")]!;
    expect(description).toMatch(/temporary; until \d{4}-/);
  });
});

describe("user devices that reach a database directly", () => {
  const noticesOf = (change: Partial<RoutedAccess>) => {
    const given = { ...args, access: [{ ...args.access[0]!, ...change }] };
    return judgeRoutedNetwork(namingOf(networkName, given), given, "https://api.netbird.io");
  };

  test("are shown", () => {
    const { problems, notices } = noticesOf({});
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      expect.stringMatching(/reach the database .* directly.*need: restricted and posture checks/),
    ]);
  });

  test.each([
    { need: "restricted" as const, postureChecks: ["admin-laptops"] },
    { need: "temporary" as const, until: inAnHour() },
  ])("are not when it is narrowed to checked devices, or ends: %j", (change) => {
    expect(noticesOf(change)).toEqual({ problems: [], notices: [] });
  });
});

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}

test("health checks come from the routing peers' groups, and need a route back", async () => {
  const built = await record({
    healthChecks: [{ from: "10.10.4.0/24", to: "svc-orders-web", allow: "tcp/8080" }],
    overlayRange: "100.99.0.0/16",
  });
  const policy = built.all("Policy")[n("health-check-svc-orders-web")]!;
  expect(policy).toMatchObject({ ports: ["8080"], bidirectional: false });
  expect(names(policy.sources as { name: string }[])).toEqual([
    "svc-aws-euc1-router-a-prod",
    "svc-aws-euc1-router-b-prod",
  ]);
  expect(names(policy.destinations as { name: string }[])).toEqual(["svc-orders-web-prod"]);
  expect(await value(built.networks[0]!.returnRoutes)).toContainEqual(
    expect.objectContaining({ destination: "100.99.0.0/16", via: "10.10.0.5" }),
  );
});

test("peers and groups that are there already route as well", async () => {
  const built = await record({
    routingPeers: [
      { name: "rack", peer: { id: "peer-id" }, metric: 50 },
      { name: "k8s", group: { existing: "Routers", id: "routers-id" } },
    ],
  });
  expect(built.all("Group")[n("router-rack")]).toMatchObject({
    name: "svc-aws-euc1-router-rack-prod",
    peers: [{ id: "peer-id" }],
  });
  const routers = built.all("NetworkRouter");
  expect(routers[n("k8s")]).toMatchObject({
    metric: 200,
    peerGroups: [{ name: "Routers", id: "routers-id" }],
  });
  expect(routers[n("rack")]!.metric).toBe(50);
  // A peer that has joined needs no key, and who joins another's group is not this network's to say.
  expect(built.all("SetupKey")).toEqual({});
});

test("groups may be resources of the program, when their names are plain", async () => {
  const built = await recordProgram(() => {
    const users = new Group("users", { name: "peer-devops-prod" });
    const access = [{ ...args.access[0]!, from: users }];
    return [new HARoutedNetwork(networkName, { ...args, access })];
  });
  expect(built.all("Policy")[n("peer-devops-to-db")]!.sources).toEqual([
    { name: "peer-devops-prod", id: "users-id" },
  ]);
});

describe("with an account of another server than the stack's", () => {
  const accountAt = (managementUrl: pulumi.Input<string>) => ({
    account: { managementUrl, token: process.env.NB_PAT! },
  });

  beforeAll(() => {
    pulumi.runtime.setAllConfig({ "netbird:managementUrl": "https://netbird.example.com" });
  });
  afterAll(() => {
    pulumi.runtime.setAllConfig({});
  });

  test("routing peers join that one", async () => {
    const built = await record(accountAt(process.env.NB_MANAGEMENT_URL!));
    const egress = await value(built.networks[0]!.egress);
    expect(egress.map(({ to }) => to)).toContain("127.0.0.1");
    expect(egress.map(({ to }) => to)).not.toContain("netbird.example.com");
  });

  test("an address that is an output is refused, unless managementUrl says where they join", async () => {
    const later = accountAt(pulumi.output(process.env.NB_MANAGEMENT_URL!));
    expect(await refusals(later)).toEqual([
      expect.stringMatching(/account\.managementUrl is an output\. Give managementUrl/),
    ]);
    const managementUrl = process.env.NB_MANAGEMENT_URL!;
    expect(await refusals({ ...later, managementUrl })).toEqual([]);
  });
});

test("another word for the keys makes other keys", async () => {
  const built = await record({ setupKeyGeneration: "2027" });
  expect(built.all("SetupKey")[n("a")]!.name).toBe("setup-prod-aws-euc1-a-2027");
});

test("reasons are written into the network's description", async () => {
  const built = await record({
    description: "Branch office.",
    routingPeers: { name: "a" },
    singlePointOfFailure: "one host",
    overlaps: "moves in March",
  });
  expect(built.all("Network")[networkName]!.description).toBe(
    "Branch office. Owner: Platform Team. Single point of failure: one host. Overlaps with another network: moves in March.",
  );
});
