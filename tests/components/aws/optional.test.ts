import * as pulumi from "@pulumi/pulumi";
import * as netbird from "../../../index";
import { createRoutingPeers } from "../../../components/aws";
import { thrownBy } from "../recording";
import { args, options } from "./recorded";

// As where the package is not installed.
jest.mock("@pulumi/aws/getCallerIdentity", () => {
  const message = "Cannot find module '@pulumi/aws/getCallerIdentity'";
  throw Object.assign(new Error(message), { code: "MODULE_NOT_FOUND" });
});

test("programs without AWS do not need @pulumi/aws, and others are told what to install", () => {
  const builder = netbird.awsRoutingPeers(args);
  expect(builder.domains).toHaveLength(2);
  const refused = thrownBy(() =>
    createRoutingPeers({} as pulumi.ComponentResource, "net-test-prod", builder, [], options),
  );
  expect(refused.message).toContain('Run "npm install @pulumi/aws@^7"');
  // The message alone is shown, and not where in this package it was found.
  expect(pulumi.RunError.isInstance(refused)).toBe(true);
  expect(refused.stack).toBe("");
});
