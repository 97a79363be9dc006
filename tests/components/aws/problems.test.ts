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
  expect(problems).toHaveLength(11);
  expect(routingPeersProblems("net-test", awsRoutingPeers(args), options)).toEqual([]);
});
