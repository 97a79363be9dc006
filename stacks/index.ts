/** The reference deployment: the orders application in one environment, as the stack is configured. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "pulumi-netbird";
import { ordersApp } from "./orders";
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

export const matrix = orders.matrix;
export const groupIds = orders.groupIds;
export const policyIds = orders.policyIds;
