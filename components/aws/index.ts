/**
 * Routing peers on AWS. `awsRoutingPeers(args)` describes them and is all that a program writes;
 * `createRoutingPeers` builds them, for the component that knows NetBird's side. Between the two:
 *
 * - The description names the failure domains (`builder.domains`), the primary first. For each, the
 *   component makes a peer group, a router with a metric, and a setup key, and hands name, metric
 *   and key over. The key goes into one SSM parameter and nowhere else.
 * - The access list comes as ranges with exact services (`allowedEgress`), because security groups
 *   know no names: for a domain resource, the ranges behind it.
 * - `ready` is called once per backup and gives the resource that the primary's group waits for.
 *   `generation.hostname` is the peer's name to wait for.
 * - `routingPeersProblems` says everything that is wrong, one sentence each; the component adds its
 *   own and refuses them together.
 */
import type * as pulumi from "@pulumi/pulumi";
import { programError } from "../../provider/lifecycle/programError";
import type {
  AwsRoutingPeers,
  AwsRoutingPeersOutputs,
  RoutingDomain,
  RoutingPeersOptions,
} from "./contract";
import type * as building from "./routingPeers";

export { awsRoutingPeers } from "./awsRoutingPeers";
export type * from "./contract";
export { routingPeersProblems } from "./problems";

/**
 * Builds routing peers on AWS, as children of a component.
 * @param name the component's name, with which the children's names start
 * @param domains one for each of the builder's domains
 * @throws pulumi.RunError when the package `@pulumi/aws` is not installed
 */
export function createRoutingPeers(
  parent: pulumi.ComponentResource,
  name: string,
  builder: AwsRoutingPeers,
  domains: readonly RoutingDomain[],
  options: RoutingPeersOptions,
): AwsRoutingPeersOutputs {
  return loadBuilding().buildRoutingPeers(parent, name, builder, domains, options);
}

/** `@pulumi/aws` is big and optional: it is loaded by the first program that asks for AWS. */
function loadBuilding(): typeof building {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require("./routingPeers") as typeof building;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND" || !message.includes("@pulumi/aws")) throw error;
    throw programError(
      'Routing peers on AWS need the package @pulumi/aws. Run "npm install @pulumi/aws@^7".',
    );
  }
}
