import { startAwsSandbox } from "../../sandbox/aws";
import type { AwsSandbox, Instance } from "../../sandbox/aws";
import type { RunResult, Stack } from "../../sandbox/engine";
import { SimulatedRoutingPeers } from "../../sandbox/routingPeers";
import { api as call, contents, open, setProgram, useProject, useSandbox } from "./world";

// The whole life of a network in one file: on a busy machine a single run takes minutes.
jest.setTimeout(600_000);

// Simulated machines cannot join a real server, so this file always has its own sandbox.

const name = "net-aws-lab-dev";
const routeTable = "rtb-0lab";
const keyPattern = /[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/;

/** A network on AWS whose private side sees users' own addresses. */
const program = ({ peers = "", rest = "" } = {}) => `
const users = new netbird.Group("users", { name: "peer-lab-users-dev" });
export const network = new netbird.HARoutedNetwork("${name}", {
  resources: [{ name: "vpc", address: "10.20.0.0/16" }],
  access: [
    { from: users, to: "vpc", allow: "tcp/443", because: "Trial", owner: "Platform Team" },
  ],
  routingPeers: netbird.awsRoutingPeers({ subnets: ["subnet-0a", "subnet-0b"], ${peers} }),
  sourceAddresses: { preserve: { routeTables: ["${routeTable}"], securityGroups: ["sg-0web"] } },
  dns: "none",
  holdSeconds: 3600,
  ${rest}
});
export const keys = network.setupKeys;
`;

interface Peer {
  hostname: string;
  connected: boolean;
  groups: { name: string }[];
}

describe("a routed network on AWS", () => {
  const server = useSandbox();
  const project = useProject(program());
  let aws: AwsSandbox;
  let peers: SimulatedRoutingPeers;
  let stack: Stack;
  let before: Awaited<ReturnType<typeof contents>>;
  let boot: (instance: Instance) => Promise<void>;
  /** What happened, in order: groups that were written, peers that joined. */
  const history: string[] = [];

  const api = <T>(path: string) => call<T>(server, "GET", path);
  const instanceOf = (domain: string) => aws.machines.of(`${name}-${domain}`)!;
  const interfaceOf = (domain: string) =>
    aws.cloud.all("NetworkInterface").find(({ urn }) => urn.endsWith(`-${domain}`))!.id;
  const alarmOf = (domain: string) => aws.alarms.state(`${name}-${domain}-heartbeat`).value;
  const whereRepliesGo = () => {
    const [route] = aws.cloud.all("Route");
    const { networkInterfaceId: target } = route!.outputs;
    return ["a", "b"].find((domain) => interfaceOf(domain) === target);
  };
  const hostnameOf = (domain: string) => {
    const { files } = instanceOf(domain);
    return /PEER_HOSTNAME='(.*)'/.exec(files["/etc/netbird-routing-peer"]!)![1]!;
  };
  const connected = async () =>
    (await api<Peer[]>("/peers")).filter((peer) => peer.connected).map(({ hostname }) => hostname);
  const settled = async () => {
    await peers.settled();
    await aws.lambda.idle();
  };
  const changed = ({ steps }: RunResult) => steps.filter(({ operation }) => operation !== "same");
  const whatLambdaSaid = () => aws.lambda.invocations.map(({ result }) => result).at(-1);
  const failureOf = (run: Promise<unknown>) =>
    run.then(
      () => "no failure",
      (error: Error) => error.message,
    );

  beforeAll(async () => {
    aws = await startAwsSandbox();
    boot = () => Promise.resolve();
    peers = new SimulatedRoutingPeers(aws, {
      boot: async (instance) => {
        await boot(instance);
        history.push(`join ${instance.group}`);
      },
    });
    aws.cloud.onWrite(({ type, id }) => {
      if (type.endsWith(":Group")) history.push(`group ${id}`);
    });
    before = await contents(server);
    stack = await open(project, server, "dev", {
      PULUMI_DEBUG_PROVIDERS: `aws:${aws.port}`,
    });
  });

  afterAll(() => {
    peers?.close();
    aws?.close();
  });

  test("is previewed without making anything", async () => {
    const { changes } = await stack.preview();
    expect(Object.keys(changes)).toEqual(["create"]);
    expect(aws.cloud.objects.size).toBe(0);
    expect(await contents(server)).toEqual(before);
  });

  test("comes up: both routing peers join, each its own group with its own key", async () => {
    await stack.up();
    await settled();
    expect(peers.failures).toEqual([]);
    // The primary's machine waited for the backup's.
    expect(history).toEqual([
      `group ${name}-b`,
      `join ${name}-b`,
      `group ${name}-a`,
      `join ${name}-a`,
    ]);
    expect((await connected()).sort()).toEqual([hostnameOf("a"), hostnameOf("b")]);
    for (const { hostname, groups } of await api<Peer[]>("/peers")) {
      const domain = hostname === hostnameOf("a") ? "a" : "b";
      expect(groups.map((group) => group.name)).toContain(`svc-aws-lab-router-${domain}-dev`);
    }
    const keys = await api<{ name: string; used_times: number }[]>("/setup-keys");
    expect(keys.map((key) => [key.name, key.used_times]).sort()).toEqual([
      ["setup-dev-aws-lab-a", 1],
      ["setup-dev-aws-lab-b", 1],
    ]);
  });

  test("routers, alarms, interfaces and the return route belong together", async () => {
    const [network] = await api<{ id: string }[]>("/networks");
    const routers = await api<{ metric: number; masquerade: boolean; peer_groups: string[] }[]>(
      `/networks/${network!.id}/routers`,
    );
    const groups = new Map(
      (await api<{ id: string; name: string }[]>("/groups")).map((group) => [group.id, group.name]),
    );
    const found = routers.map(({ metric, masquerade, peer_groups: [group] }) => {
      return [metric, masquerade, groups.get(group!)];
    });
    expect(found.sort()).toEqual([
      [100, false, "svc-aws-lab-router-a-dev"],
      [200, false, "svc-aws-lab-router-b-dev"],
    ]);
    expect([alarmOf("a"), alarmOf("b")]).toEqual(["OK", "OK"]);
    for (const domain of ["a", "b"]) {
      const attachment = aws.machines.attachments.get(interfaceOf(domain));
      expect(attachment?.instance).toBe(instanceOf(domain).id);
    }
    const [account] = await api<{ settings: { network_range: string } }[]>("/accounts");
    const overlay = account!.settings.network_range;
    const [route] = aws.cloud.all("Route");
    expect(route!.outputs).toMatchObject({
      routeTableId: routeTable,
      destinationCidrBlock: overlay,
    });
    expect(whereRepliesGo()).toBe("a");
    const ingress = aws.cloud.all("SecurityGroupIngressRule").map(({ outputs }) => outputs);
    expect(ingress).toEqual([
      expect.objectContaining({ securityGroupId: "sg-0web", cidrIpv4: overlay, fromPort: 443 }),
    ]);
  });

  test("has nothing to change afterwards", async () => {
    expect(changed(await stack.preview())).toEqual([]);
  });

  test("the key is in its parameter and nowhere else in clear", async () => {
    const parameter = (domain: string) =>
      aws.cloud.parameter(`/netbird/${name}/${domain}/setup-key`);
    for (const domain of ["a", "b"]) {
      expect(parameter(domain)).toMatchObject({ type: "SecureString" });
      expect(parameter(domain).value).toMatch(keyPattern);
    }
    expect(parameter("a").value).not.toBe(parameter("b").value);
    expect(JSON.stringify(await stack.exportState())).not.toMatch(keyPattern);
    const { keys, ...others } = await stack.outputs();
    expect(keys).toMatchObject({ secret: true, value: { a: parameter("a").value } });
    const open = Object.values(others).filter(({ secret }) => !secret);
    expect(JSON.stringify(open)).not.toMatch(keyPattern);
    for (const { files } of aws.machines.running.values()) {
      expect(JSON.stringify(files)).not.toMatch(keyPattern);
    }
    for (const { type, outputs } of aws.cloud.objects.values()) {
      if (!type.endsWith(":Parameter")) expect(JSON.stringify(outputs)).not.toMatch(keyPattern);
    }
  });

  test("an instance may read its own key only, and attach its own interface only", () => {
    const a = aws.as(instanceOf("a"));
    expect(() => a.parameter(`/netbird/${name}/b/setup-key`)).toThrow("AccessDenied");
    expect(() => a.attach(interfaceOf("b"))).toThrow("AccessDenied");
    const point = { metricName: "Heartbeat", dimensions: {}, value: 1 };
    expect(() => a.putMetric({ ...point, namespace: "AWS/EC2" })).toThrow("AccessDenied");
  });

  test("an instance that ends: replies go through the backup, and back after the hold time", async () => {
    aws.machines.end(instanceOf("a").id);
    await settled();
    expect(whereRepliesGo()).toBe("b");
    expect(await connected()).toEqual([hostnameOf("b")]);
    expect(whatLambdaSaid()).toEqual([
      { routeTableId: routeTable, from: "a", to: "b", why: "a is dead" },
    ]);
    // A run of the program in the meantime does not fight with the failover.
    expect(changed(await stack.preview())).toEqual([]);

    aws.machines.replace(`${name}-a`);
    await settled();
    expect(await connected()).toContain(hostnameOf("a"));
    aws.passTime(60);
    await settled();
    expect(whereRepliesGo()).toBe("b");
    expect(JSON.stringify(whatLambdaSaid())).toContain("a is back, but must stay");
    aws.passTime(3600);
    await settled();
    expect(whereRepliesGo()).toBe("a");
    expect(aws.lambda.invocations.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test("an agent that hangs: its silence raises the alarm, and the alarm moves the route", async () => {
    await peers.hang(instanceOf("a"));
    expect(whereRepliesGo()).toBe("a");
    const earlier = aws.lambda.invocations.length;
    aws.passTime(180);
    await settled();
    expect([alarmOf("a"), alarmOf("b")]).toEqual(["ALARM", "OK"]);
    expect(aws.lambda.invocations[earlier]).toMatchObject({
      rule: `${name}-failover-alarms`,
      result: [{ from: "a", to: "b", why: "a is dead" }],
    });
    expect(whereRepliesGo()).toBe("b");
    aws.machines.replace(`${name}-a`);
    await settled();
  });

  test("a refresh finds the moved route, and the next update leaves it there", async () => {
    expect(whereRepliesGo()).toBe("b");
    await stack.refresh();
    expect(changed(await stack.preview())).toEqual([]);
    expect(whereRepliesGo()).toBe("b");
  });

  test("a template whose backup does not join leaves the primary alone", async () => {
    const [oldA, oldB] = [instanceOf("a").id, instanceOf("b").id];
    const reason = { rest: "readyTimeoutSeconds: 5," };
    setProgram(project, program({ ...reason, peers: `netbirdVersion: "0.60.2",` }));
    boot = () => Promise.reject(new Error("no boot"));
    const failure = await failureOf(stack.up());
    expect(failure).toContain("was connected in the group");
    expect(failure).toContain("svc-aws-lab-router-b-dev");
    expect(instanceOf("b").id).not.toBe(oldB);
    expect(instanceOf("a").id).toBe(oldA);
    expect((await connected()).filter((host) => host.startsWith(`${name}-a`))).toHaveLength(1);
  });

  test("a change of template rolls: the backup, its connection, then the primary", async () => {
    history.length = 0;
    boot = async ({ group }) => {
      if (group.endsWith("-b")) await new Promise((resolve) => setTimeout(resolve, 1_500));
    };
    setProgram(project, program({ peers: `netbirdVersion: "0.60.3",` }));
    const [oldA, oldB] = [hostnameOf("a"), hostnameOf("b")];
    await stack.up();
    await settled();
    expect(history).toEqual([
      `group ${name}-b`,
      `join ${name}-b`,
      `group ${name}-a`,
      `join ${name}-a`,
    ]);
    expect((await connected()).sort()).toEqual([hostnameOf("a"), hostnameOf("b")]);
    expect([hostnameOf("a"), hostnameOf("b")]).not.toEqual([oldA, oldB]);
    expect(changed(await stack.preview())).toEqual([]);
  });

  test("another key generation makes new keys, and machines that have joined with them", async () => {
    boot = () => Promise.resolve();
    const old = aws.cloud.parameter(`/netbird/${name}/a/setup-key`).value;
    const wanted = { peers: `netbirdVersion: "0.60.3",`, rest: `setupKeyGeneration: "q2",` };
    setProgram(project, program(wanted));
    await stack.up();
    await settled();
    const keys = await api<{ name: string; used_times: number }[]>("/setup-keys");
    expect(keys.map((key) => [key.name, key.used_times]).sort()).toEqual([
      ["setup-dev-aws-lab-a-q2", 1],
      ["setup-dev-aws-lab-b-q2", 1],
    ]);
    expect(aws.cloud.parameter(`/netbird/${name}/a/setup-key`).value).not.toBe(old);
    expect((await connected()).sort()).toEqual([hostnameOf("a"), hostnameOf("b")]);
  });

  test("goes without leaving anything but the peers that had joined", async () => {
    await stack.destroy();
    await settled();
    expect(await connected()).toEqual([]);
    expect(aws.machines.running.size).toBe(0);
    const left = [...aws.cloud.objects.values()].filter(({ type }) => type.startsWith("aws:"));
    expect(left).toEqual([]);
    expect(await api("/networks")).toEqual([]);
    const names = ({ groups, policies }: typeof before) =>
      [...groups, ...policies].map((each) => each.name);
    expect(names(await contents(server))).toEqual(names(before));
  });
});
