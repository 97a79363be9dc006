import * as pulumi from "@pulumi/pulumi";
import { parseServices } from "../../../segmentation/ports";
import { awsRoutingPeers, routingPeersProblems } from "../../../components/aws";
import type { SubnetArg } from "../../../components/aws";
import { args, options } from "./recorded";

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

test("all that is wrong is said at once", () => {
  const builder = awsRoutingPeers({
    ...args,
    subnets: [
      { name: "a", subnet: "s-1" },
      { name: "a", subnet: "s-2" },
    ],
    owner: "",
    instanceType: "big",
    netbirdVersion: "newest",
    rootVolumeSize: 4,
  });
  const problems = routingPeersProblems("net-test", builder, {
    managementUrl: "netbird",
    allowedEgress: [{ range: "10.10.0.0", services: parseServices("tcp/443") }],
    healthChecks: { checks: [], routeTables: [] },
    preserve: { routeTables: [] },
    holdSeconds: -1,
  });
  expect(problems).toHaveLength(11);
  expect(routingPeersProblems("net-test", awsRoutingPeers(args), options)).toEqual([]);
});
