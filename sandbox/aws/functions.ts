import { AwsError } from "./cloud";
import type { Cloud } from "./cloud";
import { arn, place } from "./types";
import type { Properties } from "./types";

type AwsFunction = (cloud: Cloud, args: Properties) => Properties;

/** The functions of the AWS package that are simulated, by their tokens. */
const functions: Record<string, AwsFunction> = {
  "aws:index/getRegion:getRegion": () => ({
    id: place.region,
    region: place.region,
    description: "Europe (Frankfurt), simulated",
    endpoint: `ec2.${place.region}.amazonaws.com`,
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: place.partition,
    partition: place.partition,
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: place.account,
    accountId: place.account,
    arn: arn("iam", "user/simulated", ""),
    userId: "AIDASIMULATED",
  }),
  "aws:ec2/getSubnet:getSubnet": (cloud, { id }) => {
    const known = cloud.find("aws:ec2/subnet:Subnet", String(id));
    return {
      id,
      vpcId: known?.outputs.vpcId ?? "vpc-0simulated",
      cidrBlock: known?.outputs.cidrBlock ?? "10.10.0.0/24",
      availabilityZone: known?.outputs.availabilityZone ?? `${place.region}a`,
      arn: arn("ec2", `subnet/${String(id)}`),
    };
  },
  "aws:ssm/getParameter:getParameter": (cloud, { name }) => {
    const { value, version, type } = cloud.parameter(String(name));
    const id = String(name);
    const open = type === "SecureString" ? {} : { insecureValue: value };
    return { id, name: id, arn: arn("ssm", `parameter${id}`), type, version, value, ...open };
  },
};

/** Calls a function of the AWS package. */
export function invoke(cloud: Cloud, token: string, args: Properties): Properties {
  const known = functions[token];
  if (known === undefined) {
    throw new AwsError("Unsupported", `the simulated AWS has no ${token}; add it to functions.ts`);
  }
  cloud.log.push({ action: "invoke", type: token, id: JSON.stringify(args) });
  return known(cloud, args);
}
