/** One environment of the orders application: what it is to run, whether it may, and then the resources. */
import * as pulumi from "@pulumi/pulumi";
import * as netbird from "pulumi-netbird";
import type { Environment, ExistingGroup, Flow, Matrix } from "pulumi-netbird";
import { emergencyArgs } from "./emergencyArgs";
import { plannedNetwork } from "./network";
import { ordersArgs } from "./ordersArgs";
import { readAccount, readEarlier } from "./otherStacks";
import type { Account } from "./otherStacks";

export async function environment(name: Environment) {
  const [account, earlier] = await Promise.all([readAccount(), readEarlier(name)]);
  const plan = planOf(name, account);
  // Before anything is registered, so that a refused program has written nothing.
  const exceptions = netbird.requirePromoted({
    environment: name,
    matrices: plan.matrices,
    earlier,
  });
  const built = build(plan);
  return {
    /** The next environment is promoted from these, and `netbird-zt diff --stack` reads them. */
    matrices: built.matrices,
    /** Who reaches what, a sentence each. */
    reachability: pulumi
      .all(built.matrices)
      .apply((matrices) => matrices.flatMap((matrix) => reachabilityOf(matrix, name))),
    exceptions,
    groupIds: built.groupIds,
  };
}

type Plan = ReturnType<typeof planOf>;

/** What the environment is to run. Pure but for the configuration. */
function planOf(name: Environment, { sharedGroups, postureChecks }: Account) {
  const orders = ordersArgs({
    environment: name,
    shared: sharedGroups,
    additionalFlows: new pulumi.Config().getObject<Flow[]>("additionalFlows"),
  });
  const devops = { existing: `peer-devops-${name}` };
  const { routers } = sharedGroups;
  const network = (group: ExistingGroup) =>
    plannedNetwork({ environment: name, devops: group, routers, postureChecks });
  const emergency = (from: ExistingGroup, to: ExistingGroup) => emergencyArgs(name, from, to);
  const planned = network(devops);
  return {
    orders,
    devops,
    network,
    emergency,
    target: { existing: planned.group },
    matrices: [
      netbird.threeTierMatrix("orders", orders),
      netbird.routedNetworkMatrix(planned.name, planned.args),
      netbird.emergencyMatrix(emergencyName, emergency(devops, { existing: planned.group })),
    ],
  };
}

const emergencyName = "network-access";

/** The resources. The parts refer to each other's groups by id, which gives the engine the order. */
function build(plan: Plan) {
  const orders = new netbird.ThreeTierApp("orders", plan.orders);
  const devops = withId(plan.devops, orders);
  const { name, args } = plan.network(devops);
  const network = new netbird.HARoutedNetwork(name, args);
  const emergency = new netbird.EmergencyAccess(
    emergencyName,
    plan.emergency(devops, withId(plan.target, network)),
  );
  const matrices = [orders.matrix, network.matrix, emergency.matrix];
  return { matrices, groupIds: orders.groupIds };
}

function withId(
  { existing }: ExistingGroup,
  maker: { groupIds: pulumi.Output<Record<string, string>> },
): ExistingGroup {
  return { existing, id: maker.groupIds.apply((ids) => ids[existing]!) };
}

function reachabilityOf(matrix: Matrix, name: Environment): string[] {
  return netbird.accessOf(netbird.compile(matrix, name).policies).map(netbird.formatAccess);
}
