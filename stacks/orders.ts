import * as netbird from "pulumi-netbird";
import { ordersArgs } from "./ordersArgs";
import type { OrdersArgs } from "./ordersArgs";

/** The orders application: DevOps and Support use its web front end, and that is all they reach. */
export function ordersApp(args: OrdersArgs) {
  return new netbird.ThreeTierApp("orders", ordersArgs(args));
}
