import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { parseServices } from "../../../segmentation/ports";
import { record } from "./recorded";
import type { Recording } from "./recorded";

const name = "net-test-prod";

interface Statement {
  Action: string | string[];
  Resource: string | string[];
  Condition?: object;
}

function statements(recording: Recording, policy: string): Statement[] {
  const { inputs } = recording.one("aws:iam/rolePolicy:RolePolicy", policy);
  return (JSON.parse(inputs.policy as string) as { Statement: Statement[] }).Statement;
}

describe("preserved source addresses", () => {
  let built: Recording;
  beforeAll(async () => {
    built = await record({
      options: {
        preserve: { routeTables: ["rtb-1", "rtb-2"], securityGroups: ["sg-app"] },
        holdSeconds: 120,
      },
    });
  });

  test("each domain has an interface that passes on what is not addressed to it", () => {
    const interfaces = built.all("aws:ec2/networkInterface:NetworkInterface");
    expect(interfaces.map(({ inputs }) => inputs.subnetId as unknown)).toEqual([
      "subnet-b",
      "subnet-a",
    ]);
    for (const { inputs } of interfaces) {
      expect(inputs).toMatchObject({
        sourceDestCheck: false,
        securityGroups: [`${name}-peers-id`],
      });
      // Attached at boot by the instance, so that it outlives it.
      expect(inputs).not.toHaveProperty("attachments");
    }
    expect(built.userData("a")).toContain(`INTERFACE_ID='${name}-a-id'`);
    expect(built.userData("a")).toContain("INTERFACE_MAC='02:00:00:00:00:0a'");
  });

  test("an instance may attach its own interface, to instances of its own domain", () => {
    expect(statements(built, `${name}-a-interface`)).toEqual([
      {
        Effect: "Allow",
        Action: "ec2:AttachNetworkInterface",
        Resource: expect.stringMatching(/NetworkInterface\/net-test-prod-a$/) as string,
      },
      {
        Effect: "Allow",
        Action: "ec2:AttachNetworkInterface",
        Resource: "arn:aws:ec2:eu-central-1:123456789012:instance/*",
        Condition: { StringEquals: { "aws:ResourceTag/routing-peer": `${name}-a` } },
      },
    ]);
  });

  test("every table has a route to the primary, which later runs leave where it is", () => {
    const routes = built.all("aws:ec2/route:Route");
    expect(routes.map(({ inputs }) => inputs)).toEqual(
      ["rtb-1", "rtb-2"].map((routeTableId) => ({
        routeTableId,
        destinationCidrBlock: "100.64.0.0/10",
        networkInterfaceId: `${name}-a-id`,
      })),
    );
    for (const { ignoreChanges } of routes) expect(ignoreChanges).toEqual(["networkInterfaceId"]);
  });

  test("the named groups let the overlay in on the access list's ports, the peers' group nothing", () => {
    const rules = built.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    expect(
      rules.map(
        ({ inputs }) =>
          [inputs.securityGroupId, inputs.cidrIpv4, inputs.fromPort, inputs.toPort] as unknown,
      ),
    ).toEqual([
      ["sg-app", "100.64.0.0/10", 443, 443],
      ["sg-app", "100.64.0.0/10", 5432, 5432],
    ]);
  });

  test("the Lambda may do no more than look, and replace routes of these tables", () => {
    expect(statements(built, `${name}-failover`)).toEqual([
      {
        Effect: "Allow",
        Action: "cloudwatch:DescribeAlarms",
        Resource: ["a", "b"].map(
          (domain) => expect.stringMatching(`${name}-${domain}-heartbeat$`) as string,
        ),
      },
      {
        Effect: "Allow",
        Action: [
          "ec2:DescribeInstances",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeRouteTables",
        ],
        Resource: "*",
      },
      {
        Effect: "Allow",
        Action: "ec2:ReplaceRoute",
        Resource: ["rtb-1", "rtb-2"].map(
          (table) => `arn:aws:ec2:eu-central-1:123456789012:route-table/${table}`,
        ),
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: expect.stringMatching(/:\*$/) as string,
      },
    ]);
  });

  test("the Lambda knows domains, tables, range and hold time", () => {
    const { inputs } = built.one("aws:lambda/function:Function");
    expect(inputs).toMatchObject({ runtime: "nodejs22.x", handler: "index.handler" });
    const variables = (inputs.environment as { variables: Record<string, string> }).variables;
    expect(JSON.parse(variables.FAILOVER!)).toEqual({
      domains: [
        { name: "a", metric: 100, alarm: `${name}-a-heartbeat`, interfaceId: `${name}-a-id` },
        { name: "b", metric: 200, alarm: `${name}-b-heartbeat`, interfaceId: `${name}-b-id` },
      ],
      routeTableIds: ["rtb-1", "rtb-2"],
      overlayRange: "100.64.0.0/10",
      holdSeconds: 120,
    });
  });

  test("it is called by alarms, by instances that come and go, and every minute", () => {
    const rules = built.all("aws:cloudwatch/eventRule:EventRule");
    const pattern = (key: string) =>
      JSON.parse(
        rules.find((rule) => rule.name === `${name}-failover-${key}`)!.inputs
          .eventPattern as string,
      ) as Record<string, unknown>;
    expect(pattern("alarms")).toMatchObject({
      source: ["aws.cloudwatch"],
      "detail-type": ["CloudWatch Alarm State Change"],
      resources: ["a", "b"].map(
        (domain) => expect.stringMatching(`${name}-${domain}-heartbeat$`) as string,
      ),
    });
    expect(pattern("instances")).toMatchObject({
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance State-change Notification"],
    });
    expect(rules.map(({ inputs }) => inputs.scheduleExpression as unknown)).toContain(
      "rate(1 minute)",
    );
    expect(built.all("aws:cloudwatch/eventTarget:EventTarget")).toHaveLength(rules.length);
    for (const { inputs } of built.all("aws:lambda/permission:Permission")) {
      expect(inputs).toMatchObject({ principal: "events.amazonaws.com" });
      expect(inputs.sourceArn).toMatch(/EventRule/);
    }
  });
});

test("without sources to keep, but with health checks: their ports come in, and a route leads back", async () => {
  const built = await record({
    options: {
      healthChecks: {
        checks: [{ range: "10.10.4.0/24", services: parseServices("tcp/8080") }],
        routeTables: ["rtb-lb"],
      },
      overlayRange: "100.92.0.0/16",
    },
  });
  const rule = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(rule.inputs).toMatchObject({
    securityGroupId: `${name}-peers-id`,
    cidrIpv4: "10.10.4.0/24",
    ipProtocol: "tcp",
    fromPort: 8080,
    toPort: 8080,
  });
  expect(built.one("aws:ec2/route:Route").inputs).toMatchObject({
    routeTableId: "rtb-lb",
    destinationCidrBlock: "100.92.0.0/16",
  });
  expect(Object.keys(built.outputs.interfaceIds)).toEqual(["a", "b"]);
});

test("the Lambda's code is one file that needs only what its runtime has", () => {
  const file = join(__dirname, "../../../components/aws/failover/handler.ts");
  expect(existsSync(file)).toBe(true);
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const required = [...outputText.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module);
  expect(required.sort()).toEqual(["@aws-sdk/client-cloudwatch", "@aws-sdk/client-ec2"]);
  expect(outputText).toContain("exports.handler = handler");
});
