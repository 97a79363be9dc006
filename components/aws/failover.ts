import * as pulumi from "@pulumi/pulumi";
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm";
import type { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { Function as LambdaFunction } from "@pulumi/aws/lambda/function";
import { Permission } from "@pulumi/aws/lambda/permission";
import { actionsOf } from "./alarm";
import { arn, policyText, trustPolicy } from "./building";
import type { Building, PlacedDomain } from "./building";
import { returnRouteTables } from "./overlayRoutes";

/** A domain that return routes may lead to. */
interface FailoverDomain extends PlacedDomain {
  alarm: MetricAlarm;
  networkInterface: NetworkInterface;
}

/** Short enough not to flap and no longer, because clients do not wait. */
const defaultHoldSeconds = 60;

/** The Lambda that keeps return routes on the living routing peer, and what wakes it. */
export function failover(
  building: Building,
  domains: readonly FailoverDomain[],
): pulumi.Output<string> {
  const logs = failoverLogs(building);
  const { role, policy } = failoverRole(building, domains, logs);
  const lambda = failoverFunction(building, domains, role, [policy, logs]);
  wakeUps(building, lambda, domains);
  errorAlarm(building, lambda);
  return lambda.name;
}

/** Name of the function, and of what is made for it alone. */
function functionNameOf({ name }: Building): string {
  return `${name}-failover`;
}

function failoverLogs(building: Building): LogGroup {
  const { tags, child } = building;
  const functionName = functionNameOf(building);
  return new LogGroup(
    functionName,
    { name: `/aws/lambda/${functionName}`, retentionInDays: 30, tags },
    child,
  );
}

/** Whom the function acts as, and what that lets it do. */
function failoverRole(
  building: Building,
  domains: readonly FailoverDomain[],
  logs: LogGroup,
): { role: Role; policy: RolePolicy } {
  const { name, options, tags, child } = building;
  const functionName = functionNameOf(building);
  const role = new Role(
    functionName,
    {
      description: `Moves the return routes of ${name} to the living routing peer`,
      assumeRolePolicy: trustPolicy("lambda.amazonaws.com"),
      tags,
    },
    child,
  );
  const routeTable = arn(building, "ec2", "route-table/");
  const policy = new RolePolicy(
    functionName,
    {
      role: role.id,
      policy: policyText([
        { Action: "cloudwatch:DescribeAlarms", Resource: domains.map(({ alarm }) => alarm.arn) },
        // These three know no resources.
        {
          Action: [
            "ec2:DescribeInstances",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeRouteTables",
          ],
          Resource: "*",
        },
        {
          Action: "ec2:ReplaceRoute",
          Resource: returnRouteTables(options).map((id) => pulumi.interpolate`${routeTable}${id}`),
        },
        {
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${logs.arn}:*`,
        },
      ]),
    },
    child,
  );
  return { role, policy };
}

function failoverFunction(
  building: Building,
  domains: readonly FailoverDomain[],
  role: Role,
  needs: pulumi.Resource[],
): LambdaFunction {
  const { name, tags, child } = building;
  const functionName = functionNameOf(building);
  return new LambdaFunction(
    functionName,
    {
      name: functionName,
      description: `Keeps the return routes of ${name} on the living routing peer`,
      role: role.arn,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      // One plain file: the runtime has AWS's SDK.
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.FileAsset(require.resolve("./failover/handler")),
      }),
      timeout: 60,
      memorySize: 256,
      environment: { variables: { FAILOVER: settings(building, domains) } },
      tags,
    },
    { ...child, dependsOn: needs },
  );
}

/** What the function reads: which domains there are, and which routes it keeps. */
function settings(
  { options }: Building,
  domains: readonly FailoverDomain[],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    domains: domains.map((domain) => ({
      name: domain.name,
      metric: domain.metric,
      alarm: domain.alarm.name,
      interfaceId: domain.networkInterface.id,
    })),
    routeTableIds: returnRouteTables(options),
    overlayRange: options.overlayRange,
    holdSeconds: options.holdSeconds ?? defaultHoldSeconds,
  });
}

function wakeUps(
  building: Building,
  lambda: LambdaFunction,
  domains: readonly FailoverDomain[],
): void {
  wake(building, lambda, "alarms", "A heartbeat alarm changed", {
    eventPattern: pulumi.jsonStringify({
      source: ["aws.cloudwatch"],
      "detail-type": ["CloudWatch Alarm State Change"],
      resources: domains.map(({ alarm }) => alarm.arn),
    }),
  });
  wake(building, lambda, "instances", "An instance is ending or started", {
    eventPattern: JSON.stringify({
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance State-change Notification"],
      detail: { state: ["running", "shutting-down", "stopped", "stopping", "terminated"] },
    }),
  });
  // Nothing happens when the hold time ends, and events may get lost.
  wake(building, lambda, "minutely", "Return routes go back after the hold time", {
    scheduleExpression: "rate(1 minute)",
  });
}

/** A rule that calls the function. */
function wake(
  { name, tags, child }: Building,
  lambda: LambdaFunction,
  key: string,
  description: string,
  when: { eventPattern: pulumi.Input<string> } | { scheduleExpression: string },
): void {
  const full = `${name}-failover-${key}`;
  const rule = new EventRule(full, { name: full, description, ...when, tags }, child);
  const permission = new Permission(
    full,
    {
      action: "lambda:InvokeFunction",
      function: lambda.name,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    },
    child,
  );
  new EventTarget(
    full,
    {
      rule: rule.name,
      arn: lambda.arn,
      retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 3 },
    },
    { ...child, dependsOn: [permission] },
  );
}

/** A failover that fails is noticed before it is needed. */
function errorAlarm(building: Building, lambda: LambdaFunction): void {
  const { name, tags, child } = building;
  const actions = actionsOf(building);
  new MetricAlarm(
    `${name}-failover-errors`,
    {
      name: `${name}-failover-errors`,
      alarmDescription: `The failover of ${name} fails: its return routes stay where they are.`,
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: lambda.name },
      statistic: "Sum",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: "notBreaching",
      alarmActions: actions,
      okActions: actions,
      tags,
    },
    child,
  );
}
