import * as netbird from "pulumi-netbird";
import type { SharedGroups } from "./sharedGroups";

/**
 * The keys with which the data centre's routing peers join, one per rack. The machines carry the traffic of
 * every environment, so that the keys are guarded like those of prod, and only this stack has them.
 */
export function routerKeys({ rack1, rack2 }: SharedGroups["routers"]): netbird.EnrollmentKeys {
  return new netbird.EnrollmentKeys("routers", {
    environment: "prod",
    owner: "Platform Team",
    keys: {
      "dc1-router-rack1": { groups: [rack1] },
      "dc1-router-rack2": { groups: [rack2] },
    },
  });
}
