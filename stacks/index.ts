/** The reference deployment: the orders application in one environment, as the stack is configured. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "pulumi-netbird";
import { ordersApp } from "./orders";
import { privateNetwork } from "./privateNetwork";
import type { PrivateNetwork } from "./privateNetwork";
import { sharedGroups } from "./sharedGroups";

const config = new pulumi.Config();
const environment = config.require("environment", { allowedValues: [...netbird.environments] });

const shared = sharedGroups(
  config.require("sharedGroups", { allowedValues: ["create", "reference"] }) === "create",
);
const orders = ordersApp({
  environment,
  shared,
  additionalFlows: config.getObject<netbird.Flow[]>("additionalFlows"),
});

// Only where the configuration names a VPC; without one, the program needs nothing of AWS.
const vpc = config.getObject<PrivateNetwork>("privateNetwork");
if (vpc !== undefined) {
  const devops = `peer-devops-${environment}`;
  const id = orders.groupIds.apply((ids) => ids[devops]!);
  privateNetwork({ ...vpc, environment, devops: { existing: devops, id } });
}

export const matrix = orders.matrix;
export const groupIds = orders.groupIds;
export const policyIds = orders.policyIds;
