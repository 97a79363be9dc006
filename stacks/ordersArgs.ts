import type { Environment, Flow, ThreeTierAppArgs } from "pulumi-netbird";
import type { SharedGroups } from "./sharedGroups";

/** What differs between the environments of the orders application. */
interface OrdersArgs {
  environment: Environment;
  shared: Pick<SharedGroups, "support" | "monitoring">;
  /** Flows that this environment has besides the application's own. */
  additionalFlows?: Flow[];
}

/**
 * The orders application: DevOps and Support use its web front end, and that is all they reach.
 * orders.matrix.yaml says the same as a matrix.
 */
export function ordersArgs({ environment, shared, additionalFlows }: OrdersArgs): ThreeTierAppArgs {
  return {
    environment,
    users: ["peer-devops", shared.support],
    tiers: { web: [443], app: [8443], db: [5432] },
    monitoring: { from: shared.monitoring, ports: [9100, 9200] },
    dns: { resolvers: ["10.10.0.10", "10.10.0.11"] },
    owner: "App Team Orders",
    because: "Order processing",
    additionalFlows,
    never: [
      {
        from: "peer-support",
        to: "svc-orders-app",
        because: "Support works through the web front end only",
        owner: "Security",
      },
    ],
  };
}
