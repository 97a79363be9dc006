/** The AWS types that are simulated: how objects are named, and what AWS tells of them. */
import { createHash } from "node:crypto";

export type Properties = Record<string, unknown>;

/** Where the simulated account is. */
export const place = { partition: "aws", region: "eu-central-1", account: "123456789012" };

/** What one type of AWS is like. */
export interface AwsType {
  /** Properties without which AWS refuses to create it. */
  required: string[];
  /** Properties whose change makes another object. */
  replaces: string[];
  /** Property that is made up when the program does not give it. */
  autoName?: string;
  /** The object's id. `unique` is hexadecimal and never the same twice. */
  id: (inputs: Properties, unique: string) => string;
  /** What AWS adds; `old` is there when the object is being changed. */
  outputs?: (inputs: Properties, id: string, old: Properties | undefined) => Properties;
}

const text = (value: unknown): string => (typeof value === "string" ? value : String(value));

/** An ARN in the simulated account. */
export function arn(service: string, resource: string, region = place.region): string {
  return `arn:${place.partition}:${service}:${region}:${place.account}:${resource}`;
}

/** Types whose ids AWS makes up. */
function numbered(
  prefix: string,
  kind: string,
  rest: Pick<AwsType, "required" | "replaces"> & Partial<AwsType>,
): AwsType {
  const { outputs, ...others } = rest;
  return {
    id: (_, unique) => `${prefix}-${unique}`,
    ...others,
    outputs: (inputs, id, old) => ({
      arn: arn("ec2", `${kind}/${id}`),
      ...outputs?.(inputs, id, old),
    }),
  };
}

/** Types whose ids are their names. */
function named(
  key: string,
  arnOf: (name: string) => string,
  rest: Partial<AwsType> & { autoName?: string } = {},
): AwsType {
  const { outputs, ...others } = rest;
  return {
    required: [],
    replaces: [key],
    ...(rest.autoName === undefined ? { required: [key] } : {}),
    id: (inputs) => text(inputs[key]),
    ...others,
    outputs: (inputs, id, old) => ({ arn: arnOf(id), ...outputs?.(inputs, id, old) }),
  };
}

const rule = (required: string[]): AwsType =>
  numbered("sgr", "security-group-rule", {
    required: ["securityGroupId", "ipProtocol", ...required],
    replaces: ["securityGroupId"],
    outputs: (_, id) => ({ securityGroupRuleId: id }),
  });

/** A hardware address that follows from an id. */
function macOf(id: string): string {
  const bytes = createHash("sha256").update(id).digest("hex").match(/../g) ?? [];
  return ["02", ...bytes.slice(0, 5)].join(":");
}

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

export const awsTypes: Record<string, AwsType> = {
  "aws:ec2/vpc:Vpc": numbered("vpc", "vpc", { required: [], replaces: ["cidrBlock"] }),
  "aws:ec2/subnet:Subnet": numbered("subnet", "subnet", {
    required: ["vpcId"],
    replaces: ["vpcId", "cidrBlock", "availabilityZone"],
  }),
  "aws:ec2/routeTable:RouteTable": numbered("rtb", "route-table", {
    required: ["vpcId"],
    replaces: ["vpcId"],
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": numbered("rtbassoc", "association", {
    required: ["routeTableId"],
    replaces: ["subnetId"],
  }),
  "aws:ec2/route:Route": {
    required: ["routeTableId"],
    replaces: ["routeTableId", "destinationCidrBlock"],
    id: ({ routeTableId, destinationCidrBlock }) =>
      `r-${text(routeTableId)}-${text(destinationCidrBlock)}`,
    outputs: () => ({ state: "active", origin: "CreateRoute" }),
  },
  "aws:ec2/securityGroup:SecurityGroup": numbered("sg", "security-group", {
    required: [],
    replaces: ["name", "description", "vpcId"],
    autoName: "name",
    outputs: () => ({ ownerId: place.account }),
  }),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule([]),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule([]),
  "aws:ec2/networkInterface:NetworkInterface": numbered("eni", "network-interface", {
    required: ["subnetId"],
    replaces: ["subnetId"],
    outputs: (_, id) => ({ macAddress: macOf(id), ownerId: place.account }),
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": numbered("lt", "launch-template", {
    required: [],
    replaces: ["name"],
    autoName: "name",
    outputs: (_, __, old) => {
      const latestVersion = number(old?.latestVersion) + 1;
      return { latestVersion, defaultVersion: latestVersion };
    },
  }),
  "aws:autoscaling/group:Group": named(
    "name",
    (name) => arn("autoscaling", `autoScalingGroup:0:autoScalingGroupName/${name}`),
    { autoName: "name", required: ["minSize", "maxSize"] },
  ),
  "aws:iam/role:Role": named("name", (name) => arn("iam", `role/${name}`, ""), {
    autoName: "name",
    required: ["assumeRolePolicy"],
    outputs: (_, id) => ({ uniqueId: `AROA${id.toUpperCase()}` }),
  }),
  "aws:iam/rolePolicy:RolePolicy": {
    required: ["role", "policy"],
    replaces: ["role", "name"],
    autoName: "name",
    id: ({ role, name }) => `${text(role)}:${text(name)}`,
  },
  "aws:iam/instanceProfile:InstanceProfile": named(
    "name",
    (name) => arn("iam", `instance-profile/${name}`, ""),
    { autoName: "name" },
  ),
  "aws:ssm/parameter:Parameter": named(
    "name",
    (name) => arn("ssm", `parameter/${name.replace(/^\//, "")}`),
    {
      required: ["name", "type"],
      replaces: ["name"],
      outputs: ({ value, insecureValue, type }, _, old) => {
        const now = value ?? insecureValue;
        const same = old !== undefined && now === (old.value ?? old.insecureValue);
        return {
          version: same ? old.version : number(old?.version) + 1,
          value: now,
          ...(type === "SecureString" ? {} : { insecureValue: now }),
        };
      },
    },
  ),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named(
    "name",
    (name) => arn("cloudwatch", `alarm:${name}`),
    {
      autoName: "name",
      required: ["comparisonOperator", "evaluationPeriods"],
    },
  ),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": named(
    "alarmName",
    (name) => arn("cloudwatch", `alarm:${name}`),
    { required: ["alarmName", "alarmRule"] },
  ),
  "aws:cloudwatch/logGroup:LogGroup": named("name", (name) => arn("logs", `log-group:${name}`), {
    autoName: "name",
  }),
  "aws:cloudwatch/eventRule:EventRule": named("name", (name) => arn("events", `rule/${name}`), {
    autoName: "name",
  }),
  "aws:cloudwatch/eventTarget:EventTarget": {
    required: ["rule", "arn"],
    replaces: ["rule", "targetId"],
    autoName: "targetId",
    id: ({ rule: ruleName, targetId }) => `${text(ruleName)}-${text(targetId)}`,
  },
  "aws:lambda/function:Function": named("name", (name) => arn("lambda", `function:${name}`), {
    autoName: "name",
    required: ["role"],
    outputs: (_, name) => ({ invokeArn: arn("lambda", `path/${name}/invocations`) }),
  }),
  "aws:lambda/permission:Permission": {
    required: ["action", "function", "principal"],
    replaces: ["action", "function", "principal", "sourceArn", "statementId"],
    autoName: "statementId",
    id: ({ statementId }) => text(statementId),
  },
  "aws:sns/topic:Topic": {
    required: [],
    replaces: ["name"],
    autoName: "name",
    id: ({ name }) => arn("sns", text(name)),
    outputs: (_, id) => ({ arn: id }),
  },
};
