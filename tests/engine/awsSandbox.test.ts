import { join } from "node:path";
import { startAwsSandbox } from "../../sandbox/aws";
import type { AwsSandbox } from "../../sandbox/aws";
import type { Stack, TemporaryProject } from "../../sandbox/engine";
import { open, packageRoot, projectWith, setProgram, startServer } from "../e2e/world";
import type { TestServer } from "../e2e/world";

jest.setTimeout(300_000);

const image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64";
const setupKey = "A1B2C3D4-0000-0000-0000-00000000000A";

/** A program with two routing peers; the arguments are TypeScript. */
const program = (builder = "", key = setupKey) => `
  const aws = require(${JSON.stringify(join(packageRoot, "dist/components/aws"))});
  const { Vpc } = require(${JSON.stringify(join(packageRoot, "node_modules/@pulumi/aws/ec2/vpc"))});
  const { Subnet } = require(${JSON.stringify(join(packageRoot, "node_modules/@pulumi/aws/ec2/subnet"))});
  const { RouteTable } = require(${JSON.stringify(join(packageRoot, "node_modules/@pulumi/aws/ec2/routeTable"))});
  const vpc = new Vpc("vpc", { cidrBlock: "10.10.0.0/16" });
  const subnet = (name: string, cidrBlock: string) => new Subnet(name, { vpcId: vpc.id, cidrBlock });
  const table = new RouteTable("private", { vpcId: vpc.id });
  const parent = new pulumi.ComponentResource("netbird:index:HARoutedNetwork", "net-test-prod");
  const outputs = aws.createRoutingPeers(
    parent,
    "net-test-prod",
    aws.awsRoutingPeers({
      subnets: [subnet("a", "10.10.0.0/24"), subnet("b", "10.10.1.0/24")],
      owner: "Platform Team",
      environment: "prod",
      ${builder}
    }),
    [
      { name: "a", metric: 100, setupKey: pulumi.secret(${JSON.stringify(key)}) },
      { name: "b", metric: 200, setupKey: pulumi.secret("A1B2C3D4-0000-0000-0000-00000000000B") },
    ],
    {
      managementUrl: "https://api.netbird.io",
      allowedEgress: [{ range: "10.10.0.0/16", services: [{ protocol: "tcp", ports: [{ start: 5432, end: 5432 }] }] }],
      preserve: { routeTables: [table.id] },
      overlayRange: "100.64.0.0/10",
      // Here no device joins NetBird: that the group is there is enough.
      ready: ({ group }) => group,
    },
  );
  export const { interfaceIds, egress, groupNames } = outputs;`;

describe("the simulated AWS", () => {
  let server: TestServer;
  let aws: AwsSandbox;
  let project: TemporaryProject;
  let stack: Stack;
  const route = () => aws.cloud.all("Route")[0]!;
  const interfaceOf = (domain: string) =>
    aws.cloud.all("NetworkInterface").find(({ urn }) => urn.endsWith(`-${domain}`))!.id;
  const written = () =>
    aws.cloud.log.filter(({ action }) => ["create", "update", "delete"].includes(action));

  beforeAll(async () => {
    server = await startServer();
    aws = await startAwsSandbox();
    project = projectWith(program());
    stack = await open(project, server, "prod", { PULUMI_DEBUG_PROVIDERS: `aws:${aws.port}` });
    await stack.up();
  });

  afterAll(async () => {
    project?.remove();
    aws?.close();
    await server?.close();
  });

  beforeEach(() => (aws.cloud.log.length = 0));

  test("previews without making anything, and then makes the routing peers", async () => {
    const { changes } = await stack.preview();
    expect(Object.keys(changes)).toEqual(["same"]);
    expect(written()).toEqual([]);
    expect(aws.cloud.all("Group").map(({ id }) => id)).toEqual([
      "net-test-prod-b",
      "net-test-prod-a",
    ]);
    expect(route().outputs.networkInterfaceId).toBe(interfaceOf("a"));
    const outputs = await stack.outputs();
    expect(outputs.interfaceIds?.value).toEqual({ a: interfaceOf("a"), b: interfaceOf("b") });
  });

  test("starts an instance per group, with the files of its cloud-config", () => {
    const instances = [...aws.machines.running.values()];
    expect(instances.map(({ group }) => group).sort()).toEqual([
      "net-test-prod-a",
      "net-test-prod-b",
    ]);
    const settings = instances.find(({ group }) => group.endsWith("-a"))!.files[
      "/etc/netbird-routing-peer"
    ]!;
    const [, parameter] = /KEY_PARAMETER='(.*)'/.exec(settings)!;
    expect(aws.cloud.parameter(parameter!).value).toBe(setupKey);
    expect(settings).not.toContain(setupKey);
  });

  test("the state holds no key in clear, and the controls show none", async () => {
    const state = JSON.stringify(await stack.exportState());
    expect(state).not.toContain("A1B2C3D4");
    const resources = await (await fetch(`${aws.controlUrl}/sandbox/resources`)).text();
    expect(resources).toContain("net-test-prod-a");
    expect(resources).not.toContain("A1B2C3D4");
  });

  test("a newer image of AWS changes nothing", async () => {
    aws.cloud.publish(image, "ami-newer");
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
  });

  test("a route that the failover moved stays where it is", async () => {
    aws.cloud.change(route().id, { networkInterfaceId: interfaceOf("b") });
    await stack.up();
    expect(route().outputs.networkInterfaceId).toBe(interfaceOf("b"));
    await stack.refresh();
    expect(Object.keys((await stack.preview()).changes)).toEqual(["same"]);
    await stack.up();
    expect(written()).toEqual([]);
  });

  test("another image rolls the backup's group before the primary's", async () => {
    setProgram(project, program(`image: "2027-01",`));
    await stack.up();
    const groups = written().filter(({ type }) => type === "aws:autoscaling/group:Group");
    expect(groups.map(({ action, id }) => `${action} ${id}`)).toEqual([
      "update net-test-prod-b",
      "update net-test-prod-a",
    ]);
    for (const { outputs } of aws.cloud.all("LaunchTemplate")) {
      expect(outputs.imageId).toBe("ami-newer");
    }
    for (const { launchTemplate } of aws.machines.running.values()) {
      expect(launchTemplate.version).toBe("2");
    }
  });

  test("a rotated key rolls its own domain only", async () => {
    const rotated = "A1B2C3D4-0000-0000-0000-00000000000C";
    setProgram(project, program(`image: "2027-01",`, rotated));
    await stack.up();
    expect(aws.cloud.parameter("/netbird/net-test-prod/a/setup-key")).toMatchObject({
      value: rotated,
      version: 2,
    });
    const groups = written().filter(({ type }) => type === "aws:autoscaling/group:Group");
    expect(groups.map(({ id }) => id)).toEqual(["net-test-prod-a"]);
  });

  test("what is missing is refused, and what AWS does not do here is said", async () => {
    const { cloud } = aws;
    expect(() => cloud.create("u::p::aws:s3/bucket:Bucket::b", "aws:s3/bucket:Bucket", {})).toThrow(
      "the simulated AWS has no aws:s3/bucket:Bucket",
    );
    expect(() =>
      cloud.create("u", "aws:autoscaling/group:Group", { name: "net-test-prod-a" }),
    ).toThrow("exists already (simulated AWS)");
    await expect(
      fetch(`${aws.controlUrl}/sandbox/change`, {
        method: "POST",
        body: JSON.stringify({ id: "eni-none", properties: {} }),
      }).then((response) => response.json()),
    ).resolves.toMatchObject({ ok: false, error: expect.stringContaining("NotFound") as string });
  });

  test("destroys everything", async () => {
    await stack.destroy();
    expect([...aws.cloud.objects.values()].filter(({ type }) => type.startsWith("aws:"))).toEqual(
      [],
    );
    expect(aws.machines.running.size).toBe(0);
  });
});
