import { parseServices } from "../../../segmentation/ports";
import { awsRoutingPeers, routingPeersProblems } from "../../../components/aws";
import { args, options } from "./recorded";

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
  expect(problems).toEqual([
    'Two subnets are called "a". Give each failure domain its own name.',
    expect.stringMatching(/^awsRoutingPeers: owner is empty\. Say who can confirm a breakage/),
    'instanceType "big" is not an instance type. Write it like t4g.small.',
    'netbirdVersion "newest" is not a version. Write it like 0.60.2.',
    "rootVolumeSize must be a whole number from 8 on, got 4.",
    expect.stringMatching(/^managementUrl "netbird" is not an http or https address/),
    '"10.10.0.0" is not an IPv4 range. Write it like 10.10.0.0/16.',
    expect.stringMatching(/^Preserved source addresses need the route tables/),
    expect.stringMatching(/^Health checks need masquerade/),
    expect.stringMatching(/^Health checks need the route tables/),
    "holdSeconds must be a whole number from 0 to 3600, got -1.",
  ]);
  expect(routingPeersProblems("net-test", awsRoutingPeers(args), options)).toEqual([]);
});
