import { findMoto, startMoto, startProxy } from "./moto";
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  ReplaceRouteCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { choose, handler } from "../../../components/aws/failover/handler";
import type { Failover, Observed, Outcome } from "../../../components/aws/failover/handler";
import type { FaultyProxy, Moto } from "./moto";

jest.setTimeout(120_000);

describe("the choice", () => {
  const now = 1_000_000_000;
  const domain = (name: string, metric: number, aliveFor: number | undefined): Observed => ({
    name,
    metric,
    interfaceId: `eni-${name}`,
    aliveSince: aliveFor === undefined ? undefined : now - aliveFor * 1000,
  });
  const targetOf = (
    a: number | undefined,
    b: number | undefined,
    current: "a" | "b" | undefined,
    c?: number,
  ) => {
    const domains = [domain("b", 200, b), domain("a", 100, a), domain("c", 300, c)];
    const at = domains.find(({ name }) => name === current);
    return choose(domains, at, 60, now).target?.name;
  };

  test.each([
    ["stays with the living primary", targetOf(9999, 9999, "a"), "a"],
    ["leaves a dead primary at once", targetOf(undefined, 1, "a"), "b"],
    ["prefers the lowest metric among backups", targetOf(undefined, 1, "a", 999), "b"],
    ["takes the last one", targetOf(undefined, undefined, "a", 5), "c"],
    ["does not go back before the hold time", targetOf(59, 9999, "b"), "b"],
    ["goes back after it", targetOf(60, 9999, "b"), "a"],
    ["goes back at once from a dead backup", targetOf(1, undefined, "b"), "a"],
    ["stays when all are dead, with the primary", targetOf(undefined, undefined, "a"), "a"],
    ["stays when all are dead, with the backup", targetOf(undefined, undefined, "b"), "b"],
    ["takes over a route that leads elsewhere", targetOf(1, 1, undefined), "a"],
    [
      "touches nothing of others when all are dead",
      targetOf(undefined, undefined, undefined),
      undefined,
    ],
  ])("%s", (_, target, expected) => {
    expect(target).toBe(expected);
  });
});

const moto = findMoto();
const overlayRange = "100.64.0.0/10";

// Skipped tests carry the reason in their name, so that a run says why.
const described =
  moto === undefined
    ? describe.skip.bind(
        null,
        "against moto (SKIPPED: neither moto_server nor python3 -m moto.server is here)",
      )
    : describe.bind(null, "against moto");

described(() => {
  let server: Moto;
  let proxy: FaultyProxy;
  let ec2: EC2Client;
  let cloudwatch: CloudWatchClient;
  let failover: Failover;
  const instances: Record<string, string> = {};
  let run: () => Promise<Outcome[]>;
  const errors = jest.spyOn(console, "error").mockImplementation(() => undefined);
  const logs = jest.spyOn(console, "log").mockImplementation(() => undefined);

  beforeAll(async () => {
    server = await startMoto(moto!);
    proxy = await startProxy(server.endpoint);
    process.env.AWS_REGION = "eu-central-1";
    process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "testing";
    ec2 = new EC2Client({ endpoint: server.endpoint });
    cloudwatch = new CloudWatchClient({ endpoint: server.endpoint });
    failover = await world();
    // The function's own clients go through the proxy; they read this at their first request.
    process.env.AWS_ENDPOINT_URL = proxy.endpoint;
    process.env.AWS_EC2_METADATA_DISABLED = "true";
    run = () => {
      process.env.FAILOVER = JSON.stringify(failover);
      return handler();
    };
  });

  afterAll(() => {
    proxy?.stop();
    server?.stop();
    errors.mockRestore();
    logs.mockRestore();
  });

  beforeEach(async () => {
    failover.holdSeconds = 60;
    proxy.fail();
    for (const domain of ["a", "b"]) await alarm(domain, "OK");
    await leadTo("a");
    errors.mockClear();
    proxy.actions();
  });

  /** A network with two routing peers, two route tables that lead to the first, and two alarms. */
  async function world(): Promise<Failover> {
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.10.0.0/16" }));
    const { Images: images } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
    const domains: Failover["domains"] = [];
    for (const [position, name] of ["a", "b"].entries()) {
      const { Subnet: subnet } = await ec2.send(
        new CreateSubnetCommand({ VpcId: vpc!.VpcId, CidrBlock: `10.10.${position}.0/24` }),
      );
      const { NetworkInterface: own } = await ec2.send(
        new CreateNetworkInterfaceCommand({ SubnetId: subnet!.SubnetId }),
      );
      const { Instances: started } = await ec2.send(
        new RunInstancesCommand({
          ImageId: images![0]!.ImageId,
          SubnetId: subnet!.SubnetId,
          MinCount: 1,
          MaxCount: 1,
        }),
      );
      instances[name] = started![0]!.InstanceId!;
      const interfaceId = own!.NetworkInterfaceId!;
      await ec2.send(
        new AttachNetworkInterfaceCommand({
          NetworkInterfaceId: interfaceId,
          InstanceId: instances[name],
          DeviceIndex: 1,
        }),
      );
      domains.push({
        name,
        metric: (position + 1) * 100,
        alarm: `net-${name}-heartbeat`,
        interfaceId,
      });
    }
    const routeTableIds = [];
    for (const _ of ["private", "database"]) {
      const { RouteTable: table } = await ec2.send(
        new CreateRouteTableCommand({ VpcId: vpc!.VpcId }),
      );
      await ec2.send(
        new CreateRouteCommand({
          RouteTableId: table!.RouteTableId,
          DestinationCidrBlock: overlayRange,
          NetworkInterfaceId: domains[0]!.interfaceId,
        }),
      );
      routeTableIds.push(table!.RouteTableId!);
    }
    for (const { alarm: AlarmName } of domains) {
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: "NetBird/RoutingPeers",
          MetricName: "Heartbeat",
          ComparisonOperator: "LessThanThreshold",
          Threshold: 1,
          Period: 60,
          EvaluationPeriods: 2,
          Statistic: "Maximum",
          TreatMissingData: "breaching",
        }),
      );
    }
    return { domains, routeTableIds, overlayRange, holdSeconds: 60 };
  }

  async function alarm(domain: string, StateValue: "OK" | "ALARM"): Promise<void> {
    const AlarmName = `net-${domain}-heartbeat`;
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "heartbeat of a test" }),
    );
  }

  async function leadTo(domain: string): Promise<void> {
    for (const RouteTableId of failover.routeTableIds) {
      await ec2.send(
        new ReplaceRouteCommand({
          RouteTableId,
          DestinationCidrBlock: overlayRange,
          NetworkInterfaceId: failover.domains.find(({ name }) => name === domain)!.interfaceId,
        }),
      );
    }
  }

  /** Domains that the tables' routes lead to. */
  async function targets(): Promise<(string | undefined)[]> {
    const { RouteTables: tables } = await ec2.send(
      new DescribeRouteTablesCommand({ RouteTableIds: failover.routeTableIds }),
    );
    return tables!.map(({ Routes: routes }) => {
      const route = routes!.find((each) => each.DestinationCidrBlock === overlayRange);
      return failover.domains.find((each) => each.interfaceId === route?.NetworkInterfaceId)?.name;
    });
  }

  test("nothing is written while the primary lives", async () => {
    await run();
    expect(await targets()).toEqual(["a", "a"]);
    expect(proxy.actions()).not.toContain("ReplaceRoute");
  });

  test("an alarm moves the routes to the backup", async () => {
    await alarm("a", "ALARM");
    const outcomes = await run();
    expect(await targets()).toEqual(["b", "b"]);
    expect(outcomes.map(({ from, to }) => [from, to])).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("the routes go back when the primary has been back for the hold time, and not before", async () => {
    await alarm("a", "ALARM");
    await run();
    await alarm("a", "OK");
    failover.holdSeconds = 3;
    const [outcome] = await run();
    expect(await targets()).toEqual(["b", "b"]);
    expect(outcome!.why).toMatch(/^a is back, but must stay for [123] s more$/);
    await new Promise((resolve) => setTimeout(resolve, 3500));
    await run();
    expect(await targets()).toEqual(["a", "a"]);
  });

  test("an instance that ends moves the routes although its last heartbeat was good", async () => {
    await ec2.send(new StopInstancesCommand({ InstanceIds: [instances.a!] }));
    await run();
    expect(await targets()).toEqual(["b", "b"]);
    await ec2.send(new StartInstancesCommand({ InstanceIds: [instances.a!] }));
  });

  test("with both dead the routes stay, and it says so", async () => {
    await alarm("a", "ALARM");
    await alarm("b", "ALARM");
    const [outcome] = await run();
    expect(await targets()).toEqual(["a", "a"]);
    expect(outcome!.why).toMatch("no routing peer is alive");
    const [line] = errors.mock.calls[0] as [string];
    expect(JSON.parse(line)).toMatchObject({ dead: ["a", "b"], failures: [] });
  });

  test.each([
    ["DescribeAlarms", 400, "Throttling"],
    ["DescribeRouteTables", 503, "RequestLimitExceeded"],
    ["ReplaceRoute", 503, "RequestLimitExceeded"],
    ["ReplaceRoute", 500, "InternalError"],
  ])("%s that answers %i %s is tried again", async (action, status, code) => {
    await alarm("a", "ALARM");
    proxy.fail({ action, status, code, times: 2 });
    await run();
    expect(await targets()).toEqual(["b", "b"]);
    const times = proxy.actions().filter((each) => each === action).length;
    expect(times).toBe(action === "ReplaceRoute" ? 4 : 3);
  });

  test("a table without the route does not keep the others from moving, and is an error", async () => {
    await alarm("a", "ALARM");
    const { RouteTable: empty } = await ec2.send(
      new CreateRouteTableCommand({
        VpcId: (await ec2.send(new CreateVpcCommand({ CidrBlock: "10.20.0.0/16" }))).Vpc!.VpcId,
      }),
    );
    const tables = failover.routeTableIds;
    failover.routeTableIds = [empty!.RouteTableId!, ...tables];
    await expect(run()).rejects.toThrow("there is no route to NetBird's range");
    failover.routeTableIds = tables;
    expect(await targets()).toEqual(["b", "b"]);
  });
});
