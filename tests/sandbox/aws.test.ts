import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matches, startAwsSandbox } from "../../sandbox/aws";
import type { AwsSandbox } from "../../sandbox/aws";

jest.setTimeout(60_000);

let aws: AwsSandbox;
let folder: string;

/** Makes an object as the provider does. */
const make = (type: string, inputs: object) =>
  aws.cloud.create(`urn:pulumi:s::p::${type}::x`, type, inputs as Record<string, unknown>);

beforeEach(async () => {
  aws = await startAwsSandbox();
  folder = mkdtempSync(join(tmpdir(), "pulumi-netbird-lambda-"));
});

afterEach(() => {
  aws.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["a value that is listed", { source: ["aws.ec2", "aws.s3"] }, true],
  ["a value that is not", { source: ["aws.s3"] }, false],
  ["every place of the pattern", { source: ["aws.ec2"], detail: { state: ["stopped"] } }, false],
  ["one of several values of the event", { resources: ["arn:b"] }, true],
  ["a place that the event does not have", { account: ["1"] }, false],
  ["nothing asked", {}, true],
])("a pattern and %s", (_, pattern, expected) => {
  const event = { source: "aws.ec2", resources: ["arn:a", "arn:b"], detail: { state: "running" } };
  expect(matches(pattern, event)).toBe(expected);
});

describe("a role", () => {
  const may = (action: string, resource: string, context = {}) => {
    try {
      aws.iam.check("peer", action, resource, context);
      return true;
    } catch {
      return false;
    }
  };

  test("may do what its own policies say, and nothing else", () => {
    const statements = [
      { Effect: "Allow", Action: "ssm:GetParameter", Resource: "arn:aws:ssm:r:1:parameter/key" },
      { Effect: "Allow", Action: ["ec2:Describe*"], Resource: "*" },
      {
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": "NetBird" } },
      },
      {
        Effect: "Allow",
        Action: "ec2:ReplaceRoute",
        Resource: "*",
        Condition: { Null: { "aws:TokenIssueTime": "true" } },
      },
    ];
    const policy = JSON.stringify({ Statement: statements });
    make("aws:iam/rolePolicy:RolePolicy", { role: "peer", name: "a", policy });
    make("aws:iam/rolePolicy:RolePolicy", {
      role: "other",
      name: "b",
      policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    });
    expect(may("ssm:GetParameter", "arn:aws:ssm:r:1:parameter/key")).toBe(true);
    expect(may("ssm:GetParameter", "arn:aws:ssm:r:1:parameter/key2")).toBe(false);
    expect(may("ssm:PutParameter", "arn:aws:ssm:r:1:parameter/key")).toBe(false);
    expect(may("ec2:DescribeInstances", "*")).toBe(true);
    const inNamespace = { "cloudwatch:namespace": "NetBird" };
    expect(may("cloudwatch:PutMetricData", "*", inNamespace)).toBe(true);
    expect(may("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "AWS" })).toBe(false);
    expect(may("cloudwatch:PutMetricData", "*")).toBe(false);
    // A condition that is not understood must not pass for one that holds.
    expect(may("ec2:ReplaceRoute", "*")).toBe(false);
  });
});

describe("an alarm", () => {
  const point = { namespace: "NetBird", metricName: "Heartbeat", dimensions: { Peer: "a" } };
  const alarm = (treatMissingData: string) =>
    make("aws:cloudwatch/metricAlarm:MetricAlarm", {
      ...point,
      name: "heartbeat",
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      treatMissingData,
    });
  const state = () => aws.alarms.state("heartbeat").value;

  test("rings after two bad periods, and is quiet after one good", () => {
    alarm("breaching");
    expect(state()).toBe("INSUFFICIENT_DATA");
    aws.alarms.put({ ...point, value: 1 });
    expect(state()).toBe("OK");
    aws.passTime(90);
    expect(state()).toBe("OK");
    aws.passTime(60);
    expect(state()).toBe("ALARM");
    aws.alarms.put({ ...point, value: 0 });
    expect(state()).toBe("ALARM");
    aws.alarms.put({ ...point, value: 1 });
    expect(state()).toBe("OK");
  });

  test("takes silence as it is told to", () => {
    alarm("notBreaching");
    aws.passTime(600);
    expect(state()).toBe("OK");
    alarmOfOthers();
    expect(aws.alarms.state("others").value).toBe("INSUFFICIENT_DATA");
  });

  function alarmOfOthers(): void {
    make("aws:cloudwatch/metricAlarm:MetricAlarm", {
      ...point,
      name: "others",
      dimensions: { Peer: "b" },
      comparisonOperator: "LessThanThreshold",
      evaluationPeriods: 1,
      period: 60,
    });
    aws.alarms.evaluate();
  }
});

describe("a function", () => {
  const deploy = (code: string) => {
    const path = join(folder, "handler.js");
    writeFileSync(path, code);
    return make("aws:lambda/function:Function", {
      name: "f",
      role: "arn:aws:iam::1:role/f",
      handler: "index.handler",
      code: { assets: { "index.js": { path } } },
      timeout: 2,
      environment: { variables: { GREETING: "hello" } },
    });
  };
  const schedule = (withPermission: boolean) => {
    const rule = make("aws:cloudwatch/eventRule:EventRule", {
      name: "minutely",
      scheduleExpression: "rate(1 minute)",
    });
    const { arn } = aws.cloud.find("aws:lambda/function:Function", "f")!.outputs;
    make("aws:cloudwatch/eventTarget:EventTarget", { rule: "minutely", arn, targetId: "t" });
    if (!withPermission) return;
    make("aws:lambda/permission:Permission", {
      action: "lambda:InvokeFunction",
      function: "f",
      principal: "events.amazonaws.com",
      sourceArn: rule.outputs.arn,
      statementId: "s",
    });
  };

  test("runs with its own environment, and nothing of ours", async () => {
    deploy(`exports.handler = async (event) => {
      console.log("at work");
      return [process.env.GREETING, event.source, process.env.HOME ?? "none"];
    };`);
    const { result, log, error } = await aws.lambda.invoke("f", { source: "test" });
    expect(error).toBeUndefined();
    expect(result).toEqual(["hello", "test", "none"]);
    expect(log).toContain("at work");
  });

  test.each([
    ["throws", `exports.handler = async () => { throw new Error("no route"); };`, "no route"],
    ["cannot be loaded", `throw new Error("no module");`, "no module"],
    ["never ends", `exports.handler = () => new Promise((r) => setTimeout(r, 60000));`, "unheard"],
  ])("that %s tells so", async (_, code, expected) => {
    deploy(code);
    expect((await aws.lambda.invoke("f")).error).toContain(expected);
  });

  test("that was deployed otherwise than as a file tells so, and the next call works", async () => {
    const { outputs } = deploy(`exports.handler = async () => 1;`);
    const { code } = outputs;
    outputs.code = { assets: {} };
    expect((await aws.lambda.invoke("f")).error).toContain("must be an archive");
    outputs.code = code;
    expect((await aws.lambda.invoke("f")).result).toBe(1);
  });

  test("ends when the account is closed", async () => {
    deploy(`exports.handler = () => new Promise((r) => setTimeout(r, 60000));`);
    const call = aws.lambda.invoke("f");
    aws.lambda.close();
    expect((await call).error).toBeDefined();
    expect((await aws.lambda.invoke("f")).error).toContain("ResourceNotFound");
  });

  test("is woken by a rule that may, and only then", async () => {
    deploy(`exports.handler = async () => 1;`);
    schedule(false);
    aws.eventBridge.fireSchedules();
    await aws.lambda.idle();
    expect(aws.lambda.invocations).toEqual([]);
    aws.cloud.delete("aws:cloudwatch/eventRule:EventRule", "minutely");
    aws.cloud.delete("aws:cloudwatch/eventTarget:EventTarget", "minutely-t");
    schedule(true);
    aws.eventBridge.fireSchedules();
    await aws.lambda.idle();
    expect(aws.lambda.invocations).toMatchObject([{ function: "f", rule: "minutely", result: 1 }]);
  });
});
