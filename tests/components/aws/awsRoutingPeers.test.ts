import * as pulumi from "@pulumi/pulumi";
import { awsRoutingPeers } from "../../../components/aws";
import type { SubnetArg } from "../../../components/aws";
import { args } from "./recorded";

test("subnets may be ids, resources, or have names", () => {
  const resource = { id: pulumi.output("subnet-r") };
  const subnets: SubnetArg[] = [
    "subnet-1",
    resource,
    { name: "far", subnet: resource, metric: 300 },
  ];
  const { domains } = awsRoutingPeers({ ...args, subnets });
  expect(domains.map((domain) => domain.name)).toEqual(["a", "b", "far"]);
  expect(domains.map(({ subnet }) => subnet)).toEqual(["subnet-1", resource.id, resource.id]);
  expect(domains.map(({ metric }) => metric)).toEqual([undefined, undefined, 300]);
  const [output] = awsRoutingPeers({ ...args, subnets: [resource.id] }).domains;
  expect(output).toEqual({ name: "a", subnet: resource.id });
});
