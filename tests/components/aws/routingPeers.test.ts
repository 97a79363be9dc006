import * as pulumi from "@pulumi/pulumi";
import { secret } from "../../../sandbox/engine/wire";
import { record, setupKeys } from "./recorded";
import type { Recorded, Recording } from "./recorded";

const name = "net-test-prod";
const tags = { owner: "Platform Team", scope: "aws-euc1", environment: "prod" };

/** The statements of a role's policy. */
function statements({ inputs }: Recorded): { Action: string | string[]; Resource: unknown }[] {
  const { Statement } = JSON.parse(inputs.policy as string) as {
    Statement: { Effect: string; Action: string | string[]; Resource: unknown }[];
  };
  expect(Statement.every(({ Effect }) => Effect === "Allow")).toBe(true);
  return Statement;
}

const actions = (resources: Recorded[]) =>
  resources.flatMap(statements).flatMap(({ Action }) => Action);

const policiesOf = (recording: Recording, domain: string) =>
  recording.all("aws:iam/rolePolicy:RolePolicy").filter((policy) => {
    return policy.name.startsWith(`${name}-${domain}-`);
  });

function value<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

describe("by default", () => {
  let built: Recording;
  beforeAll(async () => {
    built = await record();
  });

  test("each domain has a group of exactly one instance, in its own subnet", () => {
    const groups = built.all("aws:autoscaling/group:Group");
    expect(groups.map(({ inputs }) => inputs.vpcZoneIdentifiers as unknown)).toEqual([
      ["subnet-b"],
      ["subnet-a"],
    ]);
    for (const { inputs } of groups) {
      expect(inputs).toMatchObject({ minSize: 1, maxSize: 1, desiredCapacity: 1 });
      expect(inputs).toMatchObject({ healthCheckType: "EC2", launchTemplate: { version: "7" } });
      expect(inputs.instanceRefresh).toMatchObject({
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 0 },
      });
    }
  });

  test("instances are arm64, ask for metadata with a token and one hop, and have encrypted disks", () => {
    const { inputs } = built.one("aws:ec2/launchTemplate:LaunchTemplate", `${name}-a`);
    expect(inputs).toMatchObject({
      instanceType: "t4g.small",
      imageId: "ami-1",
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
      },
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { encrypted: "true", deleteOnTermination: "true" } },
      ],
      vpcSecurityGroupIds: [`${name}-peers-id`],
      iamInstanceProfile: { arn: expect.stringContaining(`/${name}-a`) as string },
    });
    const specifications = inputs.tagSpecifications as { resourceType: string; tags: object }[];
    expect(specifications.map(({ resourceType }) => resourceType)).toEqual([
      "instance",
      "volume",
      "network-interface",
    ]);
    for (const each of specifications) expect(each.tags).toMatchObject(tags);
  });

  test("everything that can have tags has owner, scope and environment", () => {
    const without = [
      "aws:iam/rolePolicy:RolePolicy",
      "aws:autoscaling/group:Group",
      "aws:lambda/permission:Permission",
    ];
    for (const { type, inputs } of built.resources) {
      if (!without.includes(type)) expect(inputs.tags).toMatchObject(tags);
    }
    const group = built.one("aws:autoscaling/group:Group", `${name}-a`);
    expect(group.inputs.tags).toContainEqual({
      key: "owner",
      value: "Platform Team",
      propagateAtLaunch: false,
    });
  });

  test("tags say what manages them, unless the program's own do, which do not replace the three", async () => {
    const tagsOf = (one: Recording) =>
      one.one("aws:ec2/securityGroup:SecurityGroup").inputs.tags as object;
    expect(tagsOf(built)).toMatchObject({ ...tags, "managed-by": "pulumi-netbird" });
    const own = { "managed-by": "Platform Team", costs: "4711" };
    const other = await record({ args: { tags: { ...own, owner: "Nobody" } } });
    expect(tagsOf(other)).toMatchObject({ ...tags, ...own });
  });

  test("an instance reads one parameter, publishes in one namespace, and may fail only itself", () => {
    const [policy, ...more] = policiesOf(built, "a");
    expect(more).toEqual([]);
    expect(statements(policy!)).toEqual([
      {
        Effect: "Allow",
        Action: "ssm:GetParameter",
        Resource: expect.stringMatching(/net-test-prod-a-setup-key$/) as string,
      },
      {
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": "NetBird/RoutingPeers" } },
      },
      {
        Effect: "Allow",
        Action: "autoscaling:SetInstanceHealth",
        Resource:
          "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/net-test-prod-a",
      },
    ]);
    expect(built.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).toEqual([]);
  });

  test("the key is a SecureString, given as a secret, and nowhere else", async () => {
    const parameter = built.one("aws:ssm/parameter:Parameter", `${name}-a-setup-key`);
    expect(parameter.inputs).toMatchObject({
      type: "SecureString",
      name: `/netbird/${name}/a/setup-key`,
    });
    expect(parameter.inputs.value).toEqual(secret(setupKeys.a));
    const others = built.resources.filter(({ name: each }) => !each.endsWith("-setup-key"));
    const everything = [
      ...others.map((each) => JSON.stringify(each)),
      JSON.stringify(await value(pulumi.output(built.outputs))),
      ...["a", "b"].map((domain) => built.userData(domain)),
    ].join("\n");
    for (const key of Object.values(setupKeys)) {
      expect(everything).not.toContain(key);
      expect(everything).not.toContain(Buffer.from(key).toString("base64").slice(0, 20));
    }
  });

  test("nothing comes in, and out go HTTPS, DNS, UDP anywhere, and exactly the access list", () => {
    expect(built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual([]);
    const { inputs } = built.one("aws:ec2/securityGroup:SecurityGroup");
    expect(inputs).not.toHaveProperty("ingress");
    expect(inputs).not.toHaveProperty("egress");
    const out = built.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    const rules = out.map(({ inputs: rule }) =>
      [rule.ipProtocol, rule.fromPort, rule.toPort, rule.cidrIpv4].join(" "),
    );
    expect(rules.sort()).toEqual([
      "tcp 443 443 0.0.0.0/0",
      "tcp 443 443 10.10.0.0/16",
      "tcp 53 53 0.0.0.0/0",
      "tcp 5432 5432 10.10.0.0/16",
      "udp 0 65535 0.0.0.0/0",
    ]);
  });

  test("silence of the heartbeat is an alarm, and silence of all is another", () => {
    const { inputs } = built.one("aws:cloudwatch/metricAlarm:MetricAlarm", `${name}-a-heartbeat`);
    expect(inputs).toMatchObject({
      namespace: "NetBird/RoutingPeers",
      metricName: "Heartbeat",
      dimensions: { RoutingPeer: `${name}-a` },
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
      alarmActions: [],
    });
    expect(built.one("aws:cloudwatch/compositeAlarm:CompositeAlarm").inputs.alarmRule).toBe(
      `ALARM("${name}-a-heartbeat") AND ALARM("${name}-b-heartbeat")`,
    );
  });

  test("the backups' groups come first, and the primary's waits for what waits for them", () => {
    expect(built.generations.map(({ domain }) => domain)).toEqual(["b"]);
    const group = (domain: string) =>
      built.one("aws:autoscaling/group:Group", `${name}-${domain}`).dependencies;
    expect(group("a")).toContain("test:index:Ready::ready-b");
    expect(group("b").filter((each) => each.includes("Ready"))).toEqual([]);
  });

  test("a group waits for what its instance needs at boot", () => {
    const dependencies = built.one("aws:autoscaling/group:Group", `${name}-b`).dependencies.join();
    for (const needed of [`${name}-b-peer`, `${name}-out-https`, `${name}-b-setup-key`]) {
      expect(dependencies).toContain(needed);
    }
  });

  test("there is no interface, route or Lambda", () => {
    const kinds = ["networkInterface", "route:", "lambda", "eventRule"];
    const found = built.resources.filter(({ type }) => kinds.some((kind) => type.includes(kind)));
    expect(found).toEqual([]);
    expect(built.outputs.interfaceIds).toEqual({});
    expect(built.outputs.failoverFunctionName).toBeUndefined();
  });

  test("firewalls are told what must get out", async () => {
    const egress = await value(built.outputs.egress);
    expect(egress).toContainEqual(
      expect.objectContaining({ to: "api.netbird.io", protocol: "tcp", ports: "443" }),
    );
    expect(egress).toContainEqual(
      expect.objectContaining({ to: "0.0.0.0/0", protocol: "udp", ports: "*" }),
    );
    expect(egress.map(({ to }) => to)).toContain("ssm.eu-central-1.amazonaws.com");
    expect(JSON.stringify(egress)).not.toContain("ssmmessages");
  });
});

describe("the image", () => {
  const imageOf = (built: Recording) =>
    built.all("aws:ssm/parameter:Parameter").find((each) => each.name.includes("-image-"))!;

  test("is kept when AWS publishes another", async () => {
    const pin = imageOf(await record({}, { newestImage: "ami-2" }));
    expect(pin.ignoreChanges).toEqual(["insecureValue"]);
    expect(pin.name).toBe(`${name}-image-arm64-1`);
  });

  test("is another when the argument changes", async () => {
    expect(imageOf(await record({ args: { image: "2027-01" } })).name).toBe(
      `${name}-image-arm64-2027-01`,
    );
  });

  test("may be a version of the public parameter", async () => {
    const built = await record({ args: { image: { version: 57 } } });
    expect(built.all("aws:ssm/parameter:Parameter")).toHaveLength(2);
    expect(built.calls).toContain(
      "aws:ssm/getParameter:getParameter /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64:57",
    );
  });

  test("is made for the instance type's processor", async () => {
    const built = await record({ args: { instanceType: "c7i.large" } });
    expect(built.calls).toContain(
      "aws:ssm/getParameter:getParameter /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64",
    );
  });
});

test("host names tell generations apart", async () => {
  const hostname = async (change: Parameters<typeof record>[0], world?: { keyVersion: number }) =>
    value((await record(change, world)).outputs.hostnames.a!);
  const first = await hostname({});
  expect(first).toMatch(/^net-test-prod-a-[0-9a-f]{8}$/);
  expect(await hostname({})).toBe(first);
  expect(await hostname({ args: { netbirdVersion: "0.60.2" } })).not.toBe(first);
  expect(await hostname({ args: { instanceType: "t4g.medium" } })).not.toBe(first);
  // A rotated key proves itself with an instance that joins by it.
  expect(await hostname({}, { keyVersion: 2 })).not.toBe(first);
});

test("a shell opens only if asked, by the four channel actions", async () => {
  const shell = async (sessionManager: boolean | "register") =>
    actions(policiesOf(await record({ args: { sessionManager } }), "a")).filter((action) =>
      /^(ssmmessages:|ssm:Update)/.test(action),
    );
  const channels = [
    "CreateControlChannel",
    "CreateDataChannel",
    "OpenControlChannel",
    "OpenDataChannel",
  ];
  const four = channels.map((action) => `ssmmessages:${action}`);
  expect(await shell(false)).toEqual([]);
  expect(await shell(true)).toEqual(four);
  expect(await shell("register")).toEqual([...four, "ssm:UpdateInstanceInformation"]);
});

test("firewalls let shells out only where they are asked for", async () => {
  const to = async (sessionManager: boolean) => {
    const built = await record({ args: { sessionManager } });
    return (await value(built.outputs.egress)).map((rule) => rule.to);
  };
  const messages = "ssmmessages.eu-central-1.amazonaws.com";
  expect(await to(false)).not.toContain(messages);
  expect((await to(true)).filter((one) => one === messages)).toEqual([messages]);
});

test("alarms tell the topic", async () => {
  const built = await record({ args: { alarmTopicArn: "arn:topic" } });
  for (const { inputs } of built.all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
    expect(inputs).toMatchObject({ alarmActions: ["arn:topic"], okActions: ["arn:topic"] });
  }
});

test("a management server on another port can be reached", async () => {
  const built = await record({ options: { managementUrl: "http://netbird.corp:18080" } });
  const rule = built.one(
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    `${name}-out-management`,
  );
  expect(rule.inputs).toMatchObject({ ipProtocol: "tcp", fromPort: 18080, toPort: 18080 });
});
